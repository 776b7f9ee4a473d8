"""Simulated Veo for one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from paid_takes import House
from veo_house import SURFACES, OpenHouse

from resources.video.veo import open_provider
from tests.simulators.clock import VirtualClock


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[OpenHouse]:
    """Opens a simulated surface: `open_house("vertex", SPARK_VIDEO_VIDEO_MODEL="3.1-lite")`."""
    with ExitStack() as open_ones:

        def opened(surface: str = "vertex", **settings: str) -> House:
            clock = VirtualClock()
            simulator = SURFACES[surface](clock, render_s=30)
            return open_ones.enter_context(House(simulator, clock, tmp_path, open_provider, settings))

        yield opened
