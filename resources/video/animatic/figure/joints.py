"""Where parts of a posed figure go that follow another part: hair, legs, skirts, things in a hand. No sprites here."""

from __future__ import annotations

import math

from resources.video.animatic.canvas import Matrix, Sprite, turn, zoom
from resources.video.animatic.figure.build import View
from resources.video.animatic.figure.pose import Pose

_FINGERS = 26.0


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


def shear(amount: float) -> Matrix:
    """What is lower goes aside by this share of its height."""
    matrix = zoom(1.0)
    matrix[0, 1] = amount
    return matrix
