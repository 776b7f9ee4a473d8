"""For every test: the simulated providers, and the rule that a complete run leaves nothing out."""

from __future__ import annotations

import pytest
from complete_run import pytest_make_collect_report, pytest_runtest_makereport

from tests.simulators.fixtures import RunningDashScope, dashscope_simulator

__all__ = [
    "RunningDashScope",
    "dashscope_simulator",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first: one that comes last keeps one process busy while the other has nothing to do any more."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
