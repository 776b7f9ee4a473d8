"""Finding a submit whose answer was lost, through the provider's list. Nothing is ever submitted here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from resources.clock import Clock
from resources.render_ledger.job_folder import JobFolder
from resources.render_ledger.records import JobRequest, JobStanding, Phase
from resources.video.base import Handle, Maker

CLOCK_SKEW = dt.timedelta(minutes=2)
"""How far the provider's clock may be behind ours; tasks already known are left out by their handle, not by time."""


def all_jobs(renders: Iterable[Path], clock: Clock) -> Iterator[JobFolder]:
    """Every job folder of these ledgers, by name."""
    for folder in renders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if (path / "request.json").is_file():
                yield JobFolder(path, clock)


async def unique_lost_handle(
    job: JobFolder, frozen: JobRequest, standing: JobStanding, provider: Maker[Any], jobs: Iterable[JobFolder]
) -> tuple[Handle | None, str]:
    """The one task at the provider that can only be this job.

    Args:
        job: The job whose submit was lost.
        frozen: Its frozen request.
        standing: Its standing, which tells when the submit was begun.
        provider: Asked for candidates; it compares what it can (model, time, prompt).
        jobs: All jobs that share the provider's account. A task that one of them holds, or that could as well be the
            lost submit of one of them, is not adopted.

    Returns:
        The handle, or None with what was found instead, for a person.

    Raises:
        ProviderError: The list could not be read.
    """
    # The list is read before the neighbours: a task that it shows has its submit on record by then, so that the
    # running submit of another process is never taken for the lost one.
    listed = await _listed(provider, frozen, standing)
    known: set[str] = set()
    rivals: list[tuple[JobRequest, JobStanding]] = []
    for other in jobs:
        if other.path == job.path:
            continue
        known.update(_handles(other))
        theirs = other.standing()
        request = other.request()
        if request and request.provider == frozen.provider and theirs.phase in {Phase.SENDING, Phase.AMBIGUOUS}:
            rivals.append((request, theirs))
    known.update(_handles(job))
    candidates = {job_id: handle for job_id, handle in listed.items() if job_id not in known}
    if len(candidates) != 1:
        return None, f"the provider lists {len(candidates)} tasks that could be this job"
    (handle,) = candidates.values()
    for request, theirs in rivals:
        if handle.job_id in await _listed(provider, request, theirs):
            return None, f"task {handle.job_id} could also be the job {request.job_id}"
    return handle, ""


def _handles(job: JobFolder) -> Iterator[str]:
    for event in job.events():
        handle = event.facts.get("handle")
        if isinstance(handle, dict):
            yield str(handle["job_id"])


async def _listed(provider: Maker[Any], frozen: JobRequest, standing: JobStanding) -> dict[str, Handle]:
    since = (standing.submitting_at or frozen.frozen_at) - CLOCK_SKEW
    return {handle.job_id: handle for handle in await provider.find_lost(frozen.request, since)}
