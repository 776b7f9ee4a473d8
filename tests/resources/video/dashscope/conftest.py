"""A simulated DashScope for each of its providers, reached over a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from paid_takes import House

from resources.video.dashscope import bl, wan27
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator

OPENERS = {"bl": bl.open_provider, "wan27": wan27.open_provider}
OpenHouse = Callable[..., House]


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[OpenHouse]:
    """Opens a simulated DashScope for a provider: `open_house("bl", SPARK_VIDEO_VIDEO_MODEL="wan2.6")`."""
    with ExitStack() as open_ones:

        def opened(provider: str = "bl", **settings: str) -> House:
            clock = VirtualClock()
            simulator = DashScopeSimulator(clock, render_s=20)
            return open_ones.enter_context(House(simulator, clock, tmp_path, OPENERS[provider], settings))

        yield opened


@pytest.fixture
def house(open_house: OpenHouse) -> House:
    """The provider `bl` with HappyHorse."""
    return open_house("bl")
