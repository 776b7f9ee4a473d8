"""Proportions of a figure in its two design spaces. Nothing is drawn here.

Body space: feet at (0, 0), y up is negative, an adult's chin at y = -780. Head space: origin at the chin's pivot, crown
at y = -218; the rig puts it on the neck. Both are scaled as a whole for age, so that every part is drawn once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from resources.video.animatic.look import Look

View = Literal["front", "turned"]
"""Drawn angles; `turned` is the three-quarter view to the right, mirrored for the left."""

CHIN_Y = -780.0
CROWN_Y = -218.0
SHOULDER_Y = -704.0
WAIST_Y = -552.0
HIP_Y = -470.0
KNEE_Y = -236.0
EYE_Y = -92.0
MOUTH_Y = -34.0
UPPER_ARM = 138.0
FOREARM = 124.0
THIGH = KNEE_Y - HIP_Y
SHIN = 204.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Half-widths and scales of one build, in design units of an adult.

    Args:
        body: Scale of body space.
        head: Scale of head space.
        stoop: Forward lean of the head in radians, for the old.
        arms_out: Degrees that hanging arms stand off, so that a belly shows.
    """

    body: float
    head: float
    neck: float
    shoulder: float
    waist: float
    hip: float
    arm: float
    leg: float
    stoop: float
    arms_out: float


def frame_of(look: Look) -> Frame:
    """The frame that age, gender and build give."""
    body, head = {"child": (0.58, 0.93), "young": (0.98, 1.0), "adult": (1.0, 0.99), "old": (0.94, 1.0)}[look.age]
    female = look.gender == "female"
    girth = {"slim": 0.9, "average": 1.0, "stout": 1.3}[look.build]
    shoulder, waist, hip = (92.0, 62.0, 84.0) if female else (116.0, 84.0, 86.0)
    if look.age == "child":
        shoulder, waist, hip, girth = 98.0, 82.0, 88.0, girth * 1.06
    belly = 1.3 if look.build == "stout" else 1.0
    return Frame(
        body=body * (0.97 if female else 1.0),
        head=head,
        neck=(24.0 if female else 32.0) * (girth + 1) / 2,
        shoulder=shoulder * (1 + 0.8 * (girth - 1)),
        waist=waist * girth * belly,
        hip=hip * girth,
        arm=(25.0 if female else 30.0) * girth,
        leg=(36.0 if female else 41.0) * girth,
        stoop=0.05 if look.age == "old" else 0.0,
        arms_out=17.0 if look.build == "stout" else 8.0,
    )


def face_x(x: float, view: View) -> float:
    """Where a point of the frontal face lies in this view: the middle moves towards the gaze, the sides stay."""
    return x if view == "front" else 0.93 * x + 19.0 * (1 - (x / 95) ** 2)


def body_x(x: float, view: View) -> float:
    """Where a point of the frontal torso lies in this view."""
    return x if view == "front" else 0.87 * x + 15.0 * (1 - min(1.0, abs(x) / 110) ** 2)
