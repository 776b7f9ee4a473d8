"""The front of every hair style in head space: what lies over forehead and temples. Back hair is in `hair`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from resources.video.animatic import ink
from resources.video.animatic.figure.build import View, face_x
from resources.video.animatic.figure.hair_jewels import hair_jewels
from resources.video.animatic.look import Look


def cloud(circles: Sequence[tuple[float, float, float]], colour: str) -> str:
    """Circles (x, y, radius) with one common contour: curls."""
    line = ink.line_colour(colour)
    outline = "".join(ink.ellipse(x, y, r + ink.OUTLINE * 0.9, r + ink.OUTLINE * 0.9, line) for x, y, r in circles)
    return outline + "".join(ink.ellipse(x, y, r, r, colour) for x, y, r in circles)


def _cap(view: View, hairline: str, sides: float, flare: float = 0.0) -> str:
    """The mass of hair over the skull, closed by a hairline that runs from the right temple to the left one."""
    cx = -8 if view == "turned" else 0
    left, right = cx - 103, cx + (100 if view == "turned" else 103)
    return (
        f"M{left - flare:g} {sides:g} C{left - 8 - flare:g} -178 {cx - 76} -240 {cx} -240"
        f" C{cx + 76} -240 {right + 8 + flare:g} -178 {right + flare:g} {sides:g} {hairline}Z"
    )


def _points(view: View, template: str, *places: tuple[float, float]) -> str:
    """A path template with `{}` for points that follow the turn of the face."""
    return template.format(*(f"{face_x(x, view):g} {y:g}" for x, y in places))


def _shine(look: Look, view: View, y: float = -196) -> str:
    cx = -8 if view == "turned" else 0
    light = ink.shade(look.hair, 1.75 if ink.lightness(look.hair) < 0.35 else 1.25)
    band = (
        f"M{cx - 70} {y + 24} C{cx - 46} {y - 10} {cx - 20} {y - 18} {cx + 6} {y - 18}"
        f" C{cx - 16} {y - 8} {cx - 40} {y + 4} {cx - 58} {y + 34}Z"
    )
    spark = (
        f"M{cx + 22} {y - 18} C{cx + 38} {y - 14} {cx + 50} {y - 6} {cx + 58} {y + 4}"
        f" C{cx + 46} {y} {cx + 34} {y - 6} {cx + 22} {y - 18}Z"
    )
    return ink.fill(band, light, 0.5) + ink.fill(spark, light, 0.42)


def _paint(look: Look, name: str) -> str:
    stops = ((0, ink.shade(look.hair, 1.22), 1), (0.55, look.hair, 1), (1, ink.shade(look.hair, 0.8), 1))
    return f"<defs>{ink.fade(name, *stops)}</defs>"


def _mass(look: Look, view: View, hairline: str, sides: float, flare: float = 0.0) -> str:
    path = _cap(view, hairline, sides, flare)
    return _paint(look, "hair") + ink.shape(path, "url(#hair)", ink.line_colour(look.hair)) + _shine(look, view)


def _short(look: Look, view: View) -> str:
    line = _points(
        view, "L{} Q{} {} Q{} {} Q{} {} Q{} {} Q{} {} L{} L{}",
        (90, -112), (86, -142), (74, -154), (60, -176), (40, -170), (20, -158), (2, -162),
        (-16, -182), (-36, -170), (-58, -160), (-74, -150), (-88, -140), (-96, -112),
    )  # fmt: skip
    return _mass(look, view, line, -108)


def _side_part(look: Look, view: View) -> str:
    line = _points(
        view, "L{} Q{} {} C{} {} {} Q{} {} Q{} {} L{}",
        (90, -110), (88, -142), (76, -158), (44, -166), (-8, -162), (-40, -204), (-52, -178), (-76, -160),
        (-86, -142), (-90, -110), (-96, -108),
    )  # fmt: skip
    cx = face_x(-40, view)
    return _mass(look, view, line, -106) + ink.stroke(
        f"M{cx:g} -204 Q{cx + 6:g} -224 {cx + 22:g} -236", ink.shade(look.hair, 0.62), 2.8, 0.8
    )


def _spiky(look: Look, view: View) -> str:
    cx = -8 if view == "turned" else 0
    left, right = cx - 103, cx + 101
    crown = (
        f"M{left} -106 L{left - 16} -150 L{left - 2} -158 L{left - 14} -196 L{left + 18} -196 L{left + 20} -238"
        f" L{cx - 46} -226 L{cx - 26} -266 L{cx + 2} -238 L{cx + 34} -264 L{cx + 46} -228 L{cx + 84} -240"
        f" L{right - 10} -198 L{right + 16} -194 L{right + 2} -158 L{right + 15} -148 L{right} -106"
    )
    line = _points(
        view, "L{} L{} L{} L{} L{} L{} L{} L{} L{} L{} L{}Z",
        (88, -112), (76, -156), (60, -136), (40, -170), (20, -138), (-4, -172), (-30, -136), (-44, -168),
        (-64, -138), (-76, -158), (-90, -110),
    )  # fmt: skip
    return (
        _paint(look, "hair")
        + ink.shape(f"{crown} {line}", "url(#hair)", ink.line_colour(look.hair))
        + _shine(look, view)
    )


def _fringe(view: View) -> str:
    return _points(
        view, "L{} Q{} {} Q{} {} Q{} {} Q{} {} Q{} {} L{}",
        (86, -106), (84, -140), (70, -146), (58, -134), (40, -142), (24, -132), (4, -144), (-16, -132),
        (-36, -143), (-54, -132), (-70, -146), (-90, -106),
    )  # fmt: skip


def _bob(look: Look, view: View) -> str:
    body = _mass(look, view, _fringe(view), -60, flare=5)
    return body + _side_locks(look, view, bottom=10, wide=30)


def _long(look: Look, view: View) -> str:
    line = _points(
        view, "L{} C{} {} {} C{} {} {} L{}",
        (90, -96), (86, -140), (56, -178), (12, -206), (-20, -184), (-74, -164), (-88, -96), (-92, -92),
    )  # fmt: skip
    return _mass(look, view, line, -80, flare=4) + _side_locks(look, view, bottom=96, wide=26)


def _side_locks(look: Look, view: View, bottom: float, wide: float) -> str:
    """Locks before the ears; they also hide the seam between face and back hair."""
    parts = ""
    for side in (-1, 1):
        edge = (-110 if side == -1 else 103) if view == "turned" else side * 109
        # On the far side of a turned head the eye reaches nearly to the edge of the face.
        inner = edge - side * (min(wide, 13) if view == "turned" and side == 1 else wide)
        path = (
            f"M{edge - side * 4} -150 C{edge + side * 10} -60 {edge + side * 12} {bottom * 0.4:g} {edge - side * 8} {bottom:g}"
            f" C{inner + side * 2} {bottom * 0.5:g} {inner - side * 2} -40 {inner + side * 4} -120Z"
        )
        parts += ink.shape(path, look.hair) + ink.stroke(
            f"M{edge - side * 8} -110 C{edge} -60 {edge + side * 2} {bottom * 0.3:g} {edge - side * 8} {bottom * 0.7:g}",
            ink.shade(look.hair, 1.5), 2.8, 0.4,
        )  # fmt: skip
        parts += ink.fill(
            f"M{edge - side * 3} -160 C{edge + side * 4} -130 {inner} -130 {inner + side * 4} -160Z", look.hair
        )
    return parts


def _swept(look: Look, view: View) -> str:
    line = _points(
        view, "L{} C{} {} {} Q{} {} C{} {} {} L{}",
        (92, -100), (88, -150), (66, -188), (10, -190), (0, -182), (-10, -190), (-66, -188),
        (-88, -150), (-90, -100), (-94, -96),
    )  # fmt: skip
    wisps = "".join(
        ink.stroke(
            _points(view, "M{} Q{} {}", (side * 90, -104), (side * 99, -66), (side * 91, -34)), look.hair, 4.6
        )
        for side in (-1, 1)
        if look.gender == "female"
    )
    dark = ink.shade(look.hair, 0.66)
    combed = "".join(
        ink.stroke(
            _points(view, "M{} Q{} {}", (x, -192 + abs(x) * 0.32), (x * 0.9, -216), (x * 0.6, -232)),
            dark,
            2.2,
            0.55,
        )
        for x in (-64, -40, -18, 18, 40, 64)
    )
    return _mass(look, view, line, -96) + combed + wisps


def _bun(look: Look, view: View) -> str:
    cx = -16 if view == "turned" else 0
    bun = f"M{cx - 54} -252 C{cx - 62} -312 {cx + 62} -312 {cx + 54} -252 C{cx + 46} -222 {cx - 46} -222 {cx - 54} -252Z"
    swirl = (
        f"M{cx - 34} -250 C{cx - 36} -288 {cx + 34} -290 {cx + 34} -254 C{cx + 28} -238 {cx - 8} -240 {cx - 8} -256"
    )
    knot = ink.shape(bun, look.hair) + ink.stroke(swirl, ink.shade(look.hair, 1.6), 3.2, 0.5)
    return knot + _swept(look, view) + hair_jewels(look, view, cx, -250)


def _twin_buns(look: Look, view: View) -> str:
    cx = -10 if view == "turned" else 0
    knots = ""
    for side in (-1, 1):
        x = cx + side * 72
        knots += ink.shape(f"M{x - 40} -232 a40 38 0 1 1 80 0 a40 38 0 1 1 -80 0Z", look.hair)
        knots += ink.stroke(f"M{x - 22} -232 a22 20 0 1 1 34 16", ink.shade(look.hair, 1.6), 3.2, 0.5)
        ribbon = f"M{x} -200 l-22 -10 v20Z M{x} -200 l22 -10 v20Z"
        knots += ink.shape(ribbon, look.trim)
        knots += ink.ellipse(x, -200, 5.5, 5.5, ink.shade(look.trim, 0.8))
    return (
        knots
        + _mass(look, view, _fringe(view), -84)
        + _side_locks(look, view, bottom=28, wide=20)
        + hair_jewels(look, view, cx, -226)
    )


def _topknot(look: Look, view: View) -> str:
    cx = -14 if view == "turned" else 0
    knot = ink.shape(f"M{cx - 30} -240 C{cx - 46} -306 {cx + 46} -306 {cx + 30} -240Z", look.hair)
    ring = ink.shape(
        f"M{cx - 33} -254 Q{cx} -240 {cx + 33} -254 L{cx + 34} -232 Q{cx} -218 {cx - 34} -232Z", look.trim
    )
    pin = ink.stroke(f"M{cx - 56} -250 L{cx + 56} -238", ink.line_colour("#d9a93c"), 9) + ink.stroke(
        f"M{cx - 56} -250 L{cx + 56} -238", "#e8c35a", 5
    )
    return knot + _swept(look, view) + pin + ring


def _ponytail(look: Look, view: View) -> str:
    line = _points(
        view, "L{} Q{} {} C{} {} {} Q{} {} L{}",
        (90, -104), (90, -134), (78, -150), (50, -138), (8, -150), (-30, -206), (-50, -168), (-84, -146), (-92, -100),
    )  # fmt: skip
    band = -8 if view == "turned" else 0
    tie = ink.shape(f"M{band - 78} -218 l20 -22 l18 16 l-22 24Z", look.trim)
    return _mass(look, view, line, -92) + tie + hair_jewels(look, view, band, -226)


def _braid(look: Look, view: View) -> str:
    plaits = ""
    for side in (-1, 1):
        x = (-104 if side == -1 else 106) if view == "turned" else side * 98
        for index in range(6):
            y, wide = -40 + index * 30, 21 - index * 1.6
            path = (
                f"M{x - wide:g} {y - 12} Q{x:g} {y - 26} {x + wide:g} {y - 12}"
                f" Q{x + wide * 0.8:g} {y + 14} {x:g} {y + 24} Q{x - wide * 0.8:g} {y + 14} {x - wide:g} {y - 12}Z"
            )
            plaits += ink.shape(path, look.hair) + ink.stroke(
                f"M{x:g} {y - 16} L{x + side * wide * 0.3:g} {y + 16}", ink.shade(look.hair, 0.66), 2.2, 0.6
            )
        plaits += ink.shape(f"M{x - 9:g} 136 h18 v12 h-18Z", look.trim) + ink.shape(
            f"M{x - 9:g} 148 Q{x:g} 186 {x + 9:g} 148Z", look.hair
        )
    return plaits + _mass(look, view, _fringe(view), -80) + hair_jewels(look, view, 0, -226)


def _curly(look: Look, view: View) -> str:
    cx = -8 if view == "turned" else 0
    crown: list[tuple[float, float, float]] = [(cx + x, y, r) for x, y, r in (
        (-92, -150, 34), (-84, -192, 36), (-52, -224, 36), (-12, -238, 38), (30, -234, 36), (66, -212, 36),
        (88, -176, 34), (92, -138, 28), (0, -206, 44), (-44, -196, 36), (44, -196, 36),
    )]  # fmt: skip
    fringe: list[tuple[float, float, float]] = [
        (face_x(x, view), y, r)
        for x, y, r in ((-62, -164, 24), (-28, -172, 24), (8, -168, 24), (42, -172, 24), (70, -156, 20))
    ]
    light = ink.shade(look.hair, 1.6 if ink.lightness(look.hair) < 0.4 else 1.2)
    curls = "".join(
        ink.stroke(
            f"M{x - r * 0.5:g} {y + r * 0.1:g} A{r * 0.5:g} {r * 0.5:g} 0 0 1 {x + r * 0.4:g} {y - r * 0.3:g}",
            light,
            3,
            0.45,
        )
        for x, y, r in crown[1:7] + fringe
    )
    return cloud(crown + fringe, look.hair) + curls


def _balding(look: Look, view: View) -> str:
    light = ink.ellipse(face_x(18, view), -188, 24, 13, "#ffffff", 0.35)
    tufts = [(face_x(s * 93, view), y, r) for s in (-1, 1) for y, r in ((-132, 15), (-114, 15))]
    return light + cloud(tufts if view == "front" else tufts[:2], look.hair)


def _bald(look: Look, view: View) -> str:
    return ink.ellipse(face_x(20, view), -186, 26, 14, "#ffffff", 0.35)


FRONTS: dict[str, Callable[[Look, View], str]] = {
    "short": _short, "side_part": _side_part, "spiky": _spiky, "bob": _bob, "long": _long, "swept": _swept,
    "bun": _bun, "twin_buns": _twin_buns, "topknot": _topknot, "ponytail": _ponytail, "braid": _braid,
    "curly": _curly, "curly_low": _curly, "curly_short": _curly, "balding": _balding, "bald": _bald,
}  # fmt: skip  # fmt: skip
