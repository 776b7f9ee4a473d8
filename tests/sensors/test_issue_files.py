"""Issues dropped as files, through evaluated ticks and real runs: attributed once, sent on only when confirmed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from daemon import Daemon
from dagster_house import open_house
from scripted_studio import shot_of, studio_of

from resources.atomic import write_text
from spark_video_assets.crew.feedback.issues import issues_of
from spark_video_assets.episode.episode import Episode

ONE = "S01-001"


@pytest.fixture
def episode(tmp_path: Path) -> Episode:
    """Two shots with winners."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.shoot()
    return studio.episode


@pytest.fixture
def daemon(episode: Episode) -> Daemon:
    return Daemon(open_house(episode.folder.root.path), "issues")


def drop(episode: Episode, text: str) -> Path:
    path = write_text(episode.folder.issues / "lamp.yaml", text)
    os.utime(path, (time.time() - 60, time.time() - 60))
    return path


def test_a_dropped_issue_is_attributed_once_and_waits_for_a_person(episode: Episode, daemon: Daemon) -> None:
    """A report would start retakes by itself, or be read again every tick."""
    path = drop(episode, "kind: visual-continuity\nat_s: 0.1\nnote: Her hands melt\nby: Mia\n")
    assert daemon.go_on() == ["record_issue"]
    (issue,) = issues_of(episode)
    assert (issue.shot, issue.suspects[0].blame, issue.by, issue.confirmed) == (ONE, "prompt", "Mia", None)
    assert episode.states().of(ONE).winner_version == 1
    assert not path.exists()
    assert daemon.tick() == []


def test_a_confirmed_one_rejects_the_gate_with_its_check(episode: Episode, daemon: Daemon) -> None:
    """The UI would go on showing the gate as signed while its takes are being redone."""
    drop(episode, f"kind: timing\nshot: {ONE}\nnote: one take failed\nconfirm: true\nstage: prompt\n")
    assert daemon.go_on() == ["record_issue"]
    assert issues_of(episode)[0].routed == [f"shot again with the note: {ONE}"]
    assert episode.states().of(ONE).winner_version is None
    run = daemon.house.instance.get_runs(limit=1)[0]
    events = daemon.house.instance.all_logs(run.run_id)
    told = [entry.dagster_event for entry in events if entry.dagster_event]
    checks = [event for event in told if event.event_type_value == "ASSET_CHECK_EVALUATION"]
    assert [check.asset_check_evaluation_data.check_name for check in checks] == ["gate_3_render_signed_off"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: bad mood\nat_s: 1\nnote: x\n", "field kind"),
        ("kind: timing\nnote: x\n", "where is it"),
        ("kind: timing\nat_s: soon\nnote: x\n", "at_s"),
        ("kind: timing\nat_s: 99\nnote: x\n", "no second 99"),
        ("kind: timing\nshot: S09-001\nnote: x\n", "no shot"),
        ("kind: timing\nat_s: 0\n", "no note"),
        ("kind: timing\nstage: catering\nat_s: 0\nnote: x\n", "field stage"),
        ("kind: timing\nfile: /etc/passwd\n", "field file"),
        ("[", "lamp.yaml"),
    ],
)
def test_a_wrong_issue_is_answered(episode: Episode, daemon: Daemon, text: str, said: str) -> None:
    """The reporter would wait for ever."""
    path = drop(episode, text)
    for request in daemon.tick():
        assert not daemon.carry_out(request)
    assert said in path.with_name("lamp.yaml.problem.txt").read_text("utf-8")
    assert issues_of(episode) == []
    assert daemon.tick() == []
