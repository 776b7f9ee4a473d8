"""Rooms full of books: library and bookshop. What stands on shelves is drawn by `shelves`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.fittings import COUNTER_TOP, long_counter
from resources.video.animatic.sets.parts import hanging_lamp, wall
from resources.video.animatic.sets.shelves import shelf
from resources.video.animatic.sets.skies import window
from resources.video.animatic.sets.stage import LEFT, MID, NEAR, RIGHT, Stage

_DUSK = "#1c120c"


def library(stage: Stage) -> None:
    """A library: tall window between walls of books, a ladder, reading tables with green lamps."""
    wood = stage.choose("#6b4630", "#5f4432", "#74503a")
    art = wall(stage, stage.choose("#a99a80", "#9aa08e", "#a8917c"), "#6f523a")
    window(art, stage, (-230, -1320, 460, 800), shade(wood, 0.9), panes=(2, 4), arch=True)
    for left in (-1480, -890, 330, 920):
        shelf(art, stage, (left, -1330, 540, 1060), wood, 6, "books")
    _quiet(art)
    _ladder(art, stage.rng.choice((-1, 1)) * 640, -1330)
    art.rect(LEFT, -1372, RIGHT - LEFT, 34, shade(wood, 1.2))
    tables = stage.layer(MID, stage.indoors)
    for x in (-930, 0, 930):
        _reading_table(tables, stage, x, wood)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 420, RIGHT - LEFT, 220, shade(wood, 0.4))
    _pile(front, stage, -1010, 420, 5, 1.5)


def book_shop(stage: Stage) -> None:
    """A bookshop: shelves around a window, a table with piles of books, lamps with shades."""
    wood = stage.choose("#8b5d3b", "#7a5a44", "#946a48")
    art = wall(stage, stage.choose("#b59a78", "#8f9c94", "#b08a78"), "#735338")
    side = stage.rng.choice((-1, 1))
    window(art, stage, (side * 700 - 270, -1220, 540, 520), "#4a3424", panes=(2, 2))
    for left in (-side * 740 - 290, side * 1360 - 270):
        shelf(art, stage, (left, -1290, 560, 960), wood, 5, "books")
    shelf(art, stage, (-360, -1290, 720, 960), wood, 5, "books")
    _quiet(art)
    counter = long_counter(stage, wood, shade(wood, 1.35))
    for x, count in ((-980, 4), (-640, 6), (-180, 3), (140, 5), (620, 4), (960, 6)):
        _pile(counter, stage, x, COUNTER_TOP, count, 1.0)
    for x in (-520, 520):
        hanging_lamp(stage, x, -1290, 78, stage.choose("#3f5a52", "#b5542f", "#d9a63f"), NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 410, RIGHT - LEFT, 220, shade(wood, 0.38))
    _pile(front, stage, 860, 410, 4, 1.7)


def _quiet(art: Art) -> None:
    """Spines in half shadow: so many colours behind a head fight with its face."""
    art.rect(LEFT, -1345, RIGHT - LEFT, 1090, _DUSK, opacity=0.22)


def _ladder(art: Art, x: float, top: float) -> None:
    for side in (-1, 1):
        art.line((x + side * 52, top), (x + side * 78, -190), "#a9794c", 15)
    for rung in range(9):
        y = top + 90 + rung * 118
        half = 54 + 26 * (y - top) / (-190 - top)
        art.line((x - half, y), (x + half, y), "#a9794c", 12)


def _reading_table(art: Art, stage: Stage, x: float, wood: str) -> None:
    art.rect(x - 340, -400, 680, 34, shade(wood, 1.35), round_by=6)
    art.rect(x - 310, -366, 620, 56, shade(wood, 0.8))
    for leg in (-300, 270):
        art.rect(x + leg, -310, 30, 200, shade(wood, 0.7))
    lamp_x = x + stage.rng.choice((-150, 150))
    art.oval(lamp_x, -404, 46, 10, "#8a7040")
    art.rect(lamp_x - 6, -520, 12, 116, "#b08d4a")
    glass = art.fade((0, "#3f8a68", 1), (1, "#7fd09a", 1), lit=True) if stage.dark else "#3f7a5c"
    art.path(f"M{lamp_x - 82} -512q10-56 82-56t82 56z", glass, lit=stage.dark)
    stage.lamp(lamp_x, -470, 330, "#ffd98a", 0.65)
    _pile(art, stage, 2 * x - lamp_x - 60, -400, stage.rng.choice((2, 3, 4)), 0.9)
    art.path(f"M{x - 62} -404q30-16 62 0q32-16 62 0l10-8q-38-22-72-4q-34-18-72 4z", "#efe6d2")


def _pile(art: Art, stage: Stage, x: float, base: float, count: int, size: float) -> None:
    """Books that lie on each other."""
    for index in range(count):
        wide, thick = stage.rng.uniform(110, 150) * size, 25 * size
        left, top = x + stage.rng.uniform(-12, 12) * size, base - (index + 1) * thick
        cover = stage.choose("#8f4a3a", "#41685d", "#b08a4c", "#5d4a6b", "#35556b", "#a86b52")
        art.rect(left, top, wide, thick - 2, cover, round_by=4)
        art.rect(left + wide * 0.86, top + 4 * size, wide * 0.14, thick - 9 * size, "#efe6d2")
