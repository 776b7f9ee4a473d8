"""The garments over the torso: lapels, belts, plates of a post or a time; all costume families. Cuts and colours: `costume`."""

from __future__ import annotations

from collections.abc import Callable

from resources.video.animatic import ink
from resources.video.animatic.figure.build import HIP_Y, WAIST_Y, Frame, View, body_x
from resources.video.animatic.figure.everyday_clothes import EVERYDAY
from resources.video.animatic.figure.tailoring import (
    GOLD,
    NECK,
    belt,
    buttons,
    collar,
    panel,
    panels,
    seam,
    skin_vee,
)
from resources.video.animatic.look import Look


def _robe(look: Look, frame: Frame, view: View) -> str:
    vee = skin_vee(look, view, 42, 26)
    inner = "".join(
        ink.stroke(seam(view, (s * 34, NECK - 14), (-s * 8, NECK + 66)), look.inner, 15) for s in (1, -1)
    )
    far = ink.shape(panel(view, (34, NECK - 18), (52, NECK), (4, -632), (-18, -652)), look.trim)
    near = ink.shape(panel(view, (-34, NECK - 18), (-52, NECK), (38, WAIST_Y + 24), (64, WAIST_Y + 8)), look.trim)
    sash = belt(frame, view, ink.shade(look.trim, 0.78), WAIST_Y - 12, 52)
    knot_x = body_x(14, view)
    cord = ink.stroke(
        f"M{body_x(-frame.waist - 6, view):g} {WAIST_Y + 14}"
        f" Q{knot_x:g} {WAIST_Y + 28} {body_x(frame.waist + 6, view):g} {WAIST_Y + 14}",
        look.inner,
        5,
    )
    tail = ink.shape(
        f"M{knot_x - 8:g} {WAIST_Y + 20} L{knot_x - 16:g} {HIP_Y + 30} L{knot_x - 2:g} {HIP_Y + 34}"
        f" L{knot_x + 2:g} {WAIST_Y + 22} L{knot_x + 12:g} {HIP_Y + 14} L{knot_x + 24:g} {HIP_Y + 8}"
        f" L{knot_x + 9:g} {WAIST_Y + 18}Z",
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


def _suit(look: Look, frame: Frame, view: View) -> str:
    del frame
    vest = ink.shape(panel(view, (-32, NECK - 10), (0, -600), (32, NECK - 10)), look.inner)
    tie = ""
    if "tie" in look.ornaments or look.gender == "male":
        tie = ink.shape(
            panel(view, (-10, NECK + 20), (10, NECK + 20), (15, -640), (0, -612), (-15, -640)), look.trim
        )
        tie += ink.shape(
            panel(view, (-12, NECK + 8), (12, NECK + 8), (8, NECK + 28), (-8, NECK + 28)),
            ink.shade(look.trim, 0.85),
        )
    neckband = panels(view, look.inner, (28, NECK - 14), (34, NECK + 6), (20, NECK + 32), (3, NECK + 12))
    lapels = panels(
        view, ink.shade(look.main, 1.16), (34, NECK - 14), (62, -690), (46, -678), (56, -662), (2, -586)
    )
    edge = ink.stroke(seam(view, (2, -588), (4, -520), (-6, HIP_Y)), ink.shade(look.main, 0.5), 3, 0.9)
    pocket = ink.shape(panel(view, (42, -650), (68, -656), (68, -644), (42, -638)), look.inner, width=2.2)
    flaps = "".join(
        ink.stroke(seam(view, (s * 40, -512), (s * 76, -518)), ink.shade(look.main, 0.55), 4) for s in (-1, 1)
    )
    return (
        vest
        + tie
        + neckband
        + lapels
        + edge
        + pocket
        + flaps
        + buttons(view, ink.shade(look.main, 0.5), -5, (-566, -530))
    )


def _coat(look: Look, frame: Frame, view: View) -> str:
    inner = look.inner if look.costume == "lab_coat" else ink.shade(look.trim, 0.9)
    if look.costume == "lab_coat":
        inner = look.trim
    vest = ink.shape(panel(view, (-40, NECK - 8), (-22, HIP_Y + 6), (22, HIP_Y + 6), (40, NECK - 8)), inner)
    vee = skin_vee(look, view, 26)
    neckband = panels(view, ink.shade(inner, 1.2), (30, NECK - 12), (36, NECK + 6), (20, NECK + 36), (2, NECK + 20))
    lapels = panels(view, ink.shade(look.main, 1.14), (36, NECK - 18), (74, -700), (64, -668), (22, -590))
    edges = "".join(
        ink.stroke(seam(view, (s * 22, -592), (s * 20, HIP_Y + 6)), ink.shade(look.main, 0.5), 3) for s in (-1, 1)
    )
    if look.costume == "lab_coat":
        pens = ink.stroke(seam(view, (46, -650), (46, -668)), "#b8323f", 4) + ink.stroke(
            seam(view, (54, -650), (54, -666)), "#3c5fa8", 4
        )
        pocket = pens + ink.shape(panel(view, (38, -656), (66, -656), (66, -620), (38, -620)), look.main, width=2.4)
        return vest + vee + neckband + lapels + edges + pocket
    return (
        vest + vee + neckband + lapels + edges + belt(frame, view, ink.shade(look.main, 0.7), WAIST_Y - 4, 26, GOLD)
    )


def _uniform(look: Look, frame: Frame, view: View) -> str:
    stand = ink.shape(
        panel(
            view,
            (-32, NECK - 26),
            (-40, NECK + 6),
            (0, NECK + 22),
            (40, NECK + 6),
            (32, NECK - 26),
            (0, NECK - 8),
        ),
        ink.shade(look.main, 0.8),
    )
    front = ink.stroke(seam(view, (0, NECK + 22), (0, HIP_Y)), ink.shade(look.main, 0.55), 3)
    shoulder = panels(
        view,
        look.trim,
        (frame.shoulder - 44, -738),
        (frame.shoulder - 6, -722),
        (frame.shoulder - 8, -706),
        (frame.shoulder - 48, -722),
    )
    badge_x = body_x(48, view)
    badge = ink.shape(f"M{badge_x:g} -676 l9 12 -9 18 -9 -18Z", GOLD, width=2.2)
    pocket = ink.shape(
        panel(view, (-66, -650), (-32, -650), (-32, -636), (-49, -628), (-66, -636)),
        ink.shade(look.main, 0.9),
        width=2.4,
    )
    rows = (-690, -645, -600)
    return (
        stand
        + front
        + shoulder
        + badge
        + pocket
        + buttons(view, GOLD, -14, rows)
        + buttons(view, GOLD, 14, rows)
        + belt(frame, view, "#33261f", WAIST_Y, 28, GOLD)
    )


def _apron(look: Look, frame: Frame, view: View) -> str:
    straps = "".join(
        ink.stroke(seam(view, (s * 34, NECK - 4), (s * 44, -660)), ink.shade(look.trim, 0.8), 9) for s in (-1, 1)
    )
    bib = ink.shape(panel(view, (-50, -668), (50, -668), (56, WAIST_Y + 4), (-56, WAIST_Y + 4)), look.trim)
    half = frame.hip * 0.86
    skirt = ink.shape(
        panel(view, (-half, WAIST_Y), (half, WAIST_Y), (half + 4, HIP_Y + 26), (-half - 4, HIP_Y + 26)), look.trim
    )
    pocket = ink.stroke(
        seam(view, (-30, -512), (30, -512), (26, HIP_Y - 2), (-26, HIP_Y - 2), (-30, -512)),
        ink.shade(look.trim, 0.65),
        2.6,
    )
    return (
        skin_vee(look, view, 26)
        + collar(view, ink.shade(look.main, 1.15))
        + straps
        + bib
        + skirt
        + pocket
        + belt(frame, view, ink.shade(look.trim, 0.82), WAIST_Y - 8, 18)
    )


def _armour(look: Look, frame: Frame, view: View) -> str:
    plates = "".join(
        ink.stroke(seam(view, (-100, y), (0, y + 16), (100, y)), ink.shade(look.main, 0.55), 3)
        + ink.stroke(seam(view, (-100, y + 5), (0, y + 21), (100, y + 5)), ink.shade(look.main, 1.45), 2.4, 0.7)
        for y in (-650, -618, -586)
    )
    scarf = ink.shape(
        panel(
            view,
            (-48, NECK - 10),
            (-52, NECK + 18),
            (0, NECK + 44),
            (52, NECK + 18),
            (48, NECK - 10),
            (0, NECK + 8),
        ),
        look.trim,
    )
    middle = body_x(0, view)
    mirror = ink.ellipse(middle, -650, 26, 26, GOLD, extra='stroke="#6b4a10" stroke-width="3"') + ink.ellipse(
        middle, -650, 17, 17, ink.shade(look.main, 1.3)
    )
    glint = ink.stroke(f"M{middle - 10:g} -652 q2 -8 10 -9", "#ffffff", 3.4, 0.9)
    return plates + mirror + glint + scarf + belt(frame, view, "#5a3426", WAIST_Y - 8, 40, GOLD)


DETAILS: dict[str, Callable[[Look, Frame, View], str]] = {
    **EVERYDAY,
    "robe": _robe, "suit": _suit, "coat": _coat, "lab_coat": _coat, "uniform": _uniform, "apron": _apron,
    "armour": _armour,
}  # fmt: skip
