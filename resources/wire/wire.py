"""One service's wire: sends JSON with its key, reads JSON back. Formats of the single services are in their clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from resources.failures import Phase
from resources.wire.access import Access
from resources.wire.answers import ErrorReader, json_or_raise
from resources.wire.pacing import Pace
from resources.wire.tls import trusted

TIMEOUT = httpx.Timeout(60.0, connect=15.0)
"""Seconds; a submit with inlined pictures may take long to be read at the other end."""


_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})


@dataclass(frozen=True)
class AnswerBounds:
    """How much of an answer is waited for.

    Args:
        max_bytes: Vertex puts films of some tens of megabytes into its answers, in base64.
        seconds: From the first byte sent to the last one read; a picture that is answered at once takes up to 300.
    """

    max_bytes: int = 256 * 1024 * 1024
    seconds: float = 600.0


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
        bounds: Of one answer.
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
        bounds: AnswerBounds | None = None,
    ) -> None:
        self.provider = provider
        self.access = access
        self._read_error = read_error
        self._bounds = bounds or AnswerBounds()
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
        request = self.client.build_request(
            method,
            self.url(path),
            json=body,
            params=params,
            headers={**self._authorization(), **(headers or {})},
        )
        try:
            async with asyncio.timeout(self._bounds.seconds):
                return await self._whole(request)
        except TimeoutError:
            raise httpx.ReadTimeout(f"no whole answer within {self._bounds.seconds:g} s", request=request) from None

    async def _whole(self, request: httpx.Request) -> httpx.Response:
        response = await self.client.send(request, stream=True)
        body = bytearray()
        try:
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > self._bounds.max_bytes:
                    raise httpx.ReadError(
                        f"the answer has more than {self._bounds.max_bytes} bytes", request=request
                    )
        finally:
            await response.aclose()
        # What was read is unpacked already.
        kept = [header for header in response.headers.multi_items() if header[0] not in _OF_THE_WIRE]
        return httpx.Response(
            response.status_code,
            headers=kept,
            content=bytes(body),
            request=request,
            extensions=response.extensions,
        )

    def read(self, response: httpx.Response, *, phase: Phase) -> Any:
        """The JSON of an answer. Raises `ProviderError` as `ask` does."""
        return json_or_raise(response, provider=self.provider, phase=phase, read_error=self._read_error)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.aclose()
