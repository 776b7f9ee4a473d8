"""Shops that sell: a little of everything, or flowers. Books: `book_rooms`; food: `food_shops`; trades: `crafts`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.fittings import COUNTER_TOP, long_counter
from resources.video.animatic.sets.parts import hanging_lamp, soft_leaves, wall
from resources.video.animatic.sets.shelves import shelf
from resources.video.animatic.sets.skies import window
from resources.video.animatic.sets.stage import LEFT, MID, NEAR, RIGHT, Stage

_PETALS = ("#d9727f", "#e5b84f", "#e9e2d4", "#a07ab8", "#dd8a4f", "#c2506a")


def general_shop(stage: Stage) -> None:
    """A shop for everything: drawers behind the counter, jars and boxes on shelves, scales, till, sweets."""
    paint = stage.choose("#8a9a86", "#b3a07c", "#93a0a8", "#a98a78")
    art = wall(stage, paint, "#6f543d")
    side = stage.rng.choice((-1, 1))
    window(art, stage, (side * 720 - 270, -1220, 540, 470), "#4f3826", panes=(3, 2))
    shelf(art, stage, (-side * 760 - 250, -1230, 500, 760), "#87603f", 4, "jars")
    shelf(art, stage, (side * 1340 - 210, -1230, 420, 760), "#87603f", 4, "boxes")
    _drawers(art, stage)
    counter = long_counter(stage, "#7d5b40", stage.choose("#b98d5c", "#c9a878", "#a5764a"))
    _till(counter, -side * 560)
    _scales(counter, 40)
    for index in range(4):
        _sweet_jar(counter, stage, side * 640 - 190 + index * 118)
    for x in (-640, 640):
        hanging_lamp(stage, x, -1250, 74, stage.choose("#2f4a44", "#b5542f", "#d9a63f"), NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 390, RIGHT - LEFT, 250, shade("#7d5b40", 0.4))
    front.rect(-1020, 230, 190, 170, "#8d6a44", round_by=10)


def flower_shop(stage: Stage) -> None:
    """A flower shop: wide window, buckets of flowers on steps, plants that hang, wrapping paper on the counter."""
    paint = stage.choose("#b9c4ac", "#c9bfa8", "#a9b8b0")
    art = wall(stage, paint, "#7d7566", planks=False)
    window(art, stage, (-310, -1240, 620, 560), "#f0ebdf", panes=(3, 2))
    for x, y in ((-1180, -1300), (-740, -1330), (-300, -1430), (300, -1430), (740, -1330), (1180, -1300)):
        _hanging_plant(art, stage, x, y)
    for x in (-180, 0, 180):
        _bouquet(art, stage, x, -670, stage.rng.choice(_PETALS))
    for x in (-1100, -640, 430, 890):
        art.rect(x, -860, 330, 20, "#a5825a")
        for pot in range(3):
            _potted(art, stage, x + 60 + pot * 104, -860)
    counter = long_counter(stage, "#8d9c80", stage.choose("#d8c7a4", "#c4a982", "#e4ddce"))
    for index, x in enumerate((-1040, -850, -660, -470, 500, 690, 880, 1070)):
        _bouquet(counter, stage, x, COUNTER_TOP, _PETALS[(index + stage.place.seed) % len(_PETALS)])
    counter.rect(-170, COUNTER_TOP - 44, 300, 44, "#c9ae84", round_by=20)
    counter.oval(130, COUNTER_TOP - 22, 14, 22, "#8a6c44")
    _bouquet(counter, stage, 250, COUNTER_TOP, stage.rng.choice(_PETALS))
    steps = stage.layer(MID + 0.08, stage.indoors)
    for side in (-1, 1):
        steps.rect(side * 930 - 330, -190, 660, 100, "#8a6c48", round_by=6)
        for index in range(4):
            _bouquet(steps, stage, side * 930 - 240 + index * 160, -188, stage.rng.choice(_PETALS))
    front = stage.foreground(stage.indoors)
    soft_leaves(front, stage, -1050, 40)
    soft_leaves(front, stage, 1070, 90)


def _drawers(art: Art, stage: Stage) -> None:
    """A cabinet of small drawers in the middle: quiet behind heads."""
    wood = stage.choose("#8a6242", "#7a5a42", "#94704a")
    art.rect(-400, -1180, 800, 720, shade(wood, 0.7), round_by=8)
    for row in range(6):
        for column in range(7):
            left, top = -384 + column * 111, -1164 + row * 116
            art.rect(left, top, 104, 108, shade(wood, stage.rng.uniform(0.94, 1.06)), round_by=5)
            art.rect(left + 26, top + 24, 52, 24, "#e3d7bc", round_by=3, opacity=0.75)
            art.oval(left + 52, top + 74, 9, 9, "#c79a45")
    art.rect(-420, -1206, 840, 32, shade(wood, 1.1), round_by=6)


def _till(art: Art, x: float) -> None:
    art.path(f"M{x - 110} {COUNTER_TOP}v-70l34-96h152l34 96v70z", art.fade((0, "#a5804a", 1), (1, "#63482a", 1)))
    art.rect(x - 84, COUNTER_TOP - 216, 168, 58, "#8a6a3c", round_by=10)
    art.rect(x - 64, COUNTER_TOP - 204, 128, 34, "#f0e6cc", round_by=4)
    for row in range(2):
        for column in range(5):
            art.oval(x - 56 + column * 28, COUNTER_TOP - 128 + row * 32, 9, 9, "#efe4cb")
    art.line((x - 96, COUNTER_TOP - 28), (x + 96, COUNTER_TOP - 28), "#3f2d1b", 5)


def _scales(art: Art, x: float) -> None:
    art.rect(x - 60, COUNTER_TOP - 22, 120, 22, "#6b5a3c", round_by=8)
    art.rect(x - 8, COUNTER_TOP - 160, 16, 140, "#b08d4a")
    art.path(f"M{x - 120} {COUNTER_TOP - 142}q120-40 240 0", stroke="#b08d4a", width=12)
    for side in (-1, 1):
        pan = x + side * 120
        art.path(
            f"M{pan - 48} {COUNTER_TOP - 66}L{pan} {COUNTER_TOP - 140}L{pan + 48} {COUNTER_TOP - 66}",
            stroke="#8a7040",
            width=4,
        )
        art.path(f"M{pan - 56} {COUNTER_TOP - 68}h112q-10 34-56 34t-56-34z", "#c9a75c")


def _sweet_jar(art: Art, stage: Stage, x: float) -> None:
    sweet = stage.choose("#c2503f", "#d9a63f", "#6d8f5a", "#8a5a86")
    art.rect(x, COUNTER_TOP - 122, 94, 122, "#dfe8e6", round_by=22, opacity=0.55)
    for row in range(3):
        for column in range(4):
            art.oval(
                x + 17 + column * 20 + (row % 2) * 4,
                COUNTER_TOP - 16 - row * 22,
                12,
                12,
                shade(sweet, 0.9 + 0.1 * (column % 3)),
            )
    art.rect(x + 12, COUNTER_TOP - 140, 70, 22, "#8a6242", round_by=6)


def _bouquet(art: Art, stage: Stage, x: float, base: float, petal: str) -> None:
    """A bucket of flowers by the middle of its foot, two hundred units high."""
    rng = stage.rng
    for _ in range(7):
        reach, rise = rng.uniform(-74, 74), rng.uniform(110, 170)
        art.path(
            f"M{x:.0f} {base - 80:.0f}Q{x + reach * 0.3:.0f} {base - rise * 0.8:.0f} {x + reach:.0f} {base - rise:.0f}"
            f"Q{x + reach * 0.7 + 16:.0f} {base - rise * 0.7:.0f} {x:.0f} {base - 80:.0f}Z",
            shade("#5f8a58", rng.uniform(0.8, 1.1)),
        )
    for _ in range(8):
        left, top = x + rng.uniform(-70, 70), base - rng.uniform(112, 196)
        size = rng.uniform(17, 25)
        art.oval(left, top, size, size * 0.9, shade(petal, rng.uniform(0.88, 1.08)))
        art.oval(left, top, size * 0.4, size * 0.36, shade(petal, 0.68))
    art.path(f"M{x - 58:.0f} {base - 96:.0f}h116l-16 96h-84z", art.fade((0, "#9aa5a6", 1), (1, "#646f72", 1)))
    art.rect(x - 62, base - 102, 124, 14, "#b4bdbd", round_by=6)


def _potted(art: Art, stage: Stage, x: float, base: float) -> None:
    art.path(f"M{x - 30:.0f} {base - 48:.0f}h60l-10 48h-40z", "#b5694a")
    for _ in range(6):
        art.oval(
            x + stage.rng.uniform(-34, 34), base - stage.rng.uniform(54, 104), 22, 17,
            shade("#6a9462", stage.rng.uniform(0.78, 1.1)),
        )  # fmt: skip


def _hanging_plant(art: Art, stage: Stage, x: float, y: float) -> None:
    art.line((x, y - 300), (x, y), "#6b5a42", 6)
    for index in range(7):
        reach = (index - 3) * 30
        art.path(
            f"M{x} {y + 10}Q{x + reach} {y + 20} {x + reach * 1.2:.0f} {y + stage.rng.uniform(110, 200):.0f}",
            stroke=shade("#5f8a58", stage.rng.uniform(0.8, 1.15)),
            width=17,
        )
    art.path(f"M{x - 62} {y}h124q-10 70-62 70t-62-70z", "#a5825a")
