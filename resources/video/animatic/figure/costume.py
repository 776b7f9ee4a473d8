"""What each costume family is made of, as data and small drawings over the torso. The torso itself is in `body`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from resources.video.animatic import ink
from resources.video.animatic.figure.build import HIP_Y, WAIST_Y, Frame, View, body_x
from resources.video.animatic.look import Look

Lower = Literal["trousers", "skirt", "gown", "tails"]
Sleeve = Literal["fitted", "wide", "loose", "puff", "plate"]


@dataclass(frozen=True, slots=True)
class Cut:
    """How a costume is cut.

    Args:
        lower: Trousers, knee skirt, floor-length gown, or the tails of a coat over trousers.
        sleeve: Shape of the forearm's sleeve.
        cuff: Whether the sleeve ends in a band of the trim colour.
        boots: High shoes.
        hood: A hood lies on the back.
    """

    lower: Lower = "trousers"
    sleeve: Sleeve = "fitted"
    cuff: bool = False
    boots: bool = False
    hood: bool = False


CUTS: dict[str, Cut] = {
    "robe": Cut(lower="gown", sleeve="wide", cuff=True),
    "shirt": Cut(),
    "suit": Cut(cuff=True),
    "coat": Cut(lower="tails", sleeve="loose", boots=True),
    "dress": Cut(lower="skirt", sleeve="puff"),
    "uniform": Cut(cuff=True, boots=True),
    "lab_coat": Cut(lower="tails", sleeve="loose"),
    "apron": Cut(sleeve="fitted", cuff=True),
    "hoodie": Cut(sleeve="loose", cuff=True, hood=True),
    "raincoat": Cut(lower="tails", sleeve="loose", boots=True, hood=True),
    "sweater": Cut(sleeve="loose", cuff=True),
    "armour": Cut(lower="tails", sleeve="plate", boots=True),
}

_NECK = -744.0
_GOLD = "#e2b84a"


def details(look: Look, frame: Frame, view: View) -> str:
    """Collars, buttons, lapels, belts: everything drawn over the torso's cloth."""
    return _DETAILS[look.costume](look, frame, view)


def cloth_pattern(look: Look) -> str:
    """A pattern fill named `cloth`, or nothing for plain cloth; costumes with their own texture stay plain."""
    if look.costume not in {"robe", "shirt", "dress", "sweater"} or look.pattern == "plain":
        return ""
    light = ink.shade(look.main, 1.32)
    motif = {
        "flowers": "".join(
            ink.ellipse(x, y, 5, 5, light) + ink.ellipse(x, y, 2, 2, look.trim)
            for x, y in ((14, 14), (42, 40))
        ),
        "stripes": ink.stroke("M14 -4 V62 M42 -4 V62", light, 6),
        "waves": ink.stroke("M0 20 Q14 4 28 20 T56 20 M0 48 Q14 32 28 48 T56 48", light, 2.4),
    }[look.pattern]  # fmt: skip
    return f'<pattern id="cloth" width="56" height="56" patternUnits="userSpaceOnUse"><g opacity=".6">{motif}</g></pattern>'


def _skin_vee(look: Look, view: View, depth: float, half: float = 30) -> str:
    points = [(-half, _NECK - 4), (0, _NECK + depth), (half, _NECK - 4)]
    path = "M" + " L".join(f"{body_x(x, view):g} {y:g}" for x, y in points) + "Z"
    return ink.shape(path, ink.shade(look.skin, 0.95), ink.line_colour(look.skin), 2.4)


def _line(view: View, *places: tuple[float, float]) -> str:
    return "M" + " L".join(f"{body_x(x, view):g} {y:g}" for x, y in places)


def _area(view: View, *places: tuple[float, float]) -> str:
    return _line(view, *places) + "Z"


def _mirrored(view: View, colour: str, *places: tuple[float, float]) -> str:
    return "".join(ink.shape(_area(view, *((side * x, y) for x, y in places)), colour) for side in (-1, 1))


def _buttons(view: View, colour: str, x: float, rows: tuple[float, ...], size: float = 5.0) -> str:
    rim = ink.line_colour(colour)
    return "".join(
        ink.ellipse(body_x(x, view), y, size, size, colour, extra=f'stroke="{rim}" stroke-width="1.8"')
        for y in rows
    )


def _belt(frame: Frame, view: View, colour: str, y: float, high: float, buckle: str | None = None) -> str:
    half = frame.waist + (frame.hip - frame.waist) * 0.35 + 8
    left, right = body_x(-half, view), body_x(half, view)
    middle = body_x(0, view)
    band = f"M{left:g} {y:g} Q{middle:g} {y + 12:g} {right:g} {y:g} V{y + high:g} Q{middle:g} {y + high + 12:g} {left:g} {y + high:g}Z"
    metal = ink.shape(f"M{middle - 14:g} {y + 3:g} h28 v{high + 4:g} h-28Z", buckle, width=2.6) if buckle else ""
    return ink.shape(band, colour) + metal


def _collar(view: View, colour: str) -> str:
    return _mirrored(view, colour, (30, _NECK - 12), (40, _NECK + 8), (26, _NECK + 40), (2, _NECK + 22))


def _robe(look: Look, frame: Frame, view: View) -> str:
    vee = _skin_vee(look, view, 42, 26)
    inner = "".join(
        ink.stroke(_line(view, (s * 34, _NECK - 14), (-s * 8, _NECK + 66)), look.inner, 15) for s in (1, -1)
    )
    far = ink.shape(_area(view, (34, _NECK - 18), (52, _NECK), (4, -632), (-18, -652)), look.trim)
    near = ink.shape(_area(view, (-34, _NECK - 18), (-52, _NECK), (38, WAIST_Y + 24), (64, WAIST_Y + 8)), look.trim)
    sash = _belt(frame, view, ink.shade(look.trim, 0.78), WAIST_Y - 12, 52)
    knot_x = body_x(14, view)
    cord = ink.stroke(
        f"M{body_x(-frame.waist - 6, view):g} {WAIST_Y + 14} Q{knot_x:g} {WAIST_Y + 28} {body_x(frame.waist + 6, view):g} {WAIST_Y + 14}",
        look.inner,
        5,
    )
    tail = ink.shape(
        f"M{knot_x - 8:g} {WAIST_Y + 20} L{knot_x - 16:g} {HIP_Y + 30} L{knot_x - 2:g} {HIP_Y + 34} L{knot_x + 2:g} {WAIST_Y + 22} L{knot_x + 12:g} {HIP_Y + 14} L{knot_x + 24:g} {HIP_Y + 8} L{knot_x + 9:g} {WAIST_Y + 18}Z",
        look.inner,
        width=2.6,
    )
    return (
        vee
        + inner
        + far
        + near
        + sash
        + cord
        + tail
        + ink.ellipse(
            knot_x, WAIST_Y + 21, 9, 8, ink.shade(look.inner, 0.92), extra='stroke="#5a4a3a" stroke-width="2.4"'
        )
    )


def _shirt(look: Look, frame: Frame, view: View) -> str:
    placket = ink.stroke(_line(view, (0, _NECK + 26), (0, HIP_Y)), ink.shade(look.main, 0.62), 2.6, 0.8)
    pocket = ink.stroke(
        _line(view, (30, -668), (62, -668), (62, -630), (46, -622), (30, -630), (30, -668)),
        ink.shade(look.main, 0.6),
        2.6,
        0.8,
    )
    return (
        _skin_vee(look, view, 24) + _collar(view, ink.shade(look.main, 1.15)) + placket + pocket
        + _buttons(view, look.inner, 0, (-690, -650, -610, -570, -530)) + _belt(frame, view, "#4a3428", HIP_Y - 22, 18, _GOLD)
    )  # fmt: skip


def _suit(look: Look, frame: Frame, view: View) -> str:
    del frame
    vest = ink.shape(_area(view, (-32, _NECK - 10), (0, -600), (32, _NECK - 10)), look.inner)
    tie = ""
    if "tie" in look.ornaments or look.gender == "male":
        tie = ink.shape(
            _area(view, (-10, _NECK + 20), (10, _NECK + 20), (15, -640), (0, -612), (-15, -640)), look.trim
        )
        tie += ink.shape(
            _area(view, (-12, _NECK + 8), (12, _NECK + 8), (8, _NECK + 28), (-8, _NECK + 28)),
            ink.shade(look.trim, 0.85),
        )
    collar = _mirrored(view, look.inner, (28, _NECK - 14), (34, _NECK + 6), (20, _NECK + 32), (3, _NECK + 12))
    lapels = _mirrored(
        view, ink.shade(look.main, 1.16), (34, _NECK - 14), (62, -690), (46, -678), (56, -662), (2, -586)
    )
    edge = ink.stroke(_line(view, (2, -588), (4, -520), (-6, HIP_Y)), ink.shade(look.main, 0.5), 3, 0.9)
    pocket = ink.shape(_area(view, (42, -650), (68, -656), (68, -644), (42, -638)), look.inner, width=2.2)
    flaps = "".join(
        ink.stroke(_line(view, (s * 40, -512), (s * 76, -518)), ink.shade(look.main, 0.55), 4) for s in (-1, 1)
    )
    return (
        vest
        + tie
        + collar
        + lapels
        + edge
        + pocket
        + flaps
        + _buttons(view, ink.shade(look.main, 0.5), -5, (-566, -530))
    )


def _coat(look: Look, frame: Frame, view: View) -> str:
    inner = look.inner if look.costume == "lab_coat" else ink.shade(look.trim, 0.9)
    if look.costume == "lab_coat":
        inner = look.trim
    vest = ink.shape(_area(view, (-40, _NECK - 8), (-22, HIP_Y + 6), (22, HIP_Y + 6), (40, _NECK - 8)), inner)
    vee = _skin_vee(look, view, 26)
    collar = _mirrored(
        view, ink.shade(inner, 1.2), (30, _NECK - 12), (36, _NECK + 6), (20, _NECK + 36), (2, _NECK + 20)
    )
    lapels = _mirrored(view, ink.shade(look.main, 1.14), (36, _NECK - 18), (74, -700), (64, -668), (22, -590))
    edges = "".join(
        ink.stroke(_line(view, (s * 22, -592), (s * 20, HIP_Y + 6)), ink.shade(look.main, 0.5), 3) for s in (-1, 1)
    )
    if look.costume == "lab_coat":
        pens = ink.stroke(_line(view, (46, -650), (46, -668)), "#b8323f", 4) + ink.stroke(
            _line(view, (54, -650), (54, -666)), "#3c5fa8", 4
        )
        pocket = pens + ink.shape(_area(view, (38, -656), (66, -656), (66, -620), (38, -620)), look.main, width=2.4)
        return vest + vee + collar + lapels + edges + pocket
    return (
        vest + vee + collar + lapels + edges + _belt(frame, view, ink.shade(look.main, 0.7), WAIST_Y - 4, 26, _GOLD)
    )


def _dress(look: Look, frame: Frame, view: View) -> str:
    neckline = (
        _line(view, (-44, _NECK - 6)) + f" Q{body_x(0, view):g} {_NECK + 66} {body_x(44, view):g} {_NECK - 6}Z"
    )
    bodice = ink.shape(neckline, ink.shade(look.skin, 0.97), ink.line_colour(look.skin), 2.4)
    lace = ink.stroke(neckline.removesuffix("Z"), look.inner, 9) + ink.stroke(
        neckline.removesuffix("Z"), ink.shade(look.inner, 0.7), 1.8
    )
    bow_x = body_x(0, view)
    bow = ink.shape(
        f"M{bow_x:g} {WAIST_Y + 8} l-26 -14 v28Z M{bow_x:g} {WAIST_Y + 8} l26 -14 v28Z", look.trim
    ) + ink.ellipse(bow_x, WAIST_Y + 8, 7, 7, ink.shade(look.trim, 0.8))
    return bodice + lace + _belt(frame, view, look.trim, WAIST_Y - 8, 24) + bow


def _uniform(look: Look, frame: Frame, view: View) -> str:
    stand = ink.shape(
        _area(
            view,
            (-32, _NECK - 26),
            (-40, _NECK + 6),
            (0, _NECK + 22),
            (40, _NECK + 6),
            (32, _NECK - 26),
            (0, _NECK - 8),
        ),
        ink.shade(look.main, 0.8),
    )
    seam = ink.stroke(_line(view, (0, _NECK + 22), (0, HIP_Y)), ink.shade(look.main, 0.55), 3)
    shoulder = _mirrored(
        view,
        look.trim,
        (frame.shoulder - 44, -738),
        (frame.shoulder - 6, -722),
        (frame.shoulder - 8, -706),
        (frame.shoulder - 48, -722),
    )
    badge_x = body_x(48, view)
    badge = ink.shape(f"M{badge_x:g} -676 l9 12 -9 18 -9 -18Z", _GOLD, width=2.2)
    pocket = ink.shape(
        _area(view, (-66, -650), (-32, -650), (-32, -636), (-49, -628), (-66, -636)),
        ink.shade(look.main, 0.9),
        width=2.4,
    )
    rows = (-690, -645, -600)
    return (
        stand
        + seam
        + shoulder
        + badge
        + pocket
        + _buttons(view, _GOLD, -14, rows)
        + _buttons(view, _GOLD, 14, rows)
        + _belt(frame, view, "#33261f", WAIST_Y, 28, _GOLD)
    )


def _apron(look: Look, frame: Frame, view: View) -> str:
    straps = "".join(
        ink.stroke(_line(view, (s * 34, _NECK - 4), (s * 44, -660)), ink.shade(look.trim, 0.8), 9) for s in (-1, 1)
    )
    bib = ink.shape(_area(view, (-50, -668), (50, -668), (56, WAIST_Y + 4), (-56, WAIST_Y + 4)), look.trim)
    half = frame.hip * 0.86
    skirt = ink.shape(
        _area(view, (-half, WAIST_Y), (half, WAIST_Y), (half + 4, HIP_Y + 26), (-half - 4, HIP_Y + 26)), look.trim
    )
    pocket = ink.stroke(
        _line(view, (-30, -512), (30, -512), (26, HIP_Y - 2), (-26, HIP_Y - 2), (-30, -512)),
        ink.shade(look.trim, 0.65),
        2.6,
    )
    return (
        _skin_vee(look, view, 26)
        + _collar(view, ink.shade(look.main, 1.15))
        + straps
        + bib
        + skirt
        + pocket
        + _belt(frame, view, ink.shade(look.trim, 0.82), WAIST_Y - 8, 18)
    )


def _hoodie(look: Look, frame: Frame, view: View) -> str:
    del frame
    collar = ink.shape(
        _area(
            view,
            (-48, _NECK - 8),
            (-36, _NECK + 14),
            (0, _NECK + 44),
            (36, _NECK + 14),
            (48, _NECK - 8),
            (30, _NECK - 14),
            (0, _NECK + 14),
            (-30, _NECK - 14),
        ),
        ink.shade(look.main, 1.12),
    )
    strings = "".join(ink.stroke(_line(view, (s * 16, _NECK + 30), (s * 19, -642)), look.inner, 5) for s in (-1, 1))
    pouch = ink.shape(
        _area(view, (-34, -560), (34, -560), (62, -500), (58, -478), (-58, -478), (-62, -500)),
        ink.shade(look.main, 0.94),
    )
    zipper = ink.stroke(_line(view, (0, _NECK + 44), (0, -562)), ink.shade(look.main, 0.6), 3, 0.7)
    return _skin_vee(look, view, 18, 26) + collar + zipper + strings + pouch


def _raincoat(look: Look, frame: Frame, view: View) -> str:
    del frame
    collar = _mirrored(
        view, ink.shade(look.main, 1.12), (28, _NECK - 22), (56, _NECK + 2), (38, _NECK + 44), (0, _NECK + 22)
    )
    flap = ink.stroke(_line(view, (-12, _NECK + 30), (-12, HIP_Y + 6)), ink.shade(look.main, 0.6), 3) + ink.stroke(
        _line(view, (14, _NECK + 30), (14, HIP_Y + 6)), ink.shade(look.main, 0.6), 2.4, 0.5
    )
    yoke = ink.stroke(
        _line(view, (-92, -672), (-40, -660), (40, -660), (92, -672)), ink.shade(look.main, 0.66), 3, 0.8
    )
    pockets = "".join(
        ink.shape(
            _area(view, (s * 34, -530), (s * 76, -538), (s * 78, -518), (s * 34, -510)),
            ink.shade(look.main, 0.9),
            width=2.4,
        )
        for s in (-1, 1)
    )
    toggles = "".join(ink.stroke(_line(view, (-14, y), (14, y)), "#5a3a24", 8) for y in (-690, -630, -570, -500))
    return _skin_vee(look, view, 18, 24) + collar + yoke + flap + pockets + toggles


def _sweater(look: Look, frame: Frame, view: View) -> str:
    neck = ink.shape(
        _area(
            view,
            (-34, _NECK - 24),
            (-44, _NECK + 6),
            (0, _NECK + 22),
            (44, _NECK + 6),
            (34, _NECK - 24),
            (0, _NECK - 6),
        ),
        ink.shade(look.main, 1.12),
    )
    ribs = "".join(
        ink.stroke(
            _line(view, (x, _NECK + 14 - abs(x) * 0.5), (x * 0.9, _NECK - 4 - abs(x) * 0.3)),
            ink.shade(look.main, 0.75),
            2.2,
            0.7,
        )
        for x in (-28, -14, 0, 14, 28)
    )
    band = "".join(
        ink.stroke(
            "M"
            + " L".join(
                f"{body_x(x, view):g} {y + (10 if index % 2 else -10)}"
                for index, x in enumerate(range(-120, 121, 20))
            ),
            colour,
            6,
        )
        for y, colour in ((-652, look.trim), (-630, look.inner))
    )
    half = frame.hip + 6
    hem = ink.shape(
        _area(view, (-half, HIP_Y - 24), (half, HIP_Y - 24), (half - 4, HIP_Y + 8), (-half + 4, HIP_Y + 8)),
        ink.shade(look.main, 0.88),
    )
    hem += "".join(
        ink.stroke(_line(view, (x, HIP_Y - 20), (x, HIP_Y + 4)), ink.shade(look.main, 0.68), 2.2, 0.7)
        for x in range(-72, 73, 16)
    )
    return band + neck + ribs + hem


def _armour(look: Look, frame: Frame, view: View) -> str:
    plates = "".join(
        ink.stroke(_line(view, (-100, y), (0, y + 16), (100, y)), ink.shade(look.main, 0.55), 3)
        + ink.stroke(_line(view, (-100, y + 5), (0, y + 21), (100, y + 5)), ink.shade(look.main, 1.45), 2.4, 0.7)
        for y in (-650, -618, -586)
    )
    scarf = ink.shape(
        _area(
            view,
            (-48, _NECK - 10),
            (-52, _NECK + 18),
            (0, _NECK + 44),
            (52, _NECK + 18),
            (48, _NECK - 10),
            (0, _NECK + 8),
        ),
        look.trim,
    )
    middle = body_x(0, view)
    mirror = ink.ellipse(middle, -650, 26, 26, _GOLD, extra='stroke="#6b4a10" stroke-width="3"') + ink.ellipse(
        middle, -650, 17, 17, ink.shade(look.main, 1.3)
    )
    glint = ink.stroke(f"M{middle - 10:g} -652 q2 -8 10 -9", "#ffffff", 3.4, 0.9)
    return plates + mirror + glint + scarf + _belt(frame, view, "#5a3426", WAIST_Y - 8, 40, _GOLD)


def neckwear(look: Look, view: View) -> str:
    """Scarf and necklace, over every costume."""
    parts = ""
    if "necklace" in look.ornaments:
        chain = (
            f"M{body_x(-32, view):g} {_NECK + 2} Q{body_x(0, view):g} {_NECK + 86} {body_x(32, view):g} {_NECK + 2}"
        )
        parts += ink.stroke(chain, "#8a6420", 5) + ink.stroke(chain, "#f0d27a", 2.6)
        parts += ink.ellipse(
            body_x(0, view), _NECK + 48, 9, 11, "#4f9a72", extra='stroke="#24503c" stroke-width="2.4"'
        )
    if "scarf" in look.ornaments:
        wool = look.scarf
        end = ink.shape(
            _area(view, (20, _NECK + 14), (50, _NECK + 8), (58, -610), (26, -606)), ink.shade(wool, 0.9)
        )
        fringe = "".join(ink.stroke(_line(view, (x, -608), (x, -594)), wool, 4) for x in (30, 38, 46, 54))
        wrap = _area(
            view,
            (-58, _NECK - 18),
            (-66, _NECK + 12),
            (-30, _NECK + 38),
            (30, _NECK + 38),
            (66, _NECK + 12),
            (58, _NECK - 18),
            (0, _NECK - 2),
        )
        folds = ink.stroke(
            _line(view, (-56, _NECK + 6), (0, _NECK + 22), (56, _NECK + 6)), ink.shade(wool, 0.66), 2.8, 0.8
        )
        parts += fringe + end + ink.shape(wrap, wool) + folds
    if "bag" in look.ornaments:
        strap = _line(view, (60, _NECK + 22), (-frame_edge(look), HIP_Y))
        parts += ink.stroke(strap, "#3a261c", 15) + ink.stroke(strap, "#7a5238", 10)
    return parts


def frame_edge(look: Look) -> float:
    """Where the strap of a bag meets the hip."""
    return 84.0 if look.build != "stout" else 104.0


_DETAILS: dict[str, Callable[[Look, Frame, View], str]] = {
    "robe": _robe, "shirt": _shirt, "suit": _suit, "coat": _coat, "lab_coat": _coat, "dress": _dress,
    "uniform": _uniform, "apron": _apron, "hoodie": _hoodie, "raincoat": _raincoat, "sweater": _sweater,
    "armour": _armour,
}  # fmt: skip
