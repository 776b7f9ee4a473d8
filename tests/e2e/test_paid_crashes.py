"""The first promise over a real socket: whatever dies at whatever moment of a take, the provider bills it once."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import random
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paid_takes import RULES, House
from scripted_studio import CountingDoctor, ScriptedJudge, board_of, episode_with, shot_of

from resources.call_log import CallLog
from resources.file_digest import file_digest
from resources.media.probe import probe
from resources.render_ledger import CommitPoint, Phase, RenderLedger
from resources.render_ledger.desk import CommissionDesk
from resources.render_ledger.slots import ProviderSlots
from resources.video.dashscope import bl
from resources.video.registry import capabilities_of
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.crew.shooting.camera_unit import CameraUnit, ShootReport
from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer
from spark_video_assets.crew.shooting.shoot import LedgerRenderer
from spark_video_assets.crew.shooting.take_book import Happening, TakeNews
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.reviewing import ReviewRules
from spark_video_assets.story.storyboard import Shot
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator

ONE, TWO = "S01-001", "S01-002"
LEDGER_POINTS: tuple[str, ...] = get_args(CommitPoint)
BOOK_POINTS: tuple[str, ...] = tuple(
    h for h in get_args(Happening) if h in {"rendering", "rendered", "reviewed", "won"}
)
MOMENTS = (*LEDGER_POINTS, *BOOK_POINTS)


class Crash(BaseException):
    """The process dies here: no handler of ours may take it for an error."""


class Moments:
    """Dies once at the n-th occurrence of a moment; tells afterwards whether it came."""

    def __init__(self, moment: str | None, occurrence: int = 1) -> None:
        self.moment = moment
        self.left = occurrence
        self.died = False

    def at(self, point: str) -> None:
        """Called by the ledger."""
        if point == self.moment and not self.died:
            self.left -= 1
            if self.left == 0:
                self.died = True
                raise Crash(point)

    def tell(self, news: TakeNews) -> None:
        """Called by the book of takes."""
        self.at(news.happening)


class Set:
    """An episode of two chained shots on the simulated HappyHorse."""

    def __init__(self, house: House, *shots: Shot) -> None:
        self.house = house
        board = board_of(*shots).model_copy(update={"resolution": "720P"})
        self.episode: Episode = episode_with(house.folder / "projects", board)
        self.judge = ScriptedJudge()

    def run(self, moments: Moments) -> ShootReport:
        """One process: shoots until it is done or dies."""
        able = capabilities_of("bl", self.house.environ)
        sheets = CallSheets.of(self.episode, able)
        clock = self.house.clock

        async def shoot() -> ShootReport:
            provider = self.house.provider()
            ledger = RenderLedger(self.episode.folder, clock, hooks=moments, rules=RULES, dice=random.Random(1))  # type: ignore[arg-type]
            slots = ProviderSlots(self.house.folder / "slots", clock)
            desk = CommissionDesk(ledger, self.house.budget, slots, CallLog(self.episode.folder, clock))
            unit = CameraUnit(
                episode=self.episode,
                sheets=sheets,
                renderer=LedgerRenderer(desk, provider, moments.tell),
                reviewer=ClipReviewer(self.judge, ReviewRules(), sheets),
                doctor=CountingDoctor(),
                max_rounds=3,
                max_groups=2,
                now=lambda: dt.datetime.now(dt.UTC),
                tell=moments.tell,
            )
            try:
                return await unit.shoot([shot.id for shot in sheets.board.shots])
            finally:
                await provider.aclose()

        return asyncio.run(shoot())

    def go_on(self) -> None:
        """Run to the end as a person does: what nobody can know is looked up in the provider's console."""
        report = self.run(Moments(None))
        while report.failed:
            doubtful = [job for job in RenderLedger(self.episode.folder).jobs() if job.phase is Phase.AMBIGUOUS]
            assert doubtful, {shot: str(error) for shot, error in report.failed.items()}
            for job in doubtful:
                # The console shows the same list that we asked: a task that it does not have was never accepted.
                ledger = RenderLedger(self.episode.folder)
                ledger.resolve(job.job_id, "resubmit", budget=self.house.budget, by="Mia")
            report = self.run(Moments(None))

    def accepted(self) -> list[Any]:
        """What the provider took and bills."""
        return list(self.house.simulator.billing.charges("video.submit"))

    def assert_whole(self) -> None:
        """One paid job for each take, each shot with a playable winner, every open question settled."""
        states = self.episode.states()
        takes = [(shot, take.version) for shot, state in states.shots.items() for take in state.attempts]
        assert len(self.accepted()) == len(takes) == len(set(takes))
        for shot in self.episode.storyboard().shots:
            winner = states.of(shot.id).winner
            assert winner is not None
            clip = self.episode.folder.winner_clip(shot.id)
            assert file_digest(clip) == winner.clip_digest
            assert probe(clip).has_video
        jobs = RenderLedger(self.episode.folder).jobs()
        assert {job.phase for job in jobs} == {Phase.DONE}
        assert sum((job.cost or Decimal(0) for job in jobs), Decimal(0)) == self.house.simulator.billing.total()


@pytest.fixture(autouse=True, scope="module")
def _no_power_cuts() -> Iterator[None]:
    """Syncing guards against power cuts, which no test here can cause."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


def opened(folder: Path) -> House:
    """A simulated DashScope whose jobs take 20 simulated seconds."""
    clock = VirtualClock()
    return House(DashScopeSimulator(clock, render_s=20), clock, folder, bl.open_provider)


def shots() -> tuple[Shot, Shot]:
    """A shot and one that starts on its last frame."""
    return shot_of(1, duration=3), shot_of(2, chained=True, duration=3)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_crash_at_every_commit_point_is_paid_once(tmp_path: Path, moment: str) -> None:
    """A crash at this point would pay a take twice, lose it, or leave the episode stuck until somebody looks."""
    with opened(tmp_path) as house:
        scene = Set(house, *shots())
        dying = Moments(moment)
        with pytest.raises(Crash):
            scene.run(dying)
        scene.go_on()
        scene.assert_whole()
        assert len(scene.accepted()) == 2


def test_a_lost_answer_is_found_in_the_list_and_not_paid_again(tmp_path: Path) -> None:
    """The connection breaks after the provider took the job: peers send it again and pay twice."""
    with opened(tmp_path) as house:
        scene = Set(house, *shots())
        house.simulator.faults.add("drop_after_accept", operation="video.submit")
        scene.run(Moments(None))
        scene.assert_whole()
        assert len(scene.accepted()) == 2


STEPS = st.lists(st.tuples(st.sampled_from((None, *MOMENTS)), st.integers(1, 3)), min_size=1, max_size=5)


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(crashes=STEPS, reject_first=st.booleans())
def test_any_row_of_crashes_ends_well(crashes: list[tuple[str | None, int]], reject_first: bool) -> None:
    """Crash upon crash upon reject: the book of the provider and ours would drift apart."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as house:
        scene = Set(house, *shots())
        if reject_first:
            scene.judge.marks = {(ONE, 1): 3.0}
        for moment, occurrence in crashes:
            with suppress(Crash):
                scene.run(Moments(moment, occurrence))
        scene.go_on()
        scene.assert_whole()
