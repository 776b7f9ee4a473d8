"""Files that DashScope makes as tasks: one submit, looks, the result fetched. What is asked and made is told from outside."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from resources.clock import Clock
from resources.errors import ProviderError
from resources.failures import Policy, provider_error
from resources.video.base import Capabilities, Commission, Handle, JobReport, Prepared, RenderResult
from resources.video.dashscope.lending import forget_files, sealed
from resources.video.dashscope.letter import Letter
from resources.video.limits import FamilyLimits
from resources.wire.dashscope import Tasks
from resources.wire.dashscope_upload import Uploads
from resources.wire.download import download
from resources.wire.wire import Wire

LOST_WINDOW = dt.timedelta(minutes=15)
"""How long after a lost submit its task can have been born: two minutes of clocks that differ, a minute for the call,
and what a slow line adds. Later tasks of the account are other people's."""

Asked = TypeVar("Asked", bound=Commission)


@dataclass(frozen=True)
class Product:
    """What comes out of a service.

    Args:
        service: Its path below the native surface's `services`.
        link: Finds the result's link in a finished task's output; None when there is none.
        suffix: Ending of the result's name, with a dot.
        check: Raises `MediaError` for a file that is not what it should be.
    """

    service: str
    link: Callable[[Mapping[str, Any]], str | None]
    suffix: str
    check: Callable[[Path], object]


class TaskMaker(Generic[Asked]):
    """Implements `Maker` for one family of models.

    Args:
        limits: Of the family.
        write_letter: How the family is asked.
        product: What comes out.
        wire: DashScope's.
        clock: Dates handles and uploads.
    """

    def __init__(
        self,
        limits: FamilyLimits,
        write_letter: Callable[[Asked, FamilyLimits], Letter],
        product: Product,
        wire: Wire,
        clock: Clock,
    ) -> None:
        self._limits = limits
        self._write_letter = write_letter
        self._product = product
        self._wire = wire
        self._clock = clock
        self._tasks = Tasks(wire)
        self._uploads = Uploads(wire, clock)

    @property
    def capabilities(self) -> Capabilities:
        """Limits, as data."""
        return self._limits.capabilities.model_copy(update={"base_url": self._wire.access.base_url})

    async def prepare(self, request: Asked) -> Prepared:
        """Word the request, check its files and lend them; nothing of it costs.

        Raises:
            ProviderError: The request does not fit (PERMANENT, naming what to change), or an upload failed.
            NotFound: A file of the request is gone.
        """
        return await sealed(self._write_letter(request, self._limits), request, self._uploads)

    async def submit(self, prepared: Prepared) -> Handle:
        """Send the job: exactly one call.

        Raises:
            ProviderError: Refused.
            httpx.HTTPError: The call did not come through.
        """
        try:
            task_id = await self._tasks.submit(self._product.service, prepared.body, prepared.headers)
        except ProviderError:
            forget_files(prepared.body, self._uploads)
            raise
        return self._handle(task_id, self._clock.now(), prepared.model, prepared.notes)

    async def poll(self, handle: Handle) -> JobReport:
        """Look once. A blip raises a transient `ProviderError`."""
        report, _ = await self._tasks.look(handle.job_id)
        return report

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        """Bring a succeeded job's file into `folder`.

        Raises:
            ProviderError: LOST, the link or the task has run out.
            MediaError: What came is not what it should be, or not whole.
        """
        report, output = await self._tasks.look(handle.job_id)
        link = self._product.link(output) if report.state == "succeeded" else None
        if link is None:
            raise provider_error(
                Policy.LOST,
                f"the task is {output.get('task_status')} and tells no link to a result",
                where=f"{handle.provider}, task {handle.job_id}",
            )
        return await fetched(link, handle, folder, self._product, self._wire, report)

    async def find_lost(self, request: Asked, since: dt.datetime) -> list[Handle]:
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


async def fetched(
    link: str, handle: Handle, folder: Path, product: Product, wire: Wire, report: JobReport
) -> RenderResult:
    """The result behind a link, whole and checked, with what its handle tells of the job.

    Raises:
        ProviderError: The link is refused or has run out.
        MediaError: What came is not what it should be, or not whole.
    """
    # A person may have typed this id.
    name = re.sub(r"[^\w-]", "_", handle.job_id)
    file = await download(
        link,
        folder / f"{name}{product.suffix}",
        client=wire.client,
        provider=handle.provider,
        house=wire.access.base_url,
        check=product.check,
    )
    return RenderResult(
        clip=file,
        model=str(handle.answer.get("model", "")),
        notes=tuple(handle.answer.get("notes", ())),
        usage=report.usage,
    )
