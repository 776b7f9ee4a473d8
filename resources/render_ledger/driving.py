"""One job from its handle to its settlement: polls, fetches, settles. It is entered by `ledger`; before: `submitting`."""

from __future__ import annotations

from resources.errors import MediaError, ProviderError
from resources.failures import Policy, classify_exception, classify_failed_job
from resources.render_ledger.absence import KEPT_FOR, not_found
from resources.render_ledger.job_run import told_error
from resources.render_ledger.records import JobStanding, LedgerOutcome, Phase, Sought
from resources.render_ledger.settling import settle, write_manifest
from resources.render_ledger.submitting import JobSubmit
from resources.video.base import Handle, JobReport, RenderResult


class JobDriver(JobSubmit):
    """Drives one job."""

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
            standing = await self._sent(standing)
            if not self._free and not self.cancelled():
                # No job is done the moment it was taken; one that is waited for again may be.
                await self.clock.sleep(self.poll_interval_s)
        handle = self._own_handle(standing)
        report = await self._wait(handle, standing)
        if isinstance(report, LedgerOutcome):
            return report
        result = await self._bring(handle, standing)
        if isinstance(result, LedgerOutcome):
            return result
        usage = {**report.usage, **result.usage}
        kept, facts = self.job.keep_result(
            result.model_copy(update={"usage": usage}), report.model_dump(mode="json")
        )
        self.job.record("downloaded", standing.attempt, **facts)
        self.at("after_download")
        return self._settle(kept, self.job.standing(), reused=False)

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
        missing = standing.absence is not None and standing.absence.of == "job"
        while True:
            pause = self.poll_interval_s
            try:
                report = await self.provider.poll(handle)
                if report.state == "unknown" and self._unknown_is_missing(handle):
                    raise self._error(Policy.LOST, "the provider does not know the job")
            except Exception as error:
                blips += 1
                policy = classify_exception(error, phase="poll")
                if policy is Policy.LOST:
                    self._note_missing(handle, standing.attempt, "job", error)
                    missing = True
                elif policy not in {Policy.TRANSIENT, Policy.AMBIGUOUS}:
                    raise self._as_provider_error(error, policy) from error
                # A service that asks for hours is asked again by the next run.
                left_s = max(0.0, self.deadline - self.clock.monotonic())
                pause = max(pause, min(left_s, self.rules.pause_s(blips, error, self.dice)))
            else:
                blips = 0
                if report.state != seen or missing:
                    seen, missing = report.state, False
                    self.job.record(
                        "polled", standing.attempt, **report.model_dump(mode="json", exclude_defaults=True)
                    )
                self.at("after_poll")
                if report.state == "succeeded":
                    return report
                if report.state == "failed":
                    raise self._failed_job(standing.attempt, report)
            if self.cancelled() and await self._stopped(handle):
                return self._closed(standing, "cancelled at the provider")
            if self._late() or self.cancelled():
                return self._pending(handle, seen)
            await self.clock.sleep(pause)

    def _unknown_is_missing(self, handle: Handle) -> bool:
        return self._free or self.clock.now() - handle.submitted_at > KEPT_FOR

    async def _stopped(self, handle: Handle) -> bool:
        if not self.provider.capabilities.can_cancel:
            return False
        try:
            return await self.provider.cancel(handle)
        except Exception as error:
            if classify_exception(error, phase="poll") in {Policy.TRANSIENT, Policy.LOST}:
                return False
            raise

    def _pending(self, handle: Handle, state: str) -> LedgerOutcome:
        standing = self.job.standing()
        message = f"the job {handle.job_id} is still {state or 'not seen'} at the provider and is left running"
        if standing.absence:
            message = f"the job {handle.job_id} is left as it is: {standing.message}"
        return LedgerOutcome(state="pending", job_id=self.job.job_id, handle=handle, message=message)

    def _closed(self, standing: JobStanding, message: str) -> LedgerOutcome:
        self._fail(standing.attempt, Policy.PERMANENT, message)
        return LedgerOutcome(state="cancelled", job_id=self.job.job_id, handle=standing.handle, message=message)

    # --- fetch and settle ----------------------------------------------------------------------------------------

    async def _bring(self, handle: Handle, standing: JobStanding) -> RenderResult | LedgerOutcome:
        """Fetch the result; each try asks the provider for a link of its own, where it is one that can be asked."""
        failures = gone = 0
        while True:
            try:
                return await self.provider.fetch(handle, self.job.path)
            except Exception as error:
                policy = (
                    Policy.TRANSIENT if isinstance(error, MediaError) else classify_exception(error, phase="fetch")
                )
                if policy is Policy.LOST:
                    self._note_missing(handle, standing.attempt, "result", error)
                    if self._late() or self.cancelled():
                        return self._pending(handle, "succeeded")
                    gone += 1
                    await self.clock.sleep(self.rules.pause_s(gone, error, self.dice))
                    continue
                failures += 1
                if policy is Policy.TRANSIENT and failures < self.rules.download_tries:
                    await self.clock.sleep(self.rules.pause_s(failures, error, self.dice))
                    continue
                if self._free:
                    self._fail(standing.attempt, policy, told_error(error))
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
            newly_settled=standing.cost is None,
        )

    def _failed_job(self, attempt: int, report: JobReport) -> ProviderError:
        policy = classify_failed_job(self.frozen.provider, report.error_code, report.message)
        code = f" ({report.error_code})" if report.error_code else ""
        message = f"the provider failed the job{code}: {report.message or 'no reason given'}"
        self._fail(attempt, policy, message)
        return self._error(policy, message)

    def _note_missing(self, handle: Handle, attempt: int, of: Sought, error: Exception) -> None:
        """Write down that the provider does not find the job or its result.

        Raises:
            ProviderError: That is believed. A free job is made again; a paid one, which may have been billed, is LOST
                and waits for a person.
        """
        told = told_error(error)
        if self._free:
            self._fail(attempt, Policy.TRANSIENT, told)
            raise self._error(Policy.TRANSIENT, told) from error
        missed = not_found(self.job.standing().absence, of, submitted_at=handle.submitted_at, now=self.clock.now())
        answers = missed.absence.answers
        if missed.believed:
            since = f"{answers} answers in a row since {missed.absence.since:%Y-%m-%d %H:%M} UTC"
            message = f"the provider does not find the {of} ({since}): {told}"
            self.job.record("lost", attempt, policy=Policy.LOST, message=message)
            raise self._error(Policy.LOST, message) from error
        message = f"{of} not found yet, asking again until {missed.until:%H:%M} UTC at least: {told}"
        self.job.record("missing", attempt, absence=missed.absence.model_dump(mode="json"), message=message)
        if answers == 1:
            self.tell(message)
