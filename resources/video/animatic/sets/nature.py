"""Sets of country under the sky: forest, sea and lighthouse. Town is in `streets`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, mix, shade
from resources.video.animatic.sets.parts import ground, leaf_colour, ridge, tree
from resources.video.animatic.sets.skies import sky
from resources.video.animatic.sets.stage import BOTTOM, FAR, LEFT, MID, NEAR, RIGHT, SKY, Beam, Stage

_SUN_X = -760.0  # beside the people of a two-shot, not behind a head
_PIER = r"\bpier\b|jetty|\bdock|wharf|quay|boardwalk|码头|栈桥|渡口"
_NO_LAMP = r"no lamp|without (?:a |any )?lamp|无灯|没有灯"
_NO_LIGHTHOUSE = r"out of sight|no lighthouse|no lamp anywhere|without (?:a |the )?lighthouse|没有灯塔|看不见灯塔"


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
        ground(stage, art, "#5e7b4a" if stage.place.season != "autumn" else "#8a6f3f", -230 + (depth - SKY) * 100)
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
    sky(stage, (_SUN_X, -960))
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
    if stage.place.weather == "clear":
        shine = water.spot((0, "#fff3cf", 0.5), (1, "#fff3cf", 0))
        water.oval(_SUN_X, -420, 130, 210, shine, lit=True, opacity=0.8)
    elif stage.place.weather == "fog":
        # The light that hangs in every fog: without it, a foggy night is one flat grey.
        stage.lamp(-420, -980, 1250, "#8fb0cf", 0.42, depth=SKY)
    _boat(water, stage, rng.uniform(-250, 150), -468)
    _headland(stage)
    if stage.place.mentions(_PIER):
        _pier(stage)
    else:
        _rocks(stage)
    front = stage.foreground(stage.outdoors, soft=12)
    for side in (-1, 1):
        front.path(
            f"M{side * 1700} {BOTTOM}Q{side * 1300} 160 {side * 1020} 330Q{side * 800} 420 {side * 640} {BOTTOM}Z",
            "#24262a",
        )


def _rocks(stage: Stage) -> None:
    """Rocks to stand on, and a rope between posts."""
    rng = stage.rng
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


def _pier(stage: Stage) -> None:
    """Planks that run out into the water, mooring posts with rope, a lantern unless the card forbids one."""
    rng = stage.rng
    deck = stage.layer(MID + 0.12, stage.outdoors)
    wood = "#7d654c"
    deck.polygon(
        ((-620, -330), (620, -330), (RIGHT, BOTTOM), (LEFT, BOTTOM)),
        deck.fade((0, shade(wood, 0.75), 1), (0.3, wood, 1), (1, shade(wood, 0.6), 1)),
    )
    for board in range(-9, 10):
        deck.line((board * 66, -330), (board * 215, BOTTOM), "#1c140e", 6, opacity=0.5)
    for step in range(7):
        down = -330 + step * step * 24 + step * 14
        deck.line((-620 - step * 180, down), (620 + step * 180, down), "#1c140e", 4, opacity=0.28)
    for _ in range(26):
        x, y = rng.uniform(-700, 700), rng.uniform(-300, 200)
        deck.line((x, y), (x + rng.uniform(-12, 12), y + 50), shade(wood, 1.3), 4, opacity=0.35)
    posts = stage.layer(NEAR, stage.outdoors)
    for side in (-1, 1):
        for x, top, wide in ((560, -520, 44), (830, -560, 58), (1240, -620, 76)):
            left = side * x - wide / 2
            posts.rect(
                left, top, wide, x * 0.09 - 150 - top,
                posts.fade((0, "#3f3226", 1), (0.4, "#84684c", 1), (1, "#3a2d22", 1), across=True), round_by=10,
            )  # fmt: skip
            posts.oval(side * x, top + 4, wide / 2, 12, "#9a7d5e")
            posts.rect(left - 5, top + 60, wide + 10, 26, "#b39b76", round_by=8)
        posts.path(
            f"M{side * 560} -445Q{side * 690} -360 {side * 830} -470Q{side * 1030} -350 {side * 1240} -520"
            f"Q{side * 1560} -400 {side * 1900} -560",
            stroke="#b39b76",
            width=14,
        )
    if not stage.place.mentions(_NO_LAMP):
        x = -560
        posts.rect(x - 9, -960, 18, 460, "#2d2a2a")
        posts.path(f"M{x} -950h90", stroke="#2d2a2a", width=14)
        posts.rect(x + 58, -940, 62, 92, "#ffdd94", round_by=12, lit=True, opacity=0.4 + 0.6 * stage.day.glow)
        posts.path(f"M{x + 46} -940l42-40 44 40z", "#2d2a2a")
        stage.lamp(x + 89, -895, 520, "#ffc873", 0.85, depth=NEAR, flicker="flame")


def _headland(stage: Stage) -> None:
    art = stage.layer(FAR, stage.outdoors.further(0.12))
    cliff = "#5f5c56"
    art.path(
        "M330 -180Q420 -470 560 -560Q640 -640 820 -640L1180 -620Q1400 -560 1900 -540V-150H330Z",
        art.fade((0, "#6b8058", 1), (0.22, cliff, 1), (1, shade(cliff, 0.6), 1)),
    )
    if not stage.place.mentions(_NO_LIGHTHOUSE):
        _lighthouse(art, stage)


def _lighthouse(art: Art, stage: Stage) -> None:
    x, base = 720.0, -630.0
    for band in range(6):  # so high that the widest view holds the lamp, which is what a lighthouse is about
        low, high = base - band * 78, base - (band + 1) * 78
        wide, narrow = 92 - band * 6.5, 92 - (band + 1) * 6.5
        colour = "#f2ece0" if band % 2 == 0 else "#bf3f38"
        art.polygon(
            ((x - wide, low), (x + wide, low), (x + narrow, high), (x - narrow, high)),
            art.fade((0, shade(colour, 0.66), 1), (0.4, colour, 1), (1, shade(colour, 0.7), 1), across=True),
        )
    art.rect(x - 74, -1120, 148, 24, "#2a3036")
    art.rect(x - 40, -1198, 80, 80, "#ffe9a8", lit=True, opacity=0.5 + 0.5 * stage.day.glow)
    art.path(f"M{x - 56} -1198q56-80 112 0z", "#8c2f2c")
    for door in (-700, -850, -1000):
        art.rect(x - 14, door, 28, 50, "#ffd98a" if stage.dark else "#3a4650", lit=stage.dark, round_by=13)
    art.rect(x + 130, -760, 190, 130, "#e6ddcb")
    art.polygon(((x + 110, -750), (x + 225, -850), (x + 340, -750)), "#7c3a33")
    art.rect(x + 180, -720, 46, 46, "#ffd27d" if stage.dark else "#4a5a66", lit=stage.dark)
    stage.lamp(x, -1158, 520, "#ffe7a0", 0.95, depth=FAR, flicker="flame")
    if stage.dark or stage.place.weather in ("fog", "storm"):
        stage.beams.append(Beam(x, -1158, 4200, 7.0, FAR, "#fff0b8"))


def _boat(art: Art, stage: Stage, x: float, y: float) -> None:
    art.path(f"M{x - 70:.0f} {y:.0f}h140l-26 34h-90z", "#5a3a2e")
    art.path(f"M{x:.0f} {y - 6:.0f}v-130l76 118z", "#efe6d6")
    art.path(f"M{x - 6:.0f} {y - 6:.0f}v-110l-50 100z", "#d9cbb0")
    stage.lamp(x, y - 8, 120, "#ffce7a", 0.7, depth=SKY + 0.05, flicker="flame")
