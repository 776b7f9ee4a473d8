"""Bringing home paid jobs that a crash or a closed laptop left at a provider. Nothing is ever submitted here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from resources.errors import SparkVideoError
from resources.render_ledger import BudgetBook, JobView, Phase, RenderLedger
from resources.video.base import VideoProvider
from resources.workplace import Workplace
from spark_video_assets.episode.settings import Settings

OPEN = frozenset({Phase.SENDING, Phase.AMBIGUOUS, Phase.RUNNING, Phase.DOWNLOADED})
"""Phases of a job that may still come home; one that is lost waits for a person."""


@dataclass(frozen=True)
class Homecoming:
    """What one look at one job found.

    Args:
        job: As it stands afterwards.
        home: Its clip is here and settled; the next run of the episode uses it without a call.
        message: Why not, for a person.
    """

    job: JobView
    home: bool
    message: str = ""


def open_jobs(folder: Workplace) -> list[JobView]:
    """Paid jobs of a place that are not finished."""
    return [job for job in RenderLedger(folder).jobs() if job.phase in OPEN]


async def bring_home(
    folder: Workplace,
    budget: BudgetBook,
    settings: Settings,
    opened: Callable[[str], VideoProvider],
    *,
    wait_s: float = 0.0,
) -> list[Homecoming]:
    """Look at every open job of a place once, and fetch what is finished.

    Args:
        folder: An episode or a render job; a job that another process drives right now is left to it.
        budget: Where the jobs are settled.
        settings: Poll interval.
        opened: Opens a provider by its name; it is closed here.
        wait_s: How long to wait for jobs that still run.

    Returns:
        One entry for each job that was open.
    """
    ledger = RenderLedger(folder)
    found: list[Homecoming] = []
    for job in open_jobs(folder):
        home, message = False, ""
        try:
            provider = opened(job.provider)
            try:
                outcome = await ledger.resume(
                    job.job_id, provider, budget=budget, poll_interval_s=settings.poll_interval_s, timeout_s=wait_s
                )
                home, message = outcome.state == "done", outcome.message
            finally:
                await provider.aclose()
        except SparkVideoError as error:
            message = error.problem
        now = next((view for view in ledger.jobs() if view.job_id == job.job_id), job)
        found.append(Homecoming(now, home, message))
    return found
