"""A photographer's shop: backdrop, camera on its legs, lamps, portraits on the wall. Other trades: `crafts`."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.parts import soft_leaves, wall
from resources.video.animatic.sets.skies import window
from resources.video.animatic.sets.stage import LEFT, MID, RIGHT, Stage


def photographer(stage: Stage) -> None:
    """The studio side of the shop: people stand before the painted backdrop."""
    art = wall(stage, stage.choose("#a3937f", "#8d988f", "#9c8f94"), "#6f5a48")
    side = stage.rng.choice((-1, 1))
    window(art, stage, (side * 1180 - 230, -1210, 460, 500), "#4f3b2c", panes=(2, 2))
    for column, row in ((-1380, 0), (-1160, 0), (-940, 0), (-1270, 1), (-1050, 1)):
        _portrait(art, stage, -side * abs(column) - 80, -1210 + row * 290)
    _backdrop(art, stage)
    kit = stage.layer(MID, stage.indoors)
    _camera(kit, side * 800)
    for x in (-1130, 1130):
        _studio_lamp(kit, stage, x, -1 if x > 0 else 1)
    front = stage.foreground(stage.indoors)
    front.rect(LEFT, 420, RIGHT - LEFT, 200, "#2a211a")
    soft_leaves(front, stage, -side * 1080, 60)


def _backdrop(art: Art, stage: Stage) -> None:
    """A roll of painted cloth that comes down the wall and out over the floor."""
    colour = stage.choose("#8fa3b0", "#b0a58c", "#9aa898")
    cloth = art.fade((0, shade(colour, 0.8), 1), (0.4, shade(colour, 1.12), 1), (1, shade(colour, 0.78), 1))
    art.path("M-560 -1340H560V-190Q580 -120 680 -60H-680Q-580 -120 -560 -190Z", cloth)
    for x, y, size in ((-330, -1130, 150), (240, -1190, 190), (380, -900, 130), (-180, -820, 170)):
        art.oval(x, y, size * 1.5, size * 0.7, "#ffffff", opacity=0.12)
    art.rect(-600, -1376, 1200, 46, "#6b4a32", round_by=20)


def _portrait(art: Art, stage: Stage, x: float, y: float) -> None:
    art.rect(x - 12, y - 12, 184, 254, "#5a4232", round_by=4)
    art.rect(x, y, 160, 230, stage.choose("#d8ccb4", "#c4c9c6"))
    art.path(f"M{x + 22:.0f} {y + 230:.0f}q0-84 58-84t58 84z", "#6d665e")
    art.oval(x + 80, y + 104, 36, 44, "#a08d78")
    art.path(f"M{x + 42:.0f} {y + 100:.0f}q4-58 38-58t38 58q-38-34-76 0z", "#4a3f38")


def _camera(art: Art, x: float) -> None:
    for spread in (-110, 0, 110):
        art.line((x, -560), (x + spread, -110), "#6b4a32", 19)
    art.rect(x - 110, -740, 220, 180, "#4a352a", round_by=12)
    art.rect(x - 96, -726, 192, 152, "#2b2623", round_by=8)
    art.oval(x, -650, 58, 58, "#a9803c")
    art.oval(x, -650, 44, 44, "#1b1f24")
    art.oval(x - 14, -664, 14, 11, "#9fc0d0", opacity=0.7)


def _studio_lamp(art: Art, stage: Stage, x: float, way: int) -> None:
    art.rect(x - 8, -1010, 16, 890, "#2f3338")
    art.path(f"M{x - 110} -110L{x} -260L{x + 110} -110", stroke="#2f3338", width=14)
    art.path(f"M{x - way * 40} -1070L{x + way * 150} -1160V-900L{x - way * 40} -980Z", "#3a3f44")
    art.oval(x + way * 150, -1030, 26, 128, "#fff1cf", lit=True, opacity=0.55 + 0.45 * stage.day.glow)
    stage.lamp(x + way * 190, -1020, 460, "#ffe6b8", 0.5)
