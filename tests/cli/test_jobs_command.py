"""`spark-video jobs` and the cost table: what waits at a provider is shown, brought home, or decided by a person."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from paid_takes import House, take

from resources.errors import ProviderError
from resources.render_ledger import RenderLedger
from resources.video.dashscope import bl
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.brief import Brief
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator


class Crash(BaseException):
    """The process dies here."""


class DiesAt:
    """Ledger hooks of a process that dies at a commit point."""

    def __init__(self, point: str) -> None:
        self._point = point

    def at(self, point: str) -> None:
        """Die there."""
        if point == self._point:
            raise Crash


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A simulated DashScope, an episode `hf/001`, and the environment of a shell that uses both."""
    clock = VirtualClock()
    with House(DashScopeSimulator(clock, render_s=20), clock, tmp_path, bl.open_provider) as opened:
        opened.episode.create()
        Episode(opened.episode).save_brief(Brief(premise="An old keeper and her light.", provider="bl"))
        for name, value in opened.environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("SPARK_VIDEO_PROJECTS_ROOT", str(tmp_path / "projects"))
        yield opened


def interrupted(house: House, point: str) -> str:
    """A take whose process died at this point; gives the job."""

    async def run() -> None:
        provider = house.provider()
        ledger = RenderLedger(house.episode, house.clock, hooks=DiesAt(point))  # type: ignore[arg-type]
        try:
            await ledger.perform(take(resolution="720P"), provider, budget=house.budget)
        finally:
            await provider.aclose()

    with pytest.raises(Crash):
        asyncio.run(run())
    (job,) = RenderLedger(house.episode).jobs()
    return job.job_id


def test_a_running_job_is_listed_and_brought_home_without_a_second_submit(house: House, run: Any) -> None:
    """A finished film would lie at the provider until its link expires, and nobody would know of it."""
    job = interrupted(house, "after_handle")
    (listed,) = json.loads(run("jobs", "list", "--json").stdout)
    assert (listed["job"], listed["phase"], listed["provider"]) == (job, "running", "bl")
    house.clock.advance(60)
    (found,) = json.loads(run("jobs", "reconcile", "hf", "001", "--json").stdout)
    assert (found["home"], found["phase"], found["cost"]) == (True, "done", 4.5)
    assert json.loads(run("jobs", "--json").stdout) == []
    assert len(house.simulator.billing.charges("video.submit")) == 1


def test_a_doubtful_job_needs_one_command(house: House, run: Any) -> None:
    """A person who looked the job up would have nowhere to say what they found."""
    job = interrupted(house, "before_submit")
    assert run("jobs", "reconcile").exit_code == 1
    told = run("jobs", "resubmit", "hf", "001", job)
    assert f"{job}: failed" in told.stdout
    unknown = run("jobs", "drop", "hf", "001", "S09-009-ver1-00000000")
    assert job in unknown.stderr


def test_a_lost_job_is_looked_for_again_by_one_command(house: House, run: Any) -> None:
    """A film that the provider has again could only be had by paying for another one."""
    job = interrupted(house, "after_handle")
    house.clock.advance(60)
    house.simulator.faults.add("expired_url", times=0)
    with pytest.raises(ProviderError, match="does not find the result"):
        house.perform(take(resolution="720P"))
    assert run("jobs", "reconcile").stdout.startswith("no job is open")
    house.simulator.faults.clear()
    assert f"{job}: running" in run("jobs", "look-again", "hf", "001", job).stdout
    (found,) = json.loads(run("jobs", "reconcile", "hf", "001", "--json").stdout)
    assert (found["home"], found["phase"]) == (True, "done")
    assert len(house.simulator.billing.charges("video.submit")) == 1
