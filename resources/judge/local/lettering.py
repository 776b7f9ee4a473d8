"""Captions and watermarks: stroke texture that stays in one place. It does not read, and looks only where overlays sit."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from resources.judge.local.observation import Observation, unmeasured
from resources.judge.local.reading import Reading
from resources.judge.local.stills import Picture

# Widths and heights are shares of the long side. A line of letters is looked for in windows three times as wide as high.
_STROKE_WIDTH = 0.014
_HEIGHTS, _WIDER = (0.02, 0.028, 0.04, 0.056, 0.08), 3
_STROKE_CONTRAST = 70
# Share of a window that is bright stroke, that is dark between and about them, and edges of strokes on a way as long as
# the window is high. 54 captions and watermarks on clips, drawn and photographed: from 0.44, 0.24 and 3.0; ornaments of a
# roof: 0.36, 0.35 and 6.0; a cap badge: 0.45, 0.22 and 2.5; anything else in 50 clean clips comes to less.
_LEAST_FILL, _LEAST_GAPS, _LEAST_EDGES = 0.4, 0.19, 2.85
# A line ends: on one side of it hardly anything is a stroke. Leaves and grids go on.
_MOST_BESIDE = 0.12
_LOOKS_PER_S = 4.0
_LOOKS_TO_STAY = 4
_FULL = 255


class Strokes(NamedTuple):
    """Masks, 0 or 255: where thin bright strokes are, and where thin dark ones."""

    bright: Picture
    dark: Picture

    def common(self, other: Strokes) -> Strokes:
        """What is a stroke in both."""
        both = (cv2.bitwise_and(mine, its) for mine, its in zip(self, other, strict=True))
        return Strokes(*(np.asarray(mask, np.uint8) for mask in both))


def find_strokes(grey: Picture) -> Strokes:
    """Lines thinner than a letter's stem that stand out from both sides."""
    width = max(3, round(_STROKE_WIDTH * max(grey.shape)) // 2 * 2 + 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (width, width))
    standing = (cv2.morphologyEx(grey, way, kernel) for way in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT))
    masks = (cv2.threshold(plane, _STROKE_CONTRAST, _FULL, cv2.THRESH_BINARY)[1] for plane in standing)
    return Strokes(*(np.asarray(mask, np.uint8) for mask in masks))


def holds_lettering(strokes: Strokes) -> bool:
    """Whether there is a window full of strokes where captions and watermarks sit.

    Windows instead of connected parts: letters often touch strokes of what is behind them.
    """
    high, wide = strokes.bright.shape
    smallest = _HEIGHTS[0] * max(high, wide)
    if cv2.countNonZero(strokes.bright) < _LEAST_FILL * _WIDER * smallest**2:
        return False
    edges = np.zeros_like(strokes.bright)
    cv2.absdiff(strokes.bright[:, 1:], strokes.bright[:, :-1], dst=edges[:, 1:])
    # Half of the size is enough to count in; an edge is one pixel wide in the full size.
    half = (max(1, wide // 2), max(1, high // 2))
    counted = cv2.resize(cv2.merge([strokes.bright, edges, strokes.dark]), half, interpolation=cv2.INTER_AREA)
    sits = _where_overlays_sit(half[1], half[0])
    return any(bool((sits & _lines(np.asarray(counted, np.uint8), share)).any()) for share in _HEIGHTS)


def _lines(counted: Picture, share: float) -> NDArray[np.bool_]:
    """Middles of the windows of one height that look like a line of letters."""
    height = max(3, round(share * max(counted.shape)) | 1)
    seen = cv2.blur(counted, (_WIDER * height | 1, height), borderType=cv2.BORDER_CONSTANT)
    fill, edges, gaps = (np.asarray(plane, np.uint8) for plane in cv2.split(seen))
    fewest = _FULL * _LEAST_EDGES / (2 * height)
    found = (fill >= _FULL * _LEAST_FILL) & (gaps >= _FULL * _LEAST_GAPS) & (edges >= fewest)
    empty = np.pad(fill < _FULL * _MOST_BESIDE, ((height, height), (0, 0)), constant_values=True)
    return np.asarray(found & (empty[: -2 * height] | empty[2 * height :]))


@lru_cache(maxsize=8)
def _where_overlays_sit(high: int, wide: int) -> NDArray[np.bool_]:
    """Below, and above at the sides: the rest of a picture is full of things with strokes."""
    down, across = np.arange(high)[:, None] / high, np.arange(wide)[None] / wide
    return (down > 0.68) | ((down < 0.22) & ((across <= 0.3) | (across >= 0.7)))


def lettering_measure(reading: Reading, *, allowed: bool) -> Observation:
    """The longest time that lettering stays in one place, seconds; what moves with the camera is not an overlay."""
    if allowed:
        return unmeasured("text is allowed in this shot")
    if not reading.pictures:
        return unmeasured("no frame")
    step = max(1, round(len(reading.pictures) / max(reading.length_s, 0.1) / _LOOKS_PER_S))
    looks = [find_strokes(picture) for picture in reading.pictures[::step]]
    best, at, run = 0, 0, 0
    for index in range(len(looks) - _LOOKS_TO_STAY + 1):
        staying = looks[index]
        for later in looks[index + 1 : index + _LOOKS_TO_STAY]:
            staying = staying.common(later)
        run = run + 1 if holds_lettering(staying) else 0
        if run > best:
            best, at = run, index - run + 1
    seconds = (best + _LOOKS_TO_STAY - 2) * step * reading.length_s / len(reading.pictures) if best else 0.0
    return Observation(seconds, float(reading.picture_times[at * step]), "there is lettering on the picture")
