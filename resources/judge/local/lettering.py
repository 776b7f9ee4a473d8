"""Captions and watermarks: stroke texture that stays in one place. It does not read, and looks only where overlays sit."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from resources.judge.local.observation import Observation, unmeasured
from resources.judge.local.reading import Picture, Reading

_STROKE_WIDTH = 0.014
_STROKE_CONTRAST = 70
_LEAST_FILL, _LEAST_STROKES_PER_HEIGHT, _LEAST_GAPS = 0.27, 3.8, 0.18
_LEAST_SHAPE, _LEAST_WIDTH = 2.0, 0.055
_HEIGHTS = (0.011, 0.10)
_LOOKS_PER_S = 4.0
_STAYS_WITHIN = 3


@dataclass(frozen=True)
class Block:
    """A box of stroke texture, in pixels of the 640 picture."""

    x: int
    y: int
    width: int
    height: int

    def same_place(self, other: Block) -> bool:
        """Whether two boxes start in the same corner and on the same line."""
        return abs(self.y - other.y) <= _STAYS_WITHIN and abs(self.x - other.x) <= _STAYS_WITHIN


def stroke_blocks(grey: Picture) -> list[Block]:
    """Line-shaped boxes full of thin strokes, brighter or darker than what is beside them."""
    side = max(grey.shape)
    stroke = max(3, round(_STROKE_WIDTH * side) // 2 * 2 + 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (stroke, stroke))
    bright = cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, kernel) > _STROKE_CONTRAST
    dark = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel) > _STROKE_CONTRAST
    strokes = bright.astype(np.uint8)
    joined = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((3, stroke + 8), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for x, y, width, height in boxes[1:, :4].tolist():
        if not _HEIGHTS[0] * side <= height <= _HEIGHTS[1] * side:
            continue
        if width < max(_LEAST_SHAPE * height, _LEAST_WIDTH * side):
            continue
        inside = strokes[y : y + height, x : x + width]
        per_row = np.sort(np.abs(np.diff(inside.astype(np.int8), axis=1)).sum(axis=1))
        dense = float(per_row[-max(1, height // 2) :].mean()) * height / width
        # Lettering is legible: between its bright strokes it is dark, by outline, shadow or plate.
        gaps = float(dark[y : y + height, x : x + width].mean())
        if inside.mean() >= _LEAST_FILL and dense >= _LEAST_STROKES_PER_HEIGHT and gaps >= _LEAST_GAPS:
            found.append(Block(x, y, width, height))
    return found


def _where_overlays_sit(block: Block, shape: tuple[int, ...]) -> bool:
    down = (block.y + block.height / 2) / shape[0]
    across = (block.x + block.width / 2) / shape[1]
    return down > 0.68 or (down < 0.22 and not 0.3 < across < 0.7)


def lettering_measure(reading: Reading, *, allowed: bool) -> Observation:
    """Seconds that the most lasting block of lettering stays in one place, where captions and watermarks sit."""
    if allowed:
        return unmeasured("text is allowed in this shot")
    if not reading.pictures:
        return unmeasured("no frame")
    step = max(1, round(len(reading.pictures) / max(reading.length_s, 0.1) / _LOOKS_PER_S))
    lasting: list[tuple[Block, int, int]] = []
    best, at = 0, 0
    for index in range(0, len(reading.pictures), step):
        grey = reading.pictures[index]
        blocks = [block for block in stroke_blocks(grey) if _where_overlays_sit(block, grey.shape)]
        going_on = []
        for block in blocks:
            before = next((entry for entry in lasting if entry[0].same_place(block)), None)
            first, count = (before[1], before[2] + 1) if before else (index, 1)
            going_on.append((block, first, count))
            if count > best:
                best, at = count, first
        lasting = going_on
    seconds = max(0, best - 1) * step * reading.length_s / len(reading.pictures)
    return Observation(seconds, float(reading.picture_times[at]), "there is lettering on the picture")
