"""What holds for all tests. Fixtures live beside the tests that use them, builders in `tests/support`."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
BUILDS_DAGSTER_OBJECTS = (HERE / "assets", HERE / "checks")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass what `definitions` lets pass: preview and beta marks of this Dagster release, which were tried."""
    for item in items:
        if any(item.path.is_relative_to(home) for home in BUILDS_DAGSTER_OBJECTS):
            item.add_marker(pytest.mark.filterwarnings("ignore::dagster.BetaWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::dagster.PreviewWarning"))
