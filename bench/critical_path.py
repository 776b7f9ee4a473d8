"""Twenty-four paid shots in six chains against the provider's own speed: `python -m bench critical_path`."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from bench.measuring import Row
from tests.simulators.server import spawned

GROUPS, SHOTS_OF_A_GROUP, RENDER_S, AT_ONCE = 6, 4, 2.0, 4


def rows(repeats: int) -> list[Row]:
    """Wall time over the critical path: what the slowest provider would need anyway with four jobs at once."""
    # Six chains of four, four at a time: the longest row of chains is two, eight renders one after the other.
    path_s = -(-GROUPS // AT_ONCE) * SHOTS_OF_A_GROUP * RENDER_S
    walls = [_wall() for _ in range(repeats)]
    return [
        Row("24 paid shots in 6 chains, s", walls),
        Row("24 paid shots in 6 chains / critical path", [wall / path_s for wall in walls], "<= 1.15"),
    ]


def _wall() -> float:
    from bench.paid_shots import shoot_all

    # In a process of its own, and all chains alike: a first round leaves its films in the simulator's cache, so that
    # encoding them does not take our processor's time when it is measured.
    with tempfile.TemporaryDirectory() as folder, spawned("dashscope", speed=1, render_s=RENDER_S) as houses:
        for round_name in ("first", "measured"):
            started = time.monotonic()
            place = Path(folder) / round_name
            asyncio.run(shoot_all(place, houses.environment, GROUPS, SHOTS_OF_A_GROUP, at_once=AT_ONCE))
        return time.monotonic() - started
