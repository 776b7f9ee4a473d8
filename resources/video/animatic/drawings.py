"""SVG drawings as PNG, kept on disk by content: what one process drew, no other draws again. No pixels are blended here."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import resvg_py

from resources.atomic import write_bytes
from resources.errors import MediaError, StorageError

_FOLDER = "drawings"
# Smaller ones are drawn in the time that it takes to write a file durably.
_LEAST_PIXELS = 40_000
_END_OF_PNG = b"IEND\xaeB`\x82"


@dataclass
class _Store:
    folder: Path | None = None


_store = _Store()


def keep_beside(speech_cache: Path | None) -> None:
    """Keep the drawings of this process in a folder beside the spoken lines, for all episodes; None keeps none.

    A set of eight layers takes two seconds to draw and a third of one to read; a film shows it in many shots, its card
    shows it once more, and each drawing process would paint its own.
    """
    _store.folder = speech_cache.with_name(_FOLDER) if speech_cache is not None else None


def png_of(svg: str) -> bytes:
    """Draw an SVG at the pixel size its root element names, or find it drawn. No fonts are read: text draws nothing.

    Raises:
        MediaError: The SVG is not well-formed.
    """
    kept = _place_of(svg)
    if kept is not None:
        with suppress(OSError):
            png = kept.read_bytes()
            if png.endswith(_END_OF_PNG):
                return png
    try:
        png = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)
    except ValueError as error:
        raise MediaError(f"cannot draw this SVG: {error}") from error
    if kept is not None and _pixels(png) >= _LEAST_PIXELS:
        with suppress(StorageError):  # only time is lost; whoever writes the clip will tell of a full disk
            write_bytes(kept, png)
    return png


def _place_of(svg: str) -> Path | None:
    if _store.folder is None:
        return None
    digest = hashlib.sha256(f"{resvg_py.__resvg_version__}\n{svg}".encode()).hexdigest()
    return _store.folder / digest[:2] / f"{digest}.png"


def _pixels(png: bytes) -> int:
    """Width times height, from the header (RFC 2083, 4.1.1)."""
    return int.from_bytes(png[16:20], "big") * int.from_bytes(png[20:24], "big")
