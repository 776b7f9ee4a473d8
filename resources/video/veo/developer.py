"""Veo on the Gemini Developer API: predictLongRunning, operations, films behind links that want the key."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from resources.clock import Clock, SystemClock
from resources.errors import ProviderError
from resources.failures import Policy, provider_error
from resources.video.base import Capabilities, Prepared, RenderRequest
from resources.video.fetched import check_clip
from resources.video.limits import MODEL_VARIABLE, FamilyLimits
from resources.video.veo.operations import Operation, read_error, read_operation
from resources.video.veo.request_body import prepared_operation
from resources.wire.access import access
from resources.wire.download import download
from resources.wire.pacing import Pace
from resources.wire.wire import Wire

_API = "v1beta"
_KEY_HEADER = "x-goog-api-key"
_METHOD = "predictLongRunning"
_OPERATION = re.compile(r"models/[A-Za-z0-9.-]+/operations/[\w.-]+")
_GOOGLE = ".googleapis.com"


class DeveloperSurface:
    """The API of one key.

    Args:
        able: Names the rate of submits.
        environ: Address and key.
        transport: Injected by tests; None = the network.
        clock: Spaces submits.

    Raises:
        UsageError: No key, or an address that it must not go to.
    """

    def __init__(
        self,
        able: Capabilities,
        environ: Mapping[str, str],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        door = access("gemini", environ)
        self._name = able.name
        self._key = {_KEY_HEADER: door.key}
        self._host = urlsplit(door.base_url).netloc
        self._served: frozenset[str] | None = None
        self._wire = Wire(
            able.name,
            door,
            read_error,
            authorization=lambda: self._key,
            transport=transport,
            submits=Pace(able.submits_per_s, clock or SystemClock()),
        )

    async def prepare(self, request: RenderRequest, limits: FamilyLimits) -> Prepared:
        """Word and inline the request; a wrong key and a model that is gone are found out here."""
        prepared = await asyncio.to_thread(prepared_operation, request, limits)
        await self._require(prepared.model)
        return prepared

    async def _require(self, model: str) -> None:
        """Refuse a model that this key is not served; where the list of models tells nothing, the submit will."""
        if self._served is None:
            with suppress(httpx.HTTPError):
                self._served = await self._listed()
        if self._served and model not in self._served:
            raise ProviderError(
                f"the model {model} is not served to this key; those for films are {', '.join(sorted(self._served))}",
                failure=Policy.AUTH,
                where=self._name,
                next_command=f"set {MODEL_VARIABLE}, or use Vertex AI; then: spark-video doctor",
            )

    async def _listed(self) -> frozenset[str] | None:
        try:
            answer = await self._wire.ask("GET", f"{_API}/models", phase="prepare", params={"pageSize": 1000})
        except ProviderError as error:
            if error.failure == Policy.AUTH:
                raise
            return None
        models = answer.get("models") if isinstance(answer, dict) else None
        return frozenset(
            str(model.get("name", "")).removeprefix("models/")
            for model in models or ()
            if isinstance(model, dict) and _METHOD in (model.get("supportedGenerationMethods") or ())
        )

    async def submit(self, prepared: Prepared) -> Any:
        """Begin the operation."""
        path = f"{_API}/models/{prepared.model}:{_METHOD}"
        return await self._wire.ask("POST", path, phase="submit", body=prepared.body)

    async def look(self, name: str) -> Operation:
        """What has become of an operation."""
        if not _OPERATION.fullmatch(name):
            problem = f"{name!r} is no name of an operation of the Developer API"
            raise provider_error(Policy.PERMANENT, problem, where=self._name)
        operation = read_operation(await self._wire.ask("GET", f"{_API}/{name}", phase="poll"))
        if operation is None:
            raise provider_error(Policy.TRANSIENT, "the answer is no operation", where=self._name)
        return operation

    async def bring(self, video: dict[str, Any], target: Path) -> Path:
        """Bring a film; the key goes to Google only, and no redirect takes it along."""
        link = str(video.get("uri", ""))
        host = urlsplit(link).netloc
        trusted = host == self._host or host.endswith(_GOOGLE)
        return await download(
            link,
            target,
            client=self._wire.client,
            provider=self._name,
            house=self._wire.access.base_url,
            check=check_clip,
            headers=self._key if trusted else None,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()
