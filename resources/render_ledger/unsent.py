"""Money that is reserved for nothing: of jobs that a crash or a change of mind ended before they were sent."""

from __future__ import annotations

from collections.abc import Callable

from resources.errors import EpisodeBusy, InvalidDocument
from resources.render_ledger.budget import BudgetBook
from resources.render_ledger.job_folder import JobFolder
from resources.render_ledger.records import JobStanding, Phase

_NOT_SENT = frozenset({Phase.NEW, Phase.READY, Phase.FAILED})


def free_unsent(budget: BudgetBook, account: str, job_of: Callable[[str], JobFolder], *, busy: JobFolder) -> bool:
    """Give back every reservation of an account whose job is certainly not at the provider and driven by nobody.

    Args:
        budget: Where the money is reserved; a job that goes on after all reserves it again.
        account: Of a place, `project/episode`.
        job_of: Finds a job of that place by its id.
        busy: The job that the caller drives.

    Returns:
        True when anything was given back.
    """
    freed = False
    for key in budget.reserved(account):
        job_id, _, attempt = key.removeprefix(f"{account}/").rpartition("#")
        job = job_of(job_id)
        # A folder that is gone cannot tell what was sent.
        if job.path == busy.path or not job.path.is_dir():
            continue
        try:
            with job.locked():
                if _is_unsent(job.standing(), int(attempt)):
                    budget.release(key)
                    freed = True
        except (EpisodeBusy, InvalidDocument):
            continue
    return freed


def _is_unsent(standing: JobStanding, attempt: int) -> bool:
    """True when the money of this submit is not out: it was never begun, is over unbilled, or has a successor."""
    return standing.attempt != attempt or standing.phase in _NOT_SENT
