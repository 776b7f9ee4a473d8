"""The listener in front of the camera of an over-the-shoulder shot: back of the head, at the edge, a little soft."""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np

from resources.video.animatic import canvas, ink
from resources.video.animatic.canvas import Image, Sprite
from resources.video.animatic.figure.back import BACK_BOX, crown_of, drawn_from_behind
from resources.video.animatic.look import Look

_SIZE = 1.4  # of a figure on the actors' plane in an upright half-body shot
_SOFT = 1 / 300  # of the frame's height: out of focus, and still somebody
_SWAY = 5.0  # units; a breathing foreground tells that the camera stands behind a person


class Shoulder:
    """Draws the listener of one shot.

    Args:
        look: Who listens.
        side: -1 = at the left edge of the frame, 1 = at the right one.
        size: Width and height of the frame in pixels.
    """

    def __init__(self, look: Look, side: int, size: tuple[int, int]) -> None:
        wide, high = size
        crown_y, even = crown_of(look)
        self._scale = min(wide, high) / 640 * _SIZE * even
        # In a tall frame the shoulder stands lower and further out, or it would hide the face it looks at.
        aside, down = (0.41, 0.27) if wide >= high else (0.52, 0.5)
        self._place = canvas.shift(wide * (0.5 + aside * side), high * down - crown_y * self._scale)
        self._side = side
        self._sprite = _sprite(look, round(self._scale, 3), high)

    def draw(self, out: Image, at_s: float) -> None:
        """Lay it over the frame, in place."""
        sway = canvas.shift(_SWAY * math.sin(at_s * 0.9), _SWAY * 0.6 * math.sin(at_s * 1.6))
        nod = canvas.turn(0.012 * math.sin(at_s * 0.7 + 1.0), 0.0, -500.0)
        facing = canvas.zoom(-self._scale * self._side, self._scale)
        canvas.blit(out, self._sprite, canvas.chain(self._place, facing, nod, sway))


@lru_cache(maxsize=8)
def _sprite(look: Look, scale: float, high: int) -> Sprite:
    image = canvas.rasterise(ink.document(drawn_from_behind(look), BACK_BOX, scale))
    soft = cv2.GaussianBlur(image, (0, 0), high * _SOFT)
    return canvas.trimmed(np.asarray(soft, np.uint8), scale, BACK_BOX.x, BACK_BOX.y)
