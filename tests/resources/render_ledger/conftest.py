"""A stage for one test, and no waiting for disks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_stage import Stage, make_stage


@pytest.fixture(autouse=True, scope="module")
def _no_power_cuts() -> Iterator[None]:
    """Syncing guards against power cuts, which no test here can cause; without it the matrix takes a third."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return make_stage(tmp_path)
