"""Small pictures for the page, made once per content and kept in the episode's cache. Making them: `resources.media`."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from resources.atomic import write_bytes
from resources.file_digest import file_digest

STILL_WIDTH = 360
"""Pixels: sharp on a phone's card, near 12 kB."""
POSTER_WIDTH = 960
"""Pixels of the film's own poster."""


class Stills:
    """Pictures by key. A page names the key as often as it likes and carries the bytes once.

    Args:
        cache: Folder for finished pictures; may be deleted at any time.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._found: dict[str, bytes] = {}

    def of_clip(self, clip: Path, *, wide: bool = False) -> str:
        """Key of the middle frame of a clip. Raises `NotFound`, `MediaError`, `StorageError`."""
        from resources.media.jpeg import clip_jpeg

        width = POSTER_WIDTH if wide else STILL_WIDTH
        return self._kept(clip, width, lambda: clip_jpeg(clip, width))

    def of_picture(self, picture: Path) -> str:
        """Key of a small copy of a picture file. Raises `MediaError`, `StorageError`."""
        from resources.media.jpeg import picture_jpeg

        return self._kept(picture, STILL_WIDTH, lambda: picture_jpeg(picture, STILL_WIDTH))

    def as_urls(self) -> dict[str, str]:
        """Every picture as a `data:` URL, by key in order."""
        return {
            key: f"data:image/jpeg;base64,{base64.b64encode(self._found[key]).decode()}"
            for key in sorted(self._found)
        }

    def _kept(self, source: Path, width: int, make: Callable[[], bytes]) -> str:
        key = f"{file_digest(source)[:20]}-{width}"
        if key not in self._found:
            path = self._cache / f"{key}.jpg"
            if not path.is_file():
                write_bytes(path, make())
            self._found[key] = path.read_bytes()
        return key
