"""What a fetched file must be before it counts: a clip with a moving picture, a still that opens. Nothing is fetched here."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from resources.errors import MediaError
from resources.media.probe import probe


def check_clip(path: Path) -> None:
    """Raise `MediaError` when a file is no clip."""
    if not probe(path).has_video:
        raise MediaError("holds no moving picture", where=str(path))


def check_still(path: Path) -> None:
    """Raise `MediaError` when a file is no picture."""
    try:
        with Image.open(path) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise MediaError("is not a picture that can be read", where=str(path)) from None
