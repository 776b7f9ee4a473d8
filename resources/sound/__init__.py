"""Sound without speech: signal helpers, music, noises. Voices live in `resources.tts`, mixing in `resources.media`."""
