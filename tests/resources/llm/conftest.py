"""A model service for one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_house import House

from resources.call_log import CallLog
from resources.episode_folder import ProjectsRoot
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.server import serving


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    simulator = DashScopeSimulator(VirtualClock(), limited=False)
    log = CallLog(ProjectsRoot(tmp_path / "projects").episode("hf", "001"))
    with serving(simulator) as url:
        yield House(simulator, url, log)
