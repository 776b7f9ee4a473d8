"""A simulated Ark for one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from paid_takes import House

from resources.video.seedance import open_provider
from tests.simulators.ark.app import ArkSimulator
from tests.simulators.clock import VirtualClock


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A simulated Ark and the family 2.0."""
    clock = VirtualClock()
    with House(ArkSimulator(clock, render_s=30), clock, tmp_path, open_provider) as opened:
        yield opened
