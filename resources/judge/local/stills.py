"""Single pictures: reading, shrinking, turning. No clip and no measure."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Floats = NDArray[np.float64]

PICTURE_SIDE = 640
# Interpolating looks at two pixels in each direction: up to here hardly any pixel is skipped.
_MOST_INTERPOLATED = 1.5


def fit_long_side(width: int, height: int, side: int) -> tuple[int, int]:
    """Even width and height with the long side at `side`; a smaller picture keeps its size."""
    scale = min(1.0, side / max(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def shrink(picture: Picture, side: int) -> Picture:
    """A picture with the long side at `side`; a smaller one is not enlarged, which would blur it.

    It is averaged in whole steps first and only the rest is interpolated: averaging broken steps takes seven times longer,
    and halving has a way of its own that makes three halvings four times faster than one step of eight.
    """
    size = fit_long_side(picture.shape[1], picture.shape[0], side)
    step = max(1, max(picture.shape[:2]) // side)
    if step > 1 and min(picture.shape[:2]) >= step:
        high, wide = (length // step for length in picture.shape[:2])
        whole = picture[: high * step, : wide * step]
        while step % 2 == 0:
            step //= 2
            whole = np.asarray(
                cv2.resize(whole, (wide * step, high * step), interpolation=cv2.INTER_AREA), np.uint8
            )
        picture = np.asarray(cv2.resize(whole, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)
    way = cv2.INTER_LINEAR if max(picture.shape[:2]) <= _MOST_INTERPOLATED * side else cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def grey_of(picture: Picture) -> Picture:
    """A BGR picture as grey."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def turned_over(picture: Picture) -> Picture:
    """A picture turned by 180 degrees."""
    return np.asarray(cv2.rotate(picture, cv2.ROTATE_180), np.uint8)


def digest_of(path: Path) -> bytes:
    """The sha256 of a file; empty when it cannot be read or holds nothing."""
    try:
        content = path.read_bytes()
    except OSError:
        return b""
    return hashlib.sha256(content).digest() if content else b""


def read_picture(path: Path) -> Picture | None:
    """A still as BGR with the long side at 640, or None when it cannot be read (missing, corrupt, too large).

    Portraits and sets come back with every take: they are kept for the process, by digest, and must not be changed.
    """
    digest = digest_of(path)
    return _decoded(digest, path) if digest else None


@lru_cache(maxsize=48)
def _decoded(_digest: bytes, path: Path) -> Picture | None:
    try:
        picture = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    except (OSError, cv2.error):
        return None
    if picture is None:
        return None
    small = shrink(np.asarray(picture, np.uint8), PICTURE_SIDE)
    small.setflags(write=False)
    return small
