"""Where parts of a posed figure go that follow another part: hair, legs, skirts, tears, things in a hand. No sprites."""

from __future__ import annotations

import math

from resources.video.animatic.canvas import Matrix, Sprite, chain, shift, turn, zoom
from resources.video.animatic.figure.build import HIP_Y, View, face_x
from resources.video.animatic.figure.pose import Pose

_FINGERS = 26.0


def view_of(pose: Pose) -> tuple[View, Matrix]:
    """The drawn view of somebody who faces that way, and what mirrors it."""
    if pose.facing == "front":
        return "front", zoom(1.0)
    return "turned", zoom(-1.0 if pose.facing == "left" else 1.0, 1.0)


def drop(pose: Pose, view: View) -> tuple[float, float, float]:
    """Place in head space and opacity of a tear from the eye or sweat from the temple; the breath's phase is its clock."""
    start_x, start_y, way = (-58.0, -78.0, 46.0) if pose.mood == "sad" else (-80.0, -150.0, 34.0)
    run = (pose.breath * 0.16) % 1.0
    return face_x(start_x, view), start_y + way * run * run, min(1.0, 5.0 * run, 5.0 * (1.0 - run))


def hair_lag(pose: Pose) -> Matrix:
    """Hair hangs: it follows the head's roll by less than half, and swings after the breath and the stride."""
    sign = -1.0 if pose.facing == "left" else 1.0
    swing = 0.016 * math.sin(pose.breath - 1.2) - 0.5 * (pose.tilt * sign + 0.4 * pose.nod)
    if pose.walk is not None:
        swing += 0.05 * math.sin(pose.walk - 1.0)
    return turn(swing, 0, -150)


def beside_hand(held: Sprite) -> tuple[float, float]:
    """Where the middle of a thing that is handed over lies from the grip, ahead and down: it is held at its near edge."""
    high, wide = (side / held.scale for side in held.image.shape[:2])
    return max(0.0, wide / 2 - _FINGERS), high * 0.4 + held.y + _FINGERS if high < wide else 0.0


def out_of_hand(pose: Pose) -> tuple[float, float]:
    """Where the middle of a held thing lies from the grip: what is only held is before the hand."""
    out = pose.hand_out if pose.gesture == "hold" else 1.0
    if pose.held is None or not out:
        return 0.0, 0.0
    ahead, down = beside_hand(pose.held)
    return ahead * out, down * out


def hip_x(hip: float, side: int, view: View) -> float:
    """Joint of a leg; in the turned view both legs stay inside the narrower pelvis."""
    return side * hip * 0.45 if view == "front" else side * hip * 0.34 + 3.0


def skirt_swing(pose: Pose) -> Matrix:
    """Cloth shears a little with breath and stride, later than the body does."""
    amount = 0.008 * math.sin(pose.breath * 0.8 - 1.0)
    if pose.walk is not None:
        amount += 0.05 * math.sin(pose.walk - 0.9)
    return chain(shift(0, HIP_Y), _shear(amount), shift(0, -HIP_Y))


def _shear(amount: float) -> Matrix:
    """What is lower goes aside by this share of its height."""
    matrix = zoom(1.0)
    matrix[0, 1] = amount
    return matrix
