"""Curly hair seen from behind, in head space: every curl a ring of its own. Curls over a face are in `hairdos`."""

from __future__ import annotations

from functools import lru_cache

from resources.video.animatic import ink
from resources.video.animatic.figure.hairdos import cloud

Curl = tuple[float, float, float]
"""Centre and radius."""

CURL_ROWS: dict[str, tuple[tuple[float, float], ...]] = {
    "curly": ((-6, 72), (-44, 96), (-84, 108), (-124, 110), (-164, 100), (-200, 78), (-232, 42)),
    "curly_short": ((-48, 52), (-84, 84), (-124, 98), (-164, 94), (-200, 76), (-232, 42)),
    "curly_low": ((-6, 72), (-44, 96), (-84, 104), (-124, 98), (-160, 80)),
}
"""Rows of curls of each curly style, lowest first: height of the row, and how far from the middle it reaches."""

_APART = 45.0
_RADIUS = 29.0
# A nod to chance that never changes: how much each next curl is larger and moved, in units.
_UNEVEN = ((0, 0), (3, -5), (-3, 4), (5, 2), (-1, -3), (2, 6), (-4, -2))


def curls_from_behind(style: str, colour: str) -> str:
    """The back of a curly head; upper curls lie over lower ones, like tiles."""
    dark, light = ink.shade(colour, 0.68), ink.shade(colour, 1.6 if ink.lightness(colour) < 0.4 else 1.22)
    rings = ""
    for x, y, radius in _curls(style):
        inner = radius * 0.52
        rings += ink.ellipse(x, y, radius, radius, colour)
        # The shadow under a curl lies over the row below; the turn inside is what tells a curl from a scale.
        rings += ink.stroke(
            f"M{x - radius * 0.9:.1f} {y + radius * 0.44:.1f} A{radius:g} {radius:g} 0 0 0"
            f" {x + radius * 0.9:.1f} {y + radius * 0.44:.1f}", dark, 3.2, 0.75,
        )  # fmt: skip
        rings += ink.stroke(
            f"M{x + inner * 0.2:.1f} {y + inner * 0.7:.1f} A{inner:.1f} {inner:.1f} 0 1 1"
            f" {x + inner * 0.9:.1f} {y - inner * 0.3:.1f}", dark, 2.6, 0.5,
        )  # fmt: skip
        rings += ink.stroke(
            f"M{x - radius * 0.62:.1f} {y - radius * 0.2:.1f} A{radius * 0.66:.1f} {radius * 0.66:.1f} 0 0 1"
            f" {x + radius * 0.2:.1f} {y - radius * 0.66:.1f}", light, 3.0, 0.5,
        )  # fmt: skip
    return cloud(_curls(style), colour) + rings


@lru_cache(maxsize=4)
def curled_outline(style: str) -> str:
    """The silhouette as one path: all curls, to be filled or clipped to."""
    return "".join(
        f"M{x - r:g} {y:g} a{r:g} {r:g} 0 1 1 {2 * r:g} 0 a{r:g} {r:g} 0 1 1 {-2 * r:g} 0Z"
        for x, y, r in _curls(style)
    )


@lru_cache(maxsize=4)
def _curls(style: str) -> tuple[Curl, ...]:
    placed: list[Curl] = []
    for y, reach in CURL_ROWS[style]:
        count = round(2 * reach / _APART) + 1
        for place in range(count):
            x = -reach + 2 * reach * place / (count - 1)
            larger, lifted = _UNEVEN[len(placed) % len(_UNEVEN)]
            placed.append((round(x, 1), y + lifted, _RADIUS + larger))
    return tuple(placed)
