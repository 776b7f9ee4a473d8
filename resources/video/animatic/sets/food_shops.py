"""Shops that make what they sell to eat: bakery and noodle shop. Cafe, restaurant and kitchen: `workrooms`."""

from __future__ import annotations

import math

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.fittings import COUNTER_TOP, long_counter, steam
from resources.video.animatic.sets.parts import hanging_lamp, paper_lantern, soft_leaves, wall
from resources.video.animatic.sets.shelves import loaf, shelf
from resources.video.animatic.sets.skies import window
from resources.video.animatic.sets.stage import FAR, LEFT, NEAR, RIGHT, TOP, Stage


def bakery(stage: Stage) -> None:
    """A bakery: brick oven with its fire between the people, bread on shelves, flour and loaves on the counter."""
    plaster = stage.choose("#d6bb93", "#cdae8b", "#c9b698", "#d4b79b")
    art = wall(stage, plaster, "#7a5a40")
    side = stage.rng.choice((-1, 1))
    window(art, stage, (side * 760 - 240, -1230, 480, 450), "#5a3d28", panes=(2, 2))
    shelf(art, stage, (-side * 760 - 250, -1230, 500, 760), "#8b5d3b", 4, "loaves")
    shelf(art, stage, (side * 1330 - 200, -1230, 400, 760), "#8b5d3b", 4, "loaves")
    _brick_oven(art, stage, 0)
    _oven_peel(art, -side * 400, -1130)
    counter = long_counter(stage, "#9a6f4a", stage.choose("#d8b98c", "#c9a26c", "#e0cba6"))
    _flour_sack(counter, -side * 620)
    for index, crust in enumerate(("#c98a48", "#b97838", "#d69f5c")):
        loaf(counter, side * 560 - 180 + index * 118, COUNTER_TOP, 108, 62, crust)
    _bread_basket(counter, stage, side * 980 - 90)
    for x in (-660, 660):
        hanging_lamp(stage, x, -1270, 70, stage.choose("#b5542f", "#3f5a52", "#d9a63f"), NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 390, RIGHT - LEFT, 250, shade("#9a6f4a", 0.42))
    front.oval(-940, 380, 170, 70, "#a9743c")


def noodle_shop(stage: Stage) -> None:
    """A noodle shop: strips with the dishes on the wall, pots and steamers on the counter, bowls, lanterns."""
    wood = stage.choose("#8a5c3a", "#7d5236", "#94683f")
    art = wall(stage, stage.choose("#c9ac80", "#bfa37c", "#c4b08c"), "#6c4a34")
    art.rect(LEFT, -620, RIGHT - LEFT, 430, wood)
    for x in range(int(LEFT), int(RIGHT), 96):
        art.line((x, -612), (x, -196), "#000000", 5, opacity=0.15)
    art.rect(LEFT, -636, RIGHT - LEFT, 22, shade(wood, 1.25))
    side = stage.rng.choice((-1, 1))
    window(art, stage, (side * 730 - 230, -1210, 460, 430), "#5a3a26", panes=(3, 2))
    shelf(art, stage, (-side * 760 - 240, -1210, 480, 560), "#7a4f30", 3, "bowls")
    shelf(art, stage, (side * 1340 - 200, -1210, 400, 560), "#7a4f30", 3, "jars")
    _dish_strips(art, stage)
    counter = long_counter(stage, shade(wood, 0.9), shade(wood, 1.5))
    for x in (-90, 190):
        _great_pot(counter, x)
    for x, rounds in ((-690, 3), (-500, 2), (700, 4)):
        _steamers(counter, side * x, rounds)
    for x in (-460, 460):
        paper_lantern(stage, x, -1230, 62, NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 400, RIGHT - LEFT, 240, shade(wood, 0.36))
    front.path("M-1010 330h210q-20 74-70 74h-70q-50 0-70-74z", "#3f5a63")
    soft_leaves(front, stage, 1040, 60)


def _brick_oven(art: Art, stage: Stage, x: float) -> None:
    """A domed oven of bricks; its mouth and fire lie at the height of chests, beside the people's faces."""
    brick, mouth_foot = "#a9664a", -400.0
    art.rect(x - 92, TOP, 184, 900, art.fade((0, shade(brick, 0.5), 1), (0.6, shade(brick, 0.9), 1)))
    dome = f"M{x - 310} -190V-760Q{x - 300} -985 {x} -985Q{x + 300} -985 {x + 310} -760V-190Z"
    art.path(dome, shade(brick, 0.62))
    art.begin_clip(dome)
    for row in range(19):
        for column in range(8):
            art.rect(
                x - 352 + column * 96 + (row % 2) * 48, -990 + row * 43, 91, 38,
                shade(brick, stage.rng.uniform(0.86, 1.06)), round_by=4,
            )  # fmt: skip
    art.rect(x - 320, -990, 640, 800, art.fade((0, "#000000", 0), (0.4, "#000000", 0.1), (1, "#000000", 0.35)))
    art.end_clip()
    for stone in range(9):
        angle = math.pi * (1 + stone / 8)
        centre_x, centre_y = x + math.cos(angle) * 190, -600 + math.sin(angle) * 150
        art.oval(centre_x, centre_y, 46, 36, shade("#8d8074", 0.9 + 0.12 * (stone % 2)))
    mouth = f"M{x - 172} {mouth_foot}V-590Q{x - 168} -722 {x} -722Q{x + 168} -722 {x + 172} -590V{mouth_foot}Z"
    art.path(mouth, "#1d120d")
    art.path(mouth, art.spot((0, "#ffd27a", 1), (0.45, "#f08a34", 0.9), (1, "#8a2f16", 0.1)), lit=True)
    for across, high, colour in (
        (-84, 110, "#ff9a3a"),
        (4, 160, "#ffb04a"),
        (88, 120, "#ff9a3a"),
        (0, 84, "#ffe29a"),
    ):
        foot = x + across
        art.path(
            f"M{foot - 44} {mouth_foot}q-14-{high * 0.5:.0f} 36-{high}q-4 {high * 0.4:.0f} 22 {high * 0.42:.0f}"
            f"q44 {high * 0.3:.0f} 18 {high * 0.58:.0f}z",
            colour,
            lit=True,
            opacity=0.9,
        )
    art.rect(x - 236, mouth_foot - 12, 472, 34, "#7d7268", round_by=8)
    stage.lamp(x, -520, 520, "#ff9440", 0.7, depth=FAR, flicker="flame")


def _oven_peel(art: Art, x: float, y: float) -> None:
    """The long shovel that loaves go into the oven on; it hangs on the wall."""
    art.line((x, y + 150), (x, y + 640), "#8a6238", 17)
    art.rect(x - 54, y, 108, 176, "#b58a55", round_by=36)
    art.oval(x, y + 24, 9, 9, "#4a3020")


def _flour_sack(art: Art, x: float) -> None:
    art.path(
        f"M{x - 78} {COUNTER_TOP}q-26-96 8-150q-16-26-4-36h148q12 10-4 36q34 54 8 150z",
        art.fade((0, "#efe6d2", 1), (1, "#c2b294", 1)),
    )
    art.path(f"M{x - 60} {COUNTER_TOP - 150}q60 16 120 0", stroke="#9c8558", width=9)
    art.path(f"M{x} {COUNTER_TOP - 34}v-66m0 24q-26-4-30-26m30 26q26-4 30-26", stroke="#a98a4c", width=8)


def _bread_basket(art: Art, stage: Stage, x: float) -> None:
    for index in range(5):
        lean = (index - 2) * 16
        art.line(
            (x + 46 + index * 22, COUNTER_TOP - 30), (x + 46 + index * 22 + lean, COUNTER_TOP - 200),
            shade("#c98a48", 0.9 + 0.1 * (index % 3)), 27,
        )  # fmt: skip
    art.path(f"M{x} {COUNTER_TOP - 96}h182l-20 96h-142z", "#9c7444")
    for row in (30, 60):
        art.line((x + 10, COUNTER_TOP - row), (x + 172, COUNTER_TOP - row), "#6e4e2c", 6, opacity=0.7)
    art.rect(x - 8, COUNTER_TOP - 106, 198, 18, "#b58a55", round_by=9)


def _dish_strips(art: Art, stage: Stage) -> None:
    """Pale paper strips with brush marks, one for each dish: quiet behind heads."""
    art.rect(-400, -1240, 800, 20, "#6b4329")
    for index in range(8):
        left, long = -370 + index * 96, stage.rng.uniform(250, 290)
        art.rect(left, -1222, 66, long, "#e3d2ab", round_by=3)
        art.rect(left, -1222, 66, 22, "#b8543f", opacity=0.7)
        for mark in range(4):
            top = -1184 + mark * 52
            art.path(f"M{left + 18} {top}h30m-15-10v34m-16-6q14 10 32 0", stroke="#5a4636", width=5, opacity=0.55)


def _great_pot(art: Art, x: float) -> None:
    art.rect(
        x - 112,
        COUNTER_TOP - 130,
        224,
        130,
        art.fade((0, "#b9bfc2", 1), (1, "#5e666b", 1), across=True),
        round_by=20,
    )
    art.oval(x, COUNTER_TOP - 130, 112, 24, "#d5dadc")
    art.oval(x, COUNTER_TOP - 128, 94, 16, "#d9c08a")
    for handle in (-124, 124):
        art.path(
            f"M{x + handle * 0.9:.0f} {COUNTER_TOP - 96}q{handle * 0.28:.0f} 20 0 40", stroke="#4a5055", width=13
        )
    for across in (-50, 6, 56):
        steam(art, x + across, COUNTER_TOP - 150)


def _steamers(art: Art, x: float, rounds: int) -> None:
    """Bamboo steamers on each other, never higher than a chest."""
    for index in range(rounds):
        top = COUNTER_TOP - 58 * (index + 1)
        art.rect(
            x - 84, top, 168, 56, art.fade((0, "#a98450", 1), (0.4, "#d9b880", 1), (1, "#94703f", 1), across=True)
        )
        art.rect(x - 88, top + 40, 176, 13, "#8a6436", round_by=5)
    lid = COUNTER_TOP - 58 * rounds
    art.path(f"M{x - 84} {lid}q84-44 168 0z", "#c9a468")
    steam(art, x, lid - 24)
