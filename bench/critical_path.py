"""Twenty-four paid shots in six chains against the provider's own speed: `python -m bench critical_path`."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from bench.measuring import Row
from tests.simulators.clock import ScaledClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.server import serving

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

    with tempfile.TemporaryDirectory() as folder:
        simulator = DashScopeSimulator(ScaledClock(1.0), render_s=RENDER_S)
        with serving(simulator) as base_url:
            started = time.monotonic()
            asyncio.run(
                shoot_all(Path(folder), simulator.environment(base_url), GROUPS, SHOTS_OF_A_GROUP, at_once=AT_ONCE)
            )
            return time.monotonic() - started
