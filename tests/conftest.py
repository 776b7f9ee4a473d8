"""For every test: simulated providers, a chat, no clock for wild inputs; a complete run leaves nothing out."""

from __future__ import annotations

from chat_room import chat
from complete_run import pytest_make_collect_report, pytest_runtest_makereport
from hypothesis import HealthCheck, settings

from tests.simulators.fixtures import RunningDashScope, dashscope_simulator

__all__ = [
    "RunningDashScope",
    "chat",
    "dashscope_simulator",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
]

# How long an example takes says more about the machine than about the code.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")
