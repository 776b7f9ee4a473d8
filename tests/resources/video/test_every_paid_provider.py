"""What holds for every paid provider alike, each against its simulator: one submit, one bill, the same road after a crash."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from paid_takes import RULES, House, take

from resources.errors import ProviderError
from resources.failures import Policy
from resources.media.probe import probe
from resources.render_ledger import CommitPoint, LedgerOutcome, RenderLedger
from resources.video import registry
from resources.video.base import Handle, RenderRequest
from tests.simulators.ark.app import ArkSimulator
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.frame import Simulator
from tests.simulators.veo.gemini import GeminiSimulator
from tests.simulators.veo.vertex import VertexSimulator
from tests.simulators.wavespeed.app import WaveSpeedSimulator


class Crash(BaseException):
    """The process dies here."""


@dataclass
class DiesAt:
    """Hooks of a ledger whose process dies at one commit point."""

    point: CommitPoint

    def at(self, point: CommitPoint) -> None:
        if point == self.point:
            raise Crash


@dataclass(frozen=True)
class Case:
    """A provider by its registered name, on its simulator."""

    provider: str
    simulator: Callable[..., Simulator]
    unknown_job: str


CASES = {
    "bl": Case("bl", DashScopeSimulator, "0385dc79-5ff8-4d82-bcb6-000000000000"),
    "wan27": Case("wan27", DashScopeSimulator, "0385dc79-5ff8-4d82-bcb6-000000000000"),
    "seedance": Case("seedance", ArkSimulator, "cgt-20260101000000-abcde"),
    "veo on Vertex": Case(
        "veo",
        VertexSimulator,
        "projects/simulated-project/locations/us-central1/publishers/google/models/veo-3.1-generate-001/operations/1",
    ),
    "veo for developers": Case("veo", GeminiSimulator, "models/veo-3.1-generate-001/operations/1"),
    "talking_head": Case("talking_head", WaveSpeedSimulator, "0123456789abcdef"),
}


@dataclass
class Desk:
    """One case at work."""

    case: Case
    house: House

    def request(self) -> RenderRequest:
        """The cheapest take that this provider makes."""
        if self.case.provider == "talking_head":
            media = (self.house.picture("cast", "Ada", (854, 480)), self.house.sound("driving_audio", "line", 2))
            return take(kind="i2v", duration_s=4, media=media)
        resolution = "480P" if self.case.provider == "seedance" else "720P"
        return take(duration_s=4, resolution=resolution)

    def perform(self, dies_at: CommitPoint | None = None) -> LedgerOutcome:
        """Ask for the take as a process of its own, which may die on the way."""
        house = self.house

        async def run() -> LedgerOutcome:
            hooks = DiesAt(dies_at) if dies_at else None
            ledger = RenderLedger(house.episode, house.clock, hooks, RULES, random.Random(1))
            provider = house.provider()
            try:
                return await ledger.perform(self.request(), provider, budget=house.budget)
            finally:
                await provider.aclose()

        return asyncio.run(run())

    def calls(self) -> int:
        """Submits that arrived."""
        return len(self.house.simulator.requests.all("video.submit"))


@pytest.fixture(params=CASES)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Every paid provider in turn, opened through the register."""
    case = CASES[request.param]

    with ExitStack() as open_ones:
        clock = VirtualClock()
        house = House(
            case.simulator(clock, render_s=20), clock, tmp_path, partial(registry.open_provider, case.provider)
        )
        yield Desk(case, open_ones.enter_context(house))


def test_a_take_is_submitted_once_and_settled_at_its_bill(desk: Desk) -> None:
    """The second request for a finished take would pay again, or the books differ from the provider's."""
    outcome = desk.perform()
    again = desk.perform()
    assert outcome.result is not None
    assert again.reused
    assert desk.calls() == 1
    assert outcome.cost == round(desk.house.simulator.billing.total(), 4)
    assert desk.house.budget.spent("hf/001") == {outcome.currency: outcome.cost}
    assert outcome.handle is not None
    able = registry.capabilities_of(desk.case.provider, desk.house.environ)
    assert outcome.handle.base_url == able.base_url
    facts = probe(outcome.result.clip)
    wanted = desk.request()
    if desk.case.provider != "talking_head":
        assert (facts.width, facts.height) == able.clip_size(wanted.ratio, wanted.resolution)
        assert facts.duration_s == pytest.approx(able.clip_seconds(wanted), abs=0.2)


@pytest.mark.parametrize(
    "point", ["after_prepare", "before_submit", "after_submit", "after_handle", "after_download"]
)
def test_after_a_crash_nothing_is_paid_twice(desk: Desk, point: CommitPoint) -> None:
    """A process that dies between submit and settlement leaves a job that must neither be lost nor paid again."""
    with pytest.raises(Crash):
        desk.perform(dies_at=point)
    able = registry.capabilities_of(desk.case.provider, desk.house.environ)
    in_doubt = point in {"before_submit", "after_submit"}
    found = point == "after_submit" and able.can_list
    if in_doubt and not found:
        with pytest.raises(ProviderError) as caught:
            desk.perform()
        assert caught.value.failure == Policy.AMBIGUOUS
    else:
        assert desk.perform().state == "done"
    assert desk.calls() == (0 if point == "before_submit" else 1)
    assert len(desk.house.simulator.billing.charges()) == desk.calls()


def test_an_unknown_job_is_never_taken_for_a_failed_one(desk: Desk) -> None:
    """A job that the provider forgot would be closed as unbilled and made again."""

    async def look() -> str:
        provider = desk.house.provider()
        handle = Handle(
            provider=desk.case.provider,
            job_id=desk.case.unknown_job,
            submitted_at=desk.house.clock.now() - dt.timedelta(days=1),
        )
        try:
            return (await provider.poll(handle)).state
        except ProviderError as error:
            return error.failure
        finally:
            await provider.aclose()

    assert asyncio.run(look()) in {"unknown", Policy.LOST}


def test_what_cannot_be_cancelled_says_so(desk: Desk) -> None:
    """Ctrl-C would release the money of a job that goes on and is billed."""

    async def stopped() -> tuple[bool, str]:
        provider = desk.house.provider()
        try:
            handle = await provider.submit(await provider.prepare(desk.request()))
            cancelled = await provider.cancel(handle)
            return cancelled, (await provider.poll(handle)).state
        finally:
            await provider.aclose()

    cancelled, state = asyncio.run(stopped())
    assert cancelled == (state == "failed")
    if cancelled:
        assert registry.capabilities_of(desk.case.provider, desk.house.environ).can_cancel


def test_capabilities_need_neither_key_nor_library(desk: Desk) -> None:
    """`doctor` and every start of the command would wait for libraries, or fail without a key."""
    able = registry.capabilities_of(desk.case.provider, {})
    assert able.base_url.startswith("https://")
    assert able.as_of is not None
    assert able.source
    assert set(able.models) == able.kinds
