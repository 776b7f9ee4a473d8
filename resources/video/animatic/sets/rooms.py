"""Rooms where people live and drink: home and inn. Workplaces: `workrooms`; public buildings: `halls`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, hue_shifted, shade
from resources.video.animatic.sets.outlooks import under_snow
from resources.video.animatic.sets.parts import paper_lantern, soft_leaves, table, wall
from resources.video.animatic.sets.shelves import shelf
from resources.video.animatic.sets.skies import paint_sky, paint_weather, window
from resources.video.animatic.sets.stage import LEFT, MID, NEAR, RIGHT, TOP, WALL_FOOT, Stage


def home(stage: Stage) -> None:
    """A living room: window, pictures, sofa, floor lamp, plant, shelves of books."""
    rng = stage.rng
    paint = stage.choose("#b9a58a", "#9fb0a4", "#c2a39a", "#a8a8bb", "#b8b08f")
    art = wall(stage, paint, "#7d5a3e")
    side = rng.choice((-1, 1))
    window(art, stage, (-330 + side * 130, -1190, 620, 640), "#efe6d8", panes=(2, 2))
    _curtains(art, stage, -330 + side * 130, 620, stage.choose("#8c3f46", "#46617e", "#6d7f55", "#a9794b"))
    shelf(art, stage, (560 * side - 230 + side * 130, -1210, 430, 840), "#8b5d3b", 5, "books")
    for index, left in enumerate((-1010, -760)):
        _picture(art, stage, left * side - 90, -1080 + 60 * index, 190, 230)
    sofa = stage.layer(MID, stage.indoors)
    colour = stage.choose("#4f6f73", "#7c4f4a", "#5b5f86", "#7d7448")
    left = -side * 1050 - 380
    sofa.rect(left, -520, 760, 330, shade(colour, 0.8), round_by=70)
    for cushion in (0, 1):
        sofa.rect(left + 40 + cushion * 345, -470, 335, 200, colour, round_by=46)
    sofa.rect(left - 40, -330, 840, 190, shade(colour, 1.12), round_by=60)
    sofa.rect(left + 90, -430, 130, 130, hue_shifted(colour, 0.45), round_by=26)
    _floor_lamp(stage, side * 480 + side * 20, -980)
    _plant(stage, -side * 560, -150, 420)
    table(stage, side * 60, -330, 620, "#8a5a36", NEAR)
    front = stage.foreground(stage.indoors)
    soft_leaves(front, stage, LEFT * 0.62 * side, -120)
    front.oval(900 * side, 470, 520, 190, shade(colour, 0.45))


def inn(stage: Stage) -> None:
    """An inn or teahouse: round lattice window or beams, jars on shelves, lanterns, counter, posts."""
    wood = stage.choose("#6b3d24", "#744a2c", "#5f3a2c")
    art = wall(stage, shade(wood, 0.95), "#5a3622", boards=112)
    if stage.place.eastern:
        _lattice_window(art, stage, 0, -830, 300)
    else:
        window(art, stage, (-280, -1170, 560, 600), "#4a2c1a", panes=(4, 4), arch=True)
    shelf(art, stage, (-960, -1180, 500, 780), "#7a4526", 4, "jars")
    shelf(art, stage, (480, -1180, 500, 780), "#7a4526", 4, "jars")
    beams = stage.layer(MID, stage.indoors)
    post = "#8c221d" if stage.place.eastern else shade(wood, 0.8)
    for x in (-1270, -420, 420, 1270):
        beams.rect(
            x - 37,
            TOP,
            74,
            WALL_FOOT - TOP,
            beams.fade((0, shade(post, 0.55), 1), (0.6, post, 1), (1, shade(post, 0.6), 1), across=True),
        )
        beams.rect(x - 52, -1420, 104, 36, "#c99b3f" if stage.place.eastern else shade(wood, 0.5))
    across = stage.layer(MID + 0.02, stage.indoors)
    across.rect(LEFT, -1520, RIGHT - LEFT, 100, across.fade((0, shade(wood, 0.4), 1), (1, shade(wood, 0.8), 1)))
    counter = stage.layer(MID + 0.1, stage.indoors)
    counter.rect(LEFT, -390, RIGHT - LEFT, 330, counter.fade((0, shade(wood, 0.8), 1), (1, shade(wood, 0.4), 1)))
    counter.rect(LEFT, -412, RIGHT - LEFT, 34, shade(wood, 1.35))
    for x in range(int(LEFT) + 60, int(RIGHT), 190):
        counter.rect(x, -340, 150, 210, "#000000", round_by=8, opacity=0.13)
        counter.path(f"M{x + 75} -310l52 74-52 74-52-74z", stroke=shade(wood, 1.1), width=5)
    _counter_clutter(counter, stage, -412)
    if stage.place.eastern:
        for x, y in ((-560, -1020), (300, -1130), (700, -1030)):
            paper_lantern(stage, x, y, 84, NEAR)
    else:
        for x in (-600, 40, 660):
            _oil_lamp(stage, x, -1060)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 420, RIGHT - LEFT, 200, "#1f110a")
    _teapot_shadow(front, -820, 330)
    front.rect(760, 180, 46, 260, "#b3202a")
    front.path("M783 84q26 54 0 96q-26-36 0-96z", "#ffd27d", lit=True)
    stage.lamp(800, 140, 330, "#ff9a44", 0.5, depth=1.4, flicker="flame")


def _curtains(art: Art, stage: Stage, left: float, width: float, colour: str) -> None:
    art.rect(left - 150, -1270, width + 300, 22, "#5b4130", round_by=10)
    for start, direction in ((left - 130, 1), (left + width + 130, -1)):
        for fold in range(5):
            x = start + direction * fold * 38
            art.path(
                f"M{x:.0f} -1255h{direction * 44}Q{x + direction * 30:.0f} -800 {x + direction * 26:.0f}"
                f" -480h{-direction * 34}Z",
                shade(colour, 0.8 + 0.12 * (fold % 2)),
            )


def _picture(art: Art, stage: Stage, x: float, y: float, width: float, height: float) -> None:
    art.rect(x - 8, y + 8, width + 24, height + 24, "#000000", opacity=0.2)
    art.rect(x - 12, y - 12, width + 24, height + 24, "#6b4a2c", round_by=4)
    art.rect(x, y, width, height, stage.choose("#dfe6df", "#e9dcc4", "#cfdbe4"))
    art.oval(
        x + width * 0.6,
        y + height * 0.35,
        width * 0.16,
        width * 0.16,
        stage.choose("#d9793d", "#c2443d", "#e0b04a"),
    )
    art.path(
        f"M{x:.0f} {y + height:.0f}v{-height * 0.3:.0f}q{width * 0.3:.0f} {-height * 0.35:.0f}"
        f" {width * 0.55:.0f} 0t{width * 0.45:.0f} {-height * 0.1:.0f}v{height * 0.4:.0f}z",
        "#4d6f6a",
    )


def _floor_lamp(stage: Stage, x: float, y: float) -> None:
    art = stage.layer(MID, stage.indoors)
    art.rect(x - 7, y + 60, 14, -160 - y, "#2f2620")
    art.oval(x, -140, 90, 20, "#2f2620")
    lit = stage.dark
    art.path(
        f"M{x - 70:.0f} {y - 90:.0f}h140l60 170h-260z",
        art.fade((0, "#ffe2a0", 1), (1, "#f4b860", 1), lit=True) if lit else "#e9dcc4",
        lit=lit,
    )
    stage.lamp(x, y + 10, 620, "#ffb763", 0.75, depth=MID)


def _plant(stage: Stage, x: float, base: float, height: float) -> None:
    art = stage.layer(MID, stage.indoors)
    art.path(f"M{x - 80:.0f} {base - 150:.0f}h160l-24 160h-112z", "#b5694a")
    for index in range(9):
        reach, rise = (index - 4) * 52, height * stage.rng.uniform(0.7, 1.1)
        art.path(
            f"M{x:.0f} {base - 150:.0f}Q{x + reach * 0.4 - 24:.0f} {base - 150 - rise * 0.7:.0f}"
            f" {x + reach:.0f} {base - 150 - rise:.0f}"
            f"Q{x + reach * 0.6 + 34:.0f} {base - 150 - rise * 0.4:.0f} {x:.0f} {base - 150:.0f}Z",
            shade("#4f8a55", stage.rng.uniform(0.75, 1.15)),
        )


def _lattice_window(art: Art, stage: Stage, x: float, y: float, radius: float) -> None:
    art.oval(x, y, radius + 42, radius + 42, "#2a150d")
    art.oval(x, y, radius + 26, radius + 26, "#7d4626")
    circle = (
        f"M{x - radius:.0f} {y:.0f}a{radius} {radius} 0 1 0 {radius * 2} 0a{radius} {radius} 0 1 0 {-radius * 2} 0z"
    )
    art.begin_clip(circle)
    paint_sky(
        art, stage, (x - radius, y - radius, radius * 2, radius * 2), (x + radius * 0.42, y - radius * 0.4), 74
    )
    hill = stage.day.outside.further(0.2)(under_snow(stage, "#2c4358"))
    art.path(
        f"M{x - radius:.0f} {y + radius:.0f}V{y + 150:.0f}l130-130 90 80 120-150 130 160 90-90 120"
        f" 120V{y + radius:.0f}Z",
        hill,
        lit=True,
    )
    roof = stage.day.outside("#1d2a3c" if stage.place.weather != "snow" else "#8d9aa8")
    art.path(f"M{x - 250:.0f} {y + 190:.0f}q120-26 160-90q40 64 160 90l-40 10v90h-240v-90z", roof, lit=True)
    for offset in (-150, -60):
        art.rect(x + offset, y + 215, 30, 36, "#ffcf7a", lit=True, opacity=0.5 + 0.5 * stage.day.glow)
    paint_weather(art, stage, (x - radius, y - radius, radius * 2, radius * 2))
    art.end_clip()
    wood = "#4f2a17"
    art.path(
        f"M{x:.0f} {y - radius:.0f}V{y + radius:.0f}M{x - radius:.0f} {y:.0f}H{x + radius:.0f}",
        stroke=wood,
        width=14,
    )
    inner = radius * 0.46
    art.path(
        f"M{x - inner:.0f} {y:.0f}a{inner:.0f} {inner:.0f} 0 1 0 {inner * 2:.0f} 0a{inner:.0f}"
        f" {inner:.0f} 0 1 0 {-inner * 2:.0f} 0z",
        stroke=wood,
        width=13,
    )
    for across, down in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        art.line(
            (x + across * radius * 0.7, y + down * radius * 0.7),
            (x + across * inner * 0.7, y + down * inner * 0.7),
            wood,
            13,
        )


def _counter_clutter(art: Art, stage: Stage, top: float) -> None:
    for x in (-1050, -700, -250, 330, 700, 1090):
        pick = stage.rng.random()
        if pick < 0.4:
            for index in range(3):
                art.rect(
                    x + index * 9,
                    top - 22 - index * 22,
                    150 - index * 12,
                    22,
                    stage.choose("#efe3c8", "#2f4858", "#8a4a3a"),
                    round_by=3,
                )
        elif pick < 0.75:
            art.path(
                f"M{x} {top}q-34-60 14-96v-30h40v30q48 36 14 96z", stage.choose("#4c5f58", "#74402c", "#d8c9a6")
            )
        else:
            for index in range(4):
                art.oval(x + index * 44, top - 15, 20, 17, "#e8dcc0")


def _oil_lamp(stage: Stage, x: float, y: float) -> None:
    art = stage.swinging(NEAR, stage.indoors, (x, y - 420), 0.02)
    art.line((x, y - 900), (x, y - 70), "#181210", 6)
    art.path(f"M{x - 60} {y - 40}l60-42 60 42z", "#3b2a1c")
    art.rect(x - 46, y - 40, 92, 110, "#ffca72", round_by=18, opacity=0.85, lit=True)
    art.path(f"M{x} {y - 22}q26 44 0 76q-26-32 0-76z", "#fff4cf", lit=True)
    art.rect(x - 56, y + 66, 112, 22, "#3b2a1c", round_by=5)
    stage.lamp(x, y + 10, 440, "#ffa24a", 0.7, depth=NEAR, flicker="flame")


def _teapot_shadow(art: Art, x: float, y: float) -> None:
    art.oval(x, y, 120, 84, "#24303a")
    art.path(f"M{x + 100} {y - 10}q90-30 96-90l26 8q-10 96-116 124z", "#24303a")
    art.oval(x, y - 78, 50, 16, "#3a4a55")
