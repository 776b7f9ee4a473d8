"""The light of a set: lamps that flicker, beams that turn. What shines where is told by the set; layers: `painted`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from resources.video.animatic import canvas
from resources.video.animatic.camera import Lens
from resources.video.animatic.canvas import Image
from resources.video.animatic.sets.brush import channels
from resources.video.animatic.sets.stage import Beam, Flicker, Lamp

_LIGHT_SHARE = 4
_SWEEP_S = 7.0  # a turning light comes round as often as `Beam`s of the sea sets do
_GLOW_LEVEL = 0.62  # share of a lamp's colour added at its centre


class Light:
    """Everything in a set that shines.

    Args:
        lamps: Round lights.
        beams: Turning cones.
    """

    def __init__(self, lamps: Sequence[Lamp], beams: Sequence[Beam]) -> None:
        self._lamps, self._beams = lamps, beams
        self._halos = [_halo(lamp.colour) for lamp in lamps]

    def shine(self, out: Image, lens: Lens, at_s: float) -> None:
        """Add the light of lamps and beams to a frame.

        Light has no detail: it is gathered at a quarter of the size and added once, which costs the same for one
        lamp and for twenty, and only where there is any.
        """
        if not self._lamps and not self._beams:
            return
        wide, high = -(-out.shape[1] // _LIGHT_SHARE), -(-out.shape[0] // _LIGHT_SHARE)
        light = canvas.blank(wide, high)
        small = Lens(lens.view, wide, high)
        for index, (lamp, halo) in enumerate(zip(self._lamps, self._halos, strict=True)):
            matrix = small.matrix(lamp.depth)
            x, y = canvas.place(matrix, lamp.x, lamp.y)
            strength = lamp.strength * _flicker(lamp.flicker, at_s, index)
            _add_scaled(light, halo, x, y, lamp.radius * float(matrix[0, 0]), strength)
        for beam in self._beams:
            _sweep(light, small, beam, math.tau * at_s / beam.period_s)
        _add_grown(out, light)


def _add_grown(out: Image, light: Image) -> None:
    """Add light that was gathered small; rows and columns without any are left alone."""
    lit = light.view(np.uint32)[..., 0] != 0
    left, top, wide, high = cv2.boundingRect(lit.view(np.uint8))
    if not wide:
        return
    # One more pixel on each side, into which the light fades while it grows.
    left, top, right, bottom = max(0, left - 1), max(0, top - 1), left + wide + 1, top + high + 1
    part = light[top:bottom, left:right]
    size = (part.shape[1] * _LIGHT_SHARE, part.shape[0] * _LIGHT_SHARE)
    grown = cv2.resize(part, size, interpolation=cv2.INTER_LINEAR)
    x, y = left * _LIGHT_SHARE, top * _LIGHT_SHARE
    region = out[y : y + size[1], x : x + size[0]]
    cv2.add(region, grown[: region.shape[0], : region.shape[1]], region)


def _flicker(kind: Flicker, at_s: float, index: int) -> float:
    if kind == "flame":
        return 0.86 + 0.09 * math.sin(at_s * 7.1 + index * 2.1) + 0.05 * math.sin(at_s * 12.7 + index)
    if kind == "neon":
        buzz = math.sin(at_s * 2.3 + index * 1.7) + math.sin(at_s * 5.9 + index * 0.7)
        return 0.55 if buzz > 1.8 else 0.95 + 0.05 * math.sin(at_s * 9 + index)
    if kind == "sweep":
        return 0.25 + 0.75 * max(0.0, math.cos(math.tau * at_s / _SWEEP_S)) ** 6
    return 1.0


@lru_cache(maxsize=64)
def _halo(colour: str) -> Image:
    red, green, blue = (round(255 * _GLOW_LEVEL * value) for value in channels(colour))
    return canvas.halo(128, (blue, green, red))


def _add_scaled(out: Image, light: Image, x: float, y: float, radius: float, strength: float) -> None:
    """Add a light of any size; only the part inside the frame is resized."""
    left, top = max(0, math.floor(x - radius)), max(0, math.floor(y - radius))
    right, bottom = min(out.shape[1], math.ceil(x + radius)), min(out.shape[0], math.ceil(y + radius))
    if right <= left or bottom <= top:
        return
    scale = 2 * radius / light.shape[1]
    matrix = np.array([[scale, 0.0, x - radius - left], [0.0, scale, y - radius - top]])
    grown = cv2.warpAffine(light, matrix, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    region = out[top:bottom, left:right]
    cv2.add(region, cv2.convertScaleAbs(grown, alpha=strength), region)


def _sweep(out: Image, lens: Lens, beam: Beam, angle: float) -> None:
    """A lighthouse beam: two opposite cones that shorten and brighten as they turn towards the camera."""
    matrix = lens.matrix(beam.depth)
    left, top = canvas.place(matrix, beam.x, beam.y)
    across = math.cos(angle)
    if abs(across) < 0.05:
        return
    cone = _cone(beam.colour)
    high, wide = cone.shape[:2]
    reach = beam.length * across * float(matrix[0, 0])
    for way in (1.0, -1.0):
        across_scale, down_scale = way * reach / wide, abs(reach) * 0.3 / high + 0.1
        end = left + way * reach
        first, last = max(0, math.floor(min(left, end))), min(out.shape[1], math.ceil(max(left, end)))
        begin, stop = (
            max(0, math.floor(top - down_scale * high / 2)),
            min(out.shape[0], math.ceil(top + down_scale * high / 2)),
        )
        if last - first < 2 or stop - begin < 2:
            continue
        to_frame = np.array(
            [[across_scale, 0.0, left - first], [0.0, down_scale, top - down_scale * high / 2 - begin]]
        )
        light = cv2.warpAffine(cone, to_frame, (last - first, stop - begin), flags=cv2.INTER_LINEAR)
        region = out[begin:stop, first:last]
        cv2.add(region, cv2.convertScaleAbs(light, alpha=1.25 - 0.6 * abs(across)), region)


@lru_cache(maxsize=4)
def _cone(colour: str) -> Image:
    """A soft cone of light from its tip at the left, fading along its length and towards its edges."""
    high, wide = 128, 512
    along = (np.arange(wide) + 0.5) / wide
    down = np.abs(np.arange(high) - high / 2 + 0.5)[:, None] / (high / 2)
    level = np.clip(1 - down / (0.06 + 0.94 * along[None, :]), 0, 1) ** 0.7 * (1 - along[None, :]) ** 0.8
    light = canvas.blank(wide, high)
    red, green, blue = channels(colour)
    light[..., :3] = np.clip(level[..., None] * 130 * np.array([blue, green, red]), 0, 255).astype(np.uint8)
    return light
