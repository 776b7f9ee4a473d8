"""Pictures that DashScope answers at once: the submit itself brings the link. Those made as tasks: `dashscope.task_maker`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import httpx

from resources.clock import Clock
from resources.errors import ProviderError
from resources.failures import Policy, provider_error
from resources.image.letters import write_letter
from resources.image.picture_file import PICTURE, picture_link
from resources.video.base import Capabilities, Handle, JobReport, PictureRequest, Prepared, RenderResult
from resources.video.dashscope.lending import forget_files, sealed
from resources.video.dashscope.task_maker import fetched
from resources.video.limits import FamilyLimits
from resources.wire.answers import plain_usage
from resources.wire.dashscope import NATIVE
from resources.wire.dashscope_upload import Uploads
from resources.wire.wire import Wire

SERVICE = f"{NATIVE}/services/aigc/multimodal-generation/generation"
_PATIENCE = httpx.Timeout(300.0, connect=15.0)
"""Seconds; DashScope itself gives up a call after 300 s. Leaving earlier would leave a paid picture behind."""


class PicturesAtOnce:
    """Implements `Maker` for picture models without tasks.

    Nothing at the provider outlives the answer: a submit whose answer is lost can only be judged by a person.

    Args:
        limits: Of the family.
        wire: DashScope's; its time limit becomes that of a picture.
        clock: Dates handles and uploads.
    """

    def __init__(self, limits: FamilyLimits, wire: Wire, clock: Clock) -> None:
        self._limits = limits
        self._wire = wire
        self._wire.client.timeout = _PATIENCE
        self._clock = clock
        self._uploads = Uploads(wire, clock)

    @property
    def capabilities(self) -> Capabilities:
        """Limits, as data."""
        return self._limits.capabilities.model_copy(update={"base_url": self._wire.access.base_url})

    async def prepare(self, request: PictureRequest) -> Prepared:
        """Word the request, check its pictures and lend them; nothing of it costs.

        Raises:
            ProviderError: The request does not fit (PERMANENT, naming what to change), or an upload failed.
            NotFound: A picture of the request is gone.
        """
        return await sealed(write_letter(request, self._limits), request, self._uploads)

    async def submit(self, prepared: Prepared) -> Handle:
        """Ask for the picture: exactly one call, which lasts until it is there.

        Raises:
            ProviderError: Refused; AMBIGUOUS for an answer without a picture, which may have been billed.
            httpx.HTTPError: The call did not come through.
        """
        try:
            told = await self._wire.ask(
                "POST", SERVICE, phase="submit", body=prepared.body, headers=prepared.headers
            )
        except ProviderError:
            forget_files(prepared.body, self._uploads)
            raise
        answer: dict[str, Any] = told if isinstance(told, dict) else {}
        link = picture_link(answer.get("output"))
        if link is None:
            raise provider_error(
                Policy.AMBIGUOUS,
                "the answer holds no picture",
                where=f"{self._limits.capabilities.name}, {prepared.model}",
            )
        return Handle(
            provider=self._limits.capabilities.name,
            job_id=str(answer.get("request_id") or "without-id"),
            base_url=self._wire.access.base_url,
            submitted_at=self._clock.now(),
            answer={
                "model": prepared.model,
                "notes": list(prepared.notes),
                "link": link,
                "usage": plain_usage(answer.get("usage")),
            },
        )

    async def poll(self, handle: Handle) -> JobReport:
        """What the submit told; no call is made."""
        if not handle.answer.get("link"):
            return JobReport(state="unknown", message="this model keeps no jobs: only its answer has the picture")
        return JobReport(state="succeeded", progress=1.0, usage=handle.answer.get("usage", {}))

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        """Bring the picture into `folder`.

        Raises:
            ProviderError: LOST, the link has run out after 24 hours, or was never told.
            MediaError: What came is not a picture, or not whole.
        """
        link = handle.answer.get("link")
        if not isinstance(link, str):
            raise provider_error(
                Policy.LOST,
                "only the answer of the submit has the picture, and it was lost",
                where=f"{handle.provider}, {handle.job_id}",
            )
        return await fetched(link, handle, folder, PICTURE, self._wire, await self.poll(handle))

    async def find_lost(self, request: PictureRequest, since: dt.datetime) -> list[Handle]:
        """Nothing: there is no list of answers."""
        del request, since
        return []

    async def cancel(self, handle: Handle) -> bool:
        """Never: the picture is there already."""
        del handle
        return False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._uploads.aclose()
        await self._wire.aclose()
