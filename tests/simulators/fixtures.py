"""Simulated providers as pytest fixtures, each on a socket of its own. `tests/conftest.py` makes them known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.simulators.clock import VirtualClock
    from tests.simulators.dashscope.app import DashScopeSimulator


@dataclass(frozen=True)
class RunningDashScope:
    """A simulated DashScope that listens.

    Args:
        base_url: Value for `DASHSCOPE_BASE_URL`.
        clock: Its time, which stands still until a test or a client that sleeps on it moves it.
    """

    base_url: str
    simulator: DashScopeSimulator
    clock: VirtualClock
    key: str = "sk-simulated"


@pytest.fixture
def dashscope_simulator() -> Iterator[RunningDashScope]:
    """A simulated DashScope without history."""
    # Imported here: a test run without simulators does not load a web server.
    from tests.simulators.clock import VirtualClock
    from tests.simulators.dashscope.app import DashScopeSimulator
    from tests.simulators.server import serving

    clock = VirtualClock()
    simulator = DashScopeSimulator(clock)
    with serving(simulator) as base_url:
        yield RunningDashScope(base_url, simulator, clock)
