"""Rooms of a trade: workshop, clockmaker, tailor, barber. Shops that only sell: `shops`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.fittings import COUNTER_TOP, long_counter, mirror, wall_clock
from resources.video.animatic.sets.parts import hanging_lamp, wall
from resources.video.animatic.sets.shelves import shelf
from resources.video.animatic.sets.skies import window
from resources.video.animatic.sets.stage import LEFT, MID, NEAR, RIGHT, Stage

_IRON, _HANDLE = "#6a7278", "#a9744a"


def workshop(stage: Stage) -> None:
    """A workshop: tools on a board, window, work bench with a vice, planks in the corner."""
    art = wall(stage, stage.choose("#9c8f7a", "#8d9690", "#a38c74"), "#6b563f", boards=150)
    side = stage.rng.choice((-1, 1))
    window(art, stage, (side * 720 - 250, -1220, 500, 470), "#4f3b2a", panes=(3, 2))
    _tool_board(art, stage)
    shelf(art, stage, (-side * 820 - 210, -1220, 420, 700), "#7a5a3c", 4, "boxes")
    for index in range(6):
        plank = side * (1180 + index * 54)
        art.line((plank, -190), (plank + side * 46, -1260 + index * 70), shade("#b98d5c", 0.85 + 0.05 * index), 34)
    bench = _bench(stage)
    _vice(bench, -side * 520)
    bench.path(f"M60 {COUNTER_TOP}h260v-34q-40-26-80-26t-80 26h-100z", "#b98d5c")
    bench.path(f"M120 {COUNTER_TOP - 60}q0-44 34-44h20v44z", _HANDLE)
    for index in range(5):
        bench.path(f"M{side * 640 + index * 44} {COUNTER_TOP}q20-36 38-8t-24 8z", "#dcb988")
    for x in (-600, 600):
        hanging_lamp(stage, x, -1260, 80, stage.choose("#3f5a52", "#5a6268", "#b5542f"), NEAR)
    _bench_front(stage)


def clockmaker(stage: Stage) -> None:
    """A clockmaker's shop: clocks of every size, each with its own time, a bench with a lamp and open works."""
    art = wall(stage, stage.choose("#8f7a62", "#7f8a82", "#95806c"), "#664a34", boards=170)
    side = stage.rng.choice((-1, 1))
    window(art, stage, (side * 760 - 230, -1210, 460, 430), "#4a3424", panes=(2, 2))
    for x, y, radius in ((-1330, -1080, 92), (-1080, -760, 70), (-900, -1130, 104), (-640, -860, 76), (-560, -1190, 62),
                         (0, -1180, 104), (-130, -760, 58), (150, -800, 66), (1180, -1090, 84), (1400, -830, 100)):  # fmt: skip
        case = stage.choose("#6b4630", "#a9803c", "#3d342e", "#8a5a3c")
        wall_clock(art, side * x, y, radius, stage.rng.randrange(720), case)
    for x in (-side * 380, side * 1100):
        _long_case(art, stage, x)
    bench = _bench(stage)
    bench.path(
        f"M-60 {COUNTER_TOP - 8}L-110 {COUNTER_TOP - 150}L-10 {COUNTER_TOP - 210}", stroke="#3d342e", width=12
    )
    bench.path(f"M-40 {COUNTER_TOP - 240}l74 4 30 84-116 4z", "#3f6a58")
    stage.lamp(10, COUNTER_TOP - 110, 330, "#ffce80", 0.7)
    for x, size in ((-640, 42), (-520, 28), (150, 36), (240, 22), (560, 46), (690, 30)):
        _gear(bench, x, COUNTER_TOP - size, size)
    for x in (-300, 420):
        _mantel_clock(bench, stage, x)
    for x in (-620, 620):
        hanging_lamp(stage, x, -1290, 70, stage.choose("#3f5a52", "#d9a63f"), NEAR)
    _bench_front(stage)


def tailor(stage: Stage) -> None:
    """A tailor's: bolts of cloth, tall mirror, a dress form, a table with sewing machine, tape and thread."""
    art = wall(stage, stage.choose("#b09c8c", "#a3a596", "#a99484"), "#6f5544")
    side = stage.rng.choice((-1, 1))
    window(art, stage, (side * 720 - 240, -1220, 480, 480), "#4f3a2c", panes=(2, 2))
    shelf(art, stage, (-side * 770 - 260, -1240, 520, 800), "#7d5a40", 4, "cloth")
    shelf(art, stage, (side * 1350 - 210, -1240, 420, 800), "#7d5a40", 4, "cloth")
    mirror(art, -side * 150 - 90, -1230, 180, 720, "#8a6a3c")
    _dress_form(art, side * 140, stage.choose("#7d8a94", "#a9605a", "#6d7a5c"))
    table = long_counter(stage, "#7a5a44", stage.choose("#c9a878", "#b98d5c", "#d4bd98"))
    _sewing_machine(table, -side * 560)
    cloth = stage.choose("#8c4a4a", "#4d6a78", "#b99a62")
    table.path(
        f"M{side * 420 - 40} {COUNTER_TOP}h330v150q-40 30-80 0t-80 0-80 6-90-6z",
        table.fade((0, cloth, 1), (1, shade(cloth, 0.6), 1)),
    )
    table.path(f"M-40 {COUNTER_TOP - 6}q70-26 130 0t120-6v120", stroke="#e0c25a", width=11)
    for index in range(4):
        table.rect(
            side * 860 + index * 52,
            COUNTER_TOP - 58,
            38,
            58,
            stage.choose("#b8443c", "#46617e", "#d29a3e", "#5d7a52"),
            round_by=5,
        )
    for x in (-620, 620):
        hanging_lamp(stage, x, -1270, 76, stage.choose("#3f5a52", "#b5542f", "#d9a63f"), NEAR)
    _bench_front(stage)


def barber(stage: Stage) -> None:
    """A barber's: mirrors over a shelf with bottles, high-backed chairs, striped pole, tiles."""
    paint = stage.choose("#a9bcb4", "#b9b0a0", "#a3b0bd")
    art = wall(stage, paint, "#7f7a74", planks=False)
    art.rect(LEFT, -560, RIGHT - LEFT, 370, shade(paint, 0.72))
    art.rect(LEFT, -574, RIGHT - LEFT, 18, "#efece2")
    side = stage.rng.choice((-1, 1))
    window(art, stage, (side * 1180 - 230, -1230, 460, 560), "#efe9dc", panes=(2, 1))
    for x in (-620, 0, 620):
        mirror(art, x - 160, -1220, 320, 520, stage.choose("#7d5a40", "#8a8f92"))
    shelf(art, stage, (-side * 1220 - 190, -1230, 380, 560), "#8a6a4c", 3, "bottles")
    _pole(art, side * 870, -1200)
    art.rect(-900, -640, 1800, 26, "#e6e0d2", round_by=6)
    for index in range(16):
        x = -860 + index * 112
        if abs(abs(x) - 330) > 90:
            high = stage.rng.uniform(56, 92)
            art.rect(x, -640 - high, 30, high, stage.choose("#6d8f9a", "#b08a4c", "#8a5a52", "#5f7a62"), round_by=9)
    chairs = stage.layer(MID, stage.indoors)
    leather = stage.choose("#8c3f46", "#3f5a63", "#4a4a4f")
    for x in (-780, 780):
        _barber_chair(chairs, x, leather)
    for x in (-330, 330):
        hanging_lamp(stage, x, -1310, 70, "#e9e4d8", NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 420, RIGHT - LEFT, 220, "#3a3a3a")


def _bench(stage: Stage) -> Art:
    """A heavy bench along the room."""
    return long_counter(stage, "#7a5c40", "#b08a5c")


def _bench_front(stage: Stage) -> None:
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 400, RIGHT - LEFT, 240, "#33261a")
    front.path("M-1010 400v-110q0-30 30-30h90q30 0 30 30v110z", "#5a4632")


def _tool_board(art: Art, stage: Stage) -> None:
    """Hand tools on a board in the middle of the wall, in two quiet colours."""
    art.rect(-410, -1200, 820, 640, "#7f6a50", round_by=8)
    art.rect(-396, -1186, 792, 612, shade("#93805f", stage.rng.uniform(0.95, 1.05)), round_by=6)
    for x in (-330, -210):  # hammers
        art.rect(x - 9, -1100, 18, 220, _HANDLE, round_by=6)
        art.path(f"M{x - 52} -1130h84l26 22-26 18h-84z", _IRON)
    art.path("M-110 -1130h60v70h-60zM-80 -1060l40 0 150 330-34 14z", _HANDLE)  # saw
    art.path("M-60 -1066L210 -760L190 -730L-84 -1040Z", shade(_IRON, 1.35))
    for index, x in enumerate((170, 240, 310)):  # screwdrivers and chisels
        art.rect(x - 17, -1140, 34, 110, (_HANDLE, "#8c4a3f", "#4d6a5c")[index], round_by=12)
        art.rect(x - 6, -1034, 12, 110, _IRON)
    for x in (-300, -160):  # spanners
        art.line((x, -800), (x, -660), _IRON, 20)
        for y in (-820, -640):
            art.path(f"M{x - 30} {y - 20}l12 44h36l12-44-18 6v22h-24v-22z", _IRON)
    art.path("M60 -800q-30 60 0 120m40-120q30 60 0 120M40 -690l36-30 40 30", stroke=_IRON, width=17)  # pliers


def _vice(art: Art, x: float) -> None:
    art.rect(x - 70, COUNTER_TOP - 34, 140, 34, shade(_IRON, 0.8), round_by=6)
    art.path(f"M{x - 60} {COUNTER_TOP - 30}v-96h54v60h24v-60h54v96z", _IRON)
    art.line((x - 110, COUNTER_TOP - 56), (x + 96, COUNTER_TOP - 56), shade(_IRON, 0.7), 15)
    art.line((x - 104, COUNTER_TOP - 86), (x - 104, COUNTER_TOP - 26), shade(_IRON, 1.3), 10)


def _gear(art: Art, x: float, y: float, radius: float) -> None:
    art.path(
        f"M{x - radius} {y}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0z",
        stroke="#c79a45", width=radius * 0.34,
    )  # fmt: skip
    art.path(f"M{x - radius} {y}h{2 * radius}M{x} {y - radius}v{2 * radius}", stroke="#a87d34", width=radius * 0.2)


def _long_case(art: Art, stage: Stage, x: float) -> None:
    """A grandfather clock, drawn slim, with its pendulum."""
    wood = stage.choose("#6b4630", "#5a3d2c", "#7a5236")
    art.path(f"M{x - 88} -190v-180l18-26v-420l-18-26v-220q88-80 176 0v220l-18 26v420l18 26v180z", wood)
    art.rect(x - 50, -790, 100, 360, shade(wood, 0.5), round_by=8)
    art.line((x + 8, -780), (x + 12, -520), "#c79a45", 7)
    art.oval(x + 12, -500, 30, 30, "#d9b45b")
    wall_clock(art, x, -950, 74, stage.rng.randrange(720), shade(wood, 0.7))


def _mantel_clock(art: Art, stage: Stage, x: float) -> None:
    wood = stage.choose("#7a5236", "#3d342e", "#8a6a3c")
    art.path(f"M{x - 96} {COUNTER_TOP}v-30h16v-60q0-84 80-84t80 84v60h16v30z", wood)
    wall_clock(art, x, COUNTER_TOP - 92, 54, stage.rng.randrange(720), shade(wood, 0.7))


def _dress_form(art: Art, x: float, colour: str) -> None:
    art.rect(x - 9, -560, 18, 370, "#5a4232")
    art.path(f"M{x - 70} -190q70-40 140 0z", "#5a4232")
    art.path(
        f"M{x - 26} -1010h52q4 50 66 64q30 60 4 150q-22 80-8 150q12 60 16 96q-104 34-208 0q4-36 16-96q14-70-8-150"
        f"q-26-90 4-150q62-14 66-64z",
        art.fade((0, shade(colour, 0.75), 1), (0.5, colour, 1), (1, shade(colour, 0.65), 1), across=True),
    )
    art.rect(x - 24, -1030, 48, 24, "#6b4a34", round_by=8)
    art.line((x, -940), (x, -560), shade(colour, 0.6), 4, opacity=0.8)


def _sewing_machine(art: Art, x: float) -> None:
    art.rect(x - 130, COUNTER_TOP - 24, 260, 24, "#5a4232", round_by=6)
    art.path(f"M{x - 110} {COUNTER_TOP - 24}v-110q0-56 56-56h120q30 0 30 30v136h-54v-84h-90v84z", "#2b2f33")
    art.oval(x + 118, COUNTER_TOP - 128, 20, 44, "#4a5055")
    art.line((x - 82, COUNTER_TOP - 26), (x - 82, COUNTER_TOP - 80), "#c9ccd0", 6)
    art.path(f"M{x - 60} {COUNTER_TOP - 166}h100", stroke="#c79a45", width=6)
    art.rect(x - 20, COUNTER_TOP - 226, 30, 36, "#b8443c", round_by=4)


def _pole(art: Art, x: float, y: float) -> None:
    """The striped sign of a barber."""
    art.begin_clip(f"M{x - 36} {y}h72v330h-72z")
    art.rect(x - 36, y, 72, 330, "#f2efe6")
    for stripe in range(8):
        top = y - 60 + stripe * 62
        for down, colour in ((0, "#c2443d"), (30, "#46617e")):
            art.polygon(
                (
                    (x - 36, top + down + 60),
                    (x + 36, top + down),
                    (x + 36, top + down + 17),
                    (x - 36, top + down + 77),
                ),
                colour,
            )
    art.end_clip()
    for cap in (y - 30, y + 326):
        art.rect(x - 46, cap, 92, 34, "#b9bfc2", round_by=12)


def _barber_chair(art: Art, x: float, leather: str) -> None:
    art.oval(x, -100, 130, 20, "#5a6064")
    art.rect(x - 26, -250, 52, 150, "#aab0b4")
    art.rect(
        x - 120, -640, 240, 330, art.fade((0, shade(leather, 1.15), 1), (1, shade(leather, 0.7), 1)), round_by=46
    )
    art.rect(x - 66, -720, 132, 84, shade(leather, 1.1), round_by=30)
    art.rect(x - 160, -330, 320, 90, shade(leather, 0.9), round_by=30)
    for side in (-1, 1):
        art.rect(x + side * 160 - 22, -450, 44, 130, "#aab0b4", round_by=16)
