"""An insert: one thing that fills the frame, on a table top. Shots of people and places are `shot_picture`'s."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from resources.video.animatic import canvas
from resources.video.animatic.canvas import Image, Sprite
from resources.video.animatic.things import BOX, picture_of
from resources.video.staging import Movement, Thing

_THING_SHARE = 0.74
"""Of the shorter side of the frame."""
_SHARPEST = 4.0
"""Pixels for each unit of a thing; more than that no resolution shows."""


def draw_insert(out: Image, thing: Thing, at_s: float, movement: Movement) -> None:
    """Draw a thing large, with the set far out of focus behind it.

    Args:
        out: The frame with the set in it; changed in place.
        thing: What is shown.
        at_s: Moment of the shot: the camera comes a little closer unless it does something else.
        movement: Of the shot.
    """
    high, wide = out.shape[:2]
    small = cv2.resize(out, (wide // 8, high // 8), interpolation=cv2.INTER_AREA)
    cv2.resize(cv2.GaussianBlur(small, (0, 0), 3), (wide, high), dst=out, interpolation=cv2.INTER_LINEAR)
    canvas.blit(out, _table_top(wide, high), canvas.IDENTITY)
    closer = 1.0 + 0.035 * at_s if movement in ("push_in", "static") else 1.06
    scale = min(high, wide) * _THING_SHARE / BOX * closer
    base = canvas.chain(canvas.shift(wide / 2, high * 0.76), canvas.zoom(scale))
    canvas.blit(out, contact_shadow(), canvas.chain(base, canvas.zoom(0.72, 0.5)))
    canvas.blit(out, picture_of(thing, min(_SHARPEST, scale)), base)


@lru_cache(maxsize=1)
def contact_shadow() -> Sprite:
    """What somebody or something darkens of the ground it stands on, about the origin."""
    return canvas.soft_oval(320, 60, 120)


@lru_cache(maxsize=2)
def _table_top(wide: int, high: int) -> Sprite:
    """A wooden surface over the lower part of the frame, dark towards the viewer."""
    from_y = round(high * 0.62)
    image = canvas.blank(wide, high - from_y)
    fade = np.linspace(1.0, 0.45, high - from_y)[:, None]
    for channel, level in enumerate((46, 74, 118)):
        image[..., channel] = (fade * level).astype(np.uint8)
    grain = np.sin(np.arange(high - from_y)[:, None] * 0.33 + np.sin(np.arange(wide)[None, :] * 0.004) * 5) * 5
    image[..., :3] = np.clip(image[..., :3] + grain[..., None], 0, 255).astype(np.uint8)
    image[: max(2, high // 180), :, :3] = (92, 132, 178)
    image[..., 3] = 255
    return Sprite(image, 0, from_y)
