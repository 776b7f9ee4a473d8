"""Needle and thread for costumes: seams, panels, buttons, belts in body space. No garment is made here."""

from __future__ import annotations

from resources.video.animatic import ink
from resources.video.animatic.figure.build import Frame, View, body_x
from resources.video.animatic.look import Look

NECK = -744.0
"""Base of the neck in body space."""
GOLD = "#e2b84a"


def skin_vee(look: Look, view: View, depth: float, half: float = 30) -> str:
    """Bare skin in an open collar, `depth` below the neck."""
    points = [(-half, NECK - 4), (0, NECK + depth), (half, NECK - 4)]
    path = "M" + " L".join(f"{body_x(x, view):g} {y:g}" for x, y in points) + "Z"
    return ink.shape(path, ink.shade(look.skin, 0.95), ink.line_colour(look.skin), 2.4)


def seam(view: View, *places: tuple[float, float]) -> str:
    """A path through points of the frontal torso, as they lie in this view."""
    return "M" + " L".join(f"{body_x(x, view):g} {y:g}" for x, y in places)


def panel(view: View, *places: tuple[float, float]) -> str:
    """A closed `seam`."""
    return seam(view, *places) + "Z"


def panels(view: View, colour: str, *places: tuple[float, float]) -> str:
    """One panel and its mirror image on the other side of the chest."""
    return "".join(ink.shape(panel(view, *((side * x, y) for x, y in places)), colour) for side in (-1, 1))


def buttons(view: View, colour: str, x: float, rows: tuple[float, ...], size: float = 5.0) -> str:
    """A row of round buttons."""
    rim = ink.line_colour(colour)
    return "".join(
        ink.ellipse(body_x(x, view), y, size, size, colour, extra=f'stroke="{rim}" stroke-width="1.8"')
        for y in rows
    )


def belt(frame: Frame, view: View, colour: str, y: float, high: float, buckle: str | None = None) -> str:
    """A band around the waist, with a buckle if a metal is given."""
    half = frame.waist + (frame.hip - frame.waist) * 0.35 + 8
    left, right = body_x(-half, view), body_x(half, view)
    middle = body_x(0, view)
    band = (
        f"M{left:g} {y:g} Q{middle:g} {y + 12:g} {right:g} {y:g} V{y + high:g}"
        f" Q{middle:g} {y + high + 12:g} {left:g} {y + high:g}Z"
    )
    metal = ink.shape(f"M{middle - 14:g} {y + 3:g} h28 v{high + 4:g} h-28Z", buckle, width=2.6) if buckle else ""
    return ink.shape(band, colour) + metal


def collar(view: View, colour: str) -> str:
    """The two leaves of a shirt collar."""
    return panels(view, colour, (30, NECK - 12), (40, NECK + 8), (26, NECK + 40), (2, NECK + 22))
