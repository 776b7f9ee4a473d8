"""Sets under the sky: street, forest, sea and lighthouse, rooftop. Rooms are in `rooms` and `halls`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, mix, shade
from resources.video.animatic.sets.parts import leaf_colour, paper_lantern, ridge, sky, table, tree
from resources.video.animatic.sets.stage import BOTTOM, FAR, LEFT, MID, NEAR, RIGHT, SKY, Beam, Stage

_NEON = ("#ff4f8b", "#3fd6ff", "#ffb02e", "#8dff6a", "#c77dff")


def _ground(stage: Stage, art: Art, colour: str, top: float = -230.0) -> None:
    snow = stage.place.weather == "snow" or stage.place.mentions("snow-covered|雪地")
    colour = "#dfe8f1" if snow else colour
    art.rect(
        LEFT,
        top,
        RIGHT - LEFT,
        BOTTOM - top,
        art.fade((0, mix(colour, stage.day.horizon, 0.3), 1), (0.4, colour, 1), (1, shade(colour, 0.6), 1)),
    )


def street(stage: Stage) -> None:
    """A street: modern with shop fronts and neon, or old with tiled roofs and lanterns; wet when it rains."""
    sky(stage)
    rng = stage.rng
    far = stage.layer(SKY + 0.1, stage.outdoors.further(0.3), soft=3)
    _ground(stage, far, "#6b6660", -230)
    for index in range(18):
        x, high = LEFT + index * 215, rng.uniform(420, 1050)
        if stage.place.old:
            _tiled_house(far, stage, x, -200, 230, high * 0.55, "#7c6a5c")
        else:
            _tower(far, stage, x, -200, rng.uniform(150, 215), high, "#71839a")
    row = stage.layer(FAR + 0.16, stage.outdoors)
    _ground(stage, row, "#6b6660", -190)
    x = LEFT
    while x < RIGHT:
        wide = rng.uniform(380, 560)
        if not -260 < x + wide / 2 < 190:  # the street runs away from the camera in the middle
            _street_house(row, stage, x, wide)
        x += wide + rng.uniform(0, 26)
    _roadway(stage)
    _street_lamps(stage)
    front = stage.foreground(stage.outdoors)
    if stage.place.old:
        front.rect(-1300, -1500, 90, 2100, "#2b1610")
        front.rect(1180, -1500, 90, 2100, "#2b1610")
    else:
        front.rect(1130, -300, 60, 900, "#1d2227")
        front.rect(1030, -360, 260, 90, "#2c343c", round_by=16)
        front.oval(-1020, 520, 420, 120, "#20262c")


def _street_house(art: Art, stage: Stage, x: float, wide: float) -> None:
    rng, high = stage.rng, stage.rng.uniform(900, 1320)
    if stage.place.old:
        _tiled_house(art, stage, x, -190, wide, high * 0.62, stage.choose("#8a6a52", "#a08a70", "#6f5a4d"))
        if stage.place.eastern:
            paper_lantern(stage, x + wide * 0.5, -190 - high * 0.36, 46, FAR + 0.16)
        return
    brick = stage.choose("#8f5a48", "#6f7380", "#a07f5f", "#5d6e6b", "#7d5566")
    art.rect(x, -190 - high, wide, high, art.fade((0, shade(brick, 0.75), 1), (1, brick, 1)))
    art.rect(x - 12, -200 - high, wide + 24, 30, shade(brick, 1.25))
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
    _shop_front(art, stage, x, wide)


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
    art.rect(x + wide * 0.2, -676, wide * 0.6, 84, "#171a22", round_by=10)
    for index in range(rng.randint(4, 7)):
        left = x + wide * 0.24 + index * wide * 0.075
        art.path(
            f"M{left:.0f} -616v-42h{wide * 0.04:.0f}m{-wide * 0.04:.0f} 21h{wide * 0.03:.0f}",
            stroke=colour,
            width=8,
            lit=True,
            opacity=0.35 + 0.65 * stage.day.glow,
        )
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
    _ground(stage, road, "#57534f" if not stage.place.old else "#7d7264", -165)
    for index in range(-14, 15):
        road.line((index * 70, -165), (index * 330, BOTTOM), "#000000", 4, opacity=0.12)
    for index in range(5):
        road.line((LEFT, -140 + index * index * 42), (RIGHT, -140 + index * index * 42), "#000000", 4, opacity=0.12)
    road.rect(LEFT, -178, RIGHT - LEFT, 18, "#8d8881")
    if stage.place.weather in ("rain", "storm"):
        rng = stage.rng
        for _ in range(26):
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


def forest(stage: Stage) -> None:
    """A forest, bamboo grove, garden or mountain path, in the leaves of its season."""
    sky(stage)
    hills = stage.layer(SKY + 0.08, stage.outdoors.further(0.38))
    ridge(hills, stage, -200, 980, "#6f8ca3", 420)
    ridge(hills, stage, -200, 560, "#6a8f7c", 300, sharp=False)
    bamboo = stage.place.mentions("bamboo|竹")
    fir = stage.place.mentions(r"pine|\bfir\b|spruce|松|杉|snow")
    for depth, haze, count, height in (
        (SKY + 0.1, 0.3, 16, 1150),
        (FAR + 0.12, 0.14, 11, 1450),
        (MID + 0.08, 0.0, 7, 1750),
    ):
        art = stage.layer(depth, stage.outdoors.further(haze), soft=3 if depth < MID else 0)
        _ground(stage, art, "#5e7b4a" if stage.place.season != "autumn" else "#8a6f3f", -230 + (depth - SKY) * 100)
        for index in range(count):
            x = LEFT + (index + stage.rng.uniform(0.15, 0.85)) * (RIGHT - LEFT) / count
            if depth > MID and abs(x) < 520:
                continue  # a clearing for the actors
            base = -200 + (depth - SKY) * 115
            if bamboo:
                _bamboo(art, stage, x, base)
            else:
                tree(art, stage, x, base, height * stage.rng.uniform(0.8, 1.1), leaf_colour(stage), fir=fir)
    path = stage.layer(NEAR, stage.outdoors)
    path.path(
        f"M-160 -130Q-320 60 -760 {BOTTOM}H760Q260 60 130 -130Z",
        "#b39a72" if stage.place.weather != "snow" else "#cfd8e3",
        opacity=0.85,
    )
    for _ in range(40):
        x = stage.rng.uniform(LEFT, RIGHT)
        _tuft(path, stage, x, stage.rng.uniform(-110, 60))
    if stage.place.hour in ("day", "dawn") and stage.place.weather == "clear":
        for x in (-520, 40, 520):
            path.path(
                f"M{x} {-1700}l-160 0l-380 1600h330z",
                path.fade((0, "#fff6c8", 0.26), (1, "#fff6c8", 0), lit=True),
                lit=True,
            )
    front = stage.foreground(stage.outdoors, soft=12)
    for side in (-1, 1):
        for index in range(9):
            x = side * (1350 - index * 70)
            front.path(
                f"M{x} {BOTTOM}Q{x - 40} 260 {x - side * 130} {90 + index * 36}Q{x + 50} 320 {x + 60} {BOTTOM}Z",
                shade(leaf_colour(stage), 0.42),
            )


def _tuft(art: Art, stage: Stage, x: float, y: float) -> None:
    colour = shade(leaf_colour(stage), stage.rng.uniform(0.7, 1.0))
    for lean in (-16, -5, 8, 18):
        art.path(
            f"M{x:.0f} {y:.0f}q{lean * 0.3:.0f} -30 {lean} -{stage.rng.uniform(34, 70):.0f}"
            f"q{4 - lean * 0.2:.0f} 34 {8 - lean} 70z",
            colour,
        )


def _bamboo(art: Art, stage: Stage, x: float, base: float) -> None:
    green = shade("#6fa35a", stage.rng.uniform(0.75, 1.1))
    lean = stage.rng.uniform(-50, 50)
    for joint in range(11):
        left, top = x + lean * joint / 10, base - (joint + 1) * 150
        art.rect(
            left - 15,
            top,
            28,
            146,
            art.fade(
                (0, shade(green, 0.7), 1), (0.5, shade(green, 1.15), 1), (1, shade(green, 0.75), 1), across=True
            ),
            round_by=6,
        )
        if joint > 3 and stage.rng.random() < 0.6:
            for turn in (-1, 1):
                art.path(
                    f"M{left:.0f} {top:.0f}q{turn * 90} -30 {turn * 170} 40q{-turn * 100} 6 {-turn * 170} -40z",
                    shade(green, 0.9),
                )


def sea(stage: Stage) -> None:
    """A coast: sea, cliffs, a lighthouse whose beam turns at night, a jetty to stand on, boats."""
    sky(stage, (-520, -960))
    water = stage.layer(SKY + 0.05, stage.outdoors.further(0.1))
    deep = "#2f7391"
    water.rect(
        LEFT,
        -520,
        RIGHT - LEFT,
        700,
        water.fade((0, mix(deep, stage.day.horizon, 0.55), 1), (0.3, deep, 1), (1, shade(deep, 0.62), 1)),
    )
    rng = stage.rng
    for _ in range(90):
        y = -510 + rng.random() ** 2 * 480
        half = 14 + (y + 520) * 0.16
        x = rng.uniform(LEFT, RIGHT)
        water.path(
            f"M{x - half:.0f} {y:.0f}q{half:.0f} {-half * 0.2:.0f} {half * 2:.0f} 0",
            stroke=stage.day.horizon,
            width=4,
            opacity=0.4,
            lit=True,
        )
    shine = water.spot((0, "#fff3cf", 0.5), (1, "#fff3cf", 0))
    water.oval(-520, -420, 130, 210, shine, lit=True, opacity=0.8)
    _boat(water, stage, rng.uniform(-250, 150), -468)
    _headland(stage)
    near = stage.layer(MID + 0.12, stage.outdoors)
    rock = "#57504b"
    near.path(
        f"M{LEFT} -200Q-1300 -320 -900 -190T-300 -150T420 -160T1000 -220T{RIGHT} -180V{BOTTOM}H{LEFT}Z",
        near.fade((0, shade(rock, 1.2), 1), (1, shade(rock, 0.6), 1)),
    )
    for _ in range(34):
        x, y = rng.uniform(LEFT, RIGHT), rng.uniform(-120, 420)
        near.oval(x, y, rng.uniform(40, 120), rng.uniform(14, 34), shade(rock, rng.uniform(0.7, 1.35)))
    fence = stage.layer(NEAR, stage.outdoors)
    for x in range(-1700, 1701, 240):
        fence.rect(x - 13, -430, 26, 330, fence.fade((0, "#8a6d50", 1), (1, "#4f3d2c", 1)), round_by=6)
    fence.path(
        "M-1800 -380Q-1580 -330 -1460 -375T-1220 -375T-980 -375T-740 -375T-500 -375T-260 -375T-20"
        " -375T220 -375T460 -375T700 -375T940 -375T1180 -375T1420 -375T1800 -375",
        stroke="#b39b76",
        width=12,
    )
    stage.table = (-20, -430)
    front = stage.foreground(stage.outdoors, soft=12)
    for side in (-1, 1):
        front.path(
            f"M{side * 1700} {BOTTOM}Q{side * 1300} 160 {side * 1020} 330Q{side * 800} 420 {side * 640} {BOTTOM}Z",
            "#24262a",
        )


def _headland(stage: Stage) -> None:
    art = stage.layer(FAR, stage.outdoors.further(0.12))
    cliff = "#5f5c56"
    art.path(
        "M330 -180Q420 -470 560 -560Q640 -640 820 -640L1180 -620Q1400 -560 1900 -540V-150H330Z",
        art.fade((0, "#6b8058", 1), (0.22, cliff, 1), (1, shade(cliff, 0.6), 1)),
    )
    x, base = 720.0, -630.0
    for band in range(6):
        low, high = base - band * 100, base - (band + 1) * 100
        wide, narrow = 92 - band * 6.5, 92 - (band + 1) * 6.5
        colour = "#f2ece0" if band % 2 == 0 else "#bf3f38"
        art.polygon(
            ((x - wide, low), (x + wide, low), (x + narrow, high), (x - narrow, high)),
            art.fade((0, shade(colour, 0.66), 1), (0.4, colour, 1), (1, shade(colour, 0.7), 1), across=True),
        )
    art.rect(x - 74, -1252, 148, 24, "#2a3036")
    art.rect(x - 40, -1330, 80, 80, "#ffe9a8", lit=True, opacity=0.5 + 0.5 * stage.day.glow)
    art.path(f"M{x - 56} -1330q56-80 112 0z", "#8c2f2c")
    for door in (-700, -900, -1080):
        art.rect(x - 14, door, 28, 50, "#ffd98a" if stage.dark else "#3a4650", lit=stage.dark, round_by=13)
    art.rect(x + 130, -760, 190, 130, "#e6ddcb")
    art.polygon(((x + 110, -750), (x + 225, -850), (x + 340, -750)), "#7c3a33")
    art.rect(x + 180, -720, 46, 46, "#ffd27d" if stage.dark else "#4a5a66", lit=stage.dark)
    stage.lamp(x, -1290, 520, "#ffe7a0", 0.95, depth=FAR, flicker="flame")
    if stage.dark or stage.place.weather in ("fog", "storm"):
        stage.beams.append(Beam(x, -1290, 4200, 7.0, FAR, "#fff0b8"))


def _boat(art: Art, stage: Stage, x: float, y: float) -> None:
    art.path(f"M{x - 70:.0f} {y:.0f}h140l-26 34h-90z", "#5a3a2e")
    art.path(f"M{x:.0f} {y - 6:.0f}v-130l76 118z", "#efe6d6")
    art.path(f"M{x - 6:.0f} {y - 6:.0f}v-110l-50 100z", "#d9cbb0")
    stage.lamp(x, y - 8, 120, "#ffce7a", 0.7, depth=SKY + 0.05, flicker="flame")


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
    deck = stage.layer(MID, stage.outdoors)
    concrete = "#8a8680" if not stage.place.old else "#59606a"
    deck.rect(LEFT, -390, RIGHT - LEFT, 250, deck.fade((0, shade(concrete, 0.95), 1), (1, shade(concrete, 0.6), 1)))
    deck.rect(LEFT, -420, RIGHT - LEFT, 36, shade(concrete, 1.25))
    for x in range(int(LEFT), int(RIGHT), 300):
        deck.line((x, -380), (x, -150), "#000000", 5, opacity=0.18)
    _ground(stage, deck, shade(concrete, 0.8), -150)
    if not stage.place.old:
        _water_tank(stage)
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
    table(stage, 40, -340, 420, "#6b4a33", NEAR)
    front = stage.foreground(stage.outdoors, soft=12)
    front.rect(LEFT, 430, RIGHT - LEFT, 200, "#181a20")
    front.rect(-1180, 60, 220, 500, "#22252c", round_by=20)


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
