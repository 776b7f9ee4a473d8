"""The producer sensor over the real graph: it brings episodes to their gates, asks for nothing twice, and never loops."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import dagster as dg
import pytest
from daemon import Daemon
from dagster import DagsterEvent, DagsterEventType, DagsterRunStatus
from dagster_house import House, open_house
from kept_episodes import KeptEpisodes
from tiny_episode import KEY, write_tiny_episode

from resources.atomic import write_text
from sensors import asking
from sensors.asking import MAX_TRIES, PAUSE_AFTER_FAILURE_S


@pytest.fixture
def house(tmp_path: Path) -> House:
    write_tiny_episode(tmp_path)
    return open_house(tmp_path)


@pytest.fixture
def daemon(house: House) -> Daemon:
    return Daemon(house, "producer")


def notices(house: House) -> list[list[str]]:
    path = house.root / ".ledger" / "notices.jsonl"
    return [json.loads(line)["mark"] for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def test_a_new_brief_is_written_up_to_its_first_gate(house: House, daemon: Daemon) -> None:
    """A producer who drops a folder would have to press Materialize for each of six assets."""
    assert daemon.go_on() == ["development"]
    assert house.step().label == "gate script"
    assert [mark[0] for mark in notices(house)] == ["gate waiting"]
    assert daemon.tick() == []
    assert len(notices(house)) == 1
    last = house.instance.get_runs(limit=1)[0]
    assert "gate script" in last.tags["spark_video/waits_for"]


def test_a_signed_gate_is_followed_up_and_an_edit_asks_again(tmp_path: Path, kept_episodes: KeptEpisodes) -> None:
    """The signature would lie there until somebody pressed a button; or an edited page pass under an old signature."""
    house = kept_episodes.copy("gate script", tmp_path)
    daemon = Daemon(house, "producer")
    assert daemon.go_on() == []
    house.sign("script")
    assert daemon.go_on() == ["storyboarding"]
    assert house.step().label == "gate storyboard"
    page = house.episode.folder.scene_page(1)
    write_text(page, page.read_text("utf-8").replace("Come home.", "Come home soon."))
    assert daemon.go_on() == ["development"]
    assert (house.step().label, house.step().state) == ("gate script", "wait")
    assert "changed" in house.step().reasons[0]


def test_no_run_is_asked_for_twice(house: House, daemon: Daemon) -> None:
    """Two ticks before the first run starts, or a second daemon, would do everything twice and fight over the episode."""
    (first,) = daemon.tick()
    other = Daemon(house, "producer")
    (second,) = other.tick()
    assert first.run_key == second.run_key
    daemon.start(first)
    assert daemon.tick() == []
    assert other.tick() == []


def test_a_failing_step_is_tried_a_few_times_then_shown(
    house: House, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that can never succeed would be started for ever, every fifteen seconds, all night."""
    elapsed = [0.0]
    started = asking.time.time

    def passing() -> float:
        return started() + elapsed[0]

    monkeypatch.setattr(asking.time, "time", passing)
    for _ in range(MAX_TRIES):
        (request,) = daemon.tick()
        run = daemon.start(request)
        house.instance.report_run_failed(run)
        assert house.instance.get_run_by_id(run.run_id).status is DagsterRunStatus.FAILURE
        if len(daemon.asked) < MAX_TRIES:
            assert daemon.tick() == []
            elapsed[0] += PAUSE_AFTER_FAILURE_S * MAX_TRIES
    elapsed[0] += 1e6
    assert [daemon.tick(), daemon.tick()] == [[], []]
    assert [mark[0] for mark in notices(house)] == ["gave up"]
    write_text(
        house.episode.folder.brief, house.episode.folder.brief.read_text("utf-8") + "# looked into\ntitle: Again\n"
    )
    assert len(daemon.tick()) == 1


def test_what_somebody_took_away_is_made_again(house: House, daemon: Daemon) -> None:
    """An episode whose folder was thrown away and opened anew would read "was asked for" for ever, and nothing would run."""
    daemon.go_on()
    house.episode.folder.script.unlink()
    write_tiny_episode(house.root)
    assert daemon.go_on() == ["development"]
    assert house.step().label == "gate script"


def test_a_step_that_succeeds_and_stays_due_is_shown_not_looped(
    house: House, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result that a synchronised folder removes at once would be made all night, and paid for."""
    for _ in range(MAX_TRIES):
        (request,) = daemon.tick()
        run = daemon.start(request)
        done = DagsterEvent(DagsterEventType.RUN_SUCCESS.value, run.job_name)
        house.instance.report_dagster_event(done, run.run_id)
    assert [daemon.tick(), daemon.tick()] == [[], []]
    assert [mark[0] for mark in notices(house)] == ["gave up"]
    later = asking.time.time() + asking.LATELY_S + 1
    monkeypatch.setattr(asking.time, "time", lambda: later)
    write_text(house.episode.folder.path / "notes.txt", "the synchronised folder is off now")
    assert len(daemon.tick()) == 1


def test_a_person_at_work_is_not_disturbed(house: House, daemon: Daemon) -> None:
    """The sensor would start a run against `produce` in a terminal, which fails at the lease and counts as a failure."""
    from resources.lease import EpisodeLease, LeaseOwner

    elsewhere = LeaseOwner.this_process("spark-video produce").model_copy(update={"host": "another-machine"})
    with EpisodeLease(house.episode.folder, elsewhere):
        assert daemon.tick() == []
    assert len(daemon.tick()) == 1


def test_one_unreadable_episode_does_not_stop_the_others(house: House, daemon: Daemon) -> None:
    """A half-written brief would hold up every film of the house."""
    project = house.root / KEY.project
    broken = project / "episode-002"
    shutil.copytree(project / KEY.folder_name, broken)
    write_text(broken / "brief.yaml", "mode: [drama\n")
    write_text(project / "episode-..odd" / "brief.yaml", "mode: drama\n")
    requests = daemon.tick()
    assert [request.tags["spark_video/episode"] for request in requests] == [str(KEY)]
    assert ["cannot be read", f"{KEY.project}/002"] in [mark[:2] for mark in notices(house)]


def test_gates_sign_themselves_only_when_that_is_configured(
    house: House, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unattended runs must get through, and no other run may ever pass a gate by itself."""
    monkeypatch.setenv("SPARK_VIDEO_AUTO_APPROVE", "script")
    assert daemon.go_on() == ["development", "record_sign_off", "storyboarding"]
    assert house.step().label == "gate storyboard"
    sign_off = house.episode.sign_off("script")
    assert sign_off is not None
    assert (sign_off.by, sign_off.decision) == ("auto", "approve")


def test_a_wrong_setting_is_told_not_raised(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    """The daemon would write a traceback every fifteen seconds because of one typing mistake."""
    monkeypatch.setenv("SPARK_VIDEO_AUTO_APPROVE", "everything")
    assert daemon.tick() == []


@pytest.mark.slow
def test_from_brief_to_film_without_a_hand(house: House, daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole point: signed gates lead to a finished film, each step started once."""
    monkeypatch.setenv("SPARK_VIDEO_AUTO_APPROVE", "all")
    done = daemon.go_on()
    assert [job for job in done if job != "record_sign_off"] == [
        "development",
        "storyboarding",
        "shooting",
        "dailies_table",
        "post",
        "post",  # the page that shows the last signature
    ]
    assert house.step().label == "done"
    assert len(set(daemon.asked)) == len(daemon.asked)
    assert notices(house)[-1][0] == "episode finished"
    runs = house.instance.get_runs()
    assert {run.status for run in runs} == {DagsterRunStatus.SUCCESS}
    assert isinstance(runs[0], dg.DagsterRun)


def test_a_cancelled_run_is_not_started_again_behind_a_persons_back(house: House, daemon: Daemon) -> None:
    """Whoever presses Terminate, perhaps because money is running, would see the same run come back a minute later."""
    (request,) = daemon.tick()
    house.instance.report_run_canceled(daemon.start(request))
    assert [daemon.tick(), daemon.tick()] == [[], []]
    assert [mark[0] for mark in notices(house)] == ["cancelled"]
    brief = house.episode.folder.brief
    write_text(brief, brief.read_text("utf-8") + "pacing: fast\n")
    assert len(daemon.tick()) == 1
