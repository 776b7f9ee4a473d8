"""The embedded video provider: takes as jobs for the drawing processes. What is drawn: `render` and below."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from resources.atomic import copy_file, write_json
from resources.errors import ProviderError, SparkVideoError
from resources.failures import Policy
from resources.video.animatic import worker
from resources.video.animatic.capabilities import CAPABILITIES, MODEL, NAME
from resources.video.animatic.drawing_pool import DrawingPool, shared_pool
from resources.video.base import Capabilities, Handle, JobReport, Prepared, RenderRequest, RenderResult


class AnimaticProvider:
    """Implements `VideoProvider` without network: submit queues a drawing job, poll looks, fetch takes the clip.

    Jobs live as long as this object; a lost one is simply asked for again, because nothing is charged.

    Args:
        work_dir: Where unfinished clips are kept.
        speech_cache: Spoken lines, shared by all workers and runs; drawings are kept beside it.
        pool: Who draws; the program's own drawing processes unless told.
    """

    def __init__(self, work_dir: Path, speech_cache: Path, pool: DrawingPool | None = None) -> None:
        self._work_dir = work_dir
        self._speech_cache = speech_cache
        self._pool = pool or shared_pool()
        self._jobs: dict[str, Future[RenderResult]] = {}

    @property
    def capabilities(self) -> Capabilities:
        """Limits, as data."""
        return CAPABILITIES.model_copy(update={"concurrency": self._pool.workers})

    async def prepare(self, request: RenderRequest) -> Prepared:
        """Nothing is to be done before a drawing job."""
        return Prepared(commission=request, model=MODEL)

    async def submit(self, prepared: Prepared) -> Handle:
        """Queue the job.

        Raises:
            ProviderError: No drawing process could be started.
        """
        assert isinstance(prepared.commission, RenderRequest)
        job_id = uuid.uuid4().hex
        self._jobs[job_id] = self._pool.submit(
            worker.render, prepared.commission, self._clip(job_id), self._speech_cache
        )
        return Handle(provider=NAME, job_id=job_id, submitted_at=dt.datetime.now(dt.UTC))

    async def poll(self, handle: Handle) -> JobReport:
        """Look once."""
        job = self._jobs.get(handle.job_id)
        if job is None:
            return JobReport(state="unknown", message="drawn by a process that is gone; ask again, it is free")
        if not job.done():
            return JobReport(state="running" if job.running() else "queued")
        if job.cancelled():
            return JobReport(state="failed", message="cancelled", error_code="cancelled")
        error = job.exception()
        if error is None:
            return JobReport(state="succeeded", progress=1.0, usage=job.result().usage)
        code = type(error).__name__ if isinstance(error, SparkVideoError) else "crashed"
        return JobReport(state="failed", message=str(error), error_code=code)

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        """Move the clip into `folder` and write its lines and notes beside it as `<clip>.json`.

        Raises:
            ProviderError: No such finished job.
            StorageError: `folder` cannot be written.
        """
        job = self._jobs.get(handle.job_id)
        if job is None or not job.done() or job.cancelled() or job.exception() is not None:
            raise ProviderError(f"job {handle.job_id} has no clip", failure=Policy.LOST, where=NAME)
        drawn = job.result()
        clip = folder / f"{handle.job_id}.mp4"
        result = drawn.model_copy(update={"clip": clip})
        await asyncio.to_thread(_bring, drawn.clip, clip, result.model_dump(mode="json"))
        self._jobs.pop(handle.job_id, None)
        return result

    async def find_lost(self, request: RenderRequest, since: dt.datetime) -> list[Handle]:
        """Nothing outlives this object, so nothing is ever found."""
        del request, since
        return []

    async def cancel(self, handle: Handle) -> bool:
        """Take the job out of the queue; one that is being drawn goes on, which costs nothing either."""
        job = self._jobs.get(handle.job_id)
        if job is not None:
            job.cancel()
        return True

    async def aclose(self) -> None:
        """Drop queued jobs and end the drawing processes."""
        for job in self._jobs.values():
            job.cancel()
        await asyncio.to_thread(self._pool.close)

    def _clip(self, job_id: str) -> Path:
        return self._work_dir / f"{job_id}.mp4"


def _bring(source: Path, target: Path, record: dict[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError:  # another file system
        copy_file(source, target)
        source.unlink(missing_ok=True)
    write_json(target.with_suffix(".json"), {"schema_version": 1, **record})
