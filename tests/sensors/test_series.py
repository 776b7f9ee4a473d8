"""The series schedule over the real graph: ticks of two daemons, a broken file. The queue itself: `tests/episode`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import dagster as dg
import pytest
from dagster_house import House, open_house
from friday_series import FRIDAY, HOUR, QUEUE
from tiny_episode import KEY, write_tiny_episode

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot


@dataclass
class Calendar:
    """The schedule daemon's part: ticks at given times, and runs what they ask for."""

    house: House
    asked: list[str] = field(default_factory=list)
    told: str = ""

    def tick(self, now: dt.datetime) -> list[dg.RunRequest]:
        """One evaluated tick; new requests only: Dagster drops a run key that it knows."""
        repository = self.house.defs.get_repository_def()
        looking = dg.build_schedule_context(
            instance=self.house.instance,
            scheduled_execution_time=now,
            repository_def=repository,
            resources=self.house.defs.resources,
        )
        with looking as context:
            data = repository.get_schedule_def("series").evaluate_tick(context)
        self.told = data.skip_message or ""
        fresh = [request for request in data.run_requests or [] if request.run_key not in self.asked]
        self.asked += [str(request.run_key) for request in fresh]
        return fresh

    def run(self, request: dg.RunRequest, *, fails: bool = False) -> None:
        """What was asked for."""
        ops = dict(request.run_config)["ops"]
        self.house.run("begin_series_episode", fails=fails, ops=ops, tags=dict(request.tags))

    def pass_by(self, *moments: dt.datetime) -> list[str]:
        """Ticks with everything that they ask for; gives the episodes that were begun."""
        before = set(self.episodes())
        for moment in moments:
            for request in self.tick(moment):
                self.run(request)
        return sorted(set(self.episodes()) - before)

    def episodes(self) -> list[str]:
        """Episodes of the project."""
        return ProjectsRoot(self.house.root).list_episodes(KEY.project)

    def notices(self) -> list[list[str]]:
        """What people were told."""
        path = self.house.root / ".ledger" / "notices.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
        return [json.loads(line)["mark"] for line in lines]


@pytest.fixture
def calendar(tmp_path: Path) -> Iterator[Calendar]:
    """A project with one episode and a series that was seen for the first time an hour before its first date."""
    write_tiny_episode(tmp_path)
    write_queue(tmp_path, QUEUE)
    # A schedule's context opens the instance anew, which one in memory cannot do.
    with dg.instance_for_test() as instance:
        calendar = Calendar(replace(open_house(tmp_path), instance=instance))
        assert calendar.pass_by(FRIDAY - HOUR) == []
        yield calendar


def write_queue(root: Path, text: str, project: str = KEY.project) -> None:
    write_text(root / project / "series.yaml", text)


def test_two_daemons_begin_one_episode(calendar: Calendar) -> None:
    """Two daemons, or a tick that is repeated after a crash, would begin two episodes for one date."""
    other = Calendar(calendar.house)
    (first,), (second,) = calendar.tick(FRIDAY), other.tick(FRIDAY)
    assert first.run_key == second.run_key
    calendar.run(first)
    calendar.run(second)
    assert calendar.pass_by(FRIDAY + HOUR) == []
    assert calendar.episodes() == ["001", "002"]
    assert calendar.house.instance.has_dynamic_partition("episode", f"{KEY.project}/002")


def test_a_broken_series_stops_alone_and_goes_on_when_mended(calendar: Calendar) -> None:
    """One typing mistake would stop all series of the house, fail a run each five minutes, or skip the entry."""
    root = calendar.house.root
    write_queue(root, QUEUE.replace("ratio: 9:16", "ratio: 9:15"))
    write_queue(root, 'cron: "0 18 * * 5"\ntimezone: UTC\nepisodes: [{episode: 1, premise: A bay.}]\n', "bay")
    assert calendar.pass_by(FRIDAY - HOUR, FRIDAY) == []
    assert ProjectsRoot(root).list_episodes("bay") == ["1"]
    ((kind, project, words),) = calendar.notices()
    assert (kind, project) == ("series stopped", "hf")
    assert "hf/series.yaml, episode 002: field ratio" in words
    assert "'9:15'" in words
    write_queue(root, QUEUE.replace("premise: Ada finds a second lamp.", "script: lamp.fountain"))
    (request,) = calendar.tick(FRIDAY + HOUR)
    calendar.run(request, fails=True)
    assert calendar.tick(FRIDAY + HOUR) == []
    write_queue(root, QUEUE)
    assert calendar.pass_by(FRIDAY + HOUR) == ["002"]
