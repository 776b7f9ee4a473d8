"""A sound studio: where radio is made and songs are recorded. Plain offices: `halls`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.fittings import wall_clock
from resources.video.animatic.sets.parts import hanging_lamp, wall
from resources.video.animatic.sets.shelves import shelf
from resources.video.animatic.sets.skies import window
from resources.video.animatic.sets.stage import LEFT, MID, NEAR, RIGHT, Stage


def sound_studio(stage: Stage) -> None:
    """Padded walls, a window over the city, a mixing desk with lights, records, a desk lamp and a red sign."""
    paint = stage.choose("#5a4a4f", "#4a5258", "#5d5347")
    art = wall(stage, paint, "#4b3d36")
    _pads(art, shade(paint, 0.8))
    window(art, stage, (-560, -1250, 940, 600), "#2d2622", panes=(3, 1))
    shelf(art, stage, (-1290, -1200, 520, 700), "#6b4630", 4, "books")
    art.rect(560, -1220, 300, 120, "#1c1a1c", round_by=18)
    red = art.spot((0, "#ff8a7a", 1), (1, "#d8321f", 1))
    art.rect(580, -1202, 260, 84, red, round_by=12, lit=True)
    for index in range(3):
        art.path(
            f"M{660 + index * 34} -1190a{34 + index * 10} {34 + index * 10} 0 0 1 0 60",
            stroke="#ffe4dc",
            width=7,
            lit=True,
        )
    art.oval(640, -1160, 11, 11, "#ffe4dc", lit=True)
    stage.lamp(710, -1160, 360, "#ff5a46", 0.55, flicker="steady")
    wall_clock(art, 1040, -1150, 92, 60)
    desk = stage.layer(MID, stage.indoors)
    desk.rect(LEFT, -400, RIGHT - LEFT, 36, "#8a6242", round_by=6)
    desk.rect(LEFT, -366, RIGHT - LEFT, 300, desk.fade((0, "#5d412d", 1), (1, "#2f2118", 1)))
    _mixer(desk, stage, 330, -400)
    _turntable(desk, -700, -400)
    _desk_lamp(desk, stage, -330, -400)
    for x in (-820, 760):
        hanging_lamp(stage, x, -1330, 70, "#3a2f2a", NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 410, RIGHT - LEFT, 220, "#1d1613")
    front.rect(830, 200, 300, 240, "#241c19", round_by=20)


def _pads(art: Art, colour: str) -> None:
    """Foam wedges all over the wall."""
    for row in range(7):
        for column in range(34):
            x, y = LEFT + column * 116, -1330 + row * 116
            lean = (row + column) % 2
            art.rect(x, y, 110, 110, shade(colour, 0.92), round_by=8)
            for step in range(3):
                if lean:
                    art.rect(x + 12 + step * 32, y + 6, 12, 98, shade(colour, 1.15), round_by=5)
                else:
                    art.rect(x + 6, y + 12 + step * 32, 98, 12, shade(colour, 1.15), round_by=5)


def _mixer(art: Art, stage: Stage, x: float, base: float) -> None:
    art.path(f"M{x} {base}l30-104h620l30 104z", art.fade((0, "#3c4248", 1), (1, "#22262a", 1)))
    for column in range(13):
        left = x + 60 + column * 44
        art.line((left, base - 22), (left + 4, base - 78), "#14171a", 7)
        art.rect(left - 12, base - 30 - stage.rng.random() * 40, 26, 15, "#d9d4c8", round_by=4)
        lamp = stage.rng.choice(("#6fe08c", "#6fe08c", "#f0b860", "#e0604f"))
        art.oval(left + 5, base - 92, 7, 7, lamp, lit=True)
    art.rect(x + 90, base - 238, 440, 134, "#1c2024", round_by=12)
    for column in range(19):
        high = 20 + stage.rng.random() * 82
        art.rect(
            x + 108 + column * 22, base - 116 - high, 14, high, "#7fdc9a" if high < 70 else "#f0b860", lit=True
        )
    stage.lamp(x + 310, base - 160, 320, "#7fdc9a", 0.3)


def _turntable(art: Art, x: float, base: float) -> None:
    art.rect(x, base - 62, 360, 62, "#6b4630", round_by=8)
    art.oval(x + 160, base - 66, 132, 26, "#1b1b1f")
    art.oval(x + 160, base - 68, 44, 9, "#c2503f")
    art.path(f"M{x + 320} {base - 66}v-40l-90 26", stroke="#c9ccd0", width=9)


def _desk_lamp(art: Art, stage: Stage, x: float, base: float) -> None:
    art.oval(x, base - 8, 60, 13, "#2d2622")
    art.path(f"M{x} {base - 10}L{x - 54} {base - 190}L{x + 50} {base - 300}", stroke="#2d2622", width=12)
    art.path(f"M{x + 20} {base - 330}l74 -20 66 96-120 44z", "#b5542f")
    art.oval(x + 108, base - 238, 58, 22, "#ffe2a0", lit=True)
    stage.lamp(x + 110, base - 200, 430, "#ffb45a", 0.7)
