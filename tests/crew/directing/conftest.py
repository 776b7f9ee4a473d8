"""A simulated language model for one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asked_crew import AskedModel, asked_model


@pytest.fixture
def model(tmp_path: Path) -> Iterator[AskedModel]:
    with asked_model(tmp_path) as asked:
        yield asked
