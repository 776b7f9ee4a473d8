"""Veo on Vertex AI: predictLongRunning, fetchPredictOperation, films from a bucket or inside the answer."""

from __future__ import annotations

import asyncio
import base64
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from resources.clock import Clock, SystemClock
from resources.errors import MediaError, ProviderError, UsageError
from resources.failures import Phase, Policy, provider_error
from resources.video.base import Capabilities, Prepared, RenderRequest
from resources.video.fetched import check_clip
from resources.video.limits import FamilyLimits
from resources.video.veo import PROJECT_VARIABLE
from resources.video.veo.google_login import TOKEN_VARIABLE, open_login
from resources.video.veo.operations import Operation, read_error, read_operation
from resources.video.veo.request_body import prepared_operation
from resources.wire.access import Access, base_url_of
from resources.wire.download import download, keep_checked
from resources.wire.pacing import Pace
from resources.wire.wire import Wire

STORAGE_VARIABLE = "SPARK_VIDEO_VEO_STORAGE_URI"
_LOCATION_VARIABLE = "GOOGLE_CLOUD_LOCATION"
_PLAIN = re.compile(r"[a-z0-9][a-z0-9.:-]*")
_OPERATION = re.compile(r"(projects/[^/]+/locations/[^/]+/publishers/google/models/[^/]+)/operations/[\w-]+")
_BUCKET_FILE = re.compile(r"gs://([a-z0-9][a-z0-9._-]+)/(.+)")
_BASE64_STEP = 4 * 1024 * 1024
"""Letters decoded at once; a multiple of four."""


class VertexSurface:
    """One project at one location.

    Args:
        able: Names the address and the rate of submits.
        environ: Project, location, credentials, bucket.
        transport: Injected by tests; None = the network.
        clock: When tokens end.

    Raises:
        UsageError: No project, no credentials, or an unusable setting.
    """

    def __init__(
        self,
        able: Capabilities,
        environ: Mapping[str, str],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        project = _plain(environ, PROJECT_VARIABLE, "")
        location = _plain(environ, _LOCATION_VARIABLE, "us-central1")
        self._models = f"v1/projects/{project}/locations/{location}/publishers/google/models"
        self._storage_uri = _storage_uri(environ)
        self._storage = base_url_of("gcs", environ)
        self._name = able.name
        clock = clock or SystemClock()
        self._login = open_login(environ, clock, transport)
        self._wire = Wire(
            able.name,
            Access("vertex", able.base_url),
            read_error,
            transport=transport,
            submits=Pace(able.submits_per_s, clock),
        )

    async def prepare(self, request: RenderRequest, limits: FamilyLimits) -> Prepared:
        """Word and inline the request; a login that does not work is found out here."""
        prepared = await asyncio.to_thread(prepared_operation, request, limits, self._storage_uri)
        await self._login.header()
        return prepared

    async def submit(self, prepared: Prepared) -> Any:
        """Begin the operation."""
        return await self._ask(f"{self._models}/{prepared.model}:predictLongRunning", prepared.body, "submit")

    async def look(self, name: str) -> Operation:
        """What has become of an operation; the model is in its name."""
        match = _OPERATION.fullmatch(name)
        if match is None:
            raise self._error(Policy.PERMANENT, f"{name!r} is no name of an operation of Veo on Vertex AI")
        answer = await self._ask(f"v1/{match[1]}:fetchPredictOperation", {"operationName": name}, "poll")
        operation = read_operation(answer)
        if operation is None:
            raise self._error(Policy.TRANSIENT, "the answer is no operation")
        return operation

    async def bring(self, video: dict[str, Any], target: Path) -> Path:
        """Bring a film out of the bucket, or write down the one inside the answer."""
        if encoded := video.pop("bytesBase64Encoded", None):
            return await asyncio.to_thread(_write_inline, str(encoded), target)
        match = _BUCKET_FILE.fullmatch(str(video.get("gcsUri", "")))
        if match is None:
            raise self._error(Policy.PERMANENT, "the operation's film is neither inside the answer nor in a bucket")
        link = f"{self._storage}/storage/v1/b/{match[1]}/o/{quote(match[2], safe='')}?alt=media"
        headers = await self._login.header()
        return await download(
            link,
            target,
            client=self._wire.client,
            provider=self._name,
            house=self._storage,
            check=check_clip,
            headers=headers,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._login.aclose()
        await self._wire.aclose()

    async def _ask(self, path: str, body: dict[str, Any], phase: Phase) -> Any:
        headers = await self._login.header()
        try:
            return await self._wire.ask("POST", path, phase=phase, body=body, headers=headers)
        except ProviderError as error:
            if error.failure == Policy.AUTH and not self._login.lasting:
                error.next_command = (
                    f"{TOKEN_VARIABLE} lasts about an hour: set a new one, then run the command again"
                )
            raise

    def _error(self, policy: Policy, problem: str) -> ProviderError:
        return provider_error(policy, problem, where=self._name)


def _write_inline(encoded: str, target: Path) -> Path:
    """Decode a film piece by piece, so that it is never in memory a second time.

    Raises:
        MediaError: It is not base64, or not a clip.
    """
    part = target.with_name(f"{target.name}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("wb") as file:
            for start in range(0, len(encoded), _BASE64_STEP):
                file.write(base64.b64decode(encoded[start : start + _BASE64_STEP], validate=True))
            file.flush()
            os.fsync(file.fileno())
    except ValueError:
        part.unlink(missing_ok=True)
        raise MediaError("the film inside the answer is not base64", where=target.name) from None
    return keep_checked(part, target, check_clip)


def _plain(environ: Mapping[str, str], variable: str, usual: str) -> str:
    told = environ.get(variable, "").strip() or usual
    if not _PLAIN.fullmatch(told):
        problem = f"{variable} is {told!r}" if told else f"{variable} is not set"
        raise UsageError(problem, where="environment or .env", allowed="an id of Google Cloud in small letters")
    return told


def _storage_uri(environ: Mapping[str, str]) -> str:
    told = environ.get(STORAGE_VARIABLE, "").strip()
    if told and not _BUCKET_FILE.fullmatch(f"{told.rstrip('/')}/film"):
        raise UsageError(
            f"{STORAGE_VARIABLE} is {told!r}", where="environment or .env", allowed="gs://bucket/folder"
        )
    return told
