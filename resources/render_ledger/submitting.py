"""A job up to its handle: reserve, prepare, submit exactly once, look up a submit whose answer was lost. Nothing is polled."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from resources.errors import BudgetStop, SparkVideoError, StorageError
from resources.failures import Policy, classify_exception
from resources.render_ledger.job_run import JobRun, told_error
from resources.render_ledger.reconciling import unique_lost_handle
from resources.render_ledger.records import JobStanding, Phase
from resources.video.base import Handle, Prepared

SUBMIT_GRACE_S = 30.0
"""How long an interrupted process waits for the answer to a submit that is on its way."""


class JobSubmit(JobRun):
    """The part of a job that can cost money."""

    def _begin(self, before: JobStanding) -> JobStanding:
        attempt = before.attempt + 1
        # A crash may have come between closing the attempt before and giving its reservation back.
        self.budget.release(self._key(before.attempt))
        self._reserve(attempt)
        self.job.freeze(self.frozen)
        self.job.record("intent", attempt, digest=self.frozen.digest, quote=str(self.frozen.quote.amount))
        self.at("after_intent")
        return self.job.standing()

    def _reserve(self, attempt: int) -> None:
        try:
            self.budget.reserve(self._key(attempt), self.account, self.frozen.quote)
        except BudgetStop:
            if not self.free_unsent():
                raise
            self.budget.reserve(self._key(attempt), self.account, self.frozen.quote)

    async def _sent(self, standing: JobStanding) -> JobStanding:
        """Submit; a job that was given up before it was sent keeps no money back from another."""
        try:
            return await self._submit(standing)
        except (Exception, asyncio.CancelledError):
            with suppress(SparkVideoError):
                if self.job.standing().phase is Phase.READY:
                    self.budget.release(self._key(standing.attempt))
            raise

    async def _submit(self, standing: JobStanding) -> JobStanding:
        attempt = standing.attempt
        # A reservation that a crash kept from being booked is booked now; an existing one is left as it is.
        self._reserve(attempt)
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
                over = self._note_refusal(attempt, policy, told_error(error), last=self._last(failures, pause_s))
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
                self._fail(attempt, policy, told_error(error))
                raise self._as_provider_error(error, policy) from error
            self.job.keep_wire(prepared)
            self.at("after_prepare")
            return prepared

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
