"""Skips that are failures: where `SPARK_VIDEO_COMPLETE_TESTS` is set, as `.ci/run` does, no test may be left out.

Not here: what a test needs of the machine. It says so itself and skips where that is missing.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

COMPLETE = "SPARK_VIDEO_COMPLETE_TESTS"
NEEDS_MOUNT = "needs_mount"
"""Marker of a test that mounts a file system: containers refuse that even to root, and such a test may be left out."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that was left out."""
    report = yield
    if item.get_closest_marker(NEEDS_MOUNT) is None:
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole module that was left out, as `importorskip` at its top does."""
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.outcome == "skipped" and os.environ.get(COMPLETE):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was left out of a complete run ({COMPLETE}): {reason}"
