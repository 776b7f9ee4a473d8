"""A simulated DashScope and a maker of pictures there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from paid_takes import House

from resources.image.opening import Task, open_pictures
from resources.video.base import Maker, PictureRequest
from resources.video.conditions import Conditions
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator

OpenHouse = Callable[..., House]


@pytest.fixture(autouse=True, scope="module")
def _no_power_cuts() -> Iterator[None]:
    """Syncing guards against power cuts, which no test here can cause."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[OpenHouse]:
    """A simulated DashScope and a maker of pictures there."""
    with ExitStack() as open_ones:

        def opened(task: Task, **settings: str) -> House:
            clock = VirtualClock()
            simulator = DashScopeSimulator(clock, render_s=20)

            def maker(under: Conditions) -> Maker[PictureRequest]:
                return open_pictures(task, environ=under.environ, clock=clock)

            return open_ones.enter_context(House(simulator, clock, tmp_path, maker, settings))  # type: ignore[arg-type]

        yield opened
