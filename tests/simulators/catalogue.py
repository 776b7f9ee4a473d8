"""Which simulated providers there are. Each is imported only when the list is asked for."""

from __future__ import annotations

from collections.abc import Callable

from tests.simulators.clock import TaskClock
from tests.simulators.frame import Simulator

Maker = Callable[[TaskClock], Simulator]


def load_simulators() -> dict[str, Maker]:
    """Makers of all simulators by name, in the order of their ports."""
    from tests.simulators.dashscope.app import DashScopeSimulator

    return {maker.name: maker for maker in (DashScopeSimulator,)}
