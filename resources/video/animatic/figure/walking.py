"""How legs walk: angles over a stride, how far it carries, how deep the hips sink. Drawn by `rig`, timed by `acting`."""

from __future__ import annotations

import math

from resources.video.animatic.figure.build import SHIN, THIGH

_SWING, _LIFT = 0.4, 0.12  # radians of a thigh
_KNEE_LIFTED, _KNEE_BEHIND = 0.62, 0.1
_SOLE = 42.0
_HEEL, _TOE = -27.0, 60.0
_EVEN = 0.25  # share of a leg that swings like a pendulum: a foot that stands quite still turns back with a jerk


def leg(walk: float, side: int, share: float) -> tuple[float, float]:
    """Angles of thigh and knee in the turned view, radians; thighs forward, knees backward.

    Args:
        walk: Phase of the stride: two steps for each turn.
        side: +1 or -1, the two legs.
        share: Of a full stride: 0.4 in a gown.
    """
    swing, lift = share * math.sin(walk) * side, share * max(0.0, math.cos(walk) * side)
    return _SWING * swing + _LIFT * lift, _KNEE_LIFTED * lift + _KNEE_BEHIND * max(0.0, -swing)


def sink(walk: float, share: float) -> float:
    """How much lower the hips are than those of somebody standing, so that a foot is on the ground; body space."""
    lowest = 0.0
    for side in (1, -1):
        thigh, knee = leg(walk, side, share)
        shin = thigh - knee
        for toe in (_HEEL, _TOE):
            lowest = max(lowest, THIGH * math.cos(thigh) + (SHIN + _SOLE) * math.cos(shin) - toe * math.sin(shin))
    return THIGH + SHIN + _SOLE - lowest


def step(share: float) -> float:
    """How far one step carries, body space: as far as the standing foot goes back under the hips."""
    ahead, behind = (
        THIGH * math.sin(thigh) + SHIN * math.sin(thigh - knee)
        for thigh, knee in (leg(math.pi / 2, 1, share), leg(-math.pi / 2, 1, share))
    )
    return ahead - behind


def phase(steps: float) -> float:
    """Phase of the stride after so many steps, such that the standing foot stays where it is; at 0 the feet are together."""
    whole = math.floor(steps + 0.5)
    done = steps + 0.5 - whole
    return (
        (whole - 0.5) * math.pi + _EVEN * math.pi * done + (1.0 - _EVEN) * (math.asin(2 * done - 1) + math.pi / 2)
    )
