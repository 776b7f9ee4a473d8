"""What every step of a job needs: its parts, its key in the budget, how it is closed and how that is told. No step is here."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from resources.clock import Clock
from resources.errors import ProviderError
from resources.failures import Policy, provider_error
from resources.redaction import redact_text
from resources.render_ledger.budget import Account, BudgetBook
from resources.render_ledger.job_folder import JobFolder
from resources.render_ledger.records import CommitPoint, JobRequest
from resources.render_ledger.retrying import RetryRules
from resources.video.base import Commission, Maker


@dataclass
class JobRun:
    """One job under way; the caller holds its lock.

    Args:
        frozen: Request and quote as they would be frozen now.
        neighbours: Gives all jobs that share the provider's account, for reconciling.
        free_unsent: Gives back what jobs keep reserved that are certainly not at the provider; True when there was any.
        at: Called with the name of each commit point once that point is durable.
        tell: Called with words for a person when something is not as usual.
        cancelled: Asked between steps; True stops the job where the provider can stop it.
        deadline: On the clock's monotonic scale; a job that runs longer is left running.
    """

    job: JobFolder
    frozen: JobRequest
    request: Commission
    provider: Maker[Any]
    budget: BudgetBook
    account: Account
    neighbours: Callable[[], Iterable[JobFolder]]
    free_unsent: Callable[[], bool]
    clock: Clock
    at: Callable[[CommitPoint], None]
    tell: Callable[[str], None]
    rules: RetryRules
    dice: random.Random
    cancelled: Callable[[], bool]
    poll_interval_s: float
    deadline: float

    @property
    def _free(self) -> bool:
        return self.provider.capabilities.free

    def _key(self, attempt: int) -> str:
        return f"{self.account.episode}/{self.job.job_id}#{attempt}"

    def _late(self) -> bool:
        return self.clock.monotonic() >= self.deadline

    def _fail(self, attempt: int, policy: Policy, message: str) -> None:
        """Close the attempt: nothing runs, nothing is billed."""
        self.job.record("failed", attempt, policy=policy, message=message)
        self.budget.release(self._key(attempt))

    def _error(self, policy: Policy, message: str) -> ProviderError:
        where = f"shot {self.request.shot_id}, take {self.request.take}, job {self.job.job_id}"
        return provider_error(policy, message, where=where)

    def _as_provider_error(self, error: Exception, policy: Policy) -> Exception:
        return error if isinstance(error, ProviderError) else self._error(policy, told_error(error))


def told_error(error: BaseException) -> str:
    """An exception in words for a record, without secrets."""
    return redact_text(getattr(error, "problem", "") or f"{type(error).__name__}: {error}")
