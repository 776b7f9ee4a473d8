"""Inside what drives: train and bus. The land that goes by is the same for both; streets are in `streets`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, Tone, shade
from resources.video.animatic.sets.outlooks import under_snow
from resources.video.animatic.sets.parts import ridge, tree
from resources.video.animatic.sets.skies import paint_sky
from resources.video.animatic.sets.stage import BOTTOM, FAR, LEFT, MID, NEAR, RIGHT, SKY, TOP, Stage


def train(stage: Stage) -> None:
    """Inside a train or car: the land goes by behind the windows, seats, grips, a lamp."""
    _passing_land(stage)
    shell = stage.layer(MID, stage.indoors)
    panel = stage.choose("#8a6a4c", "#5f7a78", "#7d5656", "#74809a")
    hole = "".join(
        f"M{x} -1190h520q40 0 40 40v500q0 40-40 40h-520q-40 0-40-40v-500q0-40 40-40z"
        for x in (-1540, -920, -300, 320, 940)
    )
    shell.path(f"M{LEFT} {TOP}H{RIGHT}V{BOTTOM}H{LEFT}Z{hole}", shade(panel, 0.9))
    for x in (-1540, -920, -300, 320, 940):
        shell.path(
            f"M{x} -1190h520q40 0 40 40v500q0 40-40 40h-520q-40 0-40-40v-500q0-40 40-40z",
            stroke=shade(panel, 0.5),
            width=22,
        )
        shell.path(f"M{x + 20} -1160l150 0-210 300v-260z", "#ffffff", opacity=0.09, lit=True)
    shell.rect(LEFT, -640, RIGHT - LEFT, 22, shade(panel, 1.3))
    shell.rect(LEFT, -1340, RIGHT - LEFT, 26, "#c9a45c")
    shell.rect(LEFT, -150, RIGHT - LEFT, 720, shade(panel, 0.42))
    for x in (-1230, -610, 10, 630, 1250):
        shell.rect(x - 50, -1330, 20, 20, "#ffe9b8", lit=True)
        stage.lamp(x - 40, -1320, 330, "#ffd08a", 0.5)
    seats = stage.layer(NEAR, stage.indoors)
    cloth = stage.choose("#7d2f35", "#2f5d6b", "#4f6b3f", "#5d4a7d")
    for x in (-1350, -560, 560, 1350):
        seats.rect(
            x - 230, -640, 460, 520, seats.fade((0, shade(cloth, 1.15), 1), (1, shade(cloth, 0.6), 1)), round_by=70
        )
        seats.rect(x - 150, -700, 300, 110, shade(cloth, 1.3), round_by=44)
        for line in (-90, 0, 90):
            seats.line((x + line, -560), (x + line, -220), shade(cloth, 0.6), 7)
    seats.rect(-220, -420, 440, 26, "#a88a63", round_by=8)
    seats.rect(-16, -394, 32, 270, shade("#a88a63", 0.5))
    for x in (-760, -200, 360, 900):
        grip = stage.swinging(NEAR, stage.indoors, (x, -1500), 0.05)
        grip.line((x, -1500), (x, -1290), "#2b2b2b", 12)
        grip.path(f"M{x - 44} -1220a44 44 0 1 0 88 0a44 44 0 1 0 -88 0z", stroke="#e6dfd0", width=15)
    front = stage.foreground(stage.indoors)
    front.rect(-1400, 130, 520, 500, shade(cloth, 0.4), round_by=90)
    front.rect(900, 170, 520, 500, shade(cloth, 0.4), round_by=90)


def bus(stage: Stage) -> None:
    """Inside a bus: wide windows, yellow rails and poles, seats in a row, the driver's place at one end."""
    _passing_land(stage)
    side = stage.rng.choice((-1, 1))
    panel = stage.choose("#8fa39c", "#a3a89c", "#8f9fb0", "#b0a08c")
    shell = stage.layer(MID, stage.indoors)
    holes = "".join(_pane(x, 660) for x in (-1830, -1090, -350, 390, 1130))
    shell.path(f"M{LEFT} {TOP}H{RIGHT}V{BOTTOM}H{LEFT}Z{holes}", panel)
    for x in (-1830, -1090, -350, 390, 1130):
        shell.path(_pane(x, 660), stroke="#2f363b", width=18)
        shell.line((x, -1060), (x + 660, -1060), "#2f363b", 11)
        shell.path(f"M{x + 30} -1040l170 0-230 330v-270z", "#ffffff", opacity=0.09, lit=True)
    shell.rect(LEFT, TOP, RIGHT - LEFT, 430, shade(panel, 1.12))
    shell.rect(LEFT, -1382, RIGHT - LEFT, 14, shade(panel, 0.6))
    for x in range(int(LEFT) + 60, int(RIGHT), 480):
        shell.rect(x, -1436, 320, 26, "#fff4d6", round_by=12, lit=True, opacity=0.45 + 0.55 * stage.day.glow)
        stage.lamp(x + 160, -1420, 420, "#ffe6b8", 0.4)
    shell.rect(LEFT, -600, RIGHT - LEFT, 20, shade(panel, 0.7))
    shell.rect(LEFT, -150, RIGHT - LEFT, 720, "#4d4f52")
    for x in range(int(LEFT), int(RIGHT), 120):
        shell.line((x, -140), (x * 1.9, BOTTOM), "#000000", 5, opacity=0.12)
    _drivers_place(stage, side)
    _bus_seats(stage, side)
    front = stage.foreground(stage.indoors)
    front.rect(-side * 1150 - 260, 150, 520, 480, "#232a30", round_by=80)


def _pane(x: float, width: float) -> str:
    """Outline of a window with round corners, by its left edge."""
    return f"M{x + 36:.0f} -1240h{width - 72:.0f}q36 0 36 36v520q0 36-36 36h{72 - width:.0f}q-36 0-36-36v-520q0-36 36-36z"


def _drivers_place(stage: Stage, side: int) -> None:
    """Half a wall, and behind it the high seat and the wheel, at the end that the bus drives to."""
    art = stage.layer(MID + 0.1, stage.indoors)
    x = side * 1290
    art.rect(x - 130, -820, 260, 640, art.fade((0, "#3f5468", 1), (1, "#26323e", 1)), round_by=60)
    art.rect(x - 80, -900, 160, 110, "#4a6074", round_by=36)
    wheel = x + side * 250
    art.line((wheel, -560), (wheel + side * 60, -190), "#23282d", 24)
    art.path(
        f"M{wheel - 26} -690a46 120 {side * 18} 1 0 52 0a46 120 {side * 18} 1 0 -52 0z", stroke="#1b1f23", width=22
    )
    left = min(x - side * 230, x - side * 210)
    art.rect(left, -1380, 20, 1230, "#d9a52f")
    art.rect(min(left, left + side * 330), -560, 350, 410, "#6f7f78", round_by=10)


def _bus_seats(stage: Stage, side: int) -> None:
    cloth = stage.choose("#3f5f86", "#4f7a5c", "#8a4a44", "#5d5482")
    seats = stage.layer(NEAR, stage.indoors)
    for place in range(4):
        x = side * (640 - place * 560)
        if abs(x) < 200:
            continue
        seats.rect(
            x - 150, -660, 300, 380, seats.fade((0, shade(cloth, 1.12), 1), (1, shade(cloth, 0.68), 1)), round_by=44
        )
        for row in range(3):
            for column in range(4):
                seats.oval(
                    x - 92 + column * 62 + (row % 2) * 12, -580 + row * 92, 13, 13, shade(cloth, 1.5), opacity=0.55
                )
        seats.rect(x - 164, -312, 328, 96, shade(cloth, 0.9), round_by=26)
        seats.rect(x - 110, -216, 28, 120, "#2b3136")
        seats.rect(x + 82, -216, 28, 120, "#2b3136")
        seats.path(f"M{x - 120} -660q0-54 54-54h132q54 0 54 54", stroke="#d9a52f", width=17)
    for x in (-920, 940):
        seats.rect(x - 10, -1330, 20, 1240, "#d9a52f")
    rails = stage.layer(
        NEAR, stage.indoors
    )  # apart from the poles: one thin piece and not a frame around everything
    rails.rect(LEFT, -1330, RIGHT - LEFT, 17, "#d9a52f", round_by=8)
    for x in (-600, -90, 520):
        grip = stage.swinging(NEAR, stage.indoors, (x, -1326), 0.05)
        grip.line((x, -1326), (x, -1270), "#2b2b2b", 12)
        grip.path(f"M{x - 36} -1270h72l18 66h-108z", stroke="#e6dfd0", width=13)


def _passing_land(stage: Stage) -> None:
    """Sky, hills, trees and posts that go by; in the dark lit windows among them."""
    view = stage.layer(SKY, Tone())
    paint_sky(view, stage, (LEFT, TOP, RIGHT - LEFT, -TOP), (420, -1120), 70)
    for haze, colour, height, speed in ((0.4, "#7b90a5", 460, 26.0), (0.22, "#65806a", 300, 90.0)):
        hills = stage.layer(FAR, stage.outdoors.further(haze), scroll=speed)
        ridge(hills, stage, -520, height, under_snow(stage, colour), 260, sharp=False)
    passing = stage.layer(FAR + 0.06, stage.outdoors.further(0.08), scroll=620.0)
    passing.rect(LEFT, -640, RIGHT - LEFT, 300, under_snow(stage, "#4f6b45"))
    for _ in range(9):
        tree(
            passing, stage, stage.rng.uniform(LEFT + 220, RIGHT - 220), -620, stage.rng.uniform(360, 600), "#47704a"
        )
    for x in (-1500, -300, 900):
        passing.rect(x, -1200, 16, 620, "#3a332d")
        passing.rect(x - 60, -1160, 136, 12, "#3a332d")
    with stage.aside() as chance:
        for _ in range(15 if stage.dark else 0):
            _passing_light(passing, chance.uniform(LEFT + 120, RIGHT - 160), -chance.uniform(700, 735))


def _passing_light(art: Art, x: float, y: float) -> None:
    """Lit windows of a house in the dark, its foot in the grass."""
    art.rect(x - 22, y - 34, 116, 130, "#20242c", lit=True)
    art.path(f"M{x - 40:.0f} {y - 34:.0f}l76-60 76 60z", "#191d24", lit=True)
    for column in (0, 44):
        art.rect(x + column, y, 28, 36, "#ffcf7a", lit=True)
    art.oval(x + 36, y + 18, 120, 92, art.spot((0, "#ffcf7a", 0.35), (1, "#ffcf7a", 0), lit=True), lit=True)
