"""One service's wire: sends JSON with its key, reads JSON back. Formats of the single services are in their clients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from resources.failures import Phase
from resources.wire.access import Access
from resources.wire.answers import ErrorReader, json_or_raise
from resources.wire.pacing import Pace
from resources.wire.tls import trusted

TIMEOUT = httpx.Timeout(60.0, connect=15.0)
"""Seconds; a submit with inlined pictures may take long to be read at the other end."""


class Wire:
    """Calls of one service.

    Never retries and follows no redirect: a key must not travel, and the ledger decides about trying again.

    Args:
        provider: Name as in the brief, for the failure taxonomy.
        access: Address and key.
        read_error: Reads this service's form of an error.
        authorization: Gives the headers that carry the key, asked before each call; the usual bearer by default.
        transport: Injected by tests; None = the network.
        submits: Spaces submits; `looks` spaces all other calls.
    """

    def __init__(
        self,
        provider: str,
        access: Access,
        read_error: ErrorReader,
        *,
        authorization: Callable[[], Mapping[str, str]] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        submits: Pace | None = None,
        looks: Pace | None = None,
    ) -> None:
        self.provider = provider
        self.access = access
        self._read_error = read_error
        self._authorization = authorization or (lambda: access.bearer)
        self._paces = {"submit": submits or Pace(None), "other": looks or Pace(None)}
        self.client = httpx.AsyncClient(
            transport=transport, verify=trusted(), timeout=TIMEOUT, follow_redirects=False
        )

    def url(self, path: str) -> str:
        """Full address of a path of this service; an address is left as it is."""
        return path if "://" in path else f"{self.access.base_url}/{path.lstrip('/')}"

    async def ask(
        self,
        method: str,
        path: str,
        *,
        phase: Phase,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, str | int | list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """One call: the decoded JSON answer.

        Raises:
            ProviderError: The service refused, or something else answered.
            httpx.HTTPError: The call did not come through; `resources.failures` says what that means.
        """
        response = await self.send(method, path, phase=phase, body=body, params=params, headers=headers)
        return self.read(response, phase=phase)

    async def send(
        self,
        method: str,
        path: str,
        *,
        phase: Phase,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, str | int | list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One call: the answer as it came, for services that answer with more than one JSON document.

        Raises:
            httpx.HTTPError: The call did not come through.
        """
        await self._paces["submit" if phase == "submit" else "other"].turn()
        return await self.client.request(
            method,
            self.url(path),
            json=body,
            params=params,
            headers={**self._authorization(), **(headers or {})},
        )

    def read(self, response: httpx.Response, *, phase: Phase) -> Any:
        """The JSON of an answer. Raises `ProviderError` as `ask` does."""
        return json_or_raise(response, provider=self.provider, phase=phase, read_error=self._read_error)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.aclose()
