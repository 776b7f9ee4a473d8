"""Clips from DashScope: files lent, one submit, looks, the finished clip fetched. How each model is asked: beside."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from pathlib import Path
from typing import Any

from resources.clock import Clock
from resources.errors import MediaError, ProviderError
from resources.failures import ADVICE, Policy
from resources.media.probe import probe
from resources.video.base import Capabilities, Handle, JobReport, Prepared, RenderRequest, RenderResult
from resources.video.dashscope.letter import SERVICE, Enclosure, LetterWriter
from resources.video.limits import FamilyLimits
from resources.video.request_files import LegalFile, legal_picture, legal_recording
from resources.wire.dashscope import RESOLVE_UPLOADS, Tasks
from resources.wire.dashscope_upload import SCHEME, Uploads
from resources.wire.download import download
from resources.wire.wire import Wire

LOST_WINDOW = dt.timedelta(minutes=15)
"""How long after a lost submit its task can have been born: two minutes of clocks that differ, a minute for the call,
and what a slow line adds. Later tasks of the account are other people's."""

_RECORDINGS = frozenset({"reference_voice", "reference_video", "driving_audio"})


class DashScopeVideo:
    """Implements `VideoProvider` for one family of models.

    Args:
        limits: Of the family.
        write_letter: How the family is asked.
        wire: DashScope's.
        clock: Dates handles and uploads.
    """

    def __init__(self, limits: FamilyLimits, write_letter: LetterWriter, wire: Wire, clock: Clock) -> None:
        self._limits = limits
        self._write_letter = write_letter
        self._wire = wire
        self._clock = clock
        self._tasks = Tasks(wire)
        self._uploads = Uploads(wire, clock)

    @property
    def capabilities(self) -> Capabilities:
        """Limits, as data."""
        return self._limits.capabilities.model_copy(update={"base_url": self._wire.access.base_url})

    async def prepare(self, request: RenderRequest) -> Prepared:
        """Word the request, check its files and lend them; nothing of it costs.

        Raises:
            ProviderError: The request does not fit (PERMANENT, naming what to change), or an upload failed.
            NotFound: A file of the request is gone.
        """
        letter = self._write_letter(request, self._limits)
        # All files are looked at before the first one travels.
        files = {mark: await asyncio.to_thread(_legal, mark) for mark in letter.enclosures()}
        lent = await asyncio.gather(*(self._lent(file, letter.model) for file in files.values()))
        notes = [note for file in files.values() for note in file.notes]
        return Prepared(
            commission=request,
            model=letter.model,
            body=letter.body(dict(zip(files, lent, strict=True))),
            headers=RESOLVE_UPLOADS if files else {},
            notes=(*letter.notes, *notes),
        )

    async def submit(self, prepared: Prepared) -> Handle:
        """Send the job: exactly one call.

        Raises:
            ProviderError: Refused.
            httpx.HTTPError: The call did not come through.
        """
        try:
            task_id = await self._tasks.submit(SERVICE, prepared.body, prepared.headers)
        except ProviderError:
            # The refusal may be about an upload that is gone: preparing again then lends the files anew.
            for address in _addresses(prepared.body):
                self._uploads.forget(address)
            raise
        return self._handle(task_id, self._clock.now(), prepared.model, prepared.notes)

    async def poll(self, handle: Handle) -> JobReport:
        """Look once. A blip raises a transient `ProviderError`."""
        report, _ = await self._tasks.look(handle.job_id)
        return report

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        """Bring a succeeded job's clip into `folder`.

        Raises:
            ProviderError: LOST, the link or the task has run out.
            MediaError: What came is not a film, or not whole.
        """
        report, output = await self._tasks.look(handle.job_id)
        link = output.get("video_url")
        if report.state != "succeeded" or not isinstance(link, str) or not link:
            raise ProviderError(
                f"the task is {output.get('task_status')} and tells no link to a clip",
                failure=Policy.LOST,
                where=f"{handle.provider}, task {handle.job_id}",
                next_command=ADVICE[Policy.LOST],
            )
        # A person may have typed this id.
        name = re.sub(r"[^\w-]", "_", handle.job_id)
        clip = await download(
            link,
            folder / f"{name}.mp4",
            client=self._wire.client,
            provider=handle.provider,
            check=_require_film,
        )
        return RenderResult(
            clip=clip,
            model=str(handle.answer.get("model", "")),
            notes=tuple(handle.answer.get("notes", ())),
            usage=report.usage,
        )

    async def find_lost(self, request: RenderRequest, since: dt.datetime) -> list[Handle]:
        """Tasks of the request's model that were born soon after `since`; the list tells no more of them.

        Raises:
            ProviderError: The list could not be read.
        """
        letter = self._write_letter(request, self._limits)
        found = await self._tasks.created_between(letter.model, since, since + LOST_WINDOW)
        return [self._handle(task_id, born, letter.model, letter.notes) for task_id, born in found]

    async def cancel(self, handle: Handle) -> bool:
        """Stop a job that still waits; one that runs cannot be stopped."""
        return await self._tasks.cancel(handle.job_id)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._uploads.aclose()
        await self._wire.aclose()

    def _handle(self, task_id: str, at: dt.datetime, model: str, notes: tuple[str, ...]) -> Handle:
        return Handle(
            provider=self._limits.capabilities.name,
            job_id=task_id,
            base_url=self._wire.access.base_url,
            submitted_at=at,
            answer={"model": model, "notes": list(notes)},
        )

    async def _lent(self, file: LegalFile, model: str) -> str:
        return await self._uploads.address_of(
            file.data, suffix=file.suffix, media_type=file.media_type, model=model
        )


def _legal(mark: Enclosure) -> LegalFile:
    if mark.item.role in _RECORDINGS:
        return legal_recording(mark.item, mark.limits)
    return legal_picture(mark.item, mark.limits, shape=mark.shape)


def _addresses(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [address for inner in value.values() for address in _addresses(inner)]
    if isinstance(value, list):
        return [address for inner in value for address in _addresses(inner)]
    return [value] if isinstance(value, str) and value.startswith(SCHEME) else []


def _require_film(path: Path) -> None:
    if not probe(path).has_video:
        raise MediaError("holds no moving picture", where=str(path))
