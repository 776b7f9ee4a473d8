"""For every test: simulated providers, a chat, kept drawings, no clock for wild inputs; a complete run skips nothing."""

from __future__ import annotations

from chat_room import chat
from complete_run import pytest_make_collect_report, pytest_runtest_makereport
from hypothesis import HealthCheck, settings
from kept_drawings import drawn_once, shared_drawings

from tests.simulators.fixtures import RunningDashScope, dashscope_simulator

__all__ = [
    "RunningDashScope",
    "chat",
    "dashscope_simulator",
    "drawn_once",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
    "shared_drawings",
]

# How long an example takes says more about the machine than about the code.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")
