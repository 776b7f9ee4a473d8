"""Hats, scarves, glasses: what is worn on the head, drawn over the hair in head space."""

from __future__ import annotations

from collections.abc import Callable

from resources.video.animatic import ink
from resources.video.animatic.figure.build import EYE_Y, View, face_x
from resources.video.animatic.look import Look


def headgear(look: Look, view: View) -> str:
    """The hat of a look, or nothing."""
    draw = _HATS.get(look.headgear or "")
    return draw(look.headgear_colour, -8 if view == "turned" else 0, view) if draw else ""


def headgear_behind(look: Look, view: View) -> str:
    """The part of a hat that is behind head and neck."""
    cx = -10 if view == "turned" else 0
    if look.headgear == "headscarf":
        path = f"M{cx - 108} -140 C{cx - 118} -40 {cx - 96} 20 {cx - 60} 40 H{cx + 60} C{cx + 96} 20 {cx + 118} -40 {cx + 108} -140Z"
        return ink.shape(path, ink.shade(look.headgear_colour, 0.75))
    if look.headgear == "straw_hat":
        return ink.ellipse(cx, -176, 176, 40, ink.shade("#d9b872", 0.62), extra='stroke="#6b4a20" stroke-width="3"')
    return ""


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
        lenses = "".join(ink.shape(f"M{x - w:g} {high - 22} H{x + w:g} Q{x + w:g} {high + 26} {x:g} {high + 26} Q{x - w:g} {high + 26} {x - w:g} {high - 22}Z", "#22222c")
                         for x, w in ((near, wide), (far, narrow)))  # fmt: skip
        glint = "".join(ink.stroke(f"M{x - 16:g} {high - 10} l18 -6", "#8fa6c8", 4, 0.6) for x in (near, far))
        return ink.stroke(bridge + temple, "#22222c", 5) + lenses + glint
    if "glasses" in look.ornaments:
        frame = "#4a3328" if look.seed % 2 else "#2d3440"
        lenses = "".join(ink.ellipse(x, high, w, 31, "#dff0fa", 0.16) + ink.ellipse(x, high, w, 31, "none", extra=f'stroke="{frame}" stroke-width="4.4"')
                         for x, w in ((near, wide), (far, narrow)))  # fmt: skip
        glint = "".join(ink.stroke(f"M{x - 20:g} {high - 12} l10 -11", "#ffffff", 3.4, 0.75) for x in (near, far))
        return ink.stroke(bridge + temple, frame, 4.2) + lenses + glint
    if "eyepatch" in look.ornaments:
        strap = ink.stroke(f"M{face_x(-90, view):g} -150 L{face_x(88, view):g} -70", "#2a2228", 5)
        return strap + ink.shape(
            f"M{far - 26:g} {high - 26} H{far + 26:g} Q{far + 26:g} {high + 24} {far:g} {high + 24} Q{far - 26:g} {high + 24} {far - 26:g} {high - 26}Z",
            "#2a2228",
        )
    return ""


def _dome(cx: float, base: float, top: float, wide: float) -> str:
    return f"M{cx - wide:g} {base:g} C{cx - wide - 8:g} {top + 20:g} {cx - wide * 0.6:g} {top:g} {cx:g} {top:g} C{cx + wide * 0.6:g} {top:g} {cx + wide + 8:g} {top + 20:g} {cx + wide:g} {base:g}"


def _beanie(colour: str, cx: float, view: View) -> str:
    del view
    dome = ink.shape(_dome(cx, -170, -268, 108) + "Z", colour)
    ribs = "".join(
        ink.stroke(
            f"M{cx + x} -178 Q{cx + x * 0.9:g} -226 {cx + x * 0.5:g} -260", ink.shade(colour, 0.75), 2.6, 0.6
        )
        for x in (-72, -36, 0, 36, 72)
    )
    cuff = f"M{cx - 112} -184 Q{cx} -212 {cx + 112} -184 L{cx + 112} -148 Q{cx} -176 {cx - 112} -148Z"
    pom = ink.ellipse(
        cx, -276, 24, 22, ink.shade(colour, 1.3), extra=f'stroke="{ink.line_colour(colour)}" stroke-width="3.2"'
    )
    return pom + dome + ribs + ink.shape(cuff, ink.shade(colour, 1.18))


def _cap(colour: str, cx: float, view: View) -> str:
    dome = ink.shape(_dome(cx, -160, -256, 106) + f" Q{cx} -186 {cx - 106} -160Z", colour)
    seams = ink.stroke(
        f"M{cx} -256 V-178 M{cx - 60} -166 Q{cx - 56} -226 {cx} -254 M{cx + 60} -166 Q{cx + 56} -226 {cx} -254",
        ink.shade(colour, 0.72),
        2.4,
        0.7,
    )
    if view == "turned":
        peak = f"M{cx - 40} -172 C{cx + 30} -198 {cx + 100} -186 {cx + 152} -150 C{cx + 110} -150 {cx + 40} -152 {cx - 40} -172Z"
    else:
        peak = f"M{cx - 96} -164 Q{cx} -198 {cx + 96} -164 C{cx + 88} -128 {cx - 88} -128 {cx - 96} -164Z"
    return (
        dome + seams + ink.ellipse(cx, -257, 8, 6, ink.shade(colour, 0.7)) + ink.shape(peak, ink.shade(colour, 0.8))
    )


def _hat(colour: str, cx: float, view: View) -> str:
    del view
    crown = f"M{cx - 86} -178 C{cx - 92} -250 {cx - 74} -286 {cx - 40} -286 Q{cx} -268 {cx + 40} -286 C{cx + 74} -286 {cx + 92} -250 {cx + 86} -178Z"
    band = f"M{cx - 88} -206 Q{cx} -186 {cx + 88} -206 L{cx + 87} -174 Q{cx} -156 {cx - 87} -174Z"
    brim = f"M{cx - 158} -172 C{cx - 150} -196 {cx - 90} -188 {cx} -182 C{cx + 90} -188 {cx + 150} -196 {cx + 158} -172 C{cx + 110} -142 {cx - 110} -142 {cx - 158} -172Z"
    return (
        ink.shape(brim, ink.shade(colour, 0.85))
        + ink.shape(crown, colour)
        + ink.shape(band, ink.shade(colour, 0.55))
    )


def _straw_hat(colour: str, cx: float, view: View) -> str:
    del view
    cone = f"M{cx - 180} -166 Q{cx - 60} -230 {cx} -300 Q{cx + 60} -230 {cx + 180} -166 Q{cx} -136 {cx - 180} -166Z"
    weave = "".join(
        ink.stroke(f"M{cx} -296 Q{cx + x * 0.35:g} -226 {cx + x} -158", ink.shade(colour, 0.7), 2.2, 0.6)
        for x in (-150, -100, -50, 0, 50, 100, 150)
    )
    rings = "".join(
        ink.stroke(f"M{cx - w} {y} Q{cx} {y + 22} {cx + w} {y}", ink.shade(colour, 0.7), 2.2, 0.6)
        for w, y in ((60, -232), (110, -202))
    )
    return ink.shape(cone, colour) + weave + rings


def _helmet(colour: str, cx: float, view: View) -> str:
    del view
    dome = ink.shape(_dome(cx, -150, -262, 110) + f" L{cx + 92} -142 Q{cx} -178 {cx - 92} -142Z", colour)
    rim = ink.shape(
        f"M{cx - 112} -166 Q{cx} -200 {cx + 112} -166 L{cx + 112} -144 Q{cx} -178 {cx - 112} -144Z",
        ink.shade(colour, 0.75),
    )
    cheek = "".join(
        ink.shape(
            f"M{cx + s * 112} -150 L{cx + s * 110} -60 L{cx + s * 88} -84 L{cx + s * 90} -150Z",
            ink.shade(colour, 0.85),
        )
        for s in (-1, 1)
    )
    plume = ink.shape(
        f"M{cx} -258 C{cx - 30} -330 {cx - 90} -310 {cx - 100} -262 C{cx - 66} -286 {cx - 30} -280 {cx} -258Z",
        "#b8323f",
    )
    return (
        plume
        + dome
        + ink.stroke(f"M{cx - 44} -236 Q{cx - 74} -216 {cx - 80} -186", "#ffffff", 6, 0.45)
        + rim
        + cheek
    )


def _headscarf(colour: str, cx: float, view: View) -> str:
    open_face = " ".join((f"L{face_x(86, view):g} -60 C{face_x(88, view):g} -150 {face_x(50, view):g} -184 {face_x(0, view):g} -186",
                          f"C{face_x(-50, view):g} -184 {face_x(-88, view):g} -150 {face_x(-86, view):g} -60"))  # fmt: skip
    path = f"{_dome(cx, -20, -250, 108)} Q{cx + 80} 34 {cx + 20} 34 L{cx + 50} 4 {open_face} L{cx - 30} 6 L{cx - 20} 34 Q{cx - 84} 34 {cx - 108} -20Z"
    dots = "".join(
        ink.ellipse(cx + x, y, 6, 6, ink.shade(colour, 1.35), 0.8)
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
    knot = ink.shape(
        f"M{cx + 14} 26 C{cx - 26} 6 {cx - 34} 60 {cx + 8} 36 C{cx + 40} 64 {cx + 56} 8 {cx + 14} 26Z", colour
    )
    return ink.shape(path, colour) + dots + knot


def _crown(colour: str, cx: float, view: View) -> str:
    del view
    path = f"M{cx - 74} -212 L{cx - 86} -282 L{cx - 44} -250 L{cx} -300 L{cx + 44} -250 L{cx + 86} -282 L{cx + 74} -212 Q{cx} -190 {cx - 74} -212Z"
    gems = "".join(
        ink.ellipse(cx + x, y, 7, 8, gem, extra='stroke="#6b4a10" stroke-width="2"')
        for x, y, gem in ((-46, -222, "#3c7fc8"), (0, -216, "#c2303a"), (46, -222, "#3c7fc8"))
    )
    tips = "".join(
        ink.ellipse(cx + x, y, 7, 7, "#fff2c0", extra='stroke="#8a6420" stroke-width="2"')
        for x, y in ((-86, -284), (0, -302), (86, -284))
    )
    return ink.shape(path, colour) + gems + tips


_HATS: dict[str, Callable[[str, float, View], str]] = {
    "beanie": _beanie, "cap": _cap, "hat": _hat, "straw_hat": _straw_hat, "helmet": _helmet, "headscarf": _headscarf,
    "crown": _crown,
}  # fmt: skip
