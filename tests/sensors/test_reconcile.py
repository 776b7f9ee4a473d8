"""Paid jobs that nobody waits for: fetched by a run, looked at a bounded number of times, never submitted again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from daemon import Daemon
from dagster_house import House as DagsterHouse
from dagster_house import in_memory
from paid_takes import House, take

from resources.atomic import write_text
from resources.episode_store import EpisodeStore
from resources.render_ledger import Phase
from resources.video.base import VideoProvider
from resources.video.dashscope import bl
from sensors import reconcile as reconcile_module
from sensors.reconcile import LOOK_EVERY_S, MAX_LOOKS
from spark_video_assets.assets.resources import Studio
from spark_video_assets.definitions import build_defs
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator

_paid: list[House] = []


class PaidStudio(Studio):
    """The real studio with the simulated provider."""

    def provider(self, name: str, cache: Path, *, model: str = "") -> VideoProvider:
        """A provider as a new process opens it."""
        assert (name, cache.parent.name, model) == ("bl", "episode-001", "")
        return _paid[-1].provider()


@pytest.fixture
def paid(tmp_path: Path) -> Iterator[House]:
    """An episode whose only job was submitted before the laptop was closed."""
    clock = VirtualClock()
    with House(DashScopeSimulator(clock, render_s=20), clock, tmp_path, bl.open_provider) as house:
        write_text(house.episode.brief, "premise: A light.\nprovider: bl\nresolution: 480P\n")
        assert house.perform(take(resolution="720P"), timeout_s=0).state == "pending"
        _paid.append(house)
        yield house
        _paid.pop()


@pytest.fixture
def daemon(paid: House) -> Daemon:
    root = paid.episode.root.path
    store = EpisodeStore(projects_root=str(root))
    defs = build_defs({"store": store, "studio": PaidStudio(store=store)})
    return Daemon(DagsterHouse(root, defs, in_memory()), "reconcile")


@pytest.fixture
def elapsed(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds by which the sensor's clock is ahead."""
    ahead = [0.0]
    real = reconcile_module.time.time
    monkeypatch.setattr(reconcile_module.time, "time", lambda: real() + ahead[0])
    return ahead


def submits(paid: House) -> int:
    return len(paid.wire("video.submit"))


def test_a_finished_job_is_fetched_without_a_second_submit(paid: House, daemon: Daemon) -> None:
    """The clip is paid for and expires at the provider within a day."""
    before = submits(paid)
    paid.clock.advance(60)
    assert daemon.go_on() == ["reconcile_jobs"]
    (job,) = paid.ledger().jobs()
    assert job.phase is Phase.DONE
    assert submits(paid) == before
    assert daemon.tick() == []


def test_two_daemons_look_once(daemon: Daemon) -> None:
    """Two runs would poll and download the same clip at the same time."""
    (first,) = daemon.tick()
    (second,) = Daemon(daemon.house, "reconcile").tick()
    assert first.run_key == second.run_key


def test_a_job_that_never_ends_is_looked_at_a_bounded_number_of_times(
    paid: House, daemon: Daemon, elapsed: list[float]
) -> None:
    """A forgotten task would start a run every two minutes for ever, and nobody be told."""
    for _ in range(MAX_LOOKS):
        assert len(daemon.tick()) == 1
        assert daemon.tick() == []
        elapsed[0] += LOOK_EVERY_S + 1
    assert [daemon.tick(), daemon.tick()] == [[], []]
    told = (paid.episode.root.path / ".ledger" / "notices.jsonl").read_text("utf-8").splitlines()
    assert len(told) == 1
    assert "jobs need a person" in told[0]


def test_a_clock_that_is_put_back_does_not_postpone_the_look(daemon: Daemon, elapsed: list[float]) -> None:
    """The clip would expire while the sensor waits for a time that was a mistake."""
    elapsed[0] = 1e6
    assert len(daemon.tick()) == 1
    elapsed[0] = 0
    assert len(daemon.tick()) == 1
