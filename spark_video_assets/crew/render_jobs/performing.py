"""One render job from its frozen request to its papers. Whatever costs money goes over the ledger's desk; QC is free."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from resources.atomic import copy_file, write_text
from resources.errors import EpisodeBusy, NotFound, SparkVideoError, UsageError
from resources.file_digest import file_digest
from resources.judge.base import ClipJudge
from resources.llm.kept_answers import drop_answers
from resources.locking import locked_file
from resources.render_job_folder import RenderJobFolder
from resources.render_ledger import BudgetCaps, FileBudgetBook, RenderLedger, job_digest
from resources.render_ledger.desk import CommissionDesk, Delivered
from resources.video.base import Capabilities, RenderRequest, VideoProvider
from spark_video_assets.crew.paying import job_book, job_desk
from spark_video_assets.crew.render_jobs.manifest import RenderManifest, manifest_of
from spark_video_assets.crew.render_jobs.qa import Findings, look_at
from spark_video_assets.crew.render_jobs.record import RenderEnd, RenderJob, read_job
from spark_video_assets.episode.settings import Settings


@dataclass(frozen=True)
class Rendered:
    """A finished render job."""

    folder: RenderJobFolder
    job: RenderJob
    manifest: RenderManifest
    findings: Findings
    reused: bool


def book_of(folder: RenderJobFolder, job: RenderJob, settings: Settings) -> FileBudgetBook:
    """The book that a job is paid from: the caps of the job and of the day, in the job's currency."""
    order = job.order
    caps = BudgetCaps(
        per_episode=None if order.budget is None else Decimal(str(order.budget)),
        per_day=None if settings.day_budget is None else Decimal(str(settings.day_budget)),
    )
    return job_book(folder, order.currency, caps)


async def perform(
    folder: RenderJobFolder,
    settings: Settings,
    *,
    opened: Callable[[RenderJob], VideoProvider],
    judge: Callable[[RenderJob, FileBudgetBook], ClipJudge],
    desk: Callable[[RenderJobFolder, FileBudgetBook, Settings], CommissionDesk] = job_desk,
) -> Rendered:
    """Bring a job to its clip, however often and wherever the process died before.

    Args:
        folder: Of the job.
        settings: Caps, waiting, review rules.
        opened: Opens the job's provider; it is closed here.
        judge: Opens the reviewer; asked only where the request wants a review.
        desk: Where the clip is ordered.

    Raises:
        EpisodeBusy: Another process is at this very job.
        ProviderError, BudgetStop, MediaError: As `CommissionDesk.order`; written to `response.json` as well.
        NotFound: There is no such job, or a reference of it is gone.
        StorageError: Its papers cannot be written.
    """
    job = read_job(folder)
    busy = f"render job {folder.job_id} is being made by another process"
    with locked_file(folder.path / "job", busy=busy, timeout_s=0):
        try:
            return await _performed(folder, job, settings, opened, judge, desk)
        except EpisodeBusy:
            raise
        except SparkVideoError as error:
            end = RenderEnd.of_error(error, job, _now(), day_capped=settings.day_budget is not None)
            _save_end(folder, end)
            raise


async def _performed(
    folder: RenderJobFolder,
    job: RenderJob,
    settings: Settings,
    opened: Callable[[RenderJob], VideoProvider],
    judge: Callable[[RenderJob, FileBudgetBook], ClipJudge],
    desk: Callable[[RenderJobFolder, FileBudgetBook, Settings], CommissionDesk],
) -> Rendered:
    request = job.rendered_with(folder.root)
    _require_inputs(request)
    book = book_of(folder, job, settings)
    provider = opened(job)
    try:
        able = provider.capabilities
        _require_same(job, request, able)
        made = await desk(folder, book, settings).order(request, provider, phase="video_render")
    finally:
        await provider.aclose()
    at = _now()
    await asyncio.to_thread(_keep, folder, made)
    findings = await asyncio.to_thread(
        look_at,
        request,
        made.result,
        folder.clip,
        able,
        reviewer=(lambda: judge(job, book)) if job.order.review else None,
        rules=settings.rules,
        at=at.isoformat(),
    )
    return _recorded(folder, job, made, findings, at)


def _require_inputs(request: RenderRequest) -> None:
    """References are kept by content; one that was changed or removed is no longer what the job is about."""
    for item in request.media:
        if not item.path.is_file() or file_digest(item.path) != item.digest:
            raise NotFound(
                f"the reference {item.name!r} is gone or was changed",
                where=str(item.path),
                next_command="drop the request again, with its pictures",
            )


def _require_same(job: RenderJob, request: RenderRequest, able: Capabilities) -> None:
    """Under another digest the ledger would take it for another job, and pay for it beside one that may be running."""
    if job_digest(request, able) != job.digest:
        raise UsageError(
            f"{able.name} would render this with another model now than when it was asked for ({job.model})",
            where=job.job_id,
            next_command="spark-video jobs reconcile, then drop the request again as a new one (take: 2)",
        )


def _keep(folder: RenderJobFolder, made: Delivered) -> None:
    """The clip and its last frame under their plain names; the ledger keeps its own copy."""
    from resources.media.frames import last_frame, save_png

    clip = made.result.clip
    if not folder.clip.is_file() or file_digest(folder.clip) != file_digest(clip):
        copy_file(clip, folder.clip)
        folder.last_frame.unlink(missing_ok=True)
    if not folder.last_frame.is_file():
        save_png(last_frame(folder.clip), folder.last_frame)


def _recorded(
    folder: RenderJobFolder, job: RenderJob, made: Delivered, findings: Findings, at: dt.datetime
) -> Rendered:
    """Everything on disk, the answer last: a crash in between makes the next run write it all again, for nothing."""
    write_text(folder.technical_qc, findings.technical.to_json())
    if findings.review is not None:
        write_text(folder.review, findings.review.to_json())
    view = next((view for view in RenderLedger(folder).jobs() if view.job_id == made.job_id), None)
    handle = (view.handle or "") if view else ""
    manifest = manifest_of(folder, job, made, findings, handle, at)
    write_text(folder.manifest, manifest.to_json())
    end = RenderEnd(
        state="done",
        answers=job.wish,
        at=at,
        ledger_job=made.job_id,
        provider_job=handle,
        usage=dict(made.result.usage),
        paid=float(made.paid),
        currency=made.currency,
    )
    _save_end(folder, end)
    drop_answers(folder.answers)
    return Rendered(folder, job, manifest, findings, reused=made.cost == 0 and made.paid > 0)


def _save_end(folder: RenderJobFolder, end: RenderEnd) -> None:
    write_text(folder.response, end.to_json())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
