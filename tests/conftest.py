"""For every test: the simulated providers, and the rule that a complete run leaves nothing out."""

from __future__ import annotations

from complete_run import pytest_make_collect_report, pytest_runtest_makereport

from tests.simulators.fixtures import RunningDashScope, dashscope_simulator

__all__ = [
    "RunningDashScope",
    "dashscope_simulator",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
]
