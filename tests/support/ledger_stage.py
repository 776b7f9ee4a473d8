"""An episode, a purse and a scripted provider around the render ledger; every run is a new process that may die."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import get_args

import httpx

from resources.episode_folder import EpisodeFolder, ProjectsRoot
from resources.errors import MediaError, ProviderError
from resources.failures import Policy
from resources.render_ledger import (
    BudgetCaps,
    CommitPoint,
    FileBudgetBook,
    LedgerOutcome,
    RenderLedger,
    RetryRules,
)
from resources.video.base import Capabilities, Handle, JobReport, Prepared, RenderRequest, RenderResult

POINTS: tuple[CommitPoint, ...] = get_args(CommitPoint)
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
    billed_s: int = 5
    match_prompt: bool = True
    on_accept: Callable[[], None] = lambda: None
    on_list: Callable[[], None] = lambda: None

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
        if fault == "slow refusal":
            self.house.on_accept()
            await asyncio.sleep(0.01)
            raise ProviderError("not this", failure=Policy.MODERATION)
        if fault == "asks for a day":
            raise ProviderError("slow down", failure=Policy.TRANSIENT, retry_after_s=86_400)
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
        return self._handle(task).model_copy(update={"answer": {"told": "at the submit"}})

    def _handle(self, task: Task) -> Handle:
        name, base_url = self.capabilities.name, self.capabilities.base_url
        return Handle(provider=name, job_id=task.id, base_url=base_url, submitted_at=task.created)

    async def poll(self, handle: Handle) -> JobReport:
        self.house.calls.append("poll")
        fault = self.house.poll_faults.pop(0) if self.house.poll_faults else ""
        if fault == "blip":
            raise httpx.ReadTimeout("blip")
        if fault == "asks for a day":
            raise ProviderError("slow down", failure=Policy.TRANSIENT, retry_after_s=86_400)
        if fault == "not found":
            raise ProviderError("HTTP 404: no such task", failure=Policy.LOST)
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
        return JobReport(state="succeeded", usage={"duration": self.house.billed_s, "SR": 720} if self.paid else {})

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
        self.house.on_list()
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
        tell: Callable[[str], None] = lambda words: None,
    ) -> LedgerOutcome:
        return asyncio.run(
            self.ledger(CrashAt(crash)).perform(
                request,
                provider or FakeProvider(self.house),
                budget=self.purse,
                poll_interval_s=15,
                timeout_s=timeout_s,
                cancelled=cancelled,
                tell=tell,
            )
        )

    def reserved_or_spent(self) -> Decimal:
        return self.purse.spent("hf/001").get("CNY", Decimal(0))


def make_stage(path: Path) -> Stage:
    clock = FakeClock()
    return Stage(ProjectsRoot(path).episode("hf", "001").create(), House(clock), clock)


def take(prompt: str = "a tram at dawn", number: int = 1, shot: str = "S01-001") -> RenderRequest:
    return RenderRequest(shot_id=shot, kind="t2v", prompt=prompt, duration_s=5, take=number)
