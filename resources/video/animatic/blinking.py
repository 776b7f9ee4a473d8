"""When eyes close for a moment. Everything else that a figure does: `acting`."""

from __future__ import annotations

import random
from collections.abc import Sequence

_BLINK_S = 0.11


def blink_times(duration_s: float, rng: random.Random) -> list[float]:
    """Seconds at which somebody blinks: every 1.8 to 4.4 s."""
    times, at_s = [], rng.uniform(0.4, 2.2)
    while at_s < duration_s:
        times.append(at_s)
        at_s += rng.uniform(1.8, 4.4)
    return times


def blink_at(times: Sequence[float], at_s: float) -> float:
    """How far the eyes are closed: 0 open, 1 half, 2 shut."""
    nearest = min((abs(at_s - time) for time in times), default=9.0)
    return 2.0 if nearest < _BLINK_S * 0.45 else 1.0 if nearest < _BLINK_S else 0.0
