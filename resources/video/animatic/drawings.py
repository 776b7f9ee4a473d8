"""SVG drawings as PNG, kept on disk by content: what one process drew, no other draws again. No pixels are blended here."""

from __future__ import annotations

import hashlib
import math
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import resvg_py

from resources.atomic import write_bytes
from resources.errors import MediaError, StorageError

_FOLDER = "drawings"
# Smaller ones are drawn in the time that it takes to write and to find a file.
_LEAST_PIXELS = 4_000
# From here on, looking first where anything is drawn costs less than packing the empty rest.
_LOOKED_OVER_FROM = 600_000
_LOOK_SHARE = 4
_ROOT = re.compile(r'<svg xmlns="[^"]+" width="(\d+)" height="(\d+)" viewBox="(\S+) (\S+) (\S+) ([^"\s]+)"([^>]*)>')
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


@dataclass(frozen=True, slots=True)
class Drawing:
    """The part of a drawing in which there is anything.

    Args:
        png: Its pixels, colour not multiplied by alpha.
        left: Pixels from the left edge of the whole, likewise `top`.
        wide: Width of the whole in pixels, likewise `high`.
    """

    png: bytes
    left: int
    top: int
    wide: int
    high: int


def drawing_of(svg: str) -> Drawing:
    """Draw an SVG at the pixel size its root element names, or find it drawn. No fonts are read: text draws nothing.

    Raises:
        MediaError: The SVG is not well-formed.
    """
    root = _ROOT.match(svg)
    if root is None or int(root[1]) * int(root[2]) < _LOOKED_OVER_FROM:
        png = _png_of(svg)
        return Drawing(png, 0, 0, *_size_of(png))
    content = svg[root.end() :]
    wide, high = int(root[1]), int(root[2])
    x, y, units_wide, units_high = (float(root[group]) for group in range(3, 7))
    left, top, right, bottom = _covered(root, content)
    across, down = units_wide / wide, units_high / high
    box = f"{x + left * across!r} {y + top * down!r} {(right - left) * across!r} {(bottom - top) * down!r}"
    cropped = _document(right - left, bottom - top, box, root[7], content)
    return Drawing(_png_of(cropped), left, top, wide, high)


def _covered(root: re.Match[str], content: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is drawn, found on a small copy; with a margin for what is thinner there."""
    wide, high = int(root[1]), int(root[2])
    box = " ".join(root[group] for group in range(3, 7))
    size = (wide // _LOOK_SHARE, high // _LOOK_SHARE)
    small = _png_of(_document(*size, box, ' preserveAspectRatio="none"', content))
    alpha = np.asarray(cv2.imdecode(np.frombuffer(small, np.uint8), cv2.IMREAD_UNCHANGED))[..., 3]
    left, top, across, down = cv2.boundingRect(alpha)
    grow_x, grow_y = wide / size[0], high / size[1]
    return (
        max(0, math.floor((left - 1) * grow_x)),
        max(0, math.floor((top - 1) * grow_y)),
        min(wide, math.ceil((left + across + 1) * grow_x)),
        min(high, math.ceil((top + down + 1) * grow_y)),
    )


def _document(wide: int, high: int, box: str, attributes: str, content: str) -> str:
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="{box}"{attributes}>'
    return opening + content


def _png_of(svg: str) -> bytes:
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
    wide, high = _size_of(png)
    if kept is not None and wide * high >= _LEAST_PIXELS:
        with suppress(StorageError):  # only time is lost; whoever writes the clip will tell of a full disk
            # Not synced: that takes longer than most drawings, and half a picture is noticed when it is read.
            write_bytes(kept, png, durable=False)
    return png


def _place_of(svg: str) -> Path | None:
    if _store.folder is None:
        return None
    digest = hashlib.sha256(f"{resvg_py.__resvg_version__}\n{svg}".encode()).hexdigest()
    return _store.folder / digest[:2] / f"{digest}.png"


def _size_of(png: bytes) -> tuple[int, int]:
    """Width and height, from the header (RFC 2083, 4.1.1)."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
