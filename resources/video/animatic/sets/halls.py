"""Sets of public life: office, classroom, hospital, palace, and the abstract set for words nobody knows."""

from __future__ import annotations

from resources.video.animatic.sets.brush import hue_shifted, mix, shade
from resources.video.animatic.sets.parts import hanging_lamp, paper_lantern, table, wall
from resources.video.animatic.sets.shelves import shelf
from resources.video.animatic.sets.skies import window
from resources.video.animatic.sets.stage import BOTTOM, FAR, FURNITURE_FOOT, LEFT, MID, NEAR, RIGHT, SKY, TOP, Stage


def office(stage: Stage) -> None:
    """An office: glass front over the city, cabinets, desks with screens, pendant lamps."""
    art = wall(stage, stage.choose("#a7b3bb", "#b3ab9f", "#98a8a4"), "#6d747b", planks=False)
    for left in (-1240, -700, -160, 380, 920):
        window(art, stage, (left, -1290, 480, 800), "#3a434b", panes=(2, 1))
    for left in (-1240, 920):
        for slat in range(11):
            art.rect(left + 10, -1284 + slat * 36, 460, 9, "#e7ecee", opacity=0.75)
    shelf(art, stage, (-640 if stage.rng.random() < 0.5 else 440, -420, 380, 250), "#7c858c", 2, "boxes")
    desks = stage.layer(MID, stage.indoors)
    for x in (-1080, 720):
        desks.rect(x - 40, -400, 640, 34, "#c9a97e", round_by=6)
        desks.rect(x - 10, -366, 580, 230, shade("#8a7354", 0.8))
        desks.rect(x + 130, -640, 300, 190, "#1d2328", round_by=12)
        screen = desks.fade((0, "#8fd3ee", 1), (1, "#4b86c4", 1), lit=True)
        desks.rect(x + 144, -626, 272, 162, screen, lit=True)
        for row in range(5):
            desks.rect(x + 164, -604 + row * 26, stage.rng.uniform(60, 220), 9, "#ffffff", opacity=0.75, lit=True)
        desks.rect(x + 262, -452, 36, 52, "#1d2328")
        desks.rect(x + 20, -440, 70, 40, "#d9e0e4", round_by=6)
        stage.lamp(x + 280, -545, 330, "#8fd0ff", 0.45)
        desks.path(f"M{x + 500} -400q-60-160 10-210q70 60 10 210z", "#4d8a58")
    for x in (-420, 300):
        hanging_lamp(stage, x, -1320, 90, "#dfe4e6", NEAR)
    table(stage, 60, -340, 760, "#b08e63", NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 410, RIGHT - LEFT, 200, "#2b2f33")
    front.rect(820, 40, 420, 420, "#1b2025", round_by=24)


def classroom(stage: Stage) -> None:
    """A classroom: blackboard with chalk, windows, desks in rows."""
    art = wall(stage, stage.choose("#c7c3a4", "#b5c2b2", "#c9b79d"), "#8a6a48")
    art.rect(-650, -1200, 1120, 560, "#7b5335", round_by=8)
    art.rect(-624, -1176, 1068, 512, art.fade((0, "#2d4f45", 1), (1, "#3b6054", 1)))
    for row in range(4):
        for word in range(4):
            x = -560 + word * 180 + stage.rng.uniform(0, 30)
            art.path(
                f"M{x:.0f} {-1110 + row * 86}q20-24 40 0t40 0t{stage.rng.uniform(20, 60):.0f} 0",
                stroke="#eef3ea",
                width=6,
                opacity=0.55,
            )
    art.path("M230 -1000l110 -110 100 110zM230 -1000v130h210v-130", stroke="#f2e2a8", width=7, opacity=0.6)
    art.rect(-624, -650, 1068, 18, "#a97f55")
    for left in (620, 1080, -1180):
        window(art, stage, (left, -1220, 360, 640), "#e8e2d4", panes=(2, 3))
    art.oval(545, -1290, 60, 60, "#f4efe2")
    art.path("M545 -1290v-40M545 -1290l26 16", stroke="#2d2d2d", width=7)
    for depth, y, size in ((MID, -330, 1.0), (NEAR, -290, 1.25)):
        desks = stage.layer(depth, stage.indoors)
        for x in range(-1500, 1600, int(430 * size)):
            desks.rect(x, y, 300 * size, 26, "#c2925c", round_by=5)
            desks.rect(x + 16, y + 26, 268 * size, 60, "#8a623c")
            for leg, splay in ((30, -12), (270 * size, 12)):
                desks.line(
                    (x + leg, y + 60), (x + leg + splay, FURNITURE_FOOT - (NEAR - depth) * 250), "#4c555b", 13
                )
            desks.rect(x + 70, y - 16, 90, 16, stage.choose("#b8443c", "#46617e", "#d29a3e"), round_by=3)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 420, RIGHT - LEFT, 200, "#3a2919")
    front.rect(-1050, 330, 260, 90, "#6b2f2a", round_by=8)


def hospital(stage: Stage) -> None:
    """A ward: bed, monitor with its trace, curtain, window."""
    art = wall(stage, stage.choose("#b9d0cf", "#c3cfd8", "#cdd6c6"), "#93a3a6", planks=False)
    art.rect(LEFT, -520, RIGHT - LEFT, 370, "#8fb3b0")
    art.rect(LEFT, -530, RIGHT - LEFT, 16, "#f2f6f5")
    window(art, stage, (-260, -1210, 600, 560), "#f2f4f3", panes=(2, 1))
    art.rect(500, -1200, 340, 70, "#f6f8f8", round_by=10)
    art.rect(650, -1190, 40, 50, "#d2453f")
    curtain = stage.layer(MID, stage.indoors)
    for fold in range(11):
        x = -1180 + fold * 62
        curtain.path(
            f"M{x} -1330h66Q{x + 80} -800 {x + 58} -210h-60Q{x + 14} -800 {x} -1330Z",
            shade("#9cc7c0", 0.86 + 0.1 * (fold % 2)),
        )
    curtain.rect(-1300, -1350, 2700, 20, "#dfe6e8")
    bed = stage.layer(MID + 0.12, stage.indoors)
    bed.rect(430, -560, 34, 440, "#cfd8db", round_by=12)
    bed.rect(440, -360, 820, 130, "#f4f7f8", round_by=40)
    bed.rect(470, -430, 220, 100, "#ffffff", round_by=44)
    bed.path("M700 -370q240-60 540 0v150h-560z", "#7fa9c9")
    bed.rect(700, -230, 520, 30, "#aab6bb")
    bed.rect(300, -990, 230, 190, "#20282c", round_by=14)
    bed.path("M322 -890h50l16-50 22 96 20-70 14 24h70", stroke="#6ff0a0", width=7, lit=True)
    bed.rect(408, -800, 14, 640, "#aab6bb")
    stage.lamp(415, -890, 260, "#6ff0a0", 0.5, flicker="neon")
    stage.lamp(0, -1500, 900, "#dff3ff", 0.4, depth=FAR)
    table(stage, -330, -330, 420, "#d8dfe1", NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 430, RIGHT - LEFT, 200, "#3f4b50")


def palace(stage: Stage) -> None:
    """A palace or temple hall: columns, throne or altar, banners, braziers; carved screens in the East, arches else."""
    eastern = stage.place.eastern
    base = "#6b1f1c" if eastern else "#7d7686"
    art = wall(stage, base, "#5d4a4a" if eastern else "#67626f", planks=False)
    if eastern:
        for left in range(-1380, 1381, 460):
            art.rect(left - 170, -1180, 340, 860, "#3b120f", round_by=6)
            for row in range(9):
                for column in range(4):
                    art.rect(
                        left - 154 + column * 78,
                        -1164 + row * 66,
                        68,
                        56,
                        "#d9a94f" if stage.dark else "#e9cf94",
                        opacity=0.55,
                        lit=True,
                    )
            art.rect(left - 154, -560, 308, 220, "#7d2a22")
            art.oval(left, -450, 70, 70, "#c99b3f", opacity=0.8)
        art.rect(LEFT, -1330, RIGHT - LEFT, 150, "#1f4f5c")
        for x in range(int(LEFT), int(RIGHT), 150):
            art.path(f"M{x} -1255l75-60 75 60-75 60z", "#2f7d72", stroke="#d9b45b", width=7)
    else:
        for left in (-1330, -770, -240, 330, 870):
            window(art, stage, (left, -1250, 440, 760), "#55505e", panes=(3, 4), arch=True, skyline=False)
    dais = stage.layer(FAR + 0.1, stage.indoors)
    for step in range(3):
        dais.rect(
            -560 + step * 60,
            -150 - step * 44,
            1120 - step * 120,
            46,
            shade("#b39a6a" if eastern else "#9a93a3", 0.75 + step * 0.15),
        )
    dais.path(
        "M-190 -280v-620q0-130 190-180q190 50 190 180v620z",
        dais.fade((0, "#e0b64f", 1), (1, "#8a6322", 1)),
        stroke="#5d3f12",
        width=10,
    )
    dais.path(
        "M-140 -320v-500q0-90 140-130q140 40 140 130v500z",
        "#9c2329" if not stage.place.colours else stage.place.colours[0],
    )
    dais.rect(-230, -480, 460, 60, "#d9a94f", round_by=20)
    _pillars(stage, eastern=eastern)
    for x in (-470, 470):
        bowl = stage.layer(NEAR, stage.indoors)
        bowl.path(f"M{x - 70} -430h140l-40 80h-60z", "#3d3026")
        bowl.rect(x - 12, -350, 24, 230, "#3d3026")
        bowl.path(f"M{x - 46} -430q-10-70 30-110q0 50 24 30q30-20 10-80q60 60 30 160z", "#ff9d3a", lit=True)
        bowl.path(f"M{x - 20} -430q-4-44 18-66q26 34 24 66z", "#ffe08a", lit=True)
        stage.lamp(x, -480, 520, "#ff8f34", 0.85, depth=NEAR, flicker="flame")
    if eastern:
        for x in (-300, 300):
            paper_lantern(stage, x, -1310, 80, NEAR, "#e0b64f")
    table(stage, 0, -300, 460, "#5d2a1c", NEAR)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 430, RIGHT - LEFT, 200, "#1c1014")


def _pillars(stage: Stage, *, eastern: bool) -> None:
    pillars = stage.layer(MID, stage.indoors)
    post = "#9c241f" if eastern else "#a9a2b3"
    for x in (-1330, -760, 760, 1330):
        pillars.rect(
            x - 66,
            TOP,
            132,
            -140 - TOP,
            pillars.fade(
                (0, shade(post, 0.45), 1), (0.45, shade(post, 1.1), 1), (1, shade(post, 0.5), 1), across=True
            ),
        )
        pillars.rect(x - 92, -190, 184, 70, shade("#b8ad9a", 0.8), round_by=10)
        if eastern:
            pillars.path(f"M{x - 50} -1150q60 40 40 110t40 110t-40 110t30 110", stroke="#e0b64f", width=16)
        banner = stage.swinging(MID, stage.indoors, (x + (240 if x < 0 else -240), TOP), 0.006)
        left = x + (170 if x < 0 else -310)
        banner.path(f"M{left} -1700h140v860l-70-60-70 60z", stage.choose("#a32a2e", "#2b4a86", "#5c2d77"))
        banner.oval(left + 70, -1120, 42, 42, "#e0b64f")


def abstract(stage: Stage) -> None:
    """Nowhere in particular: soft shapes and light in the colours of the card, or of its name."""
    first = stage.choose("#5a6fa8", "#a8695a", "#5f9a86", "#8a6aa8", "#b08a4c")
    second = hue_shifted(first, stage.rng.uniform(0.08, 0.2), 0.8)
    art = stage.layer(SKY, stage.indoors)
    art.rect(
        LEFT,
        TOP,
        RIGHT - LEFT,
        BOTTOM - TOP,
        art.fade(
            (0, shade(first, 0.42), 1),
            (0.62, mix(first, second, 0.5), 1),
            (0.76, shade(second, 0.6), 1),
            (1, shade(second, 0.3), 1),
        ),
    )
    for depth, count, opacity in ((FAR, 9, 0.22), (MID, 6, 0.2)):
        shapes = stage.layer(depth, stage.indoors, soft=14 if depth == FAR else 5)
        for _ in range(count):
            x, y, size = stage.rng.uniform(-1500, 1500), stage.rng.uniform(-1450, -300), stage.rng.uniform(90, 320)
            shapes.oval(
                x,
                y,
                size,
                size,
                stage.rng.choice((shade(first, 1.5), shade(second, 1.5), "#ffffff")),
                opacity=opacity * stage.rng.uniform(0.4, 1),
            )
    columns = stage.layer(MID + 0.1, stage.indoors)
    for x in (-1250, -880, 880, 1250):
        wide = stage.rng.uniform(90, 170)
        columns.rect(
            x - wide / 2,
            TOP,
            wide,
            -130 - TOP,
            columns.fade(
                (0, shade(first, 0.35), 1), (0.6, shade(first, 0.85), 1), (1, shade(first, 0.3), 1), across=True
            ),
        )
    columns.oval(0, 40, 1500, 170, shade(second, 0.9), opacity=0.35)
    stage.lamp(stage.rng.uniform(-400, 400), -1150, 900, shade(second, 1.4), 0.7, depth=FAR)
    table(stage, 60, -320, 420, shade(first, 0.8), NEAR)
    front = stage.foreground(stage.indoors, soft=16)
    front.oval(-1200, 420, 420, 220, shade(first, 0.3))
    front.oval(1200, 460, 460, 200, shade(second, 0.3))
