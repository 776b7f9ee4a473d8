"""Things that many sets are made of: ground, hills, trees, lanterns, tables. No sky and no whole sets."""

from __future__ import annotations

from resources.video.animatic.sets.brush import Art, Tone, mix, shade
from resources.video.animatic.sets.stage import BOTTOM, FAR, FURNITURE_FOOT, LEFT, RIGHT, TOP, WALL_FOOT, Stage

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


def table(
    stage: Stage, x: float, top: float, width: float, colour: str, depth: float, cloth: str | None = None
) -> None:
    """A table with its top at (`x`, `top`)."""
    art = stage.layer(depth, stage.indoors if stage.place.indoors else stage.outdoors)
    half = width / 2
    art.oval(x, FURNITURE_FOOT, half, 20, "#000000", opacity=0.16)
    for side in (-1, 1):
        art.rect(
            x + side * (half - 50) - 16,
            top + 30,
            32,
            FURNITURE_FOOT - top - 30,
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


def hanging_lamp(stage: Stage, x: float, y: float, size: float, colour: str, depth: float) -> None:
    """An electric pendant lamp with its cone of light."""
    art = stage.swinging(depth, stage.indoors, (x, TOP), 0.004)
    art.line((x, TOP), (x, y - size), "#20242a", 6)
    art.path(
        f"M{x - size * 0.3:.0f} {y - size:.0f}h{size * 0.6:.0f}L{x + size:.0f} {y:.0f}H{x - size:.0f}Z", colour
    )
    art.oval(x, y, size, size * 0.16, "#fff1c4" if stage.dark else "#f3ead2", lit=stage.dark)
    stage.lamp(x, y + size * 0.6, size * 5, "#ffd08a", 0.5, depth=depth)


def ground(stage: Stage, art: Art, colour: str, top: float = -230.0) -> None:
    """The ground of an outdoor set from `top` down; white under snow."""
    snow = stage.place.weather == "snow" or stage.place.mentions("snow-covered|雪地")
    colour = "#dfe8f1" if snow else colour
    art.rect(
        LEFT,
        top,
        RIGHT - LEFT,
        BOTTOM - top,
        art.fade((0, mix(colour, stage.day.horizon, 0.3), 1), (0.4, colour, 1), (1, shade(colour, 0.6), 1)),
    )


def soft_leaves(art: Art, stage: Stage, x: float, y: float) -> None:
    """A tuft of dark leaves that rises to (`x`, `y`), for foregrounds."""
    for index in range(7):
        reach = (index - 3) * 90
        art.path(
            f"M{x:.0f} {BOTTOM:.0f}Q{x + reach * 0.5 - 60:.0f} {y:.0f} {x + reach:.0f}"
            f" {y - 60 + abs(reach) * 0.4:.0f}Q{x + reach * 0.5 + 60:.0f} {y + 160:.0f} {x:.0f}"
            f" {BOTTOM:.0f}Z",
            shade("#2f5540", stage.rng.uniform(0.6, 1.0)),
        )
