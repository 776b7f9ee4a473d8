"""The sky of an hour and a weather, over a whole set or behind a window. What stands below it: `parts`."""

from __future__ import annotations

import random

from resources.video.animatic.sets.brush import Art, Point, Tone, mix, shade
from resources.video.animatic.sets.outlooks import outlook
from resources.video.animatic.sets.stage import BOTTOM, LEFT, RIGHT, SKY, TOP, Stage

WIDTH, HEIGHT = RIGHT - LEFT, BOTTOM - TOP
_AS_PAINTED = Tone()


def paint_sky(
    art: Art, stage: Stage, box: tuple[float, float, float, float], moon: Point | None, moon_size: float
) -> None:
    """Sky with sun or moon, stars and clouds inside a box (x, y, width, height)."""
    with stage.aside() as rng:
        _paint_sky(art, stage, box, moon, moon_size, rng)


def _paint_sky(
    art: Art,
    stage: Stage,
    box: tuple[float, float, float, float],
    moon: Point | None,
    moon_size: float,
    rng: random.Random,
) -> None:
    x, y, width, height = box
    day, place = stage.day, stage.place
    middle = mix(day.zenith, day.horizon, 0.45)
    art.rect(
        x, y, width, height, art.fade((0, day.zenith, 1), (0.6, middle, 1), (1, day.horizon, 1), lit=True), lit=True
    )
    veiled = place.weather in ("rain", "storm", "fog", "snow")
    if place.hour == "night" and not veiled:
        for _ in range(int(width * height / 26000)):
            art.oval(
                x + rng.random() * width,
                y + rng.random() ** 1.6 * height * 0.8,
                size := rng.uniform(1.2, 3.6),
                size,
                "#ffffff",
                opacity=rng.uniform(0.3, 0.95),
                lit=True,
            )
    if moon is not None and not veiled and not stage.moon_hangs:
        stage.moon_hangs = True
        _paint_disc(art, stage, moon, moon_size)
    _paint_clouds(art, stage, box, veiled)


def _paint_disc(art: Art, stage: Stage, centre: Point, size: float) -> None:
    disc, halo = {
        "night": ("#fbf3d6", "#cfdcff"),
        "day": ("#fffbe8", "#fff6cf"),
        "dawn": ("#ffe9c4", "#ffc79a"),
        "dusk": ("#ffdf9e", "#ff9a55"),
    }[stage.place.hour]
    x, y = centre
    glow = art.spot((0, halo, 0.6), (0.3, halo, 0.22), (1, halo, 0))
    art.oval(x, y, size * 4.2, size * 4.2, glow, lit=True)
    art.oval(x, y, size, size, disc, lit=True)
    if stage.place.hour == "night":
        for dx, dy, crater in ((-0.3, -0.2, 0.2), (0.28, 0.12, 0.26), (-0.1, 0.42, 0.14)):
            art.oval(x + dx * size, y + dy * size, crater * size, crater * size, "#e2d6ae", opacity=0.55, lit=True)


def _paint_clouds(art: Art, stage: Stage, box: tuple[float, float, float, float], heavy: bool) -> None:
    """Flat-bottomed heaps of overlapping puffs, lighter above."""
    x, y, width, height = box
    rng, day = stage.rng, stage.day
    bright = {"day": 0.55, "dawn": 0.3, "dusk": 0.16, "night": 0.05}[stage.place.hour]
    for _ in range(max(2, int(width / (300 if heavy else 560)))):
        middle, base = x + rng.random() * width, y + height * rng.uniform(0.1, 0.62)
        size = rng.uniform(60, 130) * min(1.0, width / 1400 + 0.3)
        colour = mix(mix(day.zenith, day.horizon, rng.uniform(0.5, 0.9)), "#ffffff", bright)
        puff = art.fade((0, colour, 0.7 if heavy else 0.55), (1, mix(colour, day.zenith, 0.4), 0.05), lit=True)
        outline = f"M{middle - size * 2:.0f} {base:.0f}"
        for share in (0.5, 0.85, 1.0, 0.7, 0.4):
            step = size * 0.8 * rng.uniform(0.85, 1.15)
            rise = size * share
            outline += f"c{step * 0.05:.0f} {-rise:.0f} {step * 0.95:.0f} {-rise:.0f} {step:.0f} 0"
        art.path(f"{outline}Z", puff, lit=True)
        art.oval(middle, base, size * 2.3, size * 0.18, colour, opacity=0.25, lit=True)


def sky(stage: Stage, moon: Point | None = None, moon_size: float = 85.0) -> None:
    """The whole backdrop of an outdoor set."""
    art = stage.layer(SKY, _AS_PAINTED)
    spot = moon or (stage.rng.choice((-1, 1)) * stage.rng.uniform(250, 620), stage.rng.uniform(-1180, -980))
    paint_sky(art, stage, (LEFT, TOP, WIDTH, -TOP - 150), spot, moon_size)
    art.rect(LEFT, -155, WIDTH, BOTTOM + 160, stage.day.horizon, lit=True)


def paint_weather(art: Art, stage: Stage, box: tuple[float, float, float, float]) -> None:
    """Streaks of rain or flakes of snow before what a window shows."""
    x, y, width, height = box
    with stage.aside() as rng:
        for _ in range(26 if stage.place.weather in ("rain", "storm") else 0):
            left, drop = x + rng.random() * width, y + rng.random() * height
            art.line((left, drop), (left - 8, drop + rng.uniform(20, 60)), "#dbe9f5", 3, opacity=0.4, lit=True)
        for _ in range(40 if stage.place.weather == "snow" else 0):
            art.oval(x + rng.random() * width, y + rng.random() * height, 5, 5, "#ffffff", opacity=0.8, lit=True)


def window(
    art: Art,
    stage: Stage,
    box: tuple[float, float, float, float],
    frame: str,
    *,
    panes: tuple[int, int] = (2, 2),
    arch: bool = False,
    skyline: bool = True,
) -> None:
    """A window with the hour and the weather behind it, inside a box (x, y, width, height)."""
    x, y, width, height = box
    bend = width * 0.5 if arch else 0.0
    outline = (
        f"M{x:.0f} {y + height:.0f}V{y + bend:.0f}"
        + (f"A{bend:.0f} {bend:.0f} 0 0 1 {x + width:.0f} {y + bend:.0f}" if arch else f"H{x + width:.0f}")
        + f"V{y + height:.0f}Z"
    )
    art.path(outline, "#000000", stroke=shade(frame, 0.6), width=34)
    art.begin_clip(outline)
    paint_sky(art, stage, box, (x + width * stage.rng.uniform(0.3, 0.75), y + height * 0.28), width * 0.1)
    if skyline:
        outlook(art, stage, box)
    paint_weather(art, stage, box)
    art.polygon(((x, y), (x + width * 0.35, y), (x, y + height * 0.55)), "#ffffff", opacity=0.1, lit=True)
    art.end_clip()
    art.path(outline, stroke=frame, width=24)
    columns, rows = panes
    for column in range(1, columns):
        left = x + width * column / columns
        art.line((left, y + (0 if not arch else width * 0.1)), (left, y + height), frame, 12)
    for row in range(1, rows):
        down = y + height * row / rows
        art.line((x, down), (x + width, down), frame, 12)
    art.rect(x - 30, y + height, width + 60, 26, shade(frame, 1.12), round_by=4)
    art.rect(x - 30, y + height + 22, width + 60, 10, shade(frame, 0.55), opacity=0.6)
