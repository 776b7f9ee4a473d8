"""Where parts of a posed figure go that follow another part: hair, legs, skirts, things in a hand. No sprites here."""

from __future__ import annotations

import math

from resources.video.animatic.canvas import Matrix, turn, zoom
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


def out_of_hand(pose: Pose) -> tuple[float, float]:
    """Where the middle of a held thing lies from the grip: what is handed over is held at its near edge."""
    if pose.held is None or pose.gesture == "hold":
        return 0.0, 0.0
    high, wide = (side / pose.held.scale for side in pose.held.image.shape[:2])
    return max(0.0, wide / 2 - _FINGERS), high * 0.4 + pose.held.y + _FINGERS if high < wide else 0.0


def hip_x(hip: float, side: int, view: View) -> float:
    """Joint of a leg; in the turned view both legs stay inside the narrower pelvis."""
    return side * hip * 0.45 if view == "front" else side * hip * 0.34 + 3.0


def shear(amount: float) -> Matrix:
    """What is lower goes aside by this share of its height."""
    matrix = zoom(1.0)
    matrix[0, 1] = amount
    return matrix
