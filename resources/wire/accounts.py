"""Whether a service takes today's key: one question that costs nothing. DashScope's own is in `dashscope_upload`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from resources.failures import classify_exception, provider_error
from resources.wire.access import ServiceName, access
from resources.wire.wire import Wire


@dataclass(frozen=True)
class FreeQuestion:
    """A call that a service answers to any valid key and charges nothing for.

    Args:
        provider: Name as in the brief, for the failure taxonomy.
        path: Below the service's address.
        key_header: Header that carries the key; None = the usual bearer.
    """

    provider: str
    path: str
    params: tuple[tuple[str, int], ...] = ()
    key_header: str | None = None


QUESTIONS: dict[ServiceName, FreeQuestion] = {
    "ark": FreeQuestion("seedance", "contents/generations/tasks", (("page_num", 1), ("page_size", 1))),
    "gemini": FreeQuestion("veo", "v1beta/models", (("pageSize", 1),), "x-goog-api-key"),
    "wavespeed": FreeQuestion("talking_head", "api/v3/balance"),
}


async def check_account(
    service: ServiceName,
    environ: Mapping[str, str] = os.environ,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> str:
    """Ask a service whether it takes the key.

    Args:
        service: One of `QUESTIONS`.
        environ: Key and address.
        transport: Injected by tests; None = the network.

    Returns:
        The address that took it.

    Raises:
        UsageError: No key, or an address that a key must not go to.
        ProviderError: The key is refused, something else answers there, or nobody does.
    """
    question, door = QUESTIONS[service], access(service, environ)
    headers = {question.key_header: door.key} if question.key_header else door.bearer
    wire = Wire(question.provider, door, _told, authorization=lambda: headers, transport=transport)
    try:
        await wire.ask("GET", question.path, phase="prepare", params=dict(question.params))
    except httpx.HTTPError as error:
        policy = classify_exception(error, phase="prepare")
        raise provider_error(policy, f"nobody answers ({type(error).__name__})", where=door.base_url) from None
    finally:
        await wire.aclose()
    return door.base_url


def _told(body: Any) -> tuple[str, str]:
    """Code and message, in the form of any of these services."""
    told = body.get("error", body) if isinstance(body, dict) else {}
    if not isinstance(told, dict):
        return "", str(told)
    return str(told.get("status") or told.get("code") or ""), str(told.get("message") or "")
