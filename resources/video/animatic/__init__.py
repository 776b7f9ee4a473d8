"""The provider that draws for itself: figures, sets, camera. Needs no key, no network and no ffmpeg."""
