"""Which simulated providers there are. Each is imported only when the list is asked for."""

from __future__ import annotations

from collections.abc import Callable

from tests.simulators.clock import TaskClock
from tests.simulators.frame import Simulator

Maker = Callable[[TaskClock, float | None], Simulator]


def load_simulators() -> dict[str, Maker]:
    """Makers of all simulators by name, in the order of their ports; each takes the clock and the length of jobs."""
    from tests.simulators.ark.app import ArkSimulator
    from tests.simulators.dashscope.app import DashScopeSimulator
    from tests.simulators.veo.gemini import GeminiSimulator
    from tests.simulators.veo.vertex import VertexSimulator
    from tests.simulators.wavespeed.app import WaveSpeedSimulator

    kinds: tuple[type[Simulator], ...] = (
        DashScopeSimulator,
        ArkSimulator,
        VertexSimulator,
        GeminiSimulator,
        WaveSpeedSimulator,
    )
    return {kind.name: _maker(kind) for kind in kinds}


def _maker(kind: type[Simulator]) -> Maker:
    return lambda clock, render_s: kind(clock, render_s=render_s)
