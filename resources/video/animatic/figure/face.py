"""Head without expression: skull, face, ears, nose, cheeks, age lines, beard. Eyes, mouth and hair live elsewhere."""

from __future__ import annotations

from resources.video.animatic import ink
from resources.video.animatic.figure.build import View, face_x
from resources.video.animatic.look import Look


def contour(look: Look, view: View) -> str:
    """Outline of the face as an SVG path; the jaw carries age and gender."""
    round_cheeks = look.age == "child" or look.build == "stout"
    chin = 20 + 17 * look.jaw + (6 if round_cheeks else 0)
    cheek = 70 + 8 * look.jaw + (9 if round_cheeks else 0)
    low = 3 if round_cheeks else 7
    if view == "front":
        return (
            f"M-88 -118 C-94 -216 94 -216 88 -118 C90 -72 {cheek} -28 {chin} -4 Q0 {low} {-chin} -4"
            f" C{-cheek} -28 -90 -72 -88 -118Z"
        )
    return (
        f"M-82 -120 C-90 -216 98 -216 91 -126 C90 -110 86 -105 87 -95 C93 -74 {cheek + 12} -32 {chin + 20} -4"
        f" Q22 {low + 1} {-chin + 14} -3 C{-cheek + 16} -24 -82 -66 -82 -120Z"
    )


def head_base(look: Look, view: View) -> str:
    """Everything of the head that never moves, without hair."""
    skin, line = look.skin, ink.line_colour(look.skin)
    face = contour(look, view)
    turned = view == "turned"
    centre = -7 if turned else 0
    skull = f"M{centre - 95} -126 a95 92 0 1 1 190 0 a95 92 0 1 1 -190 0Z"
    scalp = f"M{centre - 90} -130 a90 86 0 0 1 180 0Z"
    bare = look.hair_style in {"bald", "balding"}
    light = ink.bloom(
        "skin", (0, ink.shade(skin, 1.07), 1), (0.62, skin, 1), (1, ink.shade(skin, 0.86), 1),
        x=0.6 if turned else 0.5, y=0.42, radius=0.72,
    )  # fmt: skip
    ears = _ears(look, view)
    silhouette = "" if turned else ears
    parts = [
        f"<defs>{light}{_blush()}</defs>",
        silhouette,
        ink.shape(skull, line, line, ink.OUTLINE * 2) if bare else "",
        ink.shape(face, line, line, ink.OUTLINE * 2),
        ink.fill(skull if bare else scalp, skin),
        ink.fill(face, "url(#skin)"),
        _side_shadow(look, view, face),
        ears if turned else "",
        _cheeks(look, view),
        _nose(look, view),
        _age_lines(look, view),
        _double_chin(look, view),
        _freckles(look, view),
    ]
    return "".join(parts)


def beard(look: Look, view: View) -> str:
    """Beard and moustache; drawn under the mouth, which stays readable."""
    worn = look.ornaments
    colour = ink.shade(look.hair, 1.12 if ink.lightness(look.hair) < 0.5 else 0.97)
    middle = face_x(0, view)
    parts = ""
    if "beard" in worn:
        left, right = face_x(-80, view), face_x(82, view)
        depth = 74 if look.age == "old" else 34
        path = (
            f"M{left} -92 C{left + 4} -62 {left + 20} -54 {middle - 34} -50 Q{middle} -62 {middle + 34} -50"
            f" C{right - 20} -54 {right - 4} -62 {right} -92 C{right + 4} -30 {middle + 62} {depth * 0.55}"
            f" {middle + 4} {depth} C{middle - 60} {depth * 0.55} {left - 4} -30 {left} -92Z"
        )
        strands = "".join(
            ink.stroke(f"M{middle + x} {-14 + abs(x) * -0.2:g}"
f" Q{middle + x * 0.9} {depth * 0.4:g} {middle + x * 0.5} {depth * 0.72:g}",
                       ink.shade(colour, 0.8), 2.2, 0.5)
            for x in (-44, -22, 2, 24, 46)
        )  # fmt: skip
        hollow = ink.ellipse(middle, -29, 27, 13, ink.shade(look.skin, 0.97))
        parts += ink.shape(path, colour) + strands + hollow
    if worn & {"beard", "moustache"}:
        half = (
            f"M{middle} -50 C{middle + 12} -56 {middle + 30} -50 {middle + 44} -34"
            f" C{middle + 28} -38 {middle + 10} -36 {middle} -43Z"
        )
        mirror = f"translate({2 * middle:g} 0) scale(-1 1)"
        parts += ink.shape(half, colour) + f'<g transform="{mirror}">{ink.shape(half, colour)}</g>'
    return parts


def _blush() -> str:
    return ink.bloom("blush", (0, "#ee6a5c", 0.42), (0.5, "#ee6a5c", 0.22), (1, "#ee6a5c", 0))


def _ears(look: Look, view: View) -> str:
    if look.headgear == "headscarf":
        return ""
    if view == "turned":
        return _ear(-78, look)
    return _ear(-90, look) + ink.moved(_ear(-90, look), 0, 0, wide=-1, high=1)


def _ear(x: float, look: Look) -> str:
    skin = ink.shade(look.skin, 0.97)
    outer = f"M{x + 12} -112 C{x - 6} -124 {x - 20} -106 {x - 14} -86 C{x - 10} -70 {x} -62 {x + 12} -68Z"
    inner = f"M{x + 4} -102 C{x - 8} -106 {x - 10} -90 {x - 2} -82"
    ring = ""
    if "earrings" in look.ornaments:
        ring = ink.stroke(f"M{x - 4} -64 v8", "#d9a93c", 2.4) + ink.ellipse(x - 4, -49, 6, 7, "#e8bf4d",
                                                                       extra='stroke="#8a6420" stroke-width="1.8"')  # fmt: skip
    return (
        ink.fill(outer, skin)
        + ink.stroke(outer.removesuffix("Z"), ink.line_colour(look.skin))
        + ink.stroke(inner, ink.shade(look.skin, 0.72), 2.6)
        + ring
    )


def _side_shadow(look: Look, view: View, face: str) -> str:
    """Shadow under the hair and along the cheek that is turned away from the light."""
    dark = ink.shade(look.skin, 0.72)
    under_hair = (
        ""
        if look.hair_style == "bald" and look.headgear is None
        else ink.fill("M-100 -230 H100 V-150 Q0 -176 -100 -140Z", dark, 0.28)
    )
    side = ink.fill("M-100 -160 C-60 -120 -74 -40 -30 10 L-110 20Z", dark, 0.22 if view == "turned" else 0.14)
    return ink.clipped("face", face, under_hair + side)


def _cheeks(look: Look, view: View) -> str:
    size = 25 if look.age == "child" or look.gender == "female" else 21
    return "".join(
        f'<ellipse cx="{face_x(x, view):g}" cy="-58" rx="{size}" ry="{size * 0.66:g}" fill="url(#blush)"/>'
        for x in (-54, 54)
    )


def _nose(look: Look, view: View) -> str:
    line = ink.mix(ink.shade(look.skin, 0.6), "#8a3d30", 0.25)
    tip = -60 + (3 * look.nose if look.age != "child" else -2)
    if view == "front":
        wing = 5 + 2 * look.jaw
        bridge = ink.fill(f"M4 -84 Q14 {tip - 4} 6 {tip + 1} L2 {tip - 2}Z", ink.shade(look.skin, 0.8), 0.45)
        return bridge + ink.stroke(f"M{-wing} {tip - 2} Q0 {tip + 6} {wing + 1} {tip - 3}", line, 2.8)
    reach = 33 + 5 * look.nose
    path = f"M23 -86 Q{reach} {tip - 8} {reach} {tip - 2} Q{reach - 4} {tip + 5} {reach - 15} {tip + 1}"
    return ink.stroke(path, line, 2.9)


def _age_lines(look: Look, view: View) -> str:
    if look.age not in {"old", "adult"} or (look.age == "adult" and look.gender == "female"):
        return ""
    line, weight = ink.shade(look.skin, 0.66), 0.75 if look.age == "old" else 0.3
    folds = "".join(
        ink.stroke(f"M{face_x(side * 27, view):g} -58 Q{face_x(side * 37, view):g} -46 {face_x(side * 35, view):g} -32",
                   line, 2.4, weight)
        for side in (-1, 1)
    )  # fmt: skip
    if look.age == "adult":
        return folds
    crow = "".join(
        ink.stroke(f"M{face_x(side * 72, view):g} {-96 + y} l{side * 9} {y * 0.6 - 2:g}", line, 2.1, 0.6)
        for side in (-1, 1)
        for y in (-3, 5)
    )
    bags = "".join(
        ink.stroke(f"M{face_x(side * 26, view):g} -66 Q{face_x(side * 42, view):g} -59 {face_x(side * 58, view):g} -68",
                   line, 2.1, 0.5)
        for side in (-1, 1)
    )  # fmt: skip
    forehead = ink.stroke(
        f"M{face_x(-30, view):g} -160 Q{face_x(0, view):g} -165 {face_x(30, view):g} -160", line, 2.1, 0.45
    )
    return folds + crow + bags + forehead


def _double_chin(look: Look, view: View) -> str:
    if look.build != "stout":
        return ""
    left, middle, right = (face_x(x, view) for x in (-30, 0, 30))
    return ink.stroke(f"M{left:g} -13 Q{middle:g} -3 {right:g} -13", ink.shade(look.skin, 0.66), 2.6, 0.7)


def _freckles(look: Look, view: View) -> str:
    parts = ""
    if "freckles" in look.ornaments:
        spots = ((-60, -62), (-50, -68), (-44, -58), (44, -60), (52, -68), (60, -60), (-54, -54), (54, -53))
        parts += "".join(ink.ellipse(face_x(x, view), y, 2.3, 2, "#a8603c", 0.6) for x, y in spots)
    if "mole" in look.ornaments:
        parts += ink.ellipse(face_x(34, view), -24, 3, 3, "#4a2a22")
    if "scar" in look.ornaments:
        parts += ink.stroke(f"M{face_x(50, view):g} -74 l12 34", "#a84a40", 3.4, 0.8)
        parts += ink.stroke(f"M{face_x(48, view):g} -58 l14 -4 M{face_x(52, view):g} -48 l14 -4", "#a84a40", 2, 0.8)
    return parts
