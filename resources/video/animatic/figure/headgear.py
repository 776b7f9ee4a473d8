"""Hats, scarves, glasses: what is worn on the head, drawn over the hair in head space."""

from __future__ import annotations

from collections.abc import Callable

from resources.video.animatic import ink
from resources.video.animatic.figure.build import CROWN_Y, EYE_Y, View, face_x
from resources.video.animatic.look import Look


def headgear(look: Look, view: View) -> str:
    """The hat of a look, or nothing."""
    draw = _HATS.get(look.headgear or "")
    return ink.moved(draw(look.headgear_colour, view), _centre(view), 0) if draw else ""


def hat_above_crown(look: Look) -> float:
    """How far a look's hat goes above its crown, head units; 0 without one."""
    top = _TOPS.get(look.headgear or "")
    return top + CROWN_Y if top else 0.0


def _centre(view: View) -> float:
    """Middle of the skull: it moves away from the side that the face turns to."""
    return -8.0 if view == "turned" else 0.0


def headgear_behind(look: Look, view: View) -> str:
    """The part of a hat that is behind head and neck."""
    if look.headgear == "headscarf":
        path = "M-108 -140 C-118 -40 -96 20 -60 40 H60 C96 20 118 -40 108 -140Z"
        return ink.moved(ink.shape(path, ink.shade(look.headgear_colour, 0.75)), _centre(view), 0)
    if look.headgear == "straw_hat":
        return ink.ellipse(
            _centre(view), -176, 176, 40, ink.shade("#d9b872", 0.62), extra='stroke="#6b4a20" stroke-width="3"'
        )
    return ""


def headgear_from_behind(look: Look) -> str:
    """The hat of a look as somebody behind its wearer sees it, or nothing."""
    colour = look.headgear_colour
    if look.headgear == "cap":
        strap = ink.stroke("M-40 -150 Q0 -132 40 -150", ink.shade(colour, 0.6), 8)
        return ink.shape(_dome(-150, -256, 106) + " Q0 -116 -106 -150Z", colour) + strap
    if look.headgear == "headscarf":
        knot = ink.shape(
            "M-24 -40 C-60 -10 -50 40 -16 20 L0 -6 L16 20 C50 40 60 -10 24 -40Z", ink.shade(colour, 0.86)
        )
        return ink.shape(_dome(-20, -250, 108) + " Q0 44 -108 -20Z", colour) + knot
    draw = _HATS.get(look.headgear or "")
    return draw(colour, "front") if draw else ""


def eyewear(look: Look, view: View) -> str:
    """Glasses, sunglasses or an eyepatch, over the eyes."""
    near, far, high = face_x(-42, view), face_x(42, view), EYE_Y + 3
    wide = 34.0
    narrow = 29.0 if view == "turned" else wide
    bridge = f"M{near + wide:g} {high - 4} Q{(near + far) / 2:g} {high - 13} {far - narrow:g} {high - 4}"
    temple = f"M{near - wide:g} {high - 6} L{face_x(-92, view):g} {high - 12}"
    if view == "front":
        temple += f" M{far + narrow:g} {high - 6} L92 {high - 12}"
    if "sunglasses" in look.ornaments:
        lenses = "".join(ink.shape(f"M{x - w:g} {high - 22} H{x + w:g} Q{x + w:g} {high + 26} {x:g} {high + 26}"
f" Q{x - w:g} {high + 26} {x - w:g} {high - 22}Z", "#22222c")
                         for x, w in ((near, wide), (far, narrow)))  # fmt: skip
        glint = "".join(ink.stroke(f"M{x - 16:g} {high - 10} l18 -6", "#8fa6c8", 4, 0.6) for x in (near, far))
        return ink.stroke(bridge + temple, "#22222c", 5) + lenses + glint
    if "glasses" in look.ornaments:
        frame = "#4a3328" if look.seed % 2 else "#2d3440"
        rim = f'stroke="{frame}" stroke-width="4.4"'
        lenses = "".join(
            ink.ellipse(x, high, w, 31, "#dff0fa", 0.16) + ink.ellipse(x, high, w, 31, "none", extra=rim)
            for x, w in ((near, wide), (far, narrow))
        )
        glint = "".join(ink.stroke(f"M{x - 20:g} {high - 12} l10 -11", "#ffffff", 3.4, 0.75) for x in (near, far))
        return ink.stroke(bridge + temple, frame, 4.2) + lenses + glint
    if "eyepatch" in look.ornaments:
        strap = ink.stroke(f"M{face_x(-90, view):g} -150 L{face_x(88, view):g} -70", "#2a2228", 5)
        return strap + ink.shape(
            f"M{far - 26:g} {high - 26} H{far + 26:g} Q{far + 26:g} {high + 24} {far:g} {high + 24}"
            f" Q{far - 26:g} {high + 24} {far - 26:g} {high - 26}Z",
            "#2a2228",
        )
    return ""


def _dome(base: float, top: float, wide: float) -> str:
    return (
        f"M{-wide:g} {base:g} C{-wide - 8:g} {top + 20:g} {-wide * 0.6:g} {top:g} 0 {top:g}"
        f" C{wide * 0.6:g} {top:g} {wide + 8:g} {top + 20:g} {wide:g} {base:g}"
    )


def _beanie(colour: str, view: View) -> str:
    del view
    dome = ink.shape(_dome(-170, -268, 108) + "Z", colour)
    ribs = "".join(
        ink.stroke(f"M{x} -178 Q{x * 0.9:g} -226 {x * 0.5:g} -260", ink.shade(colour, 0.75), 2.6, 0.6)
        for x in (-72, -36, 0, 36, 72)
    )
    cuff = "M-112 -184 Q0 -212 112 -184 L112 -148 Q0 -176 -112 -148Z"
    pom = ink.ellipse(
        0, -276, 24, 22, ink.shade(colour, 1.3), extra=f'stroke="{ink.line_colour(colour)}" stroke-width="3.2"'
    )
    return pom + dome + ribs + ink.shape(cuff, ink.shade(colour, 1.18))


def _cap(colour: str, view: View) -> str:
    dome = ink.shape(_dome(-160, -256, 106) + " Q0 -186 -106 -160Z", colour)
    seams = ink.stroke(
        "M0 -256 V-178 M-60 -166 Q-56 -226 0 -254 M60 -166 Q56 -226 0 -254",
        ink.shade(colour, 0.72),
        2.4,
        0.7,
    )
    if view == "turned":
        peak = "M-40 -172 C30 -198 100 -186 152 -150 C110 -150 40 -152 -40 -172Z"
    else:
        peak = "M-96 -164 Q0 -198 96 -164 C88 -128 -88 -128 -96 -164Z"
    return (
        dome + seams + ink.ellipse(0, -257, 8, 6, ink.shade(colour, 0.7)) + ink.shape(peak, ink.shade(colour, 0.8))
    )


def _hat(colour: str, view: View) -> str:
    del view
    crown = "M-86 -178 C-92 -250 -74 -286 -40 -286 Q0 -268 40 -286 C74 -286 92 -250 86 -178Z"
    band = "M-88 -206 Q0 -186 88 -206 L87 -174 Q0 -156 -87 -174Z"
    brim = "M-158 -172 C-150 -196 -90 -188 0 -182 C90 -188 150 -196 158 -172 C110 -142 -110 -142 -158 -172Z"
    return (
        ink.shape(brim, ink.shade(colour, 0.85))
        + ink.shape(crown, colour)
        + ink.shape(band, ink.shade(colour, 0.55))
    )


def _straw_hat(colour: str, view: View) -> str:
    del view
    cone = "M-180 -166 Q-60 -230 0 -300 Q60 -230 180 -166 Q0 -136 -180 -166Z"
    weave = "".join(
        ink.stroke(f"M0 -296 Q{x * 0.35:g} -226 {x} -158", ink.shade(colour, 0.7), 2.2, 0.6)
        for x in (-150, -100, -50, 0, 50, 100, 150)
    )
    rings = "".join(
        ink.stroke(f"M{-w} {y} Q0 {y + 22} {w} {y}", ink.shade(colour, 0.7), 2.2, 0.6)
        for w, y in ((60, -232), (110, -202))
    )
    return ink.shape(cone, colour) + weave + rings


def _helmet(colour: str, view: View) -> str:
    del view
    dome = ink.shape(_dome(-150, -262, 110) + " L92 -142 Q0 -178 -92 -142Z", colour)
    rim = ink.shape(
        "M-112 -166 Q0 -200 112 -166 L112 -144 Q0 -178 -112 -144Z",
        ink.shade(colour, 0.75),
    )
    cheek = "".join(
        ink.shape(
            f"M{s * 112} -150 L{s * 110} -60 L{s * 88} -84 L{s * 90} -150Z",
            ink.shade(colour, 0.85),
        )
        for s in (-1, 1)
    )
    plume = ink.shape(
        "M0 -258 C-30 -330 -90 -310 -100 -262 C-66 -286 -30 -280 0 -258Z",
        "#b8323f",
    )
    return plume + dome + ink.stroke("M-44 -236 Q-74 -216 -80 -186", "#ffffff", 6, 0.45) + rim + cheek


def _headscarf(colour: str, view: View) -> str:
    x = {place: round(face_x(place, view) - _centre(view)) for place in (-88, -86, -50, 0, 50, 86, 88)}
    open_face = f"L{x[86]} -60 C{x[88]} -150 {x[50]} -184 {x[0]} -186 C{x[-50]} -184 {x[-88]} -150 {x[-86]} -60"
    path = f"{_dome(-20, -250, 108)} Q80 34 20 34 L50 4 {open_face} L-30 6 L-20 34 Q-84 34 -108 -20Z"
    dots = "".join(
        ink.ellipse(x, y, 6, 6, ink.shade(colour, 1.35), 0.8)
        for x, y in (
            (-70, -210),
            (-20, -226),
            (36, -218),
            (76, -186),
            (-96, -130),
            (96, -120),
            (-98, -60),
            (98, -60),
        )
    )
    knot = ink.shape("M14 26 C-26 6 -34 60 8 36 C40 64 56 8 14 26Z", colour)
    return ink.shape(path, colour) + dots + knot


def _crown(colour: str, view: View) -> str:
    del view
    path = "M-74 -212 L-86 -282 L-44 -250 L0 -300 L44 -250 L86 -282 L74 -212 Q0 -190 -74 -212Z"
    gems = "".join(
        ink.ellipse(x, y, 7, 8, gem, extra='stroke="#6b4a10" stroke-width="2"')
        for x, y, gem in ((-46, -222, "#3c7fc8"), (0, -216, "#c2303a"), (46, -222, "#3c7fc8"))
    )
    tips = "".join(
        ink.ellipse(x, y, 7, 7, "#fff2c0", extra='stroke="#8a6420" stroke-width="2"')
        for x, y in ((-86, -284), (0, -302), (86, -284))
    )
    return ink.shape(path, colour) + gems + tips


_HATS: dict[str, Callable[[str, View], str]] = {
    "beanie": _beanie, "cap": _cap, "hat": _hat, "straw_hat": _straw_hat, "helmet": _helmet, "headscarf": _headscarf,
    "crown": _crown,
}  # fmt: skip
_TOPS: dict[str, float] = {
    "beanie": 300, "cap": 265, "hat": 288, "straw_hat": 302, "helmet": 320, "headscarf": 253, "crown": 311,
}  # fmt: skip
"""Head units from the chin to the top of each hat, its outline too."""
