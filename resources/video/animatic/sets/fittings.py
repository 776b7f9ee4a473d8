"""Fittings of shops and workshops: counter, clock on the wall, mirror, painting, steam. No whole rooms; shelves: `shelves`."""

from __future__ import annotations

import math

from resources.video.animatic.sets.brush import Art, shade
from resources.video.animatic.sets.stage import LEFT, MID, RIGHT, Stage

COUNTER_TOP = -424.0
"""Height of a counter: what stands on it ends at the chest of the people before it."""


def long_counter(stage: Stage, paint: str, top: str) -> Art:
    """A boarded counter along the whole room; gives its layer to set things on."""
    art = stage.layer(MID, stage.indoors)
    art.rect(LEFT, -400, RIGHT - LEFT, 340, art.fade((0, shade(paint, 0.62), 1), (1, shade(paint, 0.36), 1)))
    art.rect(LEFT, COUNTER_TOP, RIGHT - LEFT, 34, top)
    for x in range(int(LEFT), int(RIGHT), 86):
        art.line((x, -380), (x, -70), "#000000", 4, opacity=0.15)
    return art


def steam(art: Art, x: float, y: float) -> None:
    """A thread of steam that rises from (`x`, `y`)."""
    art.path(f"M{x:.0f} {y:.0f}q-20-36 4-70t0-70", stroke="#ffffff", width=12, opacity=0.28)


def wall_clock(art: Art, x: float, y: float, radius: float, minutes: int, case: str = "#2a2320") -> None:
    """A round clock that shows `minutes` after midnight."""
    art.oval(x + 5, y + 8, radius, radius, "#000000", opacity=0.22)
    art.oval(x, y, radius, radius, case)
    art.oval(x, y, radius * 0.85, radius * 0.85, "#efe6d2")
    for mark in range(12):
        angle = math.tau * mark / 12
        across, down = math.sin(angle) * radius, -math.cos(angle) * radius
        art.line(
            (x + across * 0.66, y + down * 0.66), (x + across * 0.75, y + down * 0.75), "#2a2320", radius * 0.05
        )
    for turn, length, width in ((minutes / 720, 0.42, 0.1), (minutes / 60, 0.62, 0.07)):
        angle = math.tau * turn
        tip = (x + math.sin(angle) * radius * length, y - math.cos(angle) * radius * length)
        art.line((x, y), tip, "#2a2320", radius * width)


def mirror(art: Art, x: float, y: float, width: float, height: float, frame: str) -> None:
    """A framed mirror by its top left corner; it shows nothing but pale light."""
    art.rect(x - 16, y - 10, width + 38, height + 34, "#000000", round_by=14, opacity=0.2)
    art.rect(x - 16, y - 16, width + 32, height + 32, frame, round_by=14)
    glass = art.fade((0, "#c6d3d6", 1), (1, "#8d9fa6", 1))
    art.rect(x, y, width, height, glass, round_by=6)
    art.polygon(
        (
            (x + width * 0.1, y + height),
            (x + width * 0.55, y),
            (x + width * 0.75, y),
            (x + width * 0.3, y + height),
        ),
        "#ffffff",
        opacity=0.16,
    )


def gilded_frame(art: Art, stage: Stage, box: tuple[float, float, float, float]) -> None:
    """A painting in a gilded frame, by the box (x, y, width, height) of the picture: land and sky in muted colours."""
    x, y, width, height = box
    art.rect(x - 26, y - 18, width + 60, height + 56, "#000000", opacity=0.22)
    art.rect(x - 30, y - 30, width + 60, height + 60, "#a9803c", round_by=6)
    art.rect(x - 12, y - 12, width + 24, height + 24, "#7d5c28")
    sky = stage.rng.choice(("#a9b8b4", "#c9b894", "#b3a3a0", "#93a6b3"))
    art.rect(x, y, width, height, art.fade((0, sky, 1), (1, shade(sky, 1.12), 1)))
    art.begin_clip(f"M{x:.0f} {y:.0f}h{width:.0f}v{height:.0f}h{-width:.0f}z")
    for share, land in ((0.56, "#7d8a80"), (0.7, "#5f7060"), (0.85, "#4a5548")):
        crest = y + height * (share + stage.rng.uniform(-0.04, 0.04))
        art.path(
            f"M{x:.0f} {y + height:.0f}V{crest:.0f}q{width * 0.3:.0f} {-height * 0.12:.0f} {width * 0.55:.0f} 0"
            f"t{width * 0.5:.0f} {-height * 0.03:.0f}V{y + height:.0f}z",
            land,
        )
    art.oval(x + width * stage.rng.uniform(0.25, 0.75), y + height * 0.3, width * 0.07, width * 0.07, "#efe0b8")
    art.end_clip()
