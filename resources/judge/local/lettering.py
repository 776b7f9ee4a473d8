"""Captions and watermarks: stroke texture that stays in one place. It does not read, and looks only where overlays sit."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from resources.judge.local.observation import Observation, unmeasured
from resources.judge.local.picture import longest_run
from resources.judge.local.reading import Reading
from resources.judge.local.stills import Picture

# Widths and heights are shares of the long side.
_STROKE_WIDTH = 0.014
_HEIGHTS = (0.011, 0.10)
_LEAST_WIDTH, _LEAST_SHAPE = 0.055, 2.0
_STROKE_CONTRAST = 70
_LEAST_FILL, _LEAST_STROKES_PER_HEIGHT, _LEAST_GAPS = 0.36, 2.7, 0.18
_ROW_OF_LETTERS = 0.2
_LOOKS_PER_S = 4.0
_LOOKS_TO_STAY = 4


class Strokes(NamedTuple):
    """Where thin bright strokes are, and where thin dark ones."""

    bright: NDArray[np.bool_]
    dark: NDArray[np.bool_]

    def common(self, other: Strokes) -> Strokes:
        """What is a stroke in both."""
        return Strokes(self.bright & other.bright, self.dark & other.dark)


def find_strokes(grey: Picture) -> Strokes:
    """Lines thinner than a letter's stem that stand out from both sides."""
    width = _stem(grey.shape)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (width, width))
    bright = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, kernel))
    dark = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel))
    return Strokes(bright > _STROKE_CONTRAST, dark > _STROKE_CONTRAST)


def _stem(shape: tuple[int, ...]) -> int:
    return max(3, round(_STROKE_WIDTH * max(shape)) // 2 * 2 + 1)


def holds_lettering(strokes: Strokes) -> bool:
    """Whether there is a line-shaped box full of strokes where captions and watermarks sit."""
    bright = strokes.bright.astype(np.uint8)
    side = max(bright.shape)
    joined = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((3, _stem(bright.shape) + 6), np.uint8))
    for x, y, width, height in _boxes(np.asarray(joined, np.uint8)):
        if width < _LEAST_WIDTH * side or height < _HEIGHTS[0] * side:
            continue
        per_row = np.abs(np.diff(bright[y : y + height, x : x + width].astype(np.int8), axis=1)).sum(axis=1)
        # Background that touches the line of letters hangs on to its box: only the dense rows are the line.
        first, rows = longest_run(per_row >= _ROW_OF_LETTERS * per_row.max())
        line = slice(y + first, y + first + rows), slice(x, x + width)
        middle = x + width / 2, y + first + rows / 2
        in_range = _HEIGHTS[0] * side <= rows <= _HEIGHTS[1] * side and width >= _LEAST_SHAPE * rows
        if not (in_range and _where_overlays_sit(*middle, bright.shape)):
            continue
        dense = float(np.sort(per_row[first : first + rows])[-max(1, rows // 2) :].mean()) * rows / width
        # Lettering is legible: between its bright strokes it is dark, by outline, shadow or plate.
        gaps = float(strokes.dark[line].mean())
        if bright[line].mean() >= _LEAST_FILL and dense >= _LEAST_STROKES_PER_HEIGHT and gaps >= _LEAST_GAPS:
            return True
    return False


def _boxes(mask: Picture) -> list[tuple[int, int, int, int]]:
    """Frame of each connected part of a mask: x, y, width, height."""
    # Outlines instead of numbered pixels take a fifth of the time; those with a parent are holes.
    outlines, kinship = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return []
    found = (
        cv2.boundingRect(one) for one, (_, _, _, parent) in zip(outlines, kinship[0], strict=True) if parent < 0
    )
    return [(int(x), int(y), int(width), int(height)) for x, y, width, height in found]


def _where_overlays_sit(x: float, y: float, shape: tuple[int, ...]) -> bool:
    down, across = y / shape[0], x / shape[1]
    return down > 0.68 or (down < 0.22 and not 0.3 < across < 0.7)


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
