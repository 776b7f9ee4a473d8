"""Torso, sleeves, skirts and legs as SVG parts around their joints. What decorates them is in `costume`."""

from __future__ import annotations

from resources.video.animatic import ink
from resources.video.animatic.figure.build import (
    CHIN_Y,
    FOREARM,
    HIP_Y,
    SHIN,
    SHOULDER_Y,
    THIGH,
    UPPER_ARM,
    WAIST_Y,
    Frame,
    View,
    body_x,
)
from resources.video.animatic.figure.costume import CUTS, cloth_pattern, details, neckwear
from resources.video.animatic.figure.hands import shoe
from resources.video.animatic.look import Look


def torso(look: Look, frame: Frame, view: View) -> str:
    """Neck and torso down to the hips, in body space."""
    outline = torso_outline(frame, view)
    base = look.main
    paint = ink.fade("body", (0, ink.shade(base, 1.1), 1), (0.6, base, 1), (1, ink.shade(base, 0.8), 1))
    side = ink.fade(
        "side", (0, "#1a1024", 0.3), (0.3, "#1a1024", 0), (0.8, "#fff0d0", 0), (1, "#fff0d0", 0.22), across=True
    )
    pattern = cloth_pattern(look)
    cloth = ink.fill(outline, "url(#cloth)") if pattern else ""
    hood = _hood(look, view) if CUTS[look.costume].hood else ""
    inner = cloth + details(look, frame, view) + ink.fill(outline, "url(#side)")
    return (
        f"<defs>{paint}{side}{pattern}</defs>{hood}{_neck(look, frame, view)}"
        + ink.fill(outline, "url(#body)")
        + ink.clipped("torso", outline, inner)
        + ink.stroke(outline[: outline.rindex(" Q")], ink.line_colour(base))
        + neckwear(look, view)
    )


def upper_arm(frame: Frame) -> str:
    """Silhouette of the upper arm, shoulder at (0, 0), elbow at (0, UPPER_ARM)."""
    wide = frame.arm
    return (
        f"M{-wide * 1.02:g} 4 C{-wide * 1.0:g} {-wide * 1.15:g} {wide * 1.0:g} {-wide * 1.15:g} {wide * 1.02:g} 4"
        f" L{wide * 0.9:g} {UPPER_ARM} A{wide * 0.9:g} {wide * 0.9:g} 0 0 1 {-wide * 0.9:g} {UPPER_ARM}Z"
    )


def forearm(look: Look, frame: Frame) -> str:
    """Silhouette of the sleeve from the elbow at (0, 0) to the wrist at (0, FOREARM)."""
    elbow = frame.arm * 0.9
    sleeve = CUTS[look.costume].sleeve
    hem = {"fitted": frame.arm * 0.7, "loose": frame.arm * 0.95, "puff": frame.arm * 0.6, "plate": frame.arm * 0.9}
    if sleeve == "wide":
        return (
            f"M{-elbow:g} 0 A{elbow:g} {elbow:g} 0 0 1 {elbow:g} 0 L{elbow * 2.0:g} {FOREARM * 0.94:g}"
            f" Q0 {FOREARM * 1.1:g} {-elbow * 1.35:g} {FOREARM * 0.94:g}Z"
        )
    end = hem[sleeve]
    return (
        f"M{-elbow:g} 0 A{elbow:g} {elbow:g} 0 0 1 {elbow:g} 0 L{end:g} {FOREARM - 4}"
        f" Q0 {FOREARM + 3} {-end:g} {FOREARM - 4}Z"
    )


def arm_colours(look: Look) -> tuple[str, str]:
    """Fill of upper arm and forearm: short sleeves show skin."""
    if look.costume == "dress":
        return look.main, look.skin
    if look.costume == "armour":
        return ink.shade(look.trim, 0.8), look.main
    return look.main, look.main


def sleeve_paint(look: Look, path: str, colour: str, frame: Frame, lower: bool) -> str:
    """A sleeve's inside: cloth, soft shadow on the inner side, cuff. Its contour is a part of its own."""
    wide = frame.arm * 1.1
    paint = ink.fade(
        "sleeve", (0, ink.shade(colour, 0.84), 1), (0.35, colour, 1), (1, ink.shade(colour, 1.1), 1), across=True
    )
    pattern = cloth_pattern(look) if colour == look.main else ""
    inside = ink.fill(path, "url(#cloth)") if pattern else ""
    if not lower:
        fold = ink.shade(colour, 0.5)
        inside += ink.stroke(
            f"M{-wide * 0.88:g} {UPPER_ARM * 0.34:g} L{-wide * 0.8:g} {UPPER_ARM:g}", fold, 2.8, 0.9
        )
        if look.costume == "armour":
            inside += "".join(
                ink.shape(f"M-60 {y} Q0 {y + 16} 60 {y} V{y - 44} H-60Z", ink.shade(look.main, 1.0 - index * 0.08))
                for index, y in ((1, 62), (0, 34))
            )
        if look.costume == "dress":
            inside += ink.fill(f"M-60 {UPPER_ARM * 0.55:g} H60 V{UPPER_ARM + 60} H-60Z", look.skin)
            inside += ink.shape(
                f"M-60 {UPPER_ARM * 0.5:g} Q0 {UPPER_ARM * 0.6:g} 60 {UPPER_ARM * 0.5:g} V{UPPER_ARM * 0.6:g}"
                f" Q0 {UPPER_ARM * 0.7:g} -60 {UPPER_ARM * 0.6:g}Z",
                look.inner,
                width=2.4,
            )
    else:
        cut = CUTS[look.costume]
        inside += ink.stroke(
            f"M{-wide * 0.5:g} 8 q10 8 22 4 M{-wide * 0.5:g} 20 q8 6 16 3",
            ink.shade(colour, 0.6),
            2.4,
            0.7 if colour != look.skin else 0,
        )
        if cut.sleeve == "wide":
            inside += ink.stroke(
                f"M{wide * 0.2:g} 20 Q{wide * 0.8:g} 60 {wide * 0.9:g} {FOREARM}", ink.shade(colour, 0.6), 2.8, 0.7
            )
        if cut.cuff:
            high = 24 if cut.sleeve == "wide" else 18
            band = (
                look.inner
                if look.costume in {"suit", "apron"}
                else look.trim
                if look.costume != "sweater"
                else ink.shade(look.main, 0.86)
            )
            if look.costume == "hoodie":
                band = ink.shade(look.main, 0.8)
            inside += ink.shape(
                f"M-90 {FOREARM - high:g} Q0 {FOREARM - high + 10:g} 90 {FOREARM - high:g} V{FOREARM + 30} H-90Z",
                band,
                width=2.6,
            )
    return f"<defs>{paint}{pattern}</defs>" + ink.fill(path, "url(#sleeve)") + ink.clipped("arm", path, inside)


def thigh(look: Look, frame: Frame) -> str:
    """Upper leg, hip at (0, 0), knee at (0, THIGH)."""
    wide, knee = frame.leg, frame.leg * 0.8
    path = f"M{-wide:g} -20 H{wide:g} L{knee:g} {THIGH} A{knee:g} {knee:g} 0 0 1 {-knee:g} {THIGH}Z"
    sides = f"M{-wide:g} -20 L{-knee:g} {THIGH + 2} M{wide:g} -20 L{knee:g} {THIGH + 2}"
    return _leg_part(path, sides, _leg_colour(look))


def shin(look: Look, frame: Frame, view: View) -> str:
    """Lower leg with its shoe, knee at (0, 0)."""
    knee = frame.leg * 0.8
    bare = CUTS[look.costume].lower == "skirt"
    ankle = frame.leg * (0.42 if bare else 0.62)
    path = f"M{-knee:g} 0 A{knee:g} {knee:g} 0 0 1 {knee:g} 0 L{ankle:g} {SHIN - 6} H{-ankle:g}Z"
    foot = ink.moved(shoe(look.shoes, view == "turned", CUTS[look.costume].boots), 0, SHIN - 10)
    leg = _leg_part(path, path, _leg_colour(look))
    return leg + foot if CUTS[look.costume].boots else foot + leg


def skirt(look: Look, frame: Frame, view: View) -> str:
    """What hangs from the waist, in body space: gown, knee skirt or coat tails; empty for trousers."""
    lower = CUTS[look.costume].lower
    if lower == "trousers":
        return ""
    hem_y, flare = {"gown": (-26.0, 1.5), "skirt": (-214.0, 1.62), "tails": (-262.0, 1.2)}[lower]
    top_half = frame.waist + 4
    hem_half = frame.hip * flare + 16
    left, right, hem_left, hem_right = (body_x(x, view) for x in (-top_half, top_half, -hem_half, hem_half))
    hip_left, hip_right = body_x(-frame.hip - 12, view) - 2, body_x(frame.hip + 12, view) + 2
    path = (
        f"M{left:g} {WAIST_Y:g} C{hip_left:g} {HIP_Y - 40:g} {hip_left - 4:g} {HIP_Y:g} {hem_left:g} {hem_y:g}"
        f" Q{(hem_left + hem_right) / 2:g} {hem_y + 26:g} {hem_right:g} {hem_y:g}"
        f" C{hip_right + 4:g} {HIP_Y:g} {hip_right:g} {HIP_Y - 40:g} {right:g} {WAIST_Y:g}Z"
    )
    base = look.main
    paint = ink.fade("hang", (0, ink.shade(base, 0.86), 1), (0.25, base, 1), (1, ink.shade(base, 0.74), 1))
    pattern = cloth_pattern(look)
    folds = "".join(
        ink.stroke(f"M{body_x(top_half * share, view):g} {WAIST_Y + 60}"
f" Q{body_x(hem_half * share * 0.82, view):g} {(WAIST_Y + hem_y) / 2:g} {body_x(hem_half * share, view):g} {hem_y + 16:g}",
                   ink.shade(base, 0.58), 3, 0.75)
        for share in (-0.62, -0.22, 0.26, 0.64)
    )  # fmt: skip
    decoration = ink.fill(path, "url(#cloth)") if pattern else ""
    decoration += folds
    band = (
        f"M{hem_left - 10:g} {hem_y - 24:g}"
        f" Q{(hem_left + hem_right) / 2:g} {hem_y + 4:g} {hem_right + 10:g} {hem_y - 24:g} V{hem_y + 40:g}"
        f" H{hem_left - 10:g}Z"
    )
    if lower in {"gown", "skirt"}:
        decoration += ink.shape(band, look.trim, width=2.6)
    if lower == "tails" and look.costume != "raincoat":
        gap = (
            f"M{body_x(-12, view):g} {HIP_Y - 20:g} L{body_x(-40, view):g} {hem_y + 40:g}"
            f" H{body_x(40, view):g} L{body_x(12, view):g} {HIP_Y - 20:g}Z"
        )
        decoration += ink.shape(gap, ink.shade(look.lower, 0.8))
    return (
        f"<defs>{paint}{pattern}</defs>"
        + ink.shape(path, "url(#hang)", ink.line_colour(base))
        + ink.clipped("skirt", path, decoration)
        + ink.stroke(path, ink.line_colour(base))
    )


def torso_outline(frame: Frame, view: View) -> str:
    """Silhouette of the torso from the neck to the hips, in body space; its last curve closes the neck."""

    def at(x: float, y: float) -> str:
        return f"{body_x(x, view):g} {y:g}"

    neck, shoulder, waist, hip = frame.neck + 4, frame.shoulder, frame.waist, frame.hip + 6
    top = SHOULDER_Y - 26
    return (
        f"M{at(-neck - 3, -744)} C{at(-neck - 8, -738)} {at(-shoulder * 0.62, -738)} {at(-shoulder + 18, top)}"
        f" Q{at(-shoulder - 4, top + 10)} {at(-shoulder, SHOULDER_Y + 26)}"
        f" C{at(-shoulder + 6, -640)} {at(-waist - 2, -610)} {at(-waist, WAIST_Y)}"
        f" C{at(-waist - 4, -520)} {at(-hip, -510)} {at(-hip, HIP_Y + 10)} Q{at(0, HIP_Y + 22)} {at(hip, HIP_Y + 10)}"
        f" C{at(hip, -510)} {at(waist + 4, -520)} {at(waist, WAIST_Y)}"
        f" C{at(waist + 2, -610)} {at(shoulder - 6, -640)} {at(shoulder, SHOULDER_Y + 26)}"
        f" Q{at(shoulder + 4, top + 10)} {at(shoulder - 18, top)}"
        f" C{at(shoulder * 0.62, -738)} {at(neck + 8, -738)} {at(neck + 3, -744)}"
        f" Q{at(0, -730)} {at(-neck - 3, -744)}Z"
    )


def _neck(look: Look, frame: Frame, view: View) -> str:
    half, cx = frame.neck, body_x(0, view) * 0.6
    path = (
        f"M{cx - half:g} {CHIN_Y - 30:g} L{cx - half - 6:g} -736 Q{cx:g} -716 {cx + half + 6:g} -736"
        f" L{cx + half:g} {CHIN_Y - 30:g}Z"
    )
    shadow = (
        f"M{cx - half - 8:g} {CHIN_Y - 40:g} H{cx + half + 8:g} V{CHIN_Y + 6:g}"
        f" Q{cx:g} {CHIN_Y + 30:g} {cx - half - 8:g} {CHIN_Y + 8:g}Z"
    )
    return ink.shape(path, ink.shade(look.skin, 0.93)) + ink.clipped(
        "neck", path, ink.fill(shadow, ink.shade(look.skin, 0.62), 0.7)
    )


def _hood(look: Look, view: View) -> str:
    cx = body_x(0, view) - (10 if view == "turned" else 0)
    path = (
        f"M{cx - 74:g} -722 C{cx - 96:g} -790 {cx - 50:g} -812 {cx:g} -812"
        f" C{cx + 50:g} -812 {cx + 96:g} -790 {cx + 74:g} -722Z"
    )
    return ink.shape(path, ink.shade(look.main, 0.78))


def _leg_colour(look: Look) -> str:
    return look.skin if CUTS[look.costume].lower == "skirt" else look.lower


def _leg_part(path: str, contour: str, colour: str) -> str:
    """A part of a leg; its contour stays open at the knee, so that the leg bends without a seam."""
    paint = ink.fade(
        "leg", (0, ink.shade(colour, 0.82), 1), (0.4, colour, 1), (1, ink.shade(colour, 1.08), 1), across=True
    )
    return f"<defs>{paint}</defs>" + ink.fill(path, "url(#leg)") + ink.stroke(contour, ink.line_colour(colour))
