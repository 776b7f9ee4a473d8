"""The ledger of an episode's render jobs: the door through which every take is made. Steps of a job are in `driving`."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Protocol

from resources.clock import Clock, SystemClock
from resources.errors import NotFound, ProviderError, UsageError
from resources.failures import Policy
from resources.prices import quote
from resources.render_job_folder import ledgers
from resources.render_ledger.budget import Account, BudgetBook
from resources.render_ledger.driving import JobDriver
from resources.render_ledger.identity import job_digest, job_id_of
from resources.render_ledger.job_folder import JobFolder
from resources.render_ledger.reconciling import all_jobs
from resources.render_ledger.records import (
    UNSETTLED,
    CommitPoint,
    Decision,
    JobRequest,
    JobStanding,
    JobView,
    LedgerOutcome,
    Phase,
)
from resources.render_ledger.retrying import RetryRules
from resources.render_ledger.unsent import free_unsent
from resources.video.base import Commission, Handle, Maker
from resources.workplace import Workplace

DEFAULT_POLL_INTERVAL_S = 15.0
DEFAULT_TIMEOUT_S = 900.0


class LedgerHooks(Protocol):
    """Something that wants to know of commit points: a progress display, or a test that crashes there."""

    def at(self, point: CommitPoint) -> None:
        """Called once the point is durable."""
        ...


class _NoHooks:
    def at(self, point: CommitPoint) -> None:
        """Nobody listens."""


def _never() -> bool:
    return False


def to_nobody(_words: str) -> None:
    """Nobody listens."""


class RenderLedger:
    """All jobs of one place: an episode, or a stand-alone render job.

    Args:
        folder: The place; jobs lie in its `renders/`.
        clock: Time and pauses.
        hooks: Told of commit points.
        rules: Retries.
        dice: Chance in the pauses.
    """

    def __init__(
        self,
        folder: Workplace,
        clock: Clock | None = None,
        hooks: LedgerHooks | None = None,
        rules: RetryRules | None = None,
        dice: random.Random | None = None,
    ) -> None:
        self._folder = folder
        self._clock = clock or SystemClock()
        self._hooks = hooks or _NoHooks()
        self._rules = rules or RetryRules()
        self._dice = dice or random.Random()

    async def perform(
        self,
        request: Commission,
        provider: Maker[Any],
        *,
        budget: BudgetBook,
        poll_interval_s: float = DEFAULT_POLL_INTERVAL_S,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        cancelled: Callable[[], bool] = _never,
        tell: Callable[[str], None] = to_nobody,
    ) -> LedgerOutcome:
        """Get this file made, paying at most once however often and wherever the process dies.

        Ask again with the same request after any interruption: a finished clip comes back without a call, a running
        job is waited for, a lost submit is looked up. A request that differs in anything is another job.

        Args:
            request: A take, a picture or a line. Its number and content are the identity; keep both until the outcome
                is `done` or the error says that the job is over.
            provider: Who renders.
            budget: Where the price is reserved before the submit and settled after the download.
            poll_interval_s: Seconds between looks at a running job.
            timeout_s: After so long a job is left running and the outcome is `pending`.
            cancelled: Asked between steps.
            tell: Called with words for a person when the job is not as usual: not found for a while.

        Raises:
            ProviderError: `failure` holds the policy. TRANSIENT, PERMANENT, MODERATION, AUTH, QUOTA and ARREARS: the
                job is over or was never accepted. AMBIGUOUS and LOST: a person decides, see `resolve`.
            MediaError: The clip could not be fetched whole; ask again later.
            BudgetStop: Over a cap or price unknown; nothing was sent.
            EpisodeBusy: Another process drives this job.
            NotFound: A picture or sound of the request is missing.
        """
        capabilities = provider.capabilities
        digest = job_digest(request, capabilities)
        job = self._job(job_id_of(request, digest))
        with job.locked():
            kept = job.request()
            if kept and kept.digest != digest:
                raise UsageError("holds another request", where=str(job.request_file))
            begun = kept if kept and job.standing().phase is not Phase.FAILED else None
            frozen = JobRequest(
                job_id=job.job_id,
                digest=digest,
                provider=capabilities.name,
                model=capabilities.models.get(request.kind, ""),
                base_url=capabilities.base_url,
                # A job under way keeps its price, also when the table has changed or lost it since.
                quote=begun.quote if begun else quote(capabilities, request),
                frozen_at=self._clock.now(),
                request=request,
            )
            driver = self._driver(job, frozen, provider, budget, cancelled, tell, poll_interval_s, timeout_s)
            return await self._with_new_jobs(driver)

    async def resume(
        self,
        job_id: str,
        provider: Maker[Any],
        *,
        budget: BudgetBook,
        poll_interval_s: float = DEFAULT_POLL_INTERVAL_S,
        timeout_s: float = DEFAULT_TIMEOUT_S,
    ) -> LedgerOutcome:
        """Bring home a job that may be at the provider, by its record alone; never submits.

        For reconciling after a crash, when the storyboard or its pictures may have changed since.

        Raises:
            NotFound: No such job.
            UsageError: Nothing of it is at the provider, or it is another provider's.
            ProviderError, MediaError, EpisodeBusy: As `perform`.
        """
        job, frozen = self._known(job_id)
        with job.locked():
            phase = job.standing().phase
            if phase not in UNSETTLED or provider.capabilities.free:
                raise UsageError(f"the job is {phase}; nothing of it waits at a paid provider", where=job_id)
            if provider.capabilities.name != frozen.provider:
                raise UsageError(f"the job is at {frozen.provider}, not {provider.capabilities.name}", where=job_id)
            driver = self._driver(job, frozen, provider, budget, _never, to_nobody, poll_interval_s, timeout_s)
            return await driver.drive()

    def _driver(
        self,
        job: JobFolder,
        frozen: JobRequest,
        provider: Maker[Any],
        budget: BudgetBook,
        cancelled: Callable[[], bool],
        tell: Callable[[str], None],
        poll_interval_s: float,
        timeout_s: float,
    ) -> JobDriver:
        return JobDriver(
            job=job,
            frozen=frozen,
            request=frozen.request,
            provider=provider,
            budget=budget,
            account=Account(episode=str(self._folder), shot=frozen.request.shot_id),
            neighbours=lambda: all_jobs(ledgers(self._folder.root), self._clock),
            free_unsent=lambda: free_unsent(budget, str(self._folder), self._job, busy=job),
            clock=self._clock,
            at=self._hooks.at,
            tell=tell,
            rules=self._rules,
            dice=self._dice,
            cancelled=cancelled,
            poll_interval_s=poll_interval_s,
            deadline=self._clock.monotonic() + timeout_s,
        )

    async def _with_new_jobs(self, driver: JobDriver) -> LedgerOutcome:
        """Drive; a job that the provider itself failed for a passing reason, unbilled, is made anew."""
        tries = 1
        while True:
            try:
                return await driver.drive()
            except ProviderError as error:
                standing = driver.job.standing()
                over = standing.phase is Phase.FAILED and error.failure == Policy.TRANSIENT and standing.handle
                if not over or tries >= self._rules.job_tries or driver.cancelled():
                    raise
                await self._clock.sleep(self._rules.pause_s(tries, error, self._dice))
                tries += 1

    def jobs(self) -> list[JobView]:
        """All jobs of the place, by shot and take."""
        views = (job.view() for job in all_jobs([self._folder.renders], self._clock))
        return sorted((view for view in views if view), key=lambda view: (view.shot_id, view.take, view.job_id))

    def resolve(
        self, job_id: str, decision: Decision, *, budget: BudgetBook, by: str, handle: str | None = None
    ) -> JobView:
        """Write down what a person found out about a job that is not settled; see `Decision`.

        Args:
            job_id: Name of the job's folder.
            decision: The person's word.
            budget: Where the reservation is released (`resubmit`) or settled at the quote (`drop`).
            by: Who decided.
            handle: The provider's id of the task, for `adopt`.

        Raises:
            NotFound: No such job.
            UsageError: The job is over, `adopt` without a handle, or `look_again` at one that is not lost.
            EpisodeBusy: A process drives the job right now.
        """
        job, frozen = self._known(job_id)
        with job.locked():
            standing = job.standing()
            if standing.phase not in UNSETTLED:
                raise UsageError(f"the job is {standing.phase}, there is nothing to decide", where=job_id)
            if decision == "look_again" and (standing.phase is not Phase.LOST or standing.handle is None):
                raise UsageError(
                    f"the job is {standing.phase}: only one that is lost is looked for again",
                    where=job_id,
                    next_command="spark-video jobs reconcile   # looks at every job that is open",
                )
            facts: dict[str, object] = {
                "decision": decision,
                "by": by,
                "message": f"{decision} by {by}",
                "policy": "",
            }
            if decision == "adopt":
                if not handle:
                    raise UsageError("adopt needs the provider's id of the task", where=job_id)
                facts["handle"] = _adopted(handle, standing, frozen).model_dump(mode="json")
            key = f"{self._folder}/{job_id}#{standing.attempt}"
            if decision == "drop":
                # Booked before it is over: a job that is over and still reserved counts as not billed. What was
                # settled once stays as the provider counted it.
                budget.settle(key, frozen.quote.amount if standing.cost is None else standing.cost)
            job.record("resolved", standing.attempt, **facts)
            if decision == "resubmit":
                budget.release(key)
        view = job.view()
        if view is None:
            raise NotFound("the job vanished", where=job_id)
        return view

    def _known(self, job_id: str) -> tuple[JobFolder, JobRequest]:
        job = self._job(job_id)
        frozen = job.request()
        if frozen is None:
            known = ", ".join(view.job_id for view in self.jobs())
            raise NotFound(
                f"there is no render job {job_id!r}", where=str(self._folder.renders), allowed=known or None
            )
        return job, frozen

    def _job(self, job_id: str) -> JobFolder:
        return JobFolder(self._folder.resolve(f"renders/{job_id}"), self._clock)


def _adopted(handle: str, standing: JobStanding, frozen: JobRequest) -> Handle:
    """The handle that a person names; one that the job has already keeps what only its submit told."""
    if standing.handle is not None and standing.handle.job_id == handle:
        return standing.handle
    return Handle(
        provider=frozen.provider,
        job_id=handle,
        base_url=frozen.base_url,
        submitted_at=standing.submitting_at or frozen.frozen_at,
    )
