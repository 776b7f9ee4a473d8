"""Sets of town under the sky: street and rooftop, modern or old. Country is in `nature`."""

from __future__ import annotations

import random

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.parts import ground, paper_lantern, table
from resources.video.animatic.sets.signs import neon_sign
from resources.video.animatic.sets.skies import sky
from resources.video.animatic.sets.stage import BOTTOM, FAR, LEFT, MID, NEAR, RIGHT, SKY, Stage
from resources.video.animatic.sets.traffic import VEHICLES, parked_cars

_LONE_WINDOW = r"one (?:\w+ ){0,2}window|single (?:\w+ )?window|一扇(?:\w*)窗|一窗"
_NEON = ("#ff4f8b", "#3fd6ff", "#ffb02e", "#8dff6a", "#c77dff")


def street(stage: Stage) -> None:
    """A street: modern with shop fronts and neon, or old with tiled roofs and lanterns; wet when it rains."""
    sky(stage)
    rng = stage.rng
    far = stage.layer(SKY + 0.1, stage.outdoors.further(0.3), soft=3)
    ground(stage, far, "#6b6660", -230)
    for index in range(18):
        x, high = LEFT + index * 215, rng.uniform(420, 1050)
        if stage.place.old:
            _tiled_house(far, stage, x, -200, 230, high * 0.55, "#7c6a5c")
        else:
            _tower(far, stage, x, -200, rng.uniform(150, 215), high, "#71839a")
    row = stage.layer(FAR + 0.16, stage.outdoors)
    ground(stage, row, "#6b6660", -190)
    x = LEFT
    while x < RIGHT:
        wide = rng.uniform(380, 560)
        if not -260 < x + wide / 2 < 190:  # the street runs away from the camera in the middle
            _street_house(row, stage, x, wide)
        x += wide + rng.uniform(0, 26)
    _roadway(stage)
    if stage.place.mentions(VEHICLES):
        parked_cars(stage)
    _street_lamps(stage)
    front = stage.foreground(stage.outdoors)
    if stage.place.old:
        front.rect(-1300, -1500, 90, 2100, "#2b1610")
        front.rect(1180, -1500, 90, 2100, "#2b1610")
    else:
        front.oval(-1020, 520, 420, 120, "#20262c")


def _street_house(art: Art, stage: Stage, x: float, wide: float) -> None:
    high = stage.rng.uniform(900, 1320)
    if stage.place.old:
        _tiled_house(art, stage, x, -190, wide, high * 0.62, stage.choose("#8a6a52", "#a08a70", "#6f5a4d"))
        if stage.place.eastern:
            paper_lantern(stage, x + wide * 0.5, -190 - high * 0.36, 46, FAR + 0.16)
        return
    brick = stage.choose("#8f5a48", "#6f7380", "#a07f5f", "#5d6e6b", "#7d5566")
    art.rect(x, -190 - high, wide, high, art.fade((0, shade(brick, 0.75), 1), (1, brick, 1)))
    art.rect(x - 12, -200 - high, wide + 24, 30, shade(brick, 1.25))
    with stage.aside() as chance:
        _house_windows(art, stage, (x, wide, high), brick, chance)
    _shop_front(art, stage, x, wide)


def _house_windows(
    art: Art, stage: Stage, house: tuple[float, float, float], brick: str, rng: random.Random
) -> None:
    """Rows of windows, some of them lit at night; `house` is left edge, width and height."""
    x, wide, high = house
    for floor in range(int((high - 420) / 210)):
        for column in range(max(2, int(wide / 150))):
            left, top = x + 40 + column * (wide - 60) / max(2, int(wide / 150)), -150 - high + floor * 210
            lit = rng.random() < 0.55 * stage.day.glow
            art.rect(left - 7, top - 7, 92, 132, shade(brick, 1.3))
            art.rect(
                left, top, 78, 118, rng.choice(("#ffd98a", "#ffc46b", "#ffe9b8")) if lit else "#38485a", lit=lit
            )
            art.line((left + 39, top), (left + 39, top + 118), shade(brick, 0.6), 5)
            if lit and rng.random() < 0.3:
                art.rect(left + 10, top + 56, 26, 62, "#6b4a33", round_by=10, lit=True)


def _shop_front(art: Art, stage: Stage, x: float, wide: float) -> None:
    rng = stage.rng
    trim = rng.choice(("#233c46", "#6e2a2c", "#2d4a35", "#5a4426"))
    art.rect(x, -560, wide, 370, trim)
    glass = art.fade((0, "#ffdf9a", 1), (1, "#d9935a", 1), lit=True) if stage.dark else "#9db8c4"
    art.rect(x + 26, -470, wide - 170, 240, glass, lit=stage.dark)
    art.rect(x + wide - 122, -480, 92, 290, shade(trim, 1.6))
    art.rect(x + wide - 108, -464, 64, 150, glass, lit=stage.dark)
    for index in range(int((wide - 190) / 70)):
        art.rect(
            x + 44 + index * 70,
            -290 - rng.uniform(20, 90),
            40,
            60,
            rng.choice(("#7d4b3c", "#46617e", "#c9a45c")),
            opacity=0.8,
        )
    stripes = int(wide / 46)
    awning = stage.choose("#b8443c", "#3f7f7a", "#d29a3e", "#6b5a9a")
    for index in range(stripes):
        left = x + index * wide / stripes
        art.path(
            f"M{left:.0f} -560h{wide / stripes:.0f}l-6 76q{-wide / stripes / 2:.0f} 26 {-wide / stripes:.0f} 0z",
            awning if index % 2 else "#efe6d6",
        )
    colour = rng.choice(_NEON)
    neon_sign(art, rng, (x + wide * 0.2, -684, wide * 0.6, 100), colour, stage.day.glow)
    stage.lamp(x + wide * 0.5, -630, 330, colour, 0.5, depth=FAR + 0.16, flicker="neon")
    stage.lamp(x + wide * 0.4, -330, 380, "#ffb765", 0.4, depth=FAR + 0.16)


def _tower(art: Art, stage: Stage, x: float, base: float, wide: float, high: float, colour: str) -> None:
    art.rect(x, base - high, wide, high, shade(colour, stage.rng.uniform(0.8, 1.1)))
    for row in range(int(high / 44)):
        for column in range(int(wide / 36)):
            if stage.rng.random() < (0.4 if stage.dark else 0.55):
                art.rect(
                    x + 12 + column * 36,
                    base - high + 18 + row * 44,
                    16,
                    22,
                    "#ffd68a" if stage.dark else "#a9c2d8",
                    lit=stage.dark,
                    opacity=0.75,
                )


def _tiled_house(art: Art, stage: Stage, x: float, base: float, wide: float, high: float, colour: str) -> None:
    top = base - high
    art.rect(x + 20, top, wide - 40, high, art.fade((0, shade(colour, 0.7), 1), (1, colour, 1)))
    for index in range(3):
        left = x + 50 + index * (wide - 100) / 3
        art.rect(
            left,
            top + high * 0.3,
            (wide - 160) / 3,
            high * 0.36,
            "#ffcd7a" if stage.dark else "#4d3a2c",
            lit=stage.dark,
            opacity=0.9,
        )
        for bar in range(1, 4):
            art.line(
                (left + bar * (wide - 160) / 12, top + high * 0.3),
                (left + bar * (wide - 160) / 12, top + high * 0.66),
                "#3b2418",
                6,
            )
        art.line((left, top + high * 0.48), (left + (wide - 160) / 3, top + high * 0.48), "#3b2418", 6)
    curl = 46 if stage.place.eastern else 0
    roof = "#3d4650" if stage.place.weather != "snow" else "#e6edf4"
    art.path(
        f"M{x - 50:.0f} {top + 10 - curl:.0f}Q{x + wide * 0.2:.0f} {top - 20:.0f}"
        f" {x + wide * 0.32:.0f} {top - high * 0.3:.0f}H{x + wide * 0.68:.0f}"
        f"Q{x + wide * 0.8:.0f} {top - 20:.0f} {x + wide + 50:.0f} {top + 10 - curl:.0f}"
        f"Q{x + wide * 0.9:.0f} {top + 40:.0f} {x + wide * 0.5:.0f} {top + 40:.0f}T{x - 50:.0f}"
        f" {top + 10 - curl:.0f}Z",
        art.fade((0, shade(roof, 0.8), 1), (1, roof, 1)),
    )
    for index in range(9):
        left = x + wide * (0.1 + index * 0.1)
        art.line(
            (left, top - high * 0.02),
            (x + wide * (0.34 + index * 0.04), top - high * 0.28),
            "#000000",
            4,
            opacity=0.2,
        )


def _roadway(stage: Stage) -> None:
    road = stage.layer(MID + 0.1, stage.outdoors)
    ground(stage, road, "#57534f" if not stage.place.old else "#7d7264", -165)
    for index in range(-14, 15):
        road.line((index * 70, -165), (index * 330, BOTTOM), "#000000", 4, opacity=0.12)
    for index in range(5):
        road.line((LEFT, -140 + index * index * 42), (RIGHT, -140 + index * index * 42), "#000000", 4, opacity=0.12)
    road.rect(LEFT, -178, RIGHT - LEFT, 18, "#8d8881")
    with stage.aside() as rng:
        for _ in range(26 if stage.place.weather in ("rain", "storm") else 0):
            x, y = rng.uniform(LEFT, RIGHT), rng.uniform(-130, 380)
            colour = rng.choice(_NEON) if not stage.place.old else "#ffb765"
            shine = road.spot(
                (0, colour if stage.dark else stage.day.horizon, 0.5),
                (1, colour if stage.dark else stage.day.horizon, 0),
            )
            road.oval(
                x, y, rng.uniform(80, 220), rng.uniform(14, 34), shine, lit=True, opacity=0.4 + 0.5 * stage.day.glow
            )


def _street_lamps(stage: Stage) -> None:
    if stage.place.old:
        for x in (-700, -250, 330, 800):
            paper_lantern(stage, x, -1010 + 50 * (x % 3), 62, MID + 0.14)
        return
    for x in (-880, 860):
        art = stage.layer(MID + 0.14, stage.outdoors)
        art.rect(x - 11, -1180, 22, 1060, "#23282e")
        art.path(f"M{x} -1180q10-70 {120 if x < 0 else -120}-70", stroke="#23282e", width=18)
        head = x + (120 if x < 0 else -120)
        art.path(f"M{head - 52} -1226l26-40h52l26 40z", "#23282e")
        art.oval(head, -1222, 44, 16, "#fff0c2", lit=True, opacity=0.3 + 0.7 * stage.day.glow)
        stage.lamp(head, -1190, 520, "#ffcf8a", 0.75, depth=MID + 0.14)


def rooftop(stage: Stage) -> None:
    """A rooftop or balcony above the city: skyline, water tank, parapet, string of lights."""
    sky(stage)
    rng = stage.rng
    for depth, haze, colour, tall in (
        (SKY + 0.06, 0.42, "#6d83a3", 1000),
        (SKY + 0.16, 0.22, "#556781", 800),
        (FAR, 0.08, "#47546a", 560),
    ):
        art = stage.layer(depth, stage.outdoors.further(haze), soft=2)
        x = LEFT
        while x < RIGHT:
            wide = rng.uniform(130, 260)
            if stage.place.old:
                _tiled_house(art, stage, x, -150, wide * 1.5, rng.uniform(0.3, 0.6) * tall, "#7c6a5c")
                wide *= 1.5
            else:
                _tower(art, stage, x, -150, wide, rng.uniform(0.35, 1.0) * tall, colour)
            x += wide + rng.uniform(-10, 30)
    asleep = stage.place.mentions(_LONE_WINDOW) and not stage.place.old
    if asleep:
        _lone_window(stage)
    deck = stage.layer(MID, stage.outdoors)
    concrete = "#8a8680" if not stage.place.old else "#59606a"
    deck.rect(LEFT, -390, RIGHT - LEFT, 250, deck.fade((0, shade(concrete, 0.95), 1), (1, shade(concrete, 0.6), 1)))
    deck.rect(LEFT, -420, RIGHT - LEFT, 36, shade(concrete, 1.25))
    for x in range(int(LEFT), int(RIGHT), 300):
        deck.line((x, -380), (x, -150), "#000000", 5, opacity=0.18)
    ground(stage, deck, shade(concrete, 0.8), -150)
    if not stage.place.old:
        _water_tank(stage)
    if not stage.place.old and not asleep:
        for index in range(19):
            x = -1350 + index * 150
            y = -1180 + 90 * abs((index % 6) - 3) / -3
            deck.oval(x, y, 13, 17, "#ffd98a", lit=True, opacity=0.35 + 0.65 * stage.day.glow)
            stage.lamp(x, y, 110, "#ffbf66", 0.5, depth=MID, flicker="flame")
        deck.path(
            "M-1350 -1194"
            + "".join(f"Q{-1125 + part * 450} {-1290} {-900 + part * 450} -1194" for part in range(6)),
            stroke="#20242a",
            width=5,
        )
    if not asleep:
        table(stage, 40, -340, 420, "#6b4a33", NEAR)
    front = stage.foreground(stage.outdoors, soft=12)
    front.rect(LEFT, 430, RIGHT - LEFT, 200, "#181a20")
    front.rect(-1180, 60, 220, 500, "#22252c", round_by=20)


def _lone_window(stage: Stage) -> None:
    """A house above the others, all of it asleep but one."""
    art = stage.layer(FAR + 0.1, stage.outdoors.further(0.04))
    x, top = 150.0, -1150.0
    art.rect(x, top, 520, 1000, art.fade((0, "#3f4a60", 1), (1, "#2c3446", 1)))
    art.rect(x - 16, top - 14, 552, 30, "#55617a")
    art.path(
        f"M{x + 390} {top - 10}v-150M{x + 350} {top - 110}h80M{x + 362} {top - 70}h56", stroke="#2c3446", width=10
    )
    for row in range(4):
        for column in range(4):
            left, up = x + 40 + column * 118, top + 70 + row * 170
            awake = (row, column) == (0, 1)
            art.rect(left - 8, up - 8, 86, 116, "#55617a")
            art.rect(left, up, 70, 100, "#ffc862" if awake else "#232b3c", lit=awake)
            art.line((left + 35, up), (left + 35, up + 100), "#2c3446", 6)
            if awake:
                stage.lamp(left + 35, up + 50, 420, "#ffb347", 0.85, depth=FAR + 0.1)


def _water_tank(stage: Stage) -> None:
    art = stage.layer(FAR + 0.12, stage.outdoors)
    x = stage.rng.choice((-1, 1)) * 760
    for leg in (-130, -30, 70, 130):
        art.rect(x + leg - 9, -620, 18, 480, "#3b332d")
    art.path(
        f"M{x - 170} -980h340v370h-340z",
        art.fade((0, "#5f4635", 1), (0.4, "#94704f", 1), (1, "#4a3527", 1), across=True),
    )
    for hoop in (-930, -820, -700):
        art.rect(x - 174, hoop, 348, 14, "#33271f")
    art.path(f"M{x - 190} -980L{x} -1120L{x + 190} -980Z", "#4d3b30")
