"""What is worn in the hair, in head space: pins, flowers, ribbons. The hair itself: `hairdos`."""

from __future__ import annotations

from resources.video.animatic import ink
from resources.video.animatic.figure.build import View, face_x
from resources.video.animatic.look import Look


def hair_jewels(look: Look, view: View, cx: float, y: float) -> str:
    """Jewels of this look; a pin goes through the knot at `cx`, `y`."""
    parts = ""
    if "hairpin" in look.ornaments:
        gold, dark = "#e8c35a", "#8a6420"
        parts += ink.stroke(f"M{cx - 78} {y + 8:g} L{cx + 84} {y - 16:g}", dark, 9) + ink.stroke(
            f"M{cx - 78} {y + 8:g} L{cx + 84} {y - 16:g}", gold, 5
        )
        parts += ink.shape(f"M{cx + 76} {y - 16:g} a12 12 0 1 1 24 0 a12 12 0 1 1 -24 0Z", gold, dark, 2.2)
        parts += ink.ellipse(cx + 88, y - 16, 5.5, 5.5, "#c2303a")
        parts += ink.stroke(f"M{cx + 84} {y - 3:g} v30 M{cx + 93} {y - 3:g} v22", gold, 2.6)
        parts += ink.ellipse(cx + 84, y + 31, 4.5, 5.5, "#c2303a") + ink.ellipse(cx + 93, y + 23, 4, 5, "#c2303a")
    if "flower" in look.ornaments:
        x, top = face_x(66, view), y + 40
        petals = "".join(
            ink.moved(
                ink.ellipse(0, -11, 8, 11, "#f3a6b8", extra='stroke="#b34c68" stroke-width="2"'), x, top, 72 * step
            )
            for step in range(5)
        )
        parts += petals + ink.ellipse(x, top, 6, 6, "#f2cf5b")
    if "ribbon" in look.ornaments:
        x, top = face_x(-60, view), y + 26
        parts += ink.shape(
            f"M{x} {top} C{x - 40} {top - 34} {x - 46} {top + 24} {x} {top}Z M{x} {top}"
            f" C{x + 40} {top - 34} {x + 46} {top + 24} {x} {top}Z",
            look.trim,
        )
        parts += ink.ellipse(x, top, 7, 7, ink.shade(look.trim, 0.8))
    return parts
