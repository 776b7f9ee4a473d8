"""Things that many sets are made of: sky, clouds, hills, trees, windows, lanterns, shelves, tables. No whole sets."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, Point, Tone, mix, shade
from resources.video.animatic.sets.stage import BOTTOM, FAR, LEFT, RIGHT, SKY, TOP, WALL_FOOT, Stage

WIDTH, HEIGHT = RIGHT - LEFT, BOTTOM - TOP
_LEAVES = {
    "spring": ("#8fbf6b", "#f3b6c6", "#a9cf7c"),
    "summer": ("#3f7d45", "#5a9650", "#2f6a44"),
    "autumn": ("#d98a35", "#c2562f", "#e0b04a"),
    "winter": ("#8a98a3", "#a9b6bf", "#74848f"),
}
_AS_PAINTED = Tone()


def leaf_colour(stage: Stage) -> str:
    """A colour of foliage in the season of the set."""
    return stage.rng.choice(_LEAVES[stage.place.season])


def paint_sky(
    art: Art, stage: Stage, box: tuple[float, float, float, float], moon: Point | None, moon_size: float
) -> None:
    """Sky with sun or moon, stars and clouds inside a box (x, y, width, height)."""
    x, y, width, height = box
    day, rng, place = stage.day, stage.rng, stage.place
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


def ridge(
    art: Art, stage: Stage, base: float, height: float, colour: str, step: float = 170.0, sharp: bool = True
) -> None:
    """A chain of hills or mountains across the whole set, its foot at `base`."""
    rng = stage.rng
    x, outline = LEFT - step, f"M{LEFT - step:.0f} {base:.0f}"
    while x < RIGHT + step:
        peak, wide = base - height * rng.uniform(0.45, 1.0), step * rng.uniform(0.8, 1.5)
        if sharp:
            outline += (
                f"L{x + wide * 0.5:.0f} {peak:.0f}L{x + wide:.0f} {base - height * rng.uniform(0.2, 0.45):.0f}"
            )
        else:
            outline += f"Q{x + wide * 0.5:.0f} {peak:.0f} {x + wide:.0f} {base - height * 0.3:.0f}"
        x += wide
    art.path(
        f"{outline}V{BOTTOM:.0f}H{LEFT - step:.0f}Z",
        art.fade((0, colour, 1), (1, mix(colour, stage.day.horizon, 0.4), 1)),
    )


def tree(art: Art, stage: Stage, x: float, base: float, height: float, leaf: str, *, fir: bool = False) -> None:
    """A tree standing at (`x`, `base`)."""
    rng = stage.rng
    trunk = "#5b4130"
    wide = height * 0.035
    art.path(
        f"M{x - wide * 1.6:.0f} {base:.0f}Q{x - wide:.0f} {base - height * 0.3:.0f}"
        f" {x - wide * 0.6:.0f} {base - height * 0.6:.0f}"
        f"H{x + wide * 0.6:.0f}Q{x + wide:.0f} {base - height * 0.3:.0f} {x + wide * 1.8:.0f} {base:.0f}Z",
        art.fade((0, shade(trunk, 0.7), 1), (1, trunk, 1), across=True),
    )
    if fir:
        for tier in range(5):
            top, half = base - height * (1.0 - tier * 0.16), height * (0.09 + tier * 0.045)
            art.polygon(
                ((x, top), (x + half, top + height * 0.27), (x - half, top + height * 0.27)),
                shade(leaf, 0.72 + tier * 0.05),
            )
            if stage.place.season == "winter":
                art.polygon(
                    ((x, top), (x + half * 0.45, top + height * 0.11), (x - half * 0.5, top + height * 0.1)),
                    "#eef4fa",
                )
        return
    if stage.place.season == "winter" and not stage.place.eastern:
        _bare_branches(art, stage, x, base, height, trunk)
        return
    for _ in range(11):
        dx, dy = rng.gauss(0, height * 0.15), rng.gauss(0, height * 0.1)
        size = height * rng.uniform(0.12, 0.2)
        art.oval(
            x + dx,
            base - height * 0.74 + dy,
            size * 1.12,
            size,
            shade(leaf, 0.82 - dy / height * 1.3 + rng.uniform(-0.06, 0.06)),
        )


def _bare_branches(art: Art, stage: Stage, x: float, base: float, height: float, colour: str) -> None:
    for _ in range(13):
        start = base - height * stage.rng.uniform(0.42, 0.62)
        reach = stage.rng.uniform(-0.34, 0.34) * height
        end = base - height * stage.rng.uniform(0.75, 1.0)
        art.path(
            f"M{x:.0f} {start:.0f}Q{x + reach * 0.3:.0f} {(start + end) / 2:.0f} {x + reach:.0f} {end:.0f}",
            stroke=colour,
            width=height * 0.012,
        )


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
    rng = stage.rng
    bend = width * 0.5 if arch else 0.0
    outline = (
        f"M{x:.0f} {y + height:.0f}V{y + bend:.0f}"
        + (f"A{bend:.0f} {bend:.0f} 0 0 1 {x + width:.0f} {y + bend:.0f}" if arch else f"H{x + width:.0f}")
        + f"V{y + height:.0f}Z"
    )
    art.path(outline, "#000000", stroke=shade(frame, 0.6), width=34)
    art.begin_clip(outline)
    paint_sky(art, stage, box, (x + width * rng.uniform(0.3, 0.75), y + height * 0.28), width * 0.1)
    if skyline:
        _skyline(art, stage, box)
    if stage.place.weather in ("rain", "storm"):
        for _ in range(26):
            left, drop = x + rng.random() * width, y + rng.random() * height
            art.line((left, drop), (left - 8, drop + rng.uniform(20, 60)), "#dbe9f5", 3, opacity=0.4, lit=True)
    if stage.place.weather == "snow":
        for _ in range(40):
            art.oval(x + rng.random() * width, y + rng.random() * height, 5, 5, "#ffffff", opacity=0.8, lit=True)
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


def _skyline(art: Art, stage: Stage, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    rng, outside = stage.rng, stage.day.outside
    ground = y + height
    if stage.place.old or stage.place.eastern:
        hill = outside.further(0.25)("#4d6a5c")
        art.path(
            f"M{x:.0f} {ground:.0f}V{ground - height * 0.22:.0f}Q{x + width * 0.25:.0f}"
            f" {ground - height * 0.5:.0f} "
            f"{x + width * 0.5:.0f} {ground - height * 0.24:.0f}T{x + width:.0f}"
            f" {ground - height * 0.3:.0f}V{ground:.0f}Z",
            hill,
            lit=True,
        )
        return
    left = x
    while left < x + width:
        wide, high = rng.uniform(0.1, 0.2) * width, rng.uniform(0.18, 0.46) * height
        art.rect(left, ground - high, wide, high, outside.further(0.3)("#5b6f86"), lit=True)
        for row in range(int(high / 26)):
            for column in range(int(wide / 22)):
                if rng.random() < (0.45 if stage.dark else 0.2):
                    art.rect(
                        left + 6 + column * 22,
                        ground - high + 10 + row * 26,
                        10,
                        13,
                        "#ffd98a" if stage.dark else outside("#a9c4d8"),
                        lit=True,
                        opacity=0.85,
                    )
        left += wide + 4


def paper_lantern(stage: Stage, x: float, y: float, size: float, depth: float, colour: str = "#d8321f") -> None:
    """A swaying paper lantern hung from above, its middle at (`x`, `y`), with its light."""
    art = stage.swinging(depth, _AS_PAINTED, (x, y - size * 3.2), stage.rng.uniform(0.015, 0.03))
    art.line((x, y - size * 6), (x, y - size), "#1a0d07", size * 0.07)
    art.rect(x - size * 0.4, y - size * 1.12, size * 0.8, size * 0.22, "#c99b3f")
    art.oval(x, y, size, size * 0.94, colour)
    art.oval(x, y, size * 0.62, size * 0.92, mix(colour, "#ff9a4a", 0.6), opacity=0.85)
    art.oval(x, y, size * 0.25, size * 0.86, "#ffd98f", opacity=0.95)
    art.rect(x - size * 0.4, y + size * 0.88, size * 0.8, size * 0.2, "#c99b3f")
    for offset, length in ((-0.2, 0.7), (0.0, 0.9), (0.2, 0.72)):
        art.line(
            (x + offset * size, y + size * 1.05),
            (x + offset * size, y + size * (1.05 + length)),
            colour,
            size * 0.06,
        )
    stage.lamp(x, y, size * 5.2, "#ff9340", 0.62, depth=depth, flicker="flame")


def wall(stage: Stage, colour: str, floor: str, *, boards: float = 0.0, planks: bool = True) -> Art:
    """Wall and floor of a room; gives the far layer to hang things on."""
    art = stage.layer(FAR, stage.indoors)
    art.rect(
        LEFT,
        TOP,
        WIDTH,
        HEIGHT,
        art.fade(
            (0, shade(colour, 0.42), 1),
            (0.32, shade(colour, 0.86), 1),
            (0.6, colour, 1),
            (0.75, shade(colour, 0.7), 1),
        ),
    )
    if boards:
        x = LEFT
        while x < RIGHT:
            art.line((x, TOP), (x, WALL_FOOT), "#000000", 5, opacity=0.16)
            art.line((x + 5, TOP), (x + 5, WALL_FOOT), "#ffe2b0", 3, opacity=0.06)
            x += boards
    art.rect(
        LEFT,
        WALL_FOOT,
        WIDTH,
        BOTTOM - WALL_FOOT,
        art.fade((0, shade(floor, 0.62), 1), (0.35, floor, 1), (1, shade(floor, 0.55), 1)),
    )
    if planks:
        for index in range(-16, 17):
            art.line((index * 120, WALL_FOOT), (index * 290, BOTTOM), "#000000", 4, opacity=0.14)
        for down in (-105, -40, 60, 210, 400):
            art.line((LEFT, down), (RIGHT, down), "#000000", 4, opacity=0.1)
    art.rect(LEFT, WALL_FOOT - 46, WIDTH, 46, shade(colour, 0.55))
    art.rect(LEFT, WALL_FOOT - 50, WIDTH, 7, shade(colour, 1.15), opacity=0.6)
    return art


def shelf(art: Art, stage: Stage, box: tuple[float, float, float, float], wood: str, rows: int, kind: str) -> None:
    """Shelves in a box (x, y, width, height), filled with `books`, `jars` or `boxes`."""
    x, y, width, height = box
    art.rect(x - 14, y - 14, width + 28, height + 28, shade(wood, 0.62), round_by=6)
    art.rect(x, y, width, height, shade(wood, 0.36))
    pitch = height / rows
    for row in range(1, rows + 1):
        base = y + pitch * row
        left = x + 10
        while left < x + width - 46:
            left += _shelved(art, stage, left, base, pitch, kind)
        art.rect(x, base - 5, width, 13, wood)
        art.rect(x, base + 8, width, 12, "#000000", opacity=0.25)


def _shelved(art: Art, stage: Stage, x: float, base: float, pitch: float, kind: str) -> float:
    rng = stage.rng
    if rng.random() < 0.14:
        return rng.uniform(26, 60)
    colour = stage.choose("#8f4a3a", "#41685d", "#b08a4c", "#5d4a6b", "#35556b", "#a86b52", "#6d7a46")
    if kind == "books":
        wide, high = rng.uniform(14, 30), pitch * rng.uniform(0.55, 0.84)
        art.rect(x, base - high - 5, wide, high, colour, round_by=2)
        art.rect(x, base - high * 0.8 - 5, wide, 6, "#f0d9a0", opacity=0.6)
        return wide + 2
    wide, high = rng.uniform(34, 54), pitch * rng.uniform(0.45, 0.74)
    if kind == "boxes":
        art.rect(x, base - high - 5, wide * 1.5, high, colour, round_by=3)
        art.rect(x + wide * 0.35, base - high * 0.7 - 5, wide * 0.8, high * 0.28, "#f3e9d2", opacity=0.75)
        return wide * 1.5 + rng.uniform(6, 20)
    art.path(
        f"M{x:.0f} {base - 5:.0f}v{-high * 0.6:.0f}q0 {-high * 0.22:.0f} {wide * 0.3:.0f}"
        f" {-high * 0.26:.0f}v{-high * 0.14:.0f}"
        f"h{wide * 0.4:.0f}v{high * 0.14:.0f}q{wide * 0.3:.0f} {high * 0.04:.0f} {wide * 0.3:.0f}"
        f" {high * 0.26:.0f}v{high * 0.6:.0f}z",
        colour,
    )
    art.line((x + wide * 0.2, base - 12), (x + wide * 0.2, base - high * 0.55), "#ffe8c0", 4, opacity=0.3)
    art.rect(
        x + wide * 0.28,
        base - high * 0.5,
        wide * 0.46,
        high * 0.26,
        stage.choose("#c1272d", "#f0e2c0"),
        opacity=0.85,
    )
    return wide + rng.uniform(8, 24)


def table(
    stage: Stage, x: float, top: float, width: float, colour: str, depth: float, cloth: str | None = None
) -> None:
    """A table with its top at (`x`, `top`); the stage remembers it for things to stand on."""
    art = stage.layer(depth, stage.indoors if stage.place.indoors else stage.outdoors)
    half = width / 2
    for side in (-1, 1):
        art.rect(
            x + side * (half - 50) - 16,
            top + 30,
            32,
            60 - top,
            art.fade((0, shade(colour, 0.75), 1), (1, shade(colour, 0.45), 1), across=True),
        )
    art.rect(x - half, top, width, 38, colour, round_by=8)
    art.rect(x - half, top, width, 9, shade(colour, 1.35), round_by=4, opacity=0.8)
    art.rect(x - half + 30, top + 38, width - 60, 50, shade(colour, 0.5))
    if cloth:
        art.path(
            f"M{x - half * 0.62:.0f} {top:.0f}h{width * 0.62:.0f}l24 130q{-width * 0.17:.0f} 34"
            f" {-width * 0.34:.0f} 0t{-width * 0.34:.0f} 0z",
            cloth,
        )
    if stage.table is None:
        stage.table = (x, top)


def hanging_lamp(stage: Stage, x: float, y: float, size: float, colour: str, depth: float) -> None:
    """An electric pendant lamp with its cone of light."""
    art = stage.swinging(depth, stage.indoors, (x, TOP), 0.004)
    art.line((x, TOP), (x, y - size), "#20242a", 6)
    art.path(
        f"M{x - size * 0.3:.0f} {y - size:.0f}h{size * 0.6:.0f}L{x + size:.0f} {y:.0f}H{x - size:.0f}Z", colour
    )
    art.oval(x, y, size, size * 0.16, "#fff1c4" if stage.dark else "#f3ead2", lit=stage.dark)
    stage.lamp(x, y + size * 0.6, size * 5, "#ffd08a", 0.5, depth=depth)
