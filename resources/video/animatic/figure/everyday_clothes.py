"""What people wear of themselves: collars, laces, pockets, bands over the torso. Clothes of a post or a time: `garments`."""

from __future__ import annotations

from collections.abc import Callable

from resources.video.animatic import ink
from resources.video.animatic.figure.build import HIP_Y, WAIST_Y, Frame, View, body_x
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


def _shirt(look: Look, frame: Frame, view: View) -> str:
    placket = ink.stroke(seam(view, (0, NECK + 26), (0, HIP_Y)), ink.shade(look.main, 0.62), 2.6, 0.8)
    pocket = ink.stroke(
        seam(view, (30, -668), (62, -668), (62, -630), (46, -622), (30, -630), (30, -668)),
        ink.shade(look.main, 0.6),
        2.6,
        0.8,
    )
    return (
        skin_vee(look, view, 24) + collar(view, ink.shade(look.main, 1.15)) + placket + pocket
        + buttons(view, look.inner, 0, (-690, -650, -610, -570, -530)) + belt(frame, view, "#4a3428", HIP_Y - 22, 18, GOLD)
    )  # fmt: skip


def _dress(look: Look, frame: Frame, view: View) -> str:
    neckline = seam(view, (-44, NECK - 6)) + f" Q{body_x(0, view):g} {NECK + 66} {body_x(44, view):g} {NECK - 6}Z"
    bodice = ink.shape(neckline, ink.shade(look.skin, 0.97), ink.line_colour(look.skin), 2.4)
    lace = ink.stroke(neckline.removesuffix("Z"), look.inner, 9) + ink.stroke(
        neckline.removesuffix("Z"), ink.shade(look.inner, 0.7), 1.8
    )
    bow_x = body_x(0, view)
    bow = ink.shape(
        f"M{bow_x:g} {WAIST_Y + 8} l-26 -14 v28Z M{bow_x:g} {WAIST_Y + 8} l26 -14 v28Z", look.trim
    ) + ink.ellipse(bow_x, WAIST_Y + 8, 7, 7, ink.shade(look.trim, 0.8))
    return bodice + lace + belt(frame, view, look.trim, WAIST_Y - 8, 24) + bow


def _hoodie(look: Look, frame: Frame, view: View) -> str:
    del frame
    neckband = ink.shape(
        panel(
            view,
            (-48, NECK - 8),
            (-36, NECK + 14),
            (0, NECK + 44),
            (36, NECK + 14),
            (48, NECK - 8),
            (30, NECK - 14),
            (0, NECK + 14),
            (-30, NECK - 14),
        ),
        ink.shade(look.main, 1.12),
    )
    strings = "".join(ink.stroke(seam(view, (s * 16, NECK + 30), (s * 19, -642)), look.inner, 5) for s in (-1, 1))
    pouch = ink.shape(
        panel(view, (-34, -560), (34, -560), (62, -500), (58, -478), (-58, -478), (-62, -500)),
        ink.shade(look.main, 0.94),
    )
    zipper = ink.stroke(seam(view, (0, NECK + 44), (0, -562)), ink.shade(look.main, 0.6), 3, 0.7)
    return skin_vee(look, view, 18, 26) + neckband + zipper + strings + pouch


def _raincoat(look: Look, frame: Frame, view: View) -> str:
    del frame
    neckband = panels(
        view, ink.shade(look.main, 1.12), (28, NECK - 22), (56, NECK + 2), (38, NECK + 44), (0, NECK + 22)
    )
    flap = ink.stroke(seam(view, (-12, NECK + 30), (-12, HIP_Y + 6)), ink.shade(look.main, 0.6), 3) + ink.stroke(
        seam(view, (14, NECK + 30), (14, HIP_Y + 6)), ink.shade(look.main, 0.6), 2.4, 0.5
    )
    yoke = ink.stroke(
        seam(view, (-92, -672), (-40, -660), (40, -660), (92, -672)), ink.shade(look.main, 0.66), 3, 0.8
    )
    pockets = "".join(
        ink.shape(
            panel(view, (s * 34, -530), (s * 76, -538), (s * 78, -518), (s * 34, -510)),
            ink.shade(look.main, 0.9),
            width=2.4,
        )
        for s in (-1, 1)
    )
    toggles = "".join(ink.stroke(seam(view, (-14, y), (14, y)), "#5a3a24", 8) for y in (-690, -630, -570, -500))
    return skin_vee(look, view, 18, 24) + neckband + yoke + flap + pockets + toggles


def _sweater(look: Look, frame: Frame, view: View) -> str:
    neck = ink.shape(
        panel(
            view,
            (-34, NECK - 24),
            (-44, NECK + 6),
            (0, NECK + 22),
            (44, NECK + 6),
            (34, NECK - 24),
            (0, NECK - 6),
        ),
        ink.shade(look.main, 1.12),
    )
    ribs = "".join(
        ink.stroke(
            seam(view, (x, NECK + 14 - abs(x) * 0.5), (x * 0.9, NECK - 4 - abs(x) * 0.3)),
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
        panel(view, (-half, HIP_Y - 24), (half, HIP_Y - 24), (half - 4, HIP_Y + 8), (-half + 4, HIP_Y + 8)),
        ink.shade(look.main, 0.88),
    )
    hem += "".join(
        ink.stroke(seam(view, (x, HIP_Y - 20), (x, HIP_Y + 4)), ink.shade(look.main, 0.68), 2.2, 0.7)
        for x in range(-72, 73, 16)
    )
    return band + neck + ribs + hem


EVERYDAY: dict[str, Callable[[Look, Frame, View], str]] = {
    "shirt": _shirt, "dress": _dress, "hoodie": _hoodie, "raincoat": _raincoat, "sweater": _sweater,
}  # fmt: skip
