"""One job from intent to settlement: the only code that submits, polls, fetches and settles. It is entered by `ledger`."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from resources.clock import Clock
from resources.errors import MediaError, ProviderError, StorageError
from resources.failures import Policy, classify_exception, classify_failed_job, provider_error
from resources.redaction import redact_text
from resources.render_ledger.budget import Account, BudgetBook
from resources.render_ledger.job_folder import JobFolder
from resources.render_ledger.reconciling import unique_lost_handle
from resources.render_ledger.records import CommitPoint, JobRequest, JobStanding, LedgerOutcome, Phase
from resources.render_ledger.retrying import RetryRules
from resources.render_ledger.settling import settle, write_manifest
from resources.video.base import Commission, Handle, JobReport, Maker, Prepared, RenderResult

SUBMIT_GRACE_S = 30.0
"""How long an interrupted process waits for the answer to a submit that is on its way."""

UNKNOWN_IS_LOST_AFTER = dt.timedelta(hours=24)
"""Age from which `unknown` means forgotten: DashScope keeps task ids for 24 h, Ark and Google longer."""


@dataclass
class JobDriver:
    """Drives one job; the caller holds the job's lock.

    Args:
        frozen: Request and quote as they would be frozen now.
        neighbours: Gives all jobs that share the provider's account, for reconciling.
        at: Called with the name of each commit point once that point is durable.
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
    clock: Clock
    at: Callable[[CommitPoint], None]
    rules: RetryRules
    dice: random.Random
    cancelled: Callable[[], bool]
    poll_interval_s: float
    deadline: float

    async def drive(self) -> LedgerOutcome:
        """Bring the job as far as it goes.

        Raises:
            ProviderError: With the policy of the failure. AMBIGUOUS and LOST wait for a person.
            MediaError: The finished clip could not be fetched whole; the job stays at the provider.
            BudgetStop: Over a cap; nothing was sent.
        """
        standing = self.job.standing()
        if standing.phase in {Phase.DOWNLOADED, Phase.DONE}:
            kept = self.job.verified_result(standing)
            if kept:
                return self._settle(kept, standing, reused=True)
        if standing.phase is Phase.LOST:
            raise self._error(Policy.LOST, f"the job is lost: {standing.message}")
        if standing.phase in {Phase.SENDING, Phase.AMBIGUOUS} and not self._free:
            standing = await self._reconcile(standing)
        elif standing.phase in {Phase.NEW, Phase.FAILED, Phase.SENDING, Phase.AMBIGUOUS}:
            standing = self._begin(standing)
        if standing.phase is Phase.READY:
            if self.cancelled():
                return self._closed(standing, "cancelled before it was sent")
            standing = await self._submit(standing)
            if not self._free and not self.cancelled():
                # No job is done the moment it was taken; one that is waited for again may be.
                await self.clock.sleep(self.poll_interval_s)
        handle = self._own_handle(standing)
        report = await self._wait(handle, standing)
        if isinstance(report, LedgerOutcome):
            return report
        result = await self._bring(handle, standing)
        usage = {**report.usage, **result.usage}
        kept, facts = self.job.keep_result(
            result.model_copy(update={"usage": usage}), report.model_dump(mode="json")
        )
        self.job.record("downloaded", standing.attempt, **facts)
        self.at("after_download")
        return self._settle(kept, self.job.standing(), reused=False)

    # --- intent and submit ---------------------------------------------------------------------------------------

    @property
    def _free(self) -> bool:
        return self.provider.capabilities.free

    def _key(self, attempt: int) -> str:
        return f"{self.account.episode}/{self.job.job_id}#{attempt}"

    def _begin(self, before: JobStanding) -> JobStanding:
        attempt = before.attempt + 1
        # A crash may have come between closing the attempt before and giving its reservation back.
        self.budget.release(self._key(before.attempt))
        self.budget.reserve(self._key(attempt), self.account, self.frozen.quote)
        self.job.freeze(self.frozen)
        self.job.record("intent", attempt, digest=self.frozen.digest, quote=str(self.frozen.quote.amount))
        self.at("after_intent")
        return self.job.standing()

    async def _submit(self, standing: JobStanding) -> JobStanding:
        attempt = standing.attempt
        # A reservation that a crash kept from being booked is booked now; an existing one is left as it is.
        self.budget.reserve(self._key(attempt), self.account, self.frozen.quote)
        prepared = await self._prepared(attempt)
        failures = 0
        while True:
            self.job.record("submitting", attempt)
            self.at("before_submit")
            sending = asyncio.ensure_future(self.provider.submit(prepared))
            interruption = await _outlasted(sending)
            try:
                handle = sending.result()
            except Exception as error:
                failures += 1
                policy = classify_exception(error, phase="submit")
                pause_s = self.rules.pause_s(failures, error, self.dice)
                over = self._note_refusal(attempt, policy, _told(error), last=self._last(failures, pause_s))
                if interruption:
                    raise interruption from error
                if over:
                    raise self._as_provider_error(error, policy) from error
                if policy is Policy.AMBIGUOUS:
                    return await self._reconcile(self.job.standing())
                await self.clock.sleep(pause_s)
            else:
                self.at("after_submit")
                await self._keep_handle(attempt, handle)
                if interruption:
                    raise interruption
                return self.job.standing()

    def _note_refusal(self, attempt: int, policy: Policy, told: str, *, last: bool) -> bool:
        """Write down what a submit met instead of a handle. True when that closes the attempt."""
        if policy is Policy.AMBIGUOUS and not self._free:
            self.job.record("ambiguous", attempt, message=told, policy=policy)
            return False
        if policy is Policy.TRANSIENT and not self._free:
            self.job.record("refused", attempt, message=told)
            if not last:
                return False
        self._fail(attempt, policy, told)
        return True

    async def _prepared(self, attempt: int) -> Prepared:
        """Uploads and checks, before anything that costs: whatever goes wrong here, nothing was sent."""
        failures = 0
        while True:
            try:
                prepared: Prepared = await self.provider.prepare(self.request)
            except Exception as error:
                failures += 1
                policy = classify_exception(error, phase="prepare")
                pause_s = self.rules.pause_s(failures, error, self.dice)
                if policy is Policy.TRANSIENT and not self._last(failures, pause_s):
                    await self.clock.sleep(pause_s)
                    continue
                self._fail(attempt, policy, _told(error))
                raise self._as_provider_error(error, policy) from error
            self.job.keep_wire(prepared)
            self.at("after_prepare")
            return prepared

    def _late(self) -> bool:
        return self.clock.monotonic() >= self.deadline

    def _last(self, failures: int, pause_s: float) -> bool:
        """True when there is no try after this one: they are used up, or the pause before it outlasts the wait."""
        return failures >= self.rules.submit_tries or self.clock.monotonic() + pause_s >= self.deadline

    async def _keep_handle(self, attempt: int, handle: Handle, **facts: object) -> None:
        """Write the handle down. It is nowhere else: a full disk is waited for, and at last a person is told it."""
        failures = 0
        while True:
            try:
                self.job.record("submitted", attempt, handle=handle.model_dump(mode="json"), **facts)
            except StorageError as error:
                failures += 1
                if failures >= self.rules.submit_tries:
                    raise self._error(
                        Policy.AMBIGUOUS,
                        f"the provider has the job as {handle.job_id}, and that {error.problem}; adopt it under this id",
                    ) from error
                await self.clock.sleep(self.rules.pause_s(failures, None, self.dice))
            else:
                self.at("after_handle")
                return

    async def _reconcile(self, standing: JobStanding) -> JobStanding:
        found = "the provider has no list of tasks"
        if self.provider.capabilities.can_list:
            for look in range(1, self.rules.list_tries + 1):
                handle, found = await unique_lost_handle(
                    self.job, self.job.request() or self.frozen, standing, self.provider, self.neighbours()
                )
                if handle:
                    await self._keep_handle(standing.attempt, handle, adopted=True)
                    return self.job.standing()
                if look < self.rules.list_tries:
                    await self.clock.sleep(self.rules.pause_s(look, None, self.dice))
        message = f"it is unknown whether the provider accepted the job; {found}"
        if standing.phase is not Phase.AMBIGUOUS or standing.message != message:
            self.job.record("ambiguous", standing.attempt, message=message, policy=Policy.AMBIGUOUS)
        raise self._error(Policy.AMBIGUOUS, message)

    # --- poll ----------------------------------------------------------------------------------------------------

    def _own_handle(self, standing: JobStanding) -> Handle:
        handle = standing.handle
        if handle is None:
            raise self._error(Policy.AMBIGUOUS, "the job's record holds no handle")
        now = self.provider.capabilities.base_url
        if handle.base_url and now and handle.base_url.rstrip("/") != now.rstrip("/"):
            raise self._error(
                Policy.PERMANENT,
                f"the job {handle.job_id} runs at {handle.base_url}, but the provider is now set to {now}; "
                "set the base URL back until the job is done",
            )
        return handle

    async def _wait(self, handle: Handle, standing: JobStanding) -> JobReport | LedgerOutcome:
        blips = 0
        seen = standing.provider_state
        while True:
            pause = self.poll_interval_s
            try:
                report = await self.provider.poll(handle)
            except Exception as error:
                blips += 1
                policy = classify_exception(error, phase="poll")
                if policy is Policy.LOST:
                    raise self._forgotten(standing.attempt, _told(error)) from error
                if policy not in {Policy.TRANSIENT, Policy.AMBIGUOUS}:
                    raise self._as_provider_error(error, policy) from error
                # A service that asks for hours is asked again by the next run.
                left_s = max(0.0, self.deadline - self.clock.monotonic())
                pause = max(pause, min(left_s, self.rules.pause_s(blips, error, self.dice)))
            else:
                blips = 0
                if report.state != seen:
                    seen = report.state
                    self.job.record(
                        "polled", standing.attempt, **report.model_dump(mode="json", exclude_defaults=True)
                    )
                self.at("after_poll")
                if report.state == "succeeded":
                    return report
                if report.state == "failed":
                    raise self._failed_job(standing.attempt, report)
                if report.state == "unknown" and self._unknown_is_lost(handle):
                    raise self._forgotten(standing.attempt, "the provider does not know the job")
            if self.cancelled() and await self._stopped(handle):
                return self._closed(standing, "cancelled at the provider")
            if self._late() or self.cancelled():
                return self._pending(handle, seen)
            await self.clock.sleep(pause)

    def _unknown_is_lost(self, handle: Handle) -> bool:
        return self._free or self.clock.now() - handle.submitted_at > UNKNOWN_IS_LOST_AFTER

    async def _stopped(self, handle: Handle) -> bool:
        if not self.provider.capabilities.can_cancel:
            return False
        try:
            return await self.provider.cancel(handle)
        except Exception as error:
            if classify_exception(error, phase="poll") is Policy.TRANSIENT:
                return False
            raise

    def _pending(self, handle: Handle, state: str) -> LedgerOutcome:
        message = f"the job {handle.job_id} is still {state or 'not seen'} at the provider and is left running"
        return LedgerOutcome(state="pending", job_id=self.job.job_id, handle=handle, message=message)

    def _closed(self, standing: JobStanding, message: str) -> LedgerOutcome:
        self._fail(standing.attempt, Policy.PERMANENT, message)
        return LedgerOutcome(state="cancelled", job_id=self.job.job_id, handle=standing.handle, message=message)

    # --- fetch and settle ----------------------------------------------------------------------------------------

    async def _bring(self, handle: Handle, standing: JobStanding) -> RenderResult:
        failures = 0
        while True:
            try:
                return await self.provider.fetch(handle, self.job.path)
            except Exception as error:
                failures += 1
                policy = (
                    Policy.TRANSIENT if isinstance(error, MediaError) else classify_exception(error, phase="fetch")
                )
                if policy is Policy.LOST:
                    raise self._forgotten(standing.attempt, _told(error)) from error
                if policy is Policy.TRANSIENT and failures < self.rules.download_tries:
                    await self.clock.sleep(self.rules.pause_s(failures, error, self.dice))
                    continue
                if self._free:
                    self._fail(standing.attempt, policy, _told(error))
                raise

    def _settle(self, result: RenderResult, standing: JobStanding, *, reused: bool) -> LedgerOutcome:
        frozen = self.job.request() or self.frozen
        cost = standing.cost
        if standing.phase is not Phase.DONE or cost is None:
            cost = settle(self.job, frozen, standing, result, self.budget, self._key(standing.attempt))
            self.at("after_settle")
        if not reused or not self.job.manifest_file.is_file():
            write_manifest(self.job, frozen, standing, result, cost, self.clock.now())
        return LedgerOutcome(
            state="done",
            job_id=self.job.job_id,
            result=result,
            handle=standing.handle,
            cost=cost,
            currency=frozen.quote.currency,
            reused=reused,
        )

    # --- failures ------------------------------------------------------------------------------------------------

    def _fail(self, attempt: int, policy: Policy, message: str) -> None:
        """Close the attempt: nothing runs, nothing is billed."""
        self.job.record("failed", attempt, policy=policy, message=message)
        self.budget.release(self._key(attempt))

    def _failed_job(self, attempt: int, report: JobReport) -> ProviderError:
        policy = classify_failed_job(self.frozen.provider, report.error_code, report.message)
        code = f" ({report.error_code})" if report.error_code else ""
        message = f"the provider failed the job{code}: {report.message or 'no reason given'}"
        self._fail(attempt, policy, message)
        return self._error(policy, message)

    def _forgotten(self, attempt: int, message: str) -> ProviderError:
        """A free job is simply made again; a paid one waits for a person, because it may have been billed."""
        if self._free:
            self._fail(attempt, Policy.TRANSIENT, message)
            return self._error(Policy.TRANSIENT, message)
        self.job.record("lost", attempt, policy=Policy.LOST, message=message)
        return self._error(Policy.LOST, message)

    def _error(self, policy: Policy, message: str) -> ProviderError:
        where = f"shot {self.request.shot_id}, take {self.request.take}, job {self.job.job_id}"
        return provider_error(policy, message, where=where)

    def _as_provider_error(self, error: Exception, policy: Policy) -> Exception:
        return error if isinstance(error, ProviderError) else self._error(policy, _told(error))


async def _outlasted(sending: asyncio.Future[Handle]) -> asyncio.CancelledError | None:
    """Wait for the answer to a submit, for a while also when interrupted, so that Ctrl-C leaves no doubt behind.

    Returns:
        The interruption that is still to be obeyed once the answer is taken down, None when there was none.

    Raises:
        asyncio.CancelledError: Interrupted, and no answer came in time: the submit stays in doubt.
    """
    try:
        await asyncio.wait({sending})
    except asyncio.CancelledError as interruption:
        try:
            await asyncio.wait({sending}, timeout=SUBMIT_GRACE_S)
        finally:
            answered = sending.done()
            sending.cancel()
        if not answered:
            raise
        return interruption
    return None


def _told(error: BaseException) -> str:
    return redact_text(getattr(error, "problem", "") or f"{type(error).__name__}: {error}")
