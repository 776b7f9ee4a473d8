"""What falls and drifts through a shot: rain, snow, leaves, petals, dust, fog, lightning. What the sky looks like: `sets`."""

from __future__ import annotations

import math
import random

import cv2
import numpy as np

from resources.video.animatic import canvas
from resources.video.animatic.blending import over
from resources.video.animatic.canvas import Image, Sprite
from resources.video.animatic.sets.brush import Art, Tone, channels
from resources.video.animatic.sets.reading import Family, Place

_LEAF_COLOURS = {"autumn": ("#d98a35", "#c2562f", "#e0b04a"), "spring": ("#f6c6d2", "#fbe3ea")}
_TREES_STAND_IN: frozenset[Family] = frozenset({"forest", "street"})
_LEAVES = 10
_FOG_SHARE = 4  # fog has no detail: it is drawn at a quarter of the size
_WIND = {"storm": 0.42, "rain": 0.16, "snow": 0.0}


class Air:
    """The air of one shot, behind and in front of the actors; a function of time only.

    Args:
        size: Width and height of the frame in pixels.
    """

    def __init__(self, place: Place, size: tuple[int, int], rng: random.Random) -> None:
        self._place = place
        self._wide, self._high = size
        self._rng = rng
        self._tiles: list[tuple[Image, float, float]] = []
        self._leaves: list[tuple[Sprite, float, float, float]] = []
        self._fog: Sprite | None = None
        self._flashes: list[float] = []
        self._fill()

    def _fill(self) -> None:
        weather, unit = self._place.weather, self._high / 720
        if self._place.indoors:
            self._tiles = [(self._specks(34, 1.1 * unit, 60), 9 * unit, -5 * unit)]
        elif weather in ("rain", "storm"):
            wind = _WIND[weather]
            self._tiles = [
                (self._streaks(150, 46 * unit, wind, 34), 900 * unit, wind * 900 * unit),
                (self._streaks(46, 110 * unit, wind, 60), 1700 * unit, wind * 1700 * unit),
            ]
        elif weather == "snow":
            self._tiles = [
                (self._specks(170, 2.0 * unit, 150), -52 * unit, 14 * unit),
                (self._specks(48, 4.6 * unit, 210), -110 * unit, 34 * unit),
            ]
        if weather == "storm" and not self._place.indoors:
            self._flashes = [self._rng.uniform(0.6, 3.0) + 4.5 * turn for turn in range(14)]
        if weather == "fog":
            self._fog = self._bank()
        colours = _LEAF_COLOURS.get(self._place.season)
        if colours and weather == "clear" and self._place.family in _TREES_STAND_IN:
            self._leaves = [self._leaf(colours) for _ in range(_LEAVES)]

    def veil(self, out: Image, at_s: float) -> None:
        """What hangs between the set and the actors: fog hides a place, never a face."""
        if self._fog is not None:
            self._drift(out, at_s)

    def draw(self, out: Image, at_s: float) -> None:
        """Everything that floats in front of the actors."""
        for tile, down, across in self._tiles:
            _add_rolled(out, tile, across * at_s, down * at_s)
        for leaf, start, speed, phase in self._leaves:
            self._flutter(out, leaf, start, speed, phase, at_s)

    def flash(self, out: Image, at_s: float) -> None:
        """Lightning: the whole frame brightens for a moment, twice."""
        for begin in self._flashes:
            since = at_s - begin
            if 0 <= since < 0.34:
                strength = 90 * math.exp(-9 * since) + (60 * math.exp(-14 * (since - 0.16)) if since > 0.16 else 0)
                cv2.convertScaleAbs(out, dst=out, alpha=1.0, beta=strength)

    def _streaks(self, count: int, length: float, wind: float, level: int) -> Image:
        tile = canvas.blank(self._wide, self._high)
        thick = max(1, round(self._high / 640))
        for _ in range(count):
            x, y = self._rng.uniform(0, self._wide), self._rng.uniform(0, self._high)
            reach = length * self._rng.uniform(0.6, 1.2)
            shade = level * self._rng.uniform(0.6, 1.2)
            for offset_x in (0, -self._wide, self._wide):
                for offset_y in (0, -self._high):
                    start = (round(x + offset_x), round(y + offset_y))
                    end = (round(x + offset_x - wind * reach), round(y + offset_y + reach))
                    cv2.line(tile, start, end, (shade * 1.1, shade, shade * 0.92, 0), thick, cv2.LINE_AA)
        return tile

    def _specks(self, count: int, radius: float, level: int) -> Image:
        tile = canvas.blank(self._wide, self._high)
        edge = math.ceil(radius) + 2
        for _ in range(count):
            x, y = self._rng.uniform(edge, self._wide - edge), self._rng.uniform(edge, self._high - edge)
            shade = level * self._rng.uniform(0.35, 1.0)
            size = max(1, round(16 * radius * self._rng.uniform(0.6, 1.3)))
            cv2.circle(tile, (round(x * 16), round(y * 16)), size, (shade, shade, shade, 0), -1, cv2.LINE_AA, 4)
        return np.asarray(cv2.GaussianBlur(tile, (0, 0), max(0.6, radius * 0.35)), np.uint8)

    def _leaf(self, colours: tuple[str, ...]) -> tuple[Sprite, float, float, float]:
        art = Art(Tone())
        art.path("M-14 0Q0-11 14 0Q0 11-14 0Z", self._rng.choice(colours))
        image = canvas.rasterise(art.svg(-16, -16, 32, 32, self._high / 720))
        sprite = canvas.trimmed(image, self._high / 720, -16, -16)
        return sprite, self._rng.random(), self._rng.uniform(70, 140), self._rng.uniform(0, math.tau)

    def _flutter(self, out: Image, leaf: Sprite, start: float, speed: float, phase: float, at_s: float) -> None:
        unit = self._high / 720
        y = (start * 900 + speed * at_s) % 900 - 60
        x = (math.sin(phase * 7) * 0.5 + 0.5) * 1400 + 60 * math.sin(at_s * 1.1 + phase) + speed * 0.35 * at_s
        x = x % (self._wide / unit + 120) - 60
        spin = canvas.chain(
            canvas.shift(x * unit, y * unit), canvas.turn(at_s * 1.9 + phase),
            canvas.zoom(unit, unit * (0.35 + 0.65 * abs(math.sin(at_s * 2.3 + phase)))),
        )  # fmt: skip
        canvas.blit(out, leaf, spin)

    def _bank(self) -> Sprite:
        """A soft bank of fog, twice as wide as the frame, painted small: it has no detail to lose."""
        noise = np.random.default_rng(self._rng.getrandbits(32)).random((4, 14)).astype(np.float32)
        noise[:, 7:] = noise[:, :7]
        cloud = cv2.resize(noise, (480, 135), interpolation=cv2.INTER_CUBIC)
        height = np.linspace(0, 1, 135, dtype=np.float32)[:, None]
        alpha = np.clip(cloud * (0.16 + 0.55 * height), 0, 0.55)
        level = {"night": 0.7, "dusk": 0.7, "dawn": 0.85, "day": 0.92}[self._place.hour]
        red, green, blue = (value * level for value in channels("#d3e2f5"))
        stacked = np.dstack([alpha * blue, alpha * green, alpha * red, alpha])
        small_wide = self._wide // _FOG_SHARE
        return Sprite(np.asarray(stacked * 255, np.uint8), scale=480 / (2 * small_wide))

    def _drift(self, out: Image, at_s: float) -> None:
        if self._fog is None:
            return
        offset = (at_s * self._high * 0.045) % self._wide / _FOG_SHARE
        bank = canvas.blank(self._wide // _FOG_SHARE, self._high // _FOG_SHARE)
        drifted = canvas.laid(self._fog, canvas.shift(-offset, 0), (bank.shape[1], bank.shape[0]))
        if drifted is not None:
            drifted.onto(bank)
        grown = cv2.resize(bank, (self._wide, self._high), interpolation=cv2.INTER_LINEAR)
        over(out, np.asarray(grown, np.uint8))


def _add_rolled(out: Image, tile: Image, across: float, down: float) -> None:
    """Add a tile shifted with wrap-around: at most four additions and no copy."""
    high, wide = tile.shape[:2]
    left, top = round(-across) % wide, round(down) % high
    for y0, y1, source_y in ((0, top, high - top), (top, high, 0)):
        for x0, x1, source_x in ((0, left, wide - left), (left, wide, 0)):
            if y1 > y0 and x1 > x0:
                region = out[y0:y1, x0:x1]
                cv2.add(region, tile[source_y : source_y + y1 - y0, source_x : source_x + x1 - x0], region)
