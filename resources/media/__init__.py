"""Media files: probing, frames, captions, sound and the cut. No provider, no judge and no episode knowledge here."""
