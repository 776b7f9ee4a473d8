"""Vector drawing for sets: colours, light that tints them, shapes in world units. No places and no pixels here."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable
from dataclasses import dataclass

Point = tuple[float, float]


def channels(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of `#rrggbb`, each 0..1."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def hexed(red: float, green: float, blue: float) -> str:
    """`#rrggbb` of three channels 0..1; values outside are clipped."""
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, value))):02x}" for value in (red, green, blue))


def mix(first: str, second: str, amount: float) -> str:
    """The colour `amount` (0..1) of the way from `first` to `second`."""
    pairs = zip(channels(first), channels(second), strict=True)
    red, green, blue = (one + (other - one) * amount for one, other in pairs)
    return hexed(red, green, blue)


def shade(colour: str, factor: float) -> str:
    """The colour made darker (below 1) or lighter (above 1)."""
    red, green, blue = (value * factor for value in channels(colour))
    return hexed(red, green, blue)


def hue_shifted(colour: str, turn: float, saturation: float = 1.0) -> str:
    """The colour with its hue turned by a share of the circle and its saturation scaled."""
    hue, sat, value = colorsys.rgb_to_hsv(*channels(colour))
    return hexed(*colorsys.hsv_to_rgb((hue + turn) % 1.0, min(1.0, sat * saturation), value))


@dataclass(frozen=True, slots=True)
class Tone:
    """What the light of the hour does to a painted colour.

    Args:
        light: Factor for red, green and blue.
        haze: Colour of the air between.
        thickness: How much of that air there is, 0..1.
    """

    light: tuple[float, float, float] = (1.0, 1.0, 1.0)
    haze: str = "#000000"
    thickness: float = 0.0

    def __call__(self, colour: str) -> str:
        """The colour as seen in this light; `none` and gradient references pass."""
        if not colour.startswith("#"):
            return colour
        lit = hexed(*(value * factor for value, factor in zip(channels(colour), self.light, strict=True)))
        return mix(lit, self.haze, self.thickness)

    def further(self, thickness: float) -> Tone:
        """The same light seen through more air."""
        return Tone(self.light, self.haze, min(1.0, self.thickness + thickness))


class Art:
    """A drawing under construction; every shape goes on top of the ones before.

    Colours pass through the tone unless a shape is `lit`, that is, shines by itself.
    """

    def __init__(self, tone: Tone) -> None:
        self.tone = tone
        self._defs: list[str] = []
        self._body: list[str] = []

    @property
    def empty(self) -> bool:
        """True while nothing was drawn."""
        return not self._body

    def svg(self, left: float, top: float, width: float, height: float, scale: float) -> str:
        """The part of the drawing inside a box of world units, `scale` pixels for each unit."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{round(width * scale)}" '
            f'height="{round(height * scale)}" viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}" '
            f'preserveAspectRatio="none">'
            f"<defs>{''.join(self._defs)}</defs>{''.join(self._body)}</svg>"
        )

    def _colour(self, colour: str, lit: bool) -> str:
        return colour if lit else self.tone(colour)

    def _stops(self, stops: Iterable[tuple[float, str, float]], lit: bool) -> str:
        return "".join(
            f'<stop offset="{offset:.3f}" stop-color="{self._colour(colour, lit)}" stop-opacity="{opacity:.3f}"/>'
            for offset, colour, opacity in stops
        )

    def fade(self, *stops: tuple[float, str, float], lit: bool = False, across: bool = False) -> str:
        """A linear gradient (offset, colour, opacity) from top to bottom, or left to right; usable as a fill."""
        name = f"g{len(self._defs)}"
        ends = 'x2="1" y2="0"' if across else 'x2="0" y2="1"'
        self._defs.append(
            f'<linearGradient id="{name}" x1="0" y1="0" {ends}>{self._stops(stops, lit)}</linearGradient>'
        )
        return f"url(#{name})"

    def spot(self, *stops: tuple[float, str, float], lit: bool = True) -> str:
        """A round gradient (offset, colour, opacity) from the centre outwards; usable as a fill."""
        name = f"g{len(self._defs)}"
        self._defs.append(f'<radialGradient id="{name}">{self._stops(stops, lit)}</radialGradient>')
        return f"url(#{name})"

    def path(
        self,
        data: str,
        fill: str = "none",
        *,
        stroke: str = "none",
        width: float = 0.0,
        opacity: float = 1.0,
        lit: bool = False,
    ) -> None:
        """An SVG path. `width` is the stroke's, in world units."""
        line = ""
        if stroke != "none":
            line = (
                f' stroke="{self._colour(stroke, lit)}" stroke-width="{width:.1f}" '
                'stroke-linecap="round" stroke-linejoin="round"'
            )
        veil = "" if opacity >= 1 else f' opacity="{opacity:.3f}"'
        self._body.append(f'<path d="{data}" fill="{self._colour(fill, lit)}" fill-rule="evenodd"{line}{veil}/>')

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        round_by: float = 0.0,
        opacity: float = 1.0,
        lit: bool = False,
    ) -> None:
        """A rectangle by its top-left corner."""
        veil = "" if opacity >= 1 else f' opacity="{opacity:.3f}"'
        self._body.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round_by:.1f}" '
            f'fill="{self._colour(fill, lit)}"{veil}/>'
        )

    def oval(
        self, x: float, y: float, across: float, down: float, fill: str, *, opacity: float = 1.0, lit: bool = False
    ) -> None:
        """An ellipse by its centre and half axes."""
        veil = "" if opacity >= 1 else f' opacity="{opacity:.3f}"'
        self._body.append(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{across:.1f}" ry="{down:.1f}" '
            f'fill="{self._colour(fill, lit)}"{veil}/>'
        )

    def polygon(self, points: Iterable[Point], fill: str, *, opacity: float = 1.0, lit: bool = False) -> None:
        """A closed shape through straight edges."""
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        veil = "" if opacity >= 1 else f' opacity="{opacity:.3f}"'
        self._body.append(f'<polygon points="{corners}" fill="{self._colour(fill, lit)}"{veil}/>')

    def line(
        self, start: Point, end: Point, colour: str, width: float, *, opacity: float = 1.0, lit: bool = False
    ) -> None:
        """A straight stroke with round ends."""
        self.path(
            f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}",
            stroke=colour,
            width=width,
            opacity=opacity,
            lit=lit,
        )

    def begin_moved(self, x: float, y: float, size: float) -> None:
        """Draw everything up to `end_moved` about (`x`, `y`), `size` times as large."""
        self._body.append(f'<g transform="translate({x:.1f} {y:.1f}) scale({size:.4f})">')

    def end_moved(self) -> None:
        """Close the innermost move."""
        self._body.append("</g>")

    def begin_clip(self, data: str) -> None:
        """Keep everything up to `end_clip` inside this path."""
        name = f"g{len(self._defs)}"
        self._defs.append(f'<clipPath id="{name}"><path d="{data}"/></clipPath>')
        self._body.append(f'<g clip-path="url(#{name})">')

    def end_clip(self) -> None:
        """Close the innermost clip."""
        self._body.append("</g>")
