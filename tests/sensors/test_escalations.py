"""`needs_director_rewrite.json` as people and crashes leave it: acted on once, bounded, and never a reason to stop others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from daemon import Daemon
from dagster_house import House
from kept_episodes import KeptEpisodes
from tiny_episode import FIRST, SECOND

from resources.atomic import write_text
from spark_video_assets.story.escalation import MAX_DIRECTOR_REWRITES


@pytest.fixture
def house(kept_episodes: KeptEpisodes, tmp_path: Path) -> House:
    """An episode that is ready to be shot."""
    return kept_episodes.copy("shooting", tmp_path)


@pytest.fixture
def daemon(house: House) -> Daemon:
    return Daemon(house, "escalation")


@pytest.fixture
def producer(house: House) -> Daemon:
    return Daemon(house, "producer")


def escalate(house: House, text: str) -> Path:
    return write_text(house.episode.folder.needs_director_rewrite, text)


def notices(house: House) -> list[list[str]]:
    path = house.root / ".ledger" / "notices.jsonl"
    return [json.loads(line)["mark"] for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


BOTH = json.dumps({"shots": [FIRST, SECOND]})


def test_a_hand_written_file_starts_the_director_once(house: House, daemon: Daemon, producer: Daemon) -> None:
    """A person who wants other shots would have to know the whole format; or the director be asked every tick, or twice."""
    assert daemon.tick() == []
    write_text(house.episode.folder.escalation(FIRST), "# Escalation\n")
    escalate(house, BOTH)
    (request,) = daemon.tick()
    assert request.job_name == "director_rewrite"
    assert Daemon(house, "escalation").tick()[0].run_key == request.run_key
    assert producer.tick() == []
    before = house.episode.storyboard()
    assert daemon.carry_out(request)
    assert not house.episode.folder.needs_director_rewrite.exists()
    assert house.episode.storyboard().shot(FIRST) != before.shot(FIRST)
    run = house.instance.get_runs(limit=1)[0]
    assert f"escalation-{FIRST}.md" in str(house.instance.all_logs(run.run_id))
    producer.go_on()
    assert house.step().label == "gate storyboard"
    assert daemon.tick() == []


@pytest.mark.parametrize("text", ["", "{", BOTH[:20], '["S01-001"]', '{"shots": "S01-001"}', "\x00", "null"])
def test_a_file_that_cannot_be_read_is_told_once_and_waits(house: House, daemon: Daemon, text: str) -> None:
    """The sensor would fail each tick for every episode of the house, or shoot on as if nobody had escalated."""
    escalate(house, text)
    assert [daemon.tick(), daemon.tick()] == [[], []]
    told = [mark for mark in notices(house) if mark[0] == "cannot be read"]
    assert len(told) == 1
    escalate(house, BOTH)
    assert [request.job_name for request in daemon.tick()] == ["director_rewrite"]


def test_the_director_is_not_asked_without_end(house: House, daemon: Daemon) -> None:
    """Whoever drops the file again and again would pay for rewrites for ever."""
    with house.episode.changing_states() as states:
        for shot in (FIRST, SECOND):
            spent = states.of(shot).model_copy(update={"director_rewrites": MAX_DIRECTOR_REWRITES})
            states.shots[shot] = spent
    escalate(house, BOTH)
    assert daemon.tick() == []
    assert notices(house)[-1][0] == "shots need you"


def test_a_shot_that_does_not_exist_is_named(house: House, daemon: Daemon, producer: Daemon) -> None:
    """A typing error would close gate 3 with an advice that does not help."""
    escalate(house, json.dumps({"shots": ["S09-009"]}))
    assert daemon.tick() == []
    assert [request.job_name for request in producer.tick()] == ["shooting"]
    from spark_video_assets.episode.readiness import problems, ready_checks

    told = problems(ready_checks("render", house.sources()))
    assert any("S09-009" in line and "storyboard" in line for line in told)
