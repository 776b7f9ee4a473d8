"""Shelves and what stands on them, from books to loaves. The rooms that they stand in: `rooms`, `shops` and others."""

from __future__ import annotations

from typing import Literal

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.stage import Stage

Goods = Literal["books", "jars", "boxes", "loaves", "cloth", "bowls", "bottles"]
_WIDEST: dict[Goods, float] = {"loaves": 116.0, "cloth": 120.0, "bowls": 76.0}
"""Room that the largest thing of a kind needs, in units: nothing stands out of the end of its shelf."""


def shelf(
    art: Art, stage: Stage, box: tuple[float, float, float, float], wood: str, rows: int, kind: Goods
) -> None:
    """Shelves in a box (x, y, width, height), filled with goods of one kind."""
    x, y, width, height = box
    art.rect(x - 14, y - 14, width + 28, height + 28, shade(wood, 0.62), round_by=6)
    art.rect(x, y, width, height, shade(wood, 0.36))
    pitch = height / rows
    for row in range(1, rows + 1):
        base = y + pitch * row
        left = x + 10
        while left < x + width - _WIDEST.get(kind, 46.0):
            left += _shelved(art, stage, left, base, pitch, kind)
        art.rect(x, base - 5, width, 13, wood)
        art.rect(x, base + 8, width, 12, "#000000", opacity=0.25)


def _shelved(art: Art, stage: Stage, x: float, base: float, pitch: float, kind: Goods) -> float:
    """Set one thing down at (`x`, `base`) and tell how much room it takes."""
    rng = stage.rng
    if rng.random() < 0.14:
        return rng.uniform(26, 60)
    colour = stage.choose("#8f4a3a", "#41685d", "#b08a4c", "#5d4a6b", "#35556b", "#a86b52", "#6d7a46")
    if kind == "books":
        wide, high = rng.uniform(14, 30), pitch * rng.uniform(0.55, 0.84)
        art.rect(x, base - high - 5, wide, high, colour, round_by=2)
        art.rect(x, base - high * 0.8 - 5, wide, 6, "#f0d9a0", opacity=0.6)
        return wide + 2
    if kind == "loaves":
        return _loaves(art, stage, x, base, pitch)
    if kind == "cloth":
        return _folded_cloth(art, stage, x, base, pitch)
    if kind == "bowls":
        return _bowls(art, stage, x, base, pitch)
    wide, high = rng.uniform(34, 54), pitch * rng.uniform(0.45, 0.74)
    if kind == "boxes":
        art.rect(x, base - high - 5, wide * 1.5, high, colour, round_by=3)
        art.rect(x + wide * 0.35, base - high * 0.7 - 5, wide * 0.8, high * 0.28, "#f3e9d2", opacity=0.75)
        return wide * 1.5 + rng.uniform(6, 20)
    if kind == "bottles":
        art.rect(x, base - high * 0.7 - 5, wide * 0.6, high * 0.7, colour, round_by=6)
        art.rect(x + wide * 0.2, base - high - 5, wide * 0.2, high * 0.34, shade(colour, 0.8), round_by=3)
        art.rect(x + wide * 0.06, base - high * 0.48, wide * 0.48, high * 0.24, "#f0e7d4", opacity=0.8)
        return wide * 0.6 + rng.uniform(10, 20)
    art.path(
        f"M{x:.0f} {base - 5:.0f}v{-high * 0.6:.0f}q0 {-high * 0.22:.0f} {wide * 0.3:.0f}"
        f" {-high * 0.26:.0f}v{-high * 0.14:.0f}"
        f"h{wide * 0.4:.0f}v{high * 0.14:.0f}q{wide * 0.3:.0f} {high * 0.04:.0f} {wide * 0.3:.0f}"
        f" {high * 0.26:.0f}v{high * 0.6:.0f}z",
        colour,
    )
    art.line((x + wide * 0.2, base - 12), (x + wide * 0.2, base - high * 0.55), "#ffe8c0", 4, opacity=0.3)
    art.rect(
        x + wide * 0.28,
        base - high * 0.5,
        wide * 0.46,
        high * 0.26,
        stage.choose("#c1272d", "#f0e2c0"),
        opacity=0.85,
    )
    return wide + rng.uniform(8, 24)


def _loaves(art: Art, stage: Stage, x: float, base: float, pitch: float) -> float:
    """A scored loaf, a basket of rolls, or a few long breads that lean in a basket."""
    rng = stage.rng
    crust = rng.choice(("#c98a48", "#b97838", "#d69f5c", "#a9672f"))
    pick, wide = rng.random(), rng.uniform(88, 112)
    if pick < 0.55:
        loaf(art, x, base - 5, wide, pitch * 0.4, crust)
    else:
        high = pitch * 0.26
        for index in range(4):
            roll = x + wide * (0.18 + index * 0.21)
            art.oval(roll, base - high - 6, wide * 0.15, pitch * 0.13, shade(crust, 0.94 + 0.06 * (index % 3)))
            art.oval(roll - 5, base - high - pitch * 0.07, wide * 0.07, pitch * 0.035, "#f2d29a", opacity=0.5)
        _basket(art, x, base - 5, wide, high)
    return wide + rng.uniform(12, 26)


def loaf(art: Art, x: float, base: float, wide: float, high: float, crust: str) -> None:
    """A round-topped loaf with three cuts, by its lower left corner."""
    art.path(
        f"M{x:.0f} {base:.0f}c{-wide * 0.04:.0f} {-high * 1.25:.0f} {wide * 1.04:.0f} {-high * 1.25:.0f}"
        f" {wide:.0f} 0z",
        art.fade((0, shade(crust, 1.14), 1), (1, shade(crust, 0.72), 1)),
    )
    for cut in (0.3, 0.5, 0.7):
        art.line(
            (x + wide * (cut - 0.05), base - high * 0.4), (x + wide * (cut + 0.05), base - high * 0.76), "#f0d3a0", 5,
            opacity=0.75,
        )  # fmt: skip


def _basket(art: Art, x: float, base: float, wide: float, high: float) -> None:
    art.path(f"M{x:.0f} {base - high:.0f}h{wide:.0f}l{-wide * 0.08:.0f} {high:.0f}h{-wide * 0.84:.0f}z", "#9c7444")
    for row in (0.3, 0.62):
        art.line(
            (x + wide * 0.05, base - high * row), (x + wide * 0.95, base - high * row), "#6e4e2c", 4, opacity=0.7
        )
    art.rect(x - 3, base - high - 4, wide + 6, 10, "#b58a55", round_by=5)


def _folded_cloth(art: Art, stage: Stage, x: float, base: float, pitch: float) -> float:
    """Bolts of cloth that lie on each other."""
    wide, height = stage.rng.uniform(86, 116), 0.0
    while height < pitch * 0.62:
        thick = stage.rng.uniform(17, 26)
        colour = stage.choose("#8c4a4a", "#4d6a78", "#b99a62", "#5f7358", "#6d5a7a", "#c9b79a", "#3f4a5c")
        art.rect(x, base - 5 - height - thick, wide, thick - 2, colour, round_by=9)
        art.rect(x + 6, base - 2 - height - thick, wide - 12, 4, "#ffffff", round_by=2, opacity=0.16)
        height += thick
    return wide + stage.rng.uniform(10, 20)


def _bowls(art: Art, stage: Stage, x: float, base: float, pitch: float) -> float:
    """A stack of bowls."""
    glaze = stage.choose("#e6e0d2", "#c4d2d6", "#b8543f", "#5b7a86")
    wide, deep = stage.rng.uniform(58, 72), pitch * 0.13
    for index in range(stage.rng.choice((2, 3, 4))):
        rim = base - 8 - deep * 1.5 - index * deep
        art.path(
            f"M{x:.0f} {rim:.0f}h{wide:.0f}q{-wide * 0.1:.0f} {deep * 1.5:.0f} {-wide * 0.36:.0f} {deep * 1.5:.0f}"
            f"h{-wide * 0.28:.0f}q{-wide * 0.26:.0f} 0 {-wide * 0.36:.0f} {-deep * 1.5:.0f}z",
            shade(glaze, 1.0 - 0.05 * index),
        )
        art.rect(x, rim - 2, wide, 5, shade(glaze, 0.8), round_by=2)
    return wide + stage.rng.uniform(12, 24)
