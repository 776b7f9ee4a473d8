"""Hands and shoes. A hand hangs from the wrist at (0, 0) towards +y, as the arm on the right of the screen wears it."""

from __future__ import annotations

from typing import Literal

from resources.video.animatic import ink

HandShape = Literal["relaxed", "point", "open", "offer", "fist", "flat"]

# The thumb is on the -x side: towards the body when the arm hangs.
_PALMS: dict[HandShape, str] = {
    "relaxed": "M-15 -8 C-18 8 -20 18 -19 30 C-18 50 -8 60 4 60 C14 60 19 48 18 30 C18 14 16 2 14 -8Z",
    "point": "M-15 -8 C-18 8 -20 20 -18 34 C-16 44 -12 47 -8 47 L-10 92 C-10 103 6 103 6 92 L7 46 C14 46 19 40 18 28"
             " C18 14 16 2 14 -8Z",
    "open": "M-14 -8 C-17 4 -20 14 -20 26 L-25 54 C-26 62 -16 64 -14 56 L-10 40 L-10 68 C-10 77 1 77 1 68 L2 42"
            " L8 66 C10 74 20 71 18 63 L13 38 L23 54 C28 61 35 55 31 48 L20 22 C18 12 16 2 14 -8Z",
    "offer": "M-14 -8 C-17 4 -20 12 -18 26 L-18 58 C-17 67 -8 70 4 70 C16 70 21 64 20 54 C21 30 17 8 14 -8Z",
    "fist": "M-15 -8 C-20 6 -24 16 -22 32 C-20 48 -8 50 2 50 C16 50 23 44 22 28 C21 12 17 2 14 -8Z",
    "flat": "M-14 -8 C-16 8 -17 20 -15 34 L-11 64 C-8 72 10 72 13 64 L16 34 C17 20 16 6 14 -8Z",
}  # fmt: skip

_RAISED: frozenset[HandShape] = frozenset({"point", "open", "offer"})
"""Shapes of a raised arm: the thumb is above."""

_SIZE = 1.12
"""Hands a little larger than life read better on a small screen."""

_CREASES: dict[HandShape, str] = {
    "relaxed": "M-6 56 V40 M4 58 V42 M12 54 V42",
    "point": "M6 46 V34 M12 44 V34 M-8 47 Q-2 42 -2 34",
    "open": "M-10 40 V34 M2 42 V36 M13 38 V34",
    "offer": "M-8 68 V46 M2 70 V48 M12 67 V48",
    "fist": "M-12 48 V34 M-2 50 V34 M8 49 V34 M-16 34 H16",
    "flat": "M-4 68 V44 M5 69 V44",
}

_THUMBS: dict[HandShape, str] = {
    "relaxed": "M-17 6 C-30 14 -33 30 -28 40 C-24 46 -17 42 -18 34 L-15 22Z",
    "point": "M-17 8 C-30 16 -30 34 -20 42 C-14 46 -8 40 -12 34 L-13 20Z",
    "open": "M-16 2 C-32 4 -44 14 -46 24 C-46 32 -37 33 -34 27 C-30 20 -24 20 -19 20Z",
    "offer": "M-16 2 C-32 6 -42 18 -42 28 C-40 36 -32 34 -30 28 C-26 22 -22 22 -18 22Z",
    "fist": "M-19 8 C-30 16 -26 38 -6 38 C2 38 3 28 -4 27 C-12 26 -14 20 -14 12Z",
    "flat": "M-16 6 C-26 14 -28 28 -24 38 C-20 44 -14 40 -15 32Z",
}


def hand(shape: HandShape, skin: str) -> str:
    """One hand; the thumb overlaps the palm."""
    line = ink.shade(skin, 0.6)
    palm, thumb = _PALMS[shape], _THUMBS[shape]
    contour = ink.line_colour(skin)
    drawn = (
        ink.shape(thumb, contour, contour, ink.OUTLINE * 2)
        + ink.shape(palm, contour, contour, ink.OUTLINE * 2)
        + ink.fill(palm, skin)
        + ink.fill("M6 -8 C14 10 14 30 8 44 L20 40 L18 -8Z", ink.shade(skin, 0.8), 0.28)
        + ink.stroke(_CREASES[shape], line, 2.2, 0.75)
        + ink.fill(thumb, skin)
        + ink.stroke(thumb.removesuffix("Z"), line, 2.2, 0.7)
    )
    return ink.moved(drawn, 0, 0, wide=-_SIZE if shape in _RAISED else _SIZE, high=_SIZE)


def shoe(colour: str, turned: bool, boot: bool) -> str:
    """A shoe with the ankle at (0, 0) and the sole 40 below; `turned` points it to the right."""
    if turned:
        upper = "M-22 -14 C-24 10 -30 26 -27 38 H58 C64 20 44 12 24 2 L20 -14Z"
        sole = "M-28 34 H60 V42 H-28Z"
        shine = "M28 14 Q42 18 48 26"
    else:
        upper = "M-22 -14 C-26 6 -32 22 -31 38 H31 C32 22 26 6 22 -14Z"
        sole = "M-32 34 H32 V42 H-32Z"
        shine = "M-12 12 Q0 4 12 12"
    shaft = ink.shape("M-25 -74 H25 L23 6 H-23Z", colour) if boot else ""
    return (
        shaft
        + ink.shape(upper, colour)
        + ink.shape(sole, ink.shade(colour, 0.6))
        + ink.stroke(shine, ink.shade(colour, 1.6), 3, 0.6)
    )
