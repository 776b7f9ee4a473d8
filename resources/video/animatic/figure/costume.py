"""What each costume family is made of, as data and small drawings over the torso. The torso itself is in `body`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from resources.video.animatic import ink
from resources.video.animatic.figure.build import HIP_Y, Frame, View, body_x
from resources.video.animatic.figure.garments import DETAILS
from resources.video.animatic.figure.tailoring import NECK, panel, seam
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


def details(look: Look, frame: Frame, view: View) -> str:
    """Collars, buttons, lapels, belts: everything drawn over the torso's cloth."""
    return DETAILS[look.costume](look, frame, view)


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


def neckwear(look: Look, view: View) -> str:
    """Scarf and necklace, over every costume."""
    parts = ""
    if "necklace" in look.ornaments:
        chain = (
            f"M{body_x(-32, view):g} {NECK + 2} Q{body_x(0, view):g} {NECK + 86} {body_x(32, view):g} {NECK + 2}"
        )
        parts += ink.stroke(chain, "#8a6420", 5) + ink.stroke(chain, "#f0d27a", 2.6)
        parts += ink.ellipse(
            body_x(0, view), NECK + 48, 9, 11, "#4f9a72", extra='stroke="#24503c" stroke-width="2.4"'
        )
    if "scarf" in look.ornaments:
        wool = look.scarf
        end = ink.shape(panel(view, (20, NECK + 14), (50, NECK + 8), (58, -610), (26, -606)), ink.shade(wool, 0.9))
        fringe = "".join(ink.stroke(seam(view, (x, -608), (x, -594)), wool, 4) for x in (30, 38, 46, 54))
        wrap = panel(
            view,
            (-58, NECK - 18),
            (-66, NECK + 12),
            (-30, NECK + 38),
            (30, NECK + 38),
            (66, NECK + 12),
            (58, NECK - 18),
            (0, NECK - 2),
        )
        folds = ink.stroke(
            seam(view, (-56, NECK + 6), (0, NECK + 22), (56, NECK + 6)), ink.shade(wool, 0.66), 2.8, 0.8
        )
        parts += fringe + end + ink.shape(wrap, wool) + folds
    if "bag" in look.ornaments:
        strap = seam(view, (60, NECK + 22), (-frame_edge(look), HIP_Y))
        parts += ink.stroke(strap, "#3a261c", 15) + ink.stroke(strap, "#7a5238", 10)
    return parts


def frame_edge(look: Look) -> float:
    """Where the strap of a bag meets the hip."""
    return 84.0 if look.build != "stout" else 104.0
