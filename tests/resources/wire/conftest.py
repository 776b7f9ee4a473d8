"""A scripted service for the tests of calls and downloads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from scripted_service import House, listening


@pytest.fixture
def house() -> Iterator[House]:
    with listening() as server:
        yield server
