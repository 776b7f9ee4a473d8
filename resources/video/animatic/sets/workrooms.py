"""Rooms where somebody works: cafe, restaurant, kitchen, lamp room of a lighthouse. Homes: `rooms`; shops: `shops`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.fittings import long_counter, steam
from resources.video.animatic.sets.parts import hanging_lamp, soft_leaves, table, wall
from resources.video.animatic.sets.shelves import shelf
from resources.video.animatic.sets.skies import paint_sky, paint_weather, window
from resources.video.animatic.sets.stage import BOTTOM, FAR, LEFT, MID, NEAR, RIGHT, TOP, Stage


def cafe(stage: Stage) -> None:
    """A cafe or bar: tiled wall, menu board, counter with machine, pendant lamps, front window."""
    paint = stage.choose("#6f8d84", "#a5725a", "#8894a8", "#b59a6a")
    art = wall(stage, paint, "#6c5546")
    _tiles(art, stage, "#e9e1d2")
    window(art, stage, (-760, -1210, 560, 420), "#3d2c24", panes=(3, 1))
    _menu_board(art, stage, 60, -1230)
    shelf(art, stage, (560, -1210, 470, 430), "#9a6a43", 3, "jars")
    top = stage.choose("#c99a63", "#d8cfc0", "#9a6a43")
    counter = long_counter(stage, paint, top)
    _machine(counter, -330, -424)
    for index in range(9):
        counter.rect(420 + index * 46, -424 - 44, 36, 44, stage.choose("#f3efe6", "#d4ebe6", "#f3d9c8"), round_by=9)
    for x in (-520, 30, 560):
        hanging_lamp(stage, x, -1230, 74, stage.choose("#2f3b40", "#b5542f", "#e0b04a"), NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 380, RIGHT - LEFT, 260, shade(top, 0.42))
    front.rect(-900, 250, 110, 130, "#e8e2d6", round_by=26)
    soft_leaves(front, stage, 1000, 40)


def restaurant(stage: Stage) -> None:
    """A dining room: panelled wall with pictures, curtained window, laid tables with candles, lamps over them."""
    rng = stage.rng
    paint = stage.choose("#a5524a", "#4f6f68", "#b08a52", "#7a5a78")
    art = wall(stage, paint, "#5f4431")
    art.rect(LEFT, -620, RIGHT - LEFT, 430, shade("#6b4a34", 0.9))
    art.rect(LEFT, -640, RIGHT - LEFT, 26, "#8a6242")
    for x in range(int(LEFT) + 30, int(RIGHT), 210):
        art.rect(x, -580, 170, 350, "#000000", round_by=8, opacity=0.16)
    window(art, stage, (-330, -1240, 660, 540), "#4a3020", panes=(3, 2))
    cloth = stage.choose("#8c3f46", "#46617e", "#b5803a")
    for side in (-1, 1):
        edge = side * 370
        art.path(
            f"M{edge} -1290h{-side * 150}Q{edge - side * 130} -980 {edge - side * 16} -860L{edge + side * 40} -690Z",
            cloth,
        )
    for left in (-1040, -760, 620, 900):
        _framed_dish(art, stage, left, -1090 + 40 * rng.randint(0, 2))
    shelf(art, stage, (1160, -1200, 380, 520), "#6b4630", 3, "jars")
    for x in (-900, 900):
        _laid_table(stage, x, MID, stage.choose("#f0e6d2", "#e3cfc0"), cloth)
    _laid_table(stage, -rng.choice((-1, 1)) * 330, NEAR - 0.1, "#f3ead8", cloth)
    for x in (-900, 0, 900):
        hanging_lamp(stage, x, -1180, 84, stage.choose("#b5542f", "#2f4a44", "#d9a63f"), NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 410, RIGHT - LEFT, 220, shade("#f0e6d2", 0.34))
    front.path("M820 410v-120q0-60 60-60t60 60v120z", "#4d7a5c")
    soft_leaves(front, stage, -1080, 60)


def _framed_dish(art: Art, stage: Stage, x: float, y: float) -> None:
    art.rect(x - 14, y - 14, 218, 188, "#4a3020", round_by=4)
    art.rect(x, y, 190, 160, stage.choose("#e9dcc4", "#d5dfdc"))
    art.oval(x + 95, y + 92, 70, 40, "#ffffff", opacity=0.8)
    art.oval(x + 95, y + 82, 44, 26, stage.choose("#c2443d", "#5f8a4a", "#d9903d"))


def _laid_table(stage: Stage, x: float, depth: float, cloth: str, chair: str) -> None:
    """A round table under a cloth, with two chairs, plates, glasses and a candle."""
    art = stage.layer(depth, stage.indoors)
    for side in (-1, 1):
        back = x + side * 290
        art.rect(back - 62, -560, 124, 250, shade(chair, 0.8), round_by=40)
        art.rect(back - 70, -330, 140, 40, shade(chair, 1.05), round_by=14)
        for leg in (-52, 44):
            art.rect(back + leg, -292, 15, 210, "#3a261a")
    art.path(f"M{x - 230} -396Q{x} -340 {x + 230} -396L{x + 200} -110Q{x} -66 {x - 200} -110Z", shade(cloth, 0.82))
    for fold in (-150, -60, 40, 130):
        art.path(f"M{x + fold} -366l{fold * 0.06:.0f} 250", stroke=shade(cloth, 0.62), width=6, opacity=0.6)
    art.oval(x, -396, 232, 40, cloth)
    for side in (-1, 1):
        art.oval(x + side * 128, -398, 58, 13, "#ffffff")
        art.oval(x + side * 128, -398, 36, 7, "#d9d4c8")
        art.path(
            f"M{x + side * 52} -404v-46m-17-56h34q4 48-17 56q-21-8-17-56z",
            "#cfe0e6",
            stroke="#9fb3ba",
            width=4,
            opacity=0.9,
        )
    art.rect(x - 8, -474, 16, 74, "#fff3d8", round_by=4)
    art.path(f"M{x} -520q15 22 0 42q-15-20 0-42z", "#ffb347", lit=True)
    stage.lamp(x, -500, 260, "#ffb45a", 0.6, depth=depth, flicker="flame")


def kitchen(stage: Stage) -> None:
    """A kitchen: stove with its glow, copper pots on a rail, a dresser with plates, a window over the sink."""
    paint = stage.choose("#7f9a90", "#b08a66", "#8d9aa8", "#a98f63")
    art = wall(stage, paint, "#6c4c34")
    _tiles(art, stage, "#e6dcc8", rows=5)
    window(art, stage, (-330, -1250, 620, 520), "#5a3d28", panes=(2, 2))
    for side in (-1, 1):
        hem = -20 + side * 330
        art.path(
            f"M{-20 + side * 345} -1275h{-side * 120}Q{hem - side * 110} -1050 {hem} -960Z",
            stage.choose("#b5543f", "#c99a4a", "#6d7f8f"),
        )
    _pots(art, stage, -1010, 560)
    _dresser(art, stage, 560)
    counter = stage.layer(MID, stage.indoors)
    wood = stage.choose("#7a5233", "#6b4a35", "#815c3c")
    counter.rect(LEFT, -400, RIGHT - LEFT, 340, counter.fade((0, wood, 1), (1, shade(wood, 0.5), 1)))
    counter.rect(LEFT, -424, RIGHT - LEFT, 34, shade(wood, 1.5), round_by=6)
    for x in range(int(LEFT) + 40, int(RIGHT), 250):
        counter.rect(x, -350, 210, 240, "#000000", round_by=10, opacity=0.14)
        counter.oval(x + 180, -240, 9, 9, "#c79a45")
    _stove(counter, stage, -830)
    for index in range(4):
        counter.path(
            f"M{360 + index * 74} -424v-{66 + 12 * (index % 2)}q24-14 48 0v{66 + 12 * (index % 2)}z",
            stage.choose("#d8c9a6", "#9a6a43", "#c8d0cc"),
        )
    hanging_lamp(stage, -10, -1190, 92, stage.choose("#b5542f", "#3f5a52", "#e0b04a"), NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 400, RIGHT - LEFT, 240, shade(wood, 0.4))
    front.path("M-1060 400v-150q0-40 60-40h60q60 0 60 40v150z", "#c9bda4")


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
        paint_weather(art, stage, box)
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


def _tiles(art: Art, stage: Stage, colour: str, rows: int = 9) -> None:
    for row in range(rows):
        for column in range(int((RIGHT - LEFT) / 104) + 1):
            art.rect(
                LEFT + column * 104 - (row % 2) * 52,
                -760 + row * 42,
                98,
                37,
                shade(colour, stage.rng.uniform(0.93, 1.03)),
                round_by=4,
                opacity=0.9,
            )


def _pots(art: Art, stage: Stage, left: float, wide: float) -> None:
    art.rect(left, -1190, wide, 16, "#3a3f44")
    for index in range(5):
        x, size = left + 50 + index * wide / 5, stage.rng.uniform(40, 62)
        copper = stage.choose("#b5703f", "#c98547", "#8b6a55")
        art.line((x, -1176), (x, -1100), "#3a3f44", 7)
        art.oval(x, -1100 + size, size, size, copper)
        art.oval(x, -1100 + size, size * 0.7, size * 0.7, shade(copper, 1.2), opacity=0.6)
        art.oval(x - size * 0.3, -1100 + size * 0.7, size * 0.24, size * 0.3, "#ffffff", opacity=0.3)


def _dresser(art: Art, stage: Stage, x: float) -> None:
    """Open shelves with plates on edge and hanging cups."""
    art.rect(x - 16, -1230, 542, 790, "#4f3320", round_by=8)
    for row in range(3):
        base = -990 + row * 250
        art.rect(x, base - 226, 510, 226, "#38251a")
        for index in range(4):
            centre, size = x + 66 + index * 126, 54 - 6 * (row % 2)
            glaze = stage.choose("#e9e1d2", "#bcd3d6", "#e3c9a8")
            art.oval(centre, base - size - 12, size, size, glaze)
            art.oval(centre, base - size - 12, size * 0.62, size * 0.62, shade(glaze, 0.88))
        art.rect(x - 8, base - 10, 526, 20, "#8a5f3a")


def _stove(art: Art, stage: Stage, x: float) -> None:
    """An iron range with a fire behind its door, and a kettle that steams."""
    art.rect(x, -470, 430, 420, art.fade((0, "#4a4d52", 1), (1, "#24272b", 1)), round_by=14)
    art.rect(x - 14, -486, 458, 30, "#5f646a", round_by=8)
    art.rect(
        x + 60, -1500, 70, 1020, art.fade((0, "#2c2f33", 1), (0.4, "#55595f", 1), (1, "#26292d", 1), across=True)
    )
    art.rect(x + 90, -370, 250, 170, "#17191c", round_by=20)
    fire = art.spot((0, "#ffe39a", 1), (0.5, "#ff9a3d", 0.95), (1, "#c2431f", 0.4))
    art.rect(x + 104, -356, 222, 142, fire, round_by=14, lit=True)
    for bar in range(5):
        art.rect(x + 120 + bar * 46, -360, 9, 150, "#17191c")
    stage.lamp(x + 215, -285, 420, "#ff8a3c", 0.6, depth=MID, flicker="flame")
    art.path(f"M{x + 190} -486q-26-104 66-112q92 8 66 112z", art.fade((0, "#c98547", 1), (1, "#7d4a26", 1)))
    art.path(f"M{x + 200} -570q56-92 112 0", stroke="#3a2a20", width=13)
    art.path(f"M{x + 316} -540l56-44 16 14-52 66z", "#a5683a")
    steam(art, x + 384, -600)


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
