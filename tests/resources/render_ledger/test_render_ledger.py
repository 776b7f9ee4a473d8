"""No paid job is ever paid twice or lost: crashes at every commit point, faults of every kind, against a billing book."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import get_args

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.episode_folder import EpisodeFolder, ProjectsRoot
from resources.errors import BudgetStop, EpisodeBusy, MediaError, NotFound, ProviderError, UsageError
from resources.failures import Policy
from resources.render_ledger import (
    BudgetCaps,
    CommitPoint,
    FileBudgetBook,
    LedgerOutcome,
    Phase,
    RenderLedger,
    RetryRules,
    request_digest,
)
from resources.video.base import Capabilities, Handle, JobReport, MediaRef, Prepared, RenderRequest, RenderResult

POINTS: tuple[CommitPoint, ...] = get_args(CommitPoint)
CRASH_PAIRS = list(itertools.product((None, *POINTS), repeat=2))
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


class Crash(BaseException):
    """The process dies here."""


class FakeClock:
    """Time passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.pauses: list[float] = []

    def now(self) -> dt.datetime:
        return NOON + dt.timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


@dataclass
class Task:
    """A task at the provider; accepted means billed unless it fails."""

    id: str
    prompt: str
    created: dt.datetime
    polls: int = 0
    failed: str = ""


@dataclass
class House:
    """The provider's side, which survives every crash of ours; `tasks` is its billing book."""

    clock: FakeClock
    tasks: dict[str, Task] = field(default_factory=dict)
    prepare_faults: list[str] = field(default_factory=list)
    submit_faults: list[str] = field(default_factory=list)
    poll_faults: list[str] = field(default_factory=list)
    fetch_faults: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    polls_until_done: int = 2
    match_prompt: bool = True
    on_accept: Callable[[], None] = lambda: None

    def billed(self, prompt: str) -> int:
        return sum(task.prompt == prompt and not task.failed for task in self.tasks.values())


class FakeProvider:
    """A client of the house; `paid=False` makes it forget its tasks with the process, like the embedded one."""

    def __init__(self, house: House, *, paid: bool = True, can_list: bool = True, can_cancel: bool = False) -> None:
        self.house = house
        self.paid = paid
        self.capabilities = Capabilities(
            name="bl" if paid else "animatic",
            models={"t2v": "happyhorse-1.0-t2v" if paid else "animatic"},
            kinds=frozenset({"t2v"}),
            min_duration_s=3,
            max_duration_s=15,
            ratios=frozenset({"16:9"}),
            resolutions=frozenset({"720P"}),
            free=not paid,
            can_list=can_list,
            can_cancel=can_cancel,
            base_url="https://render.example/api",
        )
        self.own: set[str] = set()

    async def prepare(self, request: RenderRequest) -> Prepared:
        fault = self.house.prepare_faults.pop(0) if self.house.prepare_faults else ""
        if fault == "upload broke":
            raise httpx.ReadTimeout("the upload got no answer")
        if fault == "does not fit":
            raise ProviderError("the picture is too small", failure=Policy.PERMANENT)
        return Prepared(commission=request, body={"prompt": request.prompt})

    async def submit(self, prepared: Prepared) -> Handle:
        request = prepared.commission
        assert isinstance(request, RenderRequest)
        self.house.calls.append("submit")
        fault = self.house.submit_faults.pop(0) if self.house.submit_faults else ""
        if fault == "throttled":
            raise ProviderError("slow down", failure=Policy.TRANSIENT, retry_after_s=77)
        if fault == "unreachable":
            raise httpx.ConnectError("no route")
        if fault == "moderation":
            raise ProviderError("not this", failure=Policy.MODERATION)
        if fault == "dropped before":
            raise httpx.ReadTimeout("no answer")
        task = Task(f"task-{len(self.house.tasks) + 1}", request.prompt, self.house.clock.now())
        self.house.tasks[task.id] = task
        self.own.add(task.id)
        self.house.on_accept()
        if fault == "dropped after":
            raise httpx.RemoteProtocolError("connection lost")
        if fault == "slow answer":
            await asyncio.sleep(0.01)
        if fault in {"InternalError", "DataInspectionFailed"}:
            task.failed = fault
        return self._handle(task)

    def _handle(self, task: Task) -> Handle:
        name, base_url = self.capabilities.name, self.capabilities.base_url
        return Handle(provider=name, job_id=task.id, base_url=base_url, submitted_at=task.created)

    async def poll(self, handle: Handle) -> JobReport:
        self.house.calls.append("poll")
        fault = self.house.poll_faults.pop(0) if self.house.poll_faults else ""
        if fault == "blip":
            raise httpx.ReadTimeout("blip")
        if fault == "auth":
            raise ProviderError("key revoked", failure=Policy.AUTH)
        if fault == "unknown" or (not self.paid and handle.job_id not in self.own):
            return JobReport(state="unknown")
        task = self.house.tasks[handle.job_id]
        task.polls += 1
        if task.polls < self.house.polls_until_done:
            return JobReport(state="running")
        if task.failed:
            return JobReport(state="failed", error_code=task.failed, message="sorry")
        return JobReport(state="succeeded", usage={"duration": 5, "SR": 720} if self.paid else {})

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        self.house.calls.append("fetch")
        fault = self.house.fetch_faults.pop(0) if self.house.fetch_faults else ""
        if fault == "truncated":
            raise MediaError("ends in the middle")
        if fault == "reset":
            raise httpx.ReadError("reset")
        if fault == "expired":
            raise ProviderError("link expired", failure=Policy.LOST)
        clip = folder / "clip.mp4"
        clip.write_bytes(f"film of {self.house.tasks[handle.job_id].prompt}".encode())
        return RenderResult(clip=clip, model=self.capabilities.models["t2v"], notes=("drawn",))

    async def find_lost(self, request: RenderRequest, since: dt.datetime) -> list[Handle]:
        self.house.calls.append("list")
        return [
            self._handle(task)
            for task in self.house.tasks.values()
            if task.created >= since and (not self.house.match_prompt or task.prompt == request.prompt)
        ]

    async def cancel(self, handle: Handle) -> bool:
        del self.house.tasks[handle.job_id]
        return True

    async def aclose(self) -> None:
        return None


class CrashAt:
    """Hooks that end the process at the n-th pass of a point."""

    def __init__(self, point: str | None, passes: int = 1) -> None:
        self.point = point
        self.left = passes

    def at(self, point: CommitPoint) -> None:
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                raise Crash(point)


@dataclass
class Stage:
    """One episode, one house, one purse; each `run` is a new process."""

    folder: EpisodeFolder
    house: House
    clock: FakeClock
    caps: dict[str, BudgetCaps] = field(default_factory=dict)

    @property
    def purse(self) -> FileBudgetBook:
        return FileBudgetBook(self.folder.root.path / ".budget.jsonl", self.caps, self.clock)

    def ledger(self, crash: CrashAt | None = None) -> RenderLedger:
        return RenderLedger(self.folder, self.clock, crash, RetryRules(), random.Random(1))

    def run(
        self,
        request: RenderRequest,
        *,
        crash: str | None = None,
        provider: FakeProvider | None = None,
        timeout_s: float = 900,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> LedgerOutcome:
        return asyncio.run(
            self.ledger(CrashAt(crash)).perform(
                request,
                provider or FakeProvider(self.house),
                budget=self.purse,
                poll_interval_s=15,
                timeout_s=timeout_s,
                cancelled=cancelled,
            )
        )

    def reserved_or_spent(self) -> Decimal:
        return self.purse.spent("hf/001").get("CNY", Decimal(0))


def make_stage(path: Path) -> Stage:
    clock = FakeClock()
    return Stage(ProjectsRoot(path).episode("hf", "001").create(), House(clock), clock)


@pytest.fixture(autouse=True, scope="module")
def _no_power_cuts() -> Iterator[None]:
    """Syncing guards against power cuts, which no test here can cause; without it the matrix takes a third."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return make_stage(tmp_path)


def take(prompt: str = "a tram at dawn", number: int = 1, shot: str = "S01-001") -> RenderRequest:
    return RenderRequest(shot_id=shot, kind="t2v", prompt=prompt, duration_s=5, take=number)


def test_a_take_is_made_paid_once_and_kept(stage: Stage) -> None:
    """Guards against paying for a clip that is already there, and against unrecorded cost."""
    first = stage.run(take())
    assert (first.state, first.cost, first.currency, first.reused) == ("done", Decimal("4.5"), "CNY", False)
    assert first.result is not None
    calls = len(stage.house.calls)
    again = stage.run(take())
    assert again.reused
    assert again.result == first.result
    assert len(stage.house.calls) == calls
    manifest = json.loads((stage.folder.renders / first.job_id / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["cost"] == {"amount": "4.5", "currency": "CNY", "quoted": "4.5"}
    assert manifest["handle"]["job_id"] == "task-1"
    assert stage.reserved_or_spent() == Decimal("4.5")
    (view,) = stage.ledger().jobs()
    assert (view.phase, view.handle, view.shot_id) == (Phase.DONE, "task-1", "S01-001")


@pytest.mark.parametrize("crashes", CRASH_PAIRS)
def test_two_crashes_anywhere_never_pay_twice(stage: Stage, crashes: tuple[str | None, str | None]) -> None:
    """Guards against kill -9 at any commit point, twice in a row, double-billing or losing the clip."""
    for point in crashes:
        with suppress(Crash, ProviderError):
            stage.run(take(), crash=point)
    (view,) = stage.ledger().jobs()
    if view.phase in {Phase.SENDING, Phase.AMBIGUOUS} and not stage.house.tasks:
        with pytest.raises(ProviderError) as caught:
            stage.run(take())
        assert caught.value.failure == Policy.AMBIGUOUS
        stage.ledger().resolve(view.job_id, "resubmit", budget=stage.purse, by="Ana")
    outcome = stage.run(take())
    assert outcome.state == "done"
    assert outcome.result is not None
    assert outcome.result.clip.is_file()
    assert stage.house.billed(take().prompt) == 1
    assert stage.reserved_or_spent() == Decimal("4.5")


@pytest.mark.parametrize("point", POINTS)
def test_without_a_list_doubt_goes_to_a_person(stage: Stage, point: str) -> None:
    """Guards against resubmitting blindly at a provider that cannot list its jobs."""
    with pytest.raises(Crash):
        stage.run(take(), crash=point, provider=FakeProvider(stage.house, can_list=False))
    for _ in range(2):
        provider = FakeProvider(stage.house, can_list=False)
        if point in {"before_submit", "after_submit"}:
            with pytest.raises(ProviderError) as caught:
                stage.run(take(), provider=provider)
            assert caught.value.failure == Policy.AMBIGUOUS
            assert "spark-video jobs" in (caught.value.next_command or "")
        else:
            assert stage.run(take(), provider=provider).state == "done"
    assert len(stage.house.tasks) <= 1


@pytest.mark.parametrize("point", POINTS)
def test_the_free_provider_always_recovers_alone(stage: Stage, point: str) -> None:
    """Guards against the animatic asking a person anything after a crash."""
    for _ in range(2):
        with suppress(Crash):
            stage.run(take(), crash=point, provider=FakeProvider(stage.house, paid=False))
    outcome = stage.run(take(), provider=FakeProvider(stage.house, paid=False))
    assert outcome.state == "done"
    assert outcome.cost == 0


def test_lost_answer_is_found_in_the_providers_list(stage: Stage) -> None:
    """Guards against a dropped connection after an accepted submit costing a second job."""
    stage.house.submit_faults = ["dropped after"]
    outcome = stage.run(take())
    assert outcome.state == "done"
    assert stage.house.calls.count("submit") == 1


def test_late_listing_is_found_by_the_next_run(stage: Stage) -> None:
    """Guards against an ambiguous job staying one after the provider's list has caught up."""
    stage.house.submit_faults = ["dropped before"]
    with pytest.raises(ProviderError):
        stage.run(take())
    stage.house.tasks["late"] = Task("late", take().prompt, stage.clock.now())
    outcome = stage.run(take())
    assert outcome.handle is not None
    assert outcome.handle.job_id == "late"
    assert stage.house.calls.count("submit") == 1


def test_two_lost_submits_are_never_mixed_up(stage: Stage) -> None:
    """Guards against adopting the other shot's task when the provider's list cannot tell them apart."""
    stage.house.match_prompt = False
    one, other = take("one", shot="S01-001"), take("other", shot="S01-002")
    stage.house.submit_faults = ["dropped before"]
    with pytest.raises(ProviderError):
        stage.run(one)
    stage.house.submit_faults = ["dropped after"]
    with pytest.raises(ProviderError) as caught:
        stage.run(other)
    assert "could also be" in caught.value.problem
    stage.ledger().resolve(
        next(v.job_id for v in stage.ledger().jobs() if v.shot_id == "S01-002"),
        "adopt",
        budget=stage.purse,
        by="Ana",
        handle="task-1",
    )
    outcome = stage.run(other)
    assert outcome.result is not None
    assert outcome.result.clip.read_bytes() == b"film of other"
    with pytest.raises(ProviderError):
        stage.run(one)
    assert len(stage.house.tasks) == 1


def test_two_candidates_are_a_persons_choice(stage: Stage) -> None:
    """Guards against picking one of several tasks by chance and delivering a stranger's film."""
    stage.house.match_prompt = False
    stage.house.submit_faults = ["dropped after"]
    stage.house.tasks["elsewhere"] = Task("elsewhere", "made in the console", stage.clock.now())
    with pytest.raises(ProviderError, match="lists 2 tasks"):
        stage.run(take())
    assert stage.house.calls.count("submit") == 1


def test_a_task_that_failed_before_is_not_taken_for_the_lost_one(stage: Stage) -> None:
    """Guards against adopting the failed first try of the same take after its second submit got lost."""
    stage.house.submit_faults = ["InternalError", "dropped before"]
    with pytest.raises(ProviderError, match="lists 0 tasks"):
        stage.run(take())


def test_a_crash_while_giving_money_back_does_not_keep_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against the budget shrinking with every crash after a refused take."""

    def die(self: FileBudgetBook, key: str) -> None:
        if key.endswith("#1"):
            raise Crash

    stage.house.submit_faults = ["moderation"]
    with monkeypatch.context() as patch:
        patch.setattr(FileBudgetBook, "release", die)
        with pytest.raises(Crash):
            stage.run(take())
    assert stage.run(take()).state == "done"
    assert stage.reserved_or_spent() == Decimal("4.5")


def test_a_changed_request_never_gets_the_old_jobs_clip(stage: Stage) -> None:
    """Guards against old settings being delivered and billed after the user changed the prompt."""
    with pytest.raises(Crash):
        stage.run(take("old words"), crash="after_handle")
    outcome = stage.run(take("new words"))
    assert outcome.result is not None
    assert outcome.result.clip.read_bytes() == b"film of new words"
    phases = {view.phase for view in stage.ledger().jobs()}
    assert phases == {Phase.RUNNING, Phase.DONE}


def test_refusals_that_were_never_delivered_are_tried_again(stage: Stage) -> None:
    """Guards against giving up on a rate limit, and against ignoring the pause that the provider asked for."""
    stage.house.submit_faults = ["throttled", "unreachable", "unreachable"]
    assert stage.run(take()).state == "done"
    assert stage.clock.pauses[0] == 77
    assert len(stage.house.tasks) == 1
    assert 0 < stage.clock.pauses[1] <= 4


def test_a_crash_while_backing_off_is_not_ambiguous(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against asking a person about a submit that the provider had refused in so many words."""

    async def die(seconds: float) -> None:
        raise Crash

    stage.house.submit_faults = ["throttled"]
    with monkeypatch.context() as patch:
        patch.setattr(stage.clock, "sleep", die)
        with pytest.raises(Crash):
            stage.run(take())
    assert stage.run(take(), provider=FakeProvider(stage.house, can_list=False)).state == "done"


def test_a_broken_upload_is_never_in_doubt(stage: Stage) -> None:
    """Guards against a failed upload counting as a submit that may be billed, and against giving up at the first."""
    stage.house.prepare_faults = ["upload broke"] * 7
    with pytest.raises(ProviderError) as caught:
        stage.run(take(), provider=FakeProvider(stage.house, can_list=False))
    assert caught.value.failure == Policy.TRANSIENT
    assert stage.reserved_or_spent() == 0
    stage.house.prepare_faults = ["upload broke"]
    outcome = stage.run(take(), provider=FakeProvider(stage.house, can_list=False))
    assert outcome.state == "done"
    assert len(stage.house.tasks) == 1


def test_a_request_that_does_not_fit_is_never_sent(stage: Stage) -> None:
    """Guards against paying for a request that the client knows to be wrong, and against the money staying reserved."""
    stage.house.prepare_faults = ["does not fit"]
    with pytest.raises(ProviderError, match="too small"):
        stage.run(take())
    assert "submit" not in stage.house.calls
    assert stage.reserved_or_spent() == 0


def test_what_was_sent_is_on_record(stage: Stage) -> None:
    """Guards against a dispute with a provider without knowing what was sent."""
    outcome = stage.run(take())
    assert outcome.result is not None
    wire = json.loads((outcome.result.clip.parent / "wire.json").read_bytes())
    assert wire["body"] == {"prompt": take().prompt}


def test_a_provider_that_stays_unreachable_is_told_and_asked_again_later(stage: Stage) -> None:
    """Guards against trying for ever, and against a dead network closing a take for good."""
    stage.house.submit_faults = ["unreachable"] * 7
    with pytest.raises(ProviderError) as caught:
        stage.run(take())
    assert caught.value.failure == Policy.TRANSIENT
    assert stage.reserved_or_spent() == 0
    assert stage.run(take()).state == "done"


def test_moderation_ends_the_job_and_frees_the_money(stage: Stage) -> None:
    """Guards against blind retries of refused content, and against refused jobs eating the budget."""
    stage.house.submit_faults = ["moderation"]
    with pytest.raises(ProviderError) as caught:
        stage.run(take())
    assert caught.value.failure == Policy.MODERATION
    assert stage.house.calls == ["submit"]
    assert stage.reserved_or_spent() == 0


def test_a_job_failed_by_the_provider_is_made_anew_once_when_that_may_help(stage: Stage) -> None:
    """Guards against an internal error of the provider ending a chain, and against retrying refused content."""
    stage.house.submit_faults = ["InternalError"]
    assert stage.run(take()).state == "done"
    assert stage.house.billed(take().prompt) == 1
    stage.house.submit_faults = ["DataInspectionFailed"]
    with pytest.raises(ProviderError) as caught:
        stage.run(take("gore"))
    assert caught.value.failure == Policy.MODERATION
    assert stage.reserved_or_spent() == Decimal("4.5")


def test_blips_and_unknown_states_while_polling_are_not_failures(stage: Stage) -> None:
    """Guards against a network blip orphaning a paid job."""
    stage.house.poll_faults = ["blip", "unknown", "blip", "blip"]
    assert stage.run(take()).state == "done"
    assert len(stage.house.tasks) == 1


def test_a_slow_job_is_left_running_and_picked_up(stage: Stage) -> None:
    """Guards against a wait that ends being taken for a failure and paid again."""
    stage.house.polls_until_done = 40
    pending = stage.run(take(), timeout_s=60)
    assert pending.state == "pending"
    assert pending.result is None
    assert stage.run(take(), timeout_s=3600).state == "done"
    assert stage.house.calls.count("submit") == 1


def test_a_key_revoked_while_polling_keeps_the_job(stage: Stage) -> None:
    """Guards against a wrong key turning a running paid job into a failed one."""
    stage.house.poll_faults = ["auth"]
    with pytest.raises(ProviderError) as caught:
        stage.run(take())
    assert caught.value.failure == Policy.AUTH
    assert stage.run(take()).state == "done"
    assert len(stage.house.tasks) == 1


def test_downloads_are_retried_apart_from_the_job(stage: Stage) -> None:
    """Guards against losing or re-paying a finished film for one broken connection."""
    stage.house.fetch_faults = ["truncated", "reset", "truncated"]
    assert stage.run(take()).state == "done"
    stage.house.fetch_faults = ["truncated"] * 6
    with pytest.raises(MediaError):
        stage.run(take("second"))
    assert stage.run(take("second")).state == "done"
    assert len(stage.house.tasks) == 2


def test_an_expired_result_waits_for_a_person(stage: Stage) -> None:
    """Guards against silently paying again for a film whose link ran out."""
    stage.house.fetch_faults = ["expired"]
    for _ in range(2):
        with pytest.raises(ProviderError) as caught:
            stage.run(take())
        assert caught.value.failure == Policy.LOST
    (view,) = stage.ledger().jobs()
    stage.ledger().resolve(view.job_id, "drop", budget=stage.purse, by="Ana")
    assert stage.reserved_or_spent() == Decimal("4.5")
    assert stage.run(take()).state == "done"
    assert stage.reserved_or_spent() == Decimal(9)


def test_a_task_unknown_for_a_day_is_lost_not_waited_for(stage: Stage) -> None:
    """Guards against polling for ever for a task that the provider has forgotten."""
    with pytest.raises(Crash):
        stage.run(take(), crash="after_handle")
    stage.clock.seconds += 25 * 3600
    stage.house.poll_faults = ["unknown"]
    with pytest.raises(ProviderError) as caught:
        stage.run(take())
    assert caught.value.failure == Policy.LOST


def test_a_damaged_clip_is_fetched_again_not_paid_again(stage: Stage) -> None:
    """Guards against handing on a clip that was changed on disk, and against paying to mend it."""
    outcome = stage.run(take())
    assert outcome.result is not None
    outcome.result.clip.write_bytes(b"torn")
    mended = stage.run(take())
    assert mended.result is not None
    assert mended.result.clip.read_bytes() == b"film of a tram at dawn"
    assert len(stage.house.tasks) == 1
    assert stage.reserved_or_spent() == Decimal("4.5")


def test_a_base_url_changed_under_a_running_job_is_told(stage: Stage) -> None:
    """Guards against a 404 of the wrong endpoint being read as an expired job."""
    with pytest.raises(Crash):
        stage.run(take(), crash="after_handle")
    moved = FakeProvider(stage.house)
    moved.capabilities = moved.capabilities.model_copy(update={"base_url": "https://elsewhere.example"})
    with pytest.raises(ProviderError, match=r"render\.example.*elsewhere\.example"):
        stage.run(take(), provider=moved)
    assert stage.run(take()).state == "done"


def test_caps_stop_before_anything_is_sent(stage: Stage) -> None:
    """Guards against an overrun budget, and against a budget in another currency being ignored."""
    stage.caps = {"CNY": BudgetCaps(per_episode=Decimal(9))}
    assert stage.run(take(number=1)).state == "done"
    assert stage.run(take(number=2)).state == "done"
    with pytest.raises(BudgetStop, match=r"episode hf/001: 9.0 of 9"):
        stage.run(take(number=3))
    assert len(stage.house.tasks) == 2
    stage.caps = {"USD": BudgetCaps(per_day=Decimal(100))}
    with pytest.raises(BudgetStop, match="price is in CNY"):
        stage.run(take(number=3))


def test_interrupting_a_submit_still_takes_down_its_answer(stage: Stage) -> None:
    """Guards against Ctrl-C at the worst moment leaving an ambiguous paid job."""
    stage.house.submit_faults = ["slow answer"]

    async def interrupted() -> None:
        accepted = asyncio.Event()
        stage.house.on_accept = accepted.set
        job = asyncio.ensure_future(
            stage.ledger().perform(take(), FakeProvider(stage.house, can_list=False), budget=stage.purse)
        )
        await accepted.wait()
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job

    asyncio.run(interrupted())
    assert stage.run(take(), provider=FakeProvider(stage.house, can_list=False)).state == "done"
    assert len(stage.house.tasks) == 1


def test_cancelling_frees_the_money_only_when_the_provider_stopped(stage: Stage) -> None:
    """Guards against counting a job as stopped that runs on and is billed."""
    stage.house.polls_until_done = 99
    running_on = stage.run(take(), cancelled=lambda: bool(stage.house.tasks))
    assert running_on.state == "pending"
    assert stage.reserved_or_spent() == Decimal("4.5")
    stopped = stage.run(take(), provider=FakeProvider(stage.house, can_cancel=True), cancelled=lambda: True)
    assert stopped.state == "cancelled"
    assert stage.reserved_or_spent() == 0
    assert stage.run(take("never sent"), cancelled=lambda: True).state == "cancelled"
    assert not stage.house.tasks


def test_two_drivers_of_one_job_exclude_each_other(stage: Stage) -> None:
    """Guards against the daemon and a person both submitting the same take."""

    async def both() -> list[object]:
        return await asyncio.gather(
            *(stage.ledger().perform(take(), FakeProvider(stage.house), budget=stage.purse) for _ in range(2)),
            return_exceptions=True,
        )

    answers = asyncio.run(both())
    assert sum(isinstance(answer, EpisodeBusy) for answer in answers) == 1
    assert len(stage.house.tasks) == 1


def test_decisions_need_an_open_job(stage: Stage) -> None:
    """Guards against a person's typing error reopening a settled job."""
    done = stage.run(take())
    with pytest.raises(UsageError):
        stage.ledger().resolve(done.job_id, "resubmit", budget=stage.purse, by="Ana")
    with pytest.raises(NotFound):
        stage.ledger().resolve("S09-001-ver1-00000000", "drop", budget=stage.purse, by="Ana")


def test_identity_rests_on_content_not_on_paths(tmp_path: Path) -> None:
    """Guards against paying again after the projects folder moved, and against a new portrait being overlooked."""
    requests = []
    for name, content in (("a.png", b"face"), ("b.png", b"face"), ("c.png", b"other face")):
        (tmp_path / name).write_bytes(content)
        media = (MediaRef(role="cast", path=tmp_path / name, name="Mei"),)
        requests.append(take().model_copy(update={"media": media}))
    first, moved, changed = map(request_digest, requests)
    assert first == moved != changed
    with pytest.raises(NotFound):
        request_digest(take().model_copy(update={"media": (MediaRef(role="set", path=tmp_path / "gone.png"),)}))


def test_a_field_added_later_does_not_orphan_running_jobs() -> None:
    """Guards against an update of the program paying again for every job that was under way."""

    class LaterRequest(RenderRequest):
        camera_path: str | None = None

    later = LaterRequest.model_validate(take().model_dump())
    assert request_digest(later) == request_digest(take())
    assert request_digest(later.model_copy(update={"camera_path": "dolly"})) != request_digest(take())


@pytest.mark.parametrize("point", POINTS)
def test_reconciling_brings_jobs_home_and_never_submits(stage: Stage, point: str) -> None:
    """Guards against the reconcile sensor paying for a job, or leaving a finished film at the provider."""
    with pytest.raises(Crash):
        stage.run(take(), crash=point)
    (view,) = stage.ledger().jobs()
    submits = stage.house.calls.count("submit")
    resumed = stage.ledger().resume(view.job_id, FakeProvider(stage.house), budget=stage.purse)
    if point in {"after_intent", "after_prepare", "after_settle"}:
        with pytest.raises(UsageError):
            asyncio.run(resumed)
    elif point == "before_submit":
        with pytest.raises(ProviderError):
            asyncio.run(resumed)
    else:
        assert asyncio.run(resumed).state == "done"
        assert stage.run(take()).reused
    assert stage.house.calls.count("submit") == submits


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("one", "two")),
        st.sampled_from((None, *POINTS)),
        st.lists(
            st.sampled_from(("", "throttled", "dropped before", "dropped after", "InternalError")), max_size=2
        ),
        st.lists(st.sampled_from(("blip", "unknown", "auth")), max_size=2),
        st.lists(st.sampled_from(("reset", "expired")), max_size=1),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, lists=st.booleans(), match_prompt=st.booleans())
def test_no_history_pays_twice(
    steps: list[tuple[str, str | None, list[str], list[str], list[str]]], lists: bool, match_prompt: bool
) -> None:
    """Guards against any mix of crashes, faults and changed requests billing a take twice or booking it wrongly."""
    with tempfile.TemporaryDirectory() as folder:
        stage = make_stage(Path(folder))
        stage.house.match_prompt = match_prompt
        done = set()
        for prompt, crash, submits, polls, fetches in steps:
            stage.house.submit_faults, stage.house.poll_faults = list(submits), list(polls)
            stage.house.fetch_faults = list(fetches)
            calls = len(stage.house.calls)
            try:
                outcome = stage.run(take(prompt), crash=crash, provider=FakeProvider(stage.house, can_list=lists))
            except (Crash, ProviderError):
                assert prompt not in done, "a finished take was touched again"
                continue
            assert outcome.result is not None
            assert outcome.result.clip.read_bytes() == f"film of {prompt}".encode()
            assert prompt not in done or len(stage.house.calls) == calls
            done.add(prompt)
        for prompt in ("one", "two"):
            assert stage.house.billed(prompt) <= 1
        billed = sum(stage.house.billed(prompt) for prompt in ("one", "two"))
        assert stage.reserved_or_spent() >= billed * Decimal("4.5")
