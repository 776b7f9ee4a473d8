"""Houses where many come together: theatre, cinema, church, museum. Palace and temple: `halls`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, mix, shade
from resources.video.animatic.sets.fittings import gilded_frame
from resources.video.animatic.sets.parts import wall
from resources.video.animatic.sets.skies import window
from resources.video.animatic.sets.stage import BOTTOM, FAR, LEFT, MID, NEAR, RIGHT, TOP, Stage


def theatre(stage: Stage) -> None:
    """On a stage: red curtain with its golden hem, side curtains, boards, a row of footlights."""
    red = stage.choose("#8f2a2e", "#9a3330", "#7d2836")
    art = wall(stage, shade(red, 0.7), "#8a6545")
    _curtain(art, LEFT, RIGHT, -1500, -210, shade(red, 0.86), 120)
    art.rect(LEFT, -250, RIGHT - LEFT, 44, "#c79a45", opacity=0.85)
    for fringe in range(int(LEFT), int(RIGHT), 40):
        art.line((fringe, -214), (fringe, -184), "#c79a45", 8, opacity=0.85)
    drapes = stage.layer(MID, stage.indoors)
    for side in (-1, 1):
        left, right = sorted((side * 1020.0, side * 1900.0))
        _curtain(drapes, left, right, TOP, -160, red, 110)
        drapes.rect(left, -640, right - left, 40, "#c79a45", round_by=16)
    valance = stage.layer(MID + 0.06, stage.indoors)
    valance.rect(LEFT, TOP, RIGHT - LEFT, 330, shade(red, 0.8))
    for swag in range(10):
        x = LEFT + swag * 380
        valance.path(
            f"M{x:.0f} -1480h380q-40 170-190 170t-190-170z", valance.fade((0, red, 1), (1, shade(red, 0.6), 1))
        )
        valance.path(f"M{x:.0f} -1480q40 170 190 170t190-170", stroke="#c79a45", width=14)
    for x in (-640, 0, 640):
        stage.lamp(x, -1250, 620, "#ffe0b0", 0.5, depth=MID)
    boards = stage.layer(NEAR, stage.indoors)
    for x in range(-1700, 1701, 170):
        boards.path(f"M{x - 44} -96q44-46 88 0z", "#3a2c22")
        boards.oval(x, -98, 34, 12, "#ffe6b0", lit=True, opacity=0.55 + 0.45 * stage.day.glow)
    stage.lamp(0, -120, 900, "#ffcf8a", 0.35, depth=NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 420, RIGHT - LEFT, 220, "#1d1010")


def cinema(stage: Stage) -> None:
    """A cinema: the bright screen between curtains, rows of seats before it, small lamps along the walls."""
    red = stage.choose("#7d2f35", "#5d3a5a", "#37525c")
    art = wall(stage, "#4a3b40", "#3a2c2c", planks=False)
    art.rect(-840, -1290, 1680, 800, "#15161a", round_by=10)
    glow = mix("#cfd8de", stage.place.colours[0], 0.25) if stage.place.colours else "#cfd8de"
    art.rect(-810, -1262, 1620, 744, art.fade((0, glow, 1), (1, shade(glow, 0.82), 1), lit=True), lit=True)
    art.path("M-810 -700q320-190 620-60t560-60 440-20v322h-1620z", shade(glow, 0.72), lit=True)
    art.oval(430, -1060, 92, 92, "#f4efe0", lit=True)
    stage.lamp(0, -880, 1150, "#cfe0f0", 0.5, depth=FAR)
    for side in (-1, 1):
        left, right = sorted((side * 870.0, side * 1250.0))
        _curtain(art, left, right, -1500, -200, red, 76)
        for x in (1400, 1700):
            art.path(
                f"M{side * x - 40} -1010h80l-20 90h-40z", "#ffd9a0", lit=True, opacity=0.5 + 0.4 * stage.day.glow
            )
            stage.lamp(side * x, -980, 260, "#ffb765", 0.5, depth=FAR)
    for depth, top in ((MID, -400), (MID + 0.12, -340)):
        seats = stage.layer(depth, stage.indoors)
        for index in range(13):
            seat = LEFT + 80 + index * 290 + (0 if depth == MID else 140)
            seats.rect(seat, top, 230, 300, seats.fade((0, red, 1), (1, shade(red, 0.5), 1)), round_by=52)
            seats.rect(seat + 34, top + 30, 162, 130, shade(red, 1.12), round_by=34, opacity=0.6)
    front = stage.foreground(stage.indoors)
    front.rect(-1300, 250, 520, 400, shade(red, 0.35), round_by=90)
    front.rect(820, 250, 520, 400, shade(red, 0.35), round_by=90)


def church(stage: Stage) -> None:
    """A church: pointed windows of coloured glass, an altar with candles in rows, pews to both sides."""
    stone = stage.choose("#b3aa9c", "#a9a69f", "#b8a892")
    art = wall(stage, stone, "#7d746a", planks=False)
    for left in (-1330, -770, 470, 1030):
        window(art, stage, (left, -1290, 300, 780), shade(stone, 0.62), panes=(2, 4), arch=True, skyline=False)
        _coloured_glass(art, stage, left)
    art.path("M-290 -190V-1080Q-290 -1400 0 -1480Q290 -1400 290 -1080V-190Z", shade(stone, 0.72))
    art.path("M-250 -190V-1070Q-250 -1350 0 -1426Q250 -1350 250 -1070V-190Z", shade(stone, 0.86))
    art.path("M0 -1300v330M-92 -1190h184", stroke="#a9803c", width=26)
    art.rect(-250, -560, 500, 370, "#e6dfd0")
    art.rect(-270, -590, 540, 40, "#8a6242", round_by=6)
    art.rect(-60, -560, 120, 260, "#8f3a3a")
    for x in (-210, -150, -90, 90, 150, 210):
        _candle(art, stage, x, -590)
    pillars = stage.layer(MID, stage.indoors)
    for x in (-1180, -620, 620, 1180):
        pillars.rect(
            x - 56, TOP, 112, -150 - TOP,
            pillars.fade((0, shade(stone, 0.6), 1), (0.45, shade(stone, 1.08), 1), (1, shade(stone, 0.64), 1), across=True),
        )  # fmt: skip
        pillars.rect(x - 80, -206, 160, 56, shade(stone, 0.8), round_by=8)
    pews = stage.layer(MID + 0.12, stage.indoors)
    for side in (-1, 1):
        for row in range(2):
            left = side * 1160 - 700 + row * 60 * side
            top = -400 + row * 70
            pews.rect(left, top, 1400, 250 - row * 40, pews.fade((0, "#7d5638", 1), (1, "#4a3220", 1)), round_by=10)
            pews.rect(left - 8, top - 10, 1416, 26, "#94683f", round_by=10)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 420, RIGHT - LEFT, BOTTOM - 420, "#241a14")


def museum(stage: Stage) -> None:
    """A museum or gallery: large quiet paintings with a light above each, vases on plinths, a rope before them."""
    paint = stage.choose("#7f5a58", "#5f7370", "#6a7288", "#8a7a5f")
    art = wall(stage, paint, "#8a6a4a")
    art.rect(LEFT, -1420, RIGHT - LEFT, 26, shade(paint, 1.3))
    art.rect(LEFT, -470, RIGHT - LEFT, 20, shade(paint, 1.2))
    for x, wide, high in ((-1370, 380, 480), (-800, 420, 560), (0, 480, 520), (790, 400, 560), (1360, 380, 460)):
        gilded_frame(art, stage, (x - wide / 2, -1250, wide, high))
        art.rect(x - 90, -1316, 180, 20, "#c9a45c", round_by=8)
        stage.lamp(x, -1180, 420, "#ffe2b0", 0.45, depth=FAR)
    plinths = stage.layer(MID, stage.indoors)
    for x in (-860, 860):
        plinths.rect(x - 110, -470, 220, 340, plinths.fade((0, "#e3ddd0", 1), (1, "#a9a294", 1), across=True))
        plinths.rect(x - 130, -490, 260, 30, "#efe9dc", round_by=4)
        glaze = stage.choose("#3f6a8a", "#8a4a3c", "#4d7a66")
        plinths.path(
            f"M{x - 30} -490q-80-90-30-150q36-30 30-76h60q-6 46 30 76q50 60-30 150z",
            plinths.fade(
                (0, shade(glaze, 0.75), 1), (0.4, shade(glaze, 1.2), 1), (1, shade(glaze, 0.6), 1), across=True
            ),
        )
    ropes = stage.layer(MID + 0.1, stage.indoors)
    for post in range(-1500, 1501, 500):
        ropes.rect(post - 9, -420, 18, 310, "#c79a45")
        ropes.oval(post, -428, 19, 19, "#d9b45b")
        ropes.oval(post, -112, 46, 13, "#a9803c")
        ropes.path(f"M{post} -404q250 150 500 0", stroke="#7d2f35", width=17)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 430, RIGHT - LEFT, 200, "#241c18")


def _curtain(art: Art, left: float, right: float, top: float, foot: float, colour: str, fold: float) -> None:
    """Cloth in soft folds; dark above, where no light reaches."""
    art.rect(left, top, right - left, foot - top, shade(colour, 0.8))
    x = left
    while x < right:
        wide = min(fold, right - x)
        shaded = art.fade(
            (0, shade(colour, 0.62), 1), (0.4, shade(colour, 1.1), 1), (1, shade(colour, 0.66), 1), across=True
        )
        art.rect(x, top, wide, foot - top, shaded)
        x += fold
    art.rect(
        left,
        top,
        right - left,
        foot - top,
        art.fade((0, "#000000", 0.5), (0.5, "#000000", 0.05), (1, "#000000", 0.2)),
    )


def _coloured_glass(art: Art, stage: Stage, left: float) -> None:
    for row in range(4):
        for column in range(2):
            colour = stage.rng.choice(("#c2503f", "#3f6a9a", "#d9a63f", "#4d8a68", "#7a5a96"))
            top = -1140 + row * 158
            art.polygon(
                ((left + 75 + column * 150, top), (left + 135 + column * 150, top + 74),
                 (left + 75 + column * 150, top + 148), (left + 15 + column * 150, top + 74)),
                colour, lit=True, opacity=0.3 + 0.3 * (1.0 - stage.day.glow),
            )  # fmt: skip


def _candle(art: Art, stage: Stage, x: float, base: float) -> None:
    art.rect(x - 9, base - 90, 18, 90, "#efe6d0", round_by=4)
    art.path(f"M{x} {base - 136}q17 26 0 46q-17-20 0-46z", "#ffc060", lit=True)
    stage.lamp(x, base - 112, 170, "#ffb45a", 0.6, depth=FAR, flicker="flame")
