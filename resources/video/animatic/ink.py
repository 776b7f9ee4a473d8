"""Pen and colour for SVG parts: shades, outlined shapes, gradients, the document. No anatomy here."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

OUTLINE = 3.2
"""Width of the contour line in design units; one width everywhere makes the parts one drawing."""


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def shade(colour: str, factor: float) -> str:
    """Darker below 1, lighter above 1. Shadows turn a little cooler and richer, lights a little paler."""
    red, green, blue = (value / 255 for value in channels(colour))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if factor < 1:
        saturation = min(1.0, saturation * (1 + 0.25 * (1 - factor)))
        value *= factor
    else:
        lift = min(1.0, factor - 1)
        saturation *= 1 - 0.45 * lift
        value = min(1.0, value * factor + 0.08 * lift)
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hsv_to_rgb(hue, saturation, value))


def mix(first: str, second: str, share: float) -> str:
    """`share` of the second colour in the first."""
    pairs = zip(channels(first), channels(second), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def lightness(colour: str) -> float:
    """Perceived brightness, 0 to 1."""
    red, green, blue = channels(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def line_colour(fill: str) -> str:
    """The contour that belongs to a fill: a deep shade of it, never pure black."""
    return mix(shade(fill, 0.38), "#1d1420", 0.35)


def shape(path: str, fill: str, line: str | None = None, width: float = OUTLINE) -> str:
    """A filled path with its contour."""
    return (
        f'<path d="{path}" fill="{fill}" stroke="{line or line_colour(fill)}" stroke-width="{width:g}"'
        ' stroke-linejoin="round" stroke-linecap="round"/>'
    )


def fill(path: str, colour: str, opacity: float = 1.0) -> str:
    """A filled path without contour: shadows, lights, patterns."""
    return f'<path d="{path}" fill="{colour}" opacity="{opacity:g}"/>'


def stroke(path: str, colour: str, width: float = OUTLINE, opacity: float = 1.0) -> str:
    """A line with round ends."""
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"'
        f' stroke-linejoin="round" opacity="{opacity:g}"/>'
    )


def ellipse(
    x: float, y: float, wide: float, high: float, colour: str, opacity: float = 1.0, extra: str = ""
) -> str:
    """A filled ellipse by centre and radii."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{wide:g}" ry="{high:g}" fill="{colour}" opacity="{opacity:g}" {extra}/>'


def clipped(name: str, path: str, content: str) -> str:
    """`content` cut to `path`; `name` must be unique in its document."""
    return f'<clipPath id="{name}"><path d="{path}"/></clipPath><g clip-path="url(#{name})">{content}</g>'


def moved(
    content: str, x: float, y: float, degrees: float = 0.0, wide: float = 1.0, high: float | None = None
) -> str:
    """`content` scaled, then turned, then moved."""
    tall = wide if high is None else high
    return f'<g transform="translate({x:g} {y:g}) rotate({degrees:g}) scale({wide:g} {tall:g})">{content}</g>'


def fade(name: str, *stops: tuple[float, str, float], across: bool = False) -> str:
    """A linear gradient over a shape's box, top to bottom or left to right; stops are (offset, colour, opacity)."""
    x, y = (1, 0) if across else (0, 1)
    return f'<linearGradient id="{name}" x1="0" y1="0" x2="{x}" y2="{y}">{_stops(stops)}</linearGradient>'


def bloom(name: str, *stops: tuple[float, str, float], x: float = 0.5, y: float = 0.5, radius: float = 0.5) -> str:
    """A round gradient over a shape's box; stops are (offset, colour, opacity)."""
    return f'<radialGradient id="{name}" cx="{x:g}" cy="{y:g}" r="{radius:g}">{_stops(stops)}</radialGradient>'


def _stops(stops: tuple[tuple[float, str, float], ...]) -> str:
    return "".join(
        f'<stop offset="{offset:g}" stop-color="{colour}" stop-opacity="{opacity:g}"/>'
        for offset, colour, opacity in stops
    )


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a design space, in design units."""

    x: float
    y: float
    wide: float
    high: float


def document(content: str, box: Box, scale: float) -> str:
    """A complete SVG that shows `box` at `scale` pixels for each unit."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{round(box.wide * scale)}" height="{round(box.high * scale)}"'
        f' viewBox="{box.x:g} {box.y:g} {box.wide:g} {box.high:g}">{content}</svg>'
    )
