"""Rooms where somebody works: cafe, shop or kitchen, and the lamp room of a lighthouse. Homes and inns: `rooms`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.parts import hanging_lamp, shelf, soft_leaves, table, wall
from resources.video.animatic.sets.skies import paint_sky, window
from resources.video.animatic.sets.stage import BOTTOM, FAR, LEFT, MID, NEAR, RIGHT, TOP, Stage


def shop(stage: Stage) -> None:
    """A cafe, shop or kitchen: tiled wall, menu board, counter with machine, pendant lamps, front window."""
    rng = stage.rng
    kitchen = stage.place.mentions(r"kitchen|厨房")
    paint = stage.choose("#6f8d84", "#a5725a", "#8894a8", "#b59a6a")
    art = wall(stage, paint, "#6c5546", planks=not kitchen)
    for row in range(9):
        for column in range(20):
            art.rect(
                -1000 + column * 104 - (row % 2) * 52,
                -760 + row * 42,
                98,
                37,
                shade("#e9e1d2", rng.uniform(0.93, 1.03)),
                round_by=4,
                opacity=0.9,
            )
    window(art, stage, (-760, -1210, 560, 420), "#3d2c24", panes=(3, 1))
    if kitchen:
        _pots(art, stage)
    else:
        _menu_board(art, stage, 60, -1230)
    shelf(art, stage, (560, -1210, 470, 430), "#9a6a43", 3, "jars")
    counter = stage.layer(MID, stage.indoors)
    top = stage.choose("#c99a63", "#d8cfc0", "#9a6a43")
    counter.rect(
        LEFT, -400, RIGHT - LEFT, 340, counter.fade((0, shade(paint, 0.62), 1), (1, shade(paint, 0.36), 1))
    )
    counter.rect(LEFT, -424, RIGHT - LEFT, 34, top)
    for x in range(int(LEFT), int(RIGHT), 86):
        counter.line((x, -380), (x, -70), "#000000", 4, opacity=0.15)
    _machine(counter, -330, -424)
    for index in range(9):
        counter.rect(420 + index * 46, -424 - 44, 36, 44, stage.choose("#f3efe6", "#d4ebe6", "#f3d9c8"), round_by=9)
    stage.table = (110, -424)
    for x in (-520, 30, 560):
        hanging_lamp(stage, x, -1230, 74, stage.choose("#2f3b40", "#b5542f", "#e0b04a"), NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 380, RIGHT - LEFT, 260, shade(top, 0.42))
    front.rect(-900, 250, 110, 130, "#e8e2d6", round_by=26)
    soft_leaves(front, stage, 1000, 40)


def lamp_room(stage: Stage) -> None:
    """The room at the top of a lighthouse: windows all round over the sea, and the great lens."""
    art = stage.layer(FAR, stage.indoors)
    art.rect(
        LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, art.fade((0, "#2c3a41", 1), (0.6, "#5d6c6c", 1), (1, "#2d2621", 1))
    )
    for left in (-1500, -970, -440, 90, 620, 1150):
        box = (left, -1330.0, 460.0, 860.0)
        art.begin_clip(f"M{left} -1330h460v860h-460z")
        paint_sky(art, stage, box, (left + 260, -1130) if left == 90 else None, 60)
        art.rect(left, -690, 460, 230, stage.day.outside("#2f6a84"), lit=True)
        for line in range(7):
            art.line(
                (left + 20 + line * 50, -665 + line * 27),
                (left + 120 + line * 46, -665 + line * 27),
                stage.day.horizon,
                4,
                opacity=0.35,
                lit=True,
            )
        if stage.place.weather in ("rain", "storm"):
            for _ in range(24):
                x, y = left + stage.rng.random() * 460, -1330 + stage.rng.random() * 800
                art.line((x, y), (x - 10, y + 46), "#dbe9f5", 3, opacity=0.4, lit=True)
        art.end_clip()
        art.path(f"M{left} -1330h460v860h-460z", stroke="#1e282c", width=30)
    art.rect(LEFT, -440, RIGHT - LEFT, 300, art.fade((0, "#7b5638", 1), (1, "#3b281b", 1)))
    art.rect(LEFT, -462, RIGHT - LEFT, 30, "#a87b50")
    for x in range(int(LEFT), int(RIGHT), 110):
        art.line((x, -430), (x, -140), "#000000", 5, opacity=0.2)
    lens = stage.layer(MID, stage.indoors)
    lens.rect(
        -420, -380, 300, 260, lens.fade((0, "#3d474c", 1), (0.5, "#77858a", 1), (1, "#2b3336", 1), across=True)
    )
    lens.path(
        "M-450 -380Q-500 -760 -270 -980Q-40 -760 -90 -380Z",
        lens.fade((0, "#d9f0e8", 0.85), (0.5, "#86b9b4", 0.75), (1, "#48706f", 0.85)),
        stroke="#c29a4c",
        width=14,
    )
    for step in range(7):
        y, half = -430 - step * 74, 165 - step * 14
        lens.path(f"M{-270 - half} {y}Q-270 {y + 34} {-270 + half} {y}", stroke="#e9fffa", width=7, opacity=0.55)
    lens.oval(-270, -660, 62, 84, "#fff3c4", lit=True)
    stage.lamp(-270, -660, 720, "#ffd58a", 0.9, depth=MID, flicker="flame")
    shelf(lens, stage, (640, -820, 380, 420), "#6b4630", 3, "books")
    table(stage, 300, -380, 520, "#6b4630", NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 400, RIGHT - LEFT, 200, "#15191b")
    front.path("M-1000 420q160-150 330 0", stroke="#6d5433", width=40)


def _menu_board(art: Art, stage: Stage, x: float, y: float) -> None:
    art.rect(x - 12, y - 12, 424, 354, "#7b5335", round_by=6)
    art.rect(x, y, 400, 330, "#27312f")
    for row in range(6):
        art.line(
            (x + 36, y + 60 + row * 44),
            (x + 36 + stage.rng.uniform(90, 190), y + 60 + row * 44),
            "#e8e6da",
            7,
            opacity=0.75,
        )
        art.line((x + 320, y + 60 + row * 44), (x + 356, y + 60 + row * 44), "#f0b860", 7, opacity=0.85)


def _pots(art: Art, stage: Stage) -> None:
    art.rect(-60, -1190, 560, 16, "#3a3f44")
    for index in range(5):
        x, size = index * 112 - 10, stage.rng.uniform(38, 58)
        art.line((x, -1176), (x, -1110), "#3a3f44", 6)
        art.oval(x, -1110 + size, size, size, stage.choose("#b5703f", "#59636b", "#8b959c"))
        art.oval(x - size * 0.3, -1110 + size * 0.7, size * 0.24, size * 0.3, "#ffffff", opacity=0.25)


def _machine(art: Art, x: float, base: float) -> None:
    art.rect(
        x, base - 210, 320, 205, art.fade((0, "#d7dde0", 1), (0.5, "#8d989e", 1), (1, "#4d575c", 1)), round_by=18
    )
    art.rect(x + 20, base - 186, 280, 50, "#2b3236", round_by=10)
    for index, colour in enumerate(("#6fd08c", "#f0b860", "#e0604f")):
        art.oval(x + 60 + index * 40, base - 161, 9, 9, colour, lit=True)
    for left in (x + 80, x + 210):
        art.rect(left, base - 110, 34, 34, "#23292c", round_by=5)
        art.rect(left - 6, base - 44, 46, 40, "#f3efe6", round_by=9)
