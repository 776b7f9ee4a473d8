"""Bare requests to a simulated DashScope."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.simulators import plain_http
from tests.simulators.fixtures import RunningDashScope


@pytest.fixture
def api(dashscope_simulator: RunningDashScope) -> Iterator[httpx.Client]:
    """A client that sends the key and nothing else by itself."""
    headers = {"Authorization": f"Bearer {dashscope_simulator.key}"}
    with plain_http.opened(dashscope_simulator.base_url, headers) as client:
        yield client


@pytest.fixture
def task_api(api: httpx.Client) -> httpx.Client:
    """The same for tasks, which are asynchronous."""
    api.headers["X-DashScope-Async"] = "enable"
    return api
