"""Bare requests to a simulator, as no provider's own client sends them.

One client for all that need no header: each new one would read the machine's certificates, which loopback never asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

_PATIENCE_S = 60.0
"""A film is made while the request for it waits, on a machine that may do other things as well."""


def opened(base_url: str, headers: Mapping[str, str]) -> httpx.Client:
    """A client of a test's own; to be closed."""
    return httpx.Client(base_url=base_url, headers=headers, timeout=_PATIENCE_S, verify=False, trust_env=False)


@cache
def _client() -> httpx.Client:
    # A connection that is kept would belong to a simulator that is gone when the next test asks.
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(timeout=_PATIENCE_S, limits=limits, verify=False, trust_env=False)


def get(url: str, **more: Any) -> httpx.Response:
    """What is there."""
    return _client().get(url, **more)


def post(url: str, **more: Any) -> httpx.Response:
    """What is said to a post."""
    return _client().post(url, **more)


def delete(url: str) -> httpx.Response:
    """What is said to a delete."""
    return _client().delete(url)
