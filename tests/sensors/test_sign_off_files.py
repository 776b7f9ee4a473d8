"""Decisions dropped as files: signed once, only for what their writer can have seen, and every wrong one is answered."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from daemon import Daemon
from dagster_house import House
from kept_episodes import KeptEpisodes

from resources.atomic import write_text
from spark_video_assets.episode import dropped_files
from spark_video_assets.episode.dropped_files import SETTLED_S


@pytest.fixture
def house(kept_episodes: KeptEpisodes, tmp_path: Path) -> House:
    """An episode at its first gate."""
    return kept_episodes.copy("gate script", tmp_path)


@pytest.fixture
def daemon(house: House) -> Daemon:
    return Daemon(house, "sign_off")


def drop(house: House, text: str, name: str = "gate-1.yaml", *, age_s: float = SETTLED_S) -> Path:
    """A file as somebody saved it some seconds ago."""
    path = write_text(house.episode.folder.path / "sign_offs" / name, text)
    when = time.time() - age_s
    os.utime(path, (when, when))
    return path


def older(house: House, seconds: float = 3600) -> None:
    """Everything in the project was written that long ago."""
    for path in house.root.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - seconds, time.time() - seconds))


def notices(house: House) -> list[str]:
    path = house.root / ".ledger" / "notices.jsonl"
    return [json.loads(line)["mark"][0] for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def problem_of(path: Path) -> str:
    return path.with_name(path.name + ".problem.txt").read_text("utf-8")


def test_a_file_signs_like_a_person_in_the_ui(house: House, daemon: Daemon) -> None:
    """Who works by files would get another record, no check evaluation, or the file be signed again every tick."""
    older(house)
    path = drop(house, "decision: approve\nnote: lovely\nby: Mia\n")
    assert daemon.go_on() == ["record_sign_off"]
    record = house.episode.sign_off("script")
    assert record is not None
    assert (record.decision, record.by, record.note) == ("approve", "Mia", "lovely")
    assert house.step().label != "gate script"
    assert not path.exists()
    assert [taken.read_text("utf-8") for taken in (path.parent / "taken").iterdir()] == [
        "decision: approve\nnote: lovely\nby: Mia\n"
    ]
    assert daemon.tick() == []


def test_two_daemons_sign_once(house: House, daemon: Daemon) -> None:
    """Two ticks before the first run starts would record the decision twice."""
    older(house)
    drop(house, "decision: approve\n")
    (first,) = daemon.tick()
    (second,) = Daemon(house, "sign_off").tick()
    assert first.run_key == second.run_key


def test_what_changed_after_the_file_was_written_is_not_signed(house: House, daemon: Daemon) -> None:
    """A page would pass the gate that nobody has seen."""
    older(house)
    path = drop(house, "decision: approve\n", age_s=600)
    page = house.episode.folder.scene_page(1)
    write_text(page, page.read_text("utf-8") + "\n")
    assert daemon.tick() == []
    assert "changed after this file was written" in problem_of(path)
    assert house.episode.sign_off("script") is None
    assert notices(house) == ["sign-off not taken"]
    assert daemon.tick() == []
    assert notices(house) == ["sign-off not taken"]


def test_a_change_between_tick_and_run_is_not_signed(house: House, daemon: Daemon) -> None:
    """The run starts seconds after the tick; what was edited in between would be signed unseen."""
    older(house)
    path = drop(house, "decision: approve\n")
    (request,) = daemon.tick()
    page = house.episode.folder.scene_page(1)
    write_text(page, page.read_text("utf-8").replace("Come home.", "Go away."))
    assert not daemon.carry_out(request)
    assert house.episode.sign_off("script") is None
    assert "look again" in problem_of(path)
    assert daemon.tick() == []


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("decision: maybe\n", "gate-1.yaml", "field decision"),
        ("approve\n", "gate-1.yaml", "gate-1.yaml"),
        ("decision: [approve\n", "gate-1.yaml", "gate-1.yaml"),
        ("", "gate-1.yaml", "gate-1.yaml"),
        ("decision: approve\n", "gate-7.yaml", "names no gate"),
        ("decision: approve\ndigest: abc\n", "gate-1.yaml", "at least 12"),
        ("decision: approve\ndigest: 0123456789abcdef\n", "gate-1.yaml", "look again"),
        ("decision: approve\nsigned: yes\n", "gate-1.yaml", "field signed"),
        ("decision: approve\n", "gate-4.yaml", "not ready"),
        ("note: " + "x" * 70_000, "gate-1.yaml", "larger than"),
        ("\x00\x01\x02", "gate-1.yaml", "gate-1.yaml"),
    ],
)
def test_a_wrong_file_is_answered_and_left_alone(
    house: House, daemon: Daemon, text: str, name: str, said: str
) -> None:
    """The person waits for ever, or the sensor tries the same wrong file every tick."""
    older(house)
    path = drop(house, text, name)
    for request in daemon.tick():
        assert not daemon.carry_out(request)
    assert said in problem_of(path)
    assert path.is_file()
    assert house.episode.sign_off("script") is None
    assert daemon.tick() == []


def test_a_mended_file_is_taken(house: House, daemon: Daemon) -> None:
    """An answered file would stay refused for ever, however often it is mended."""
    older(house)
    path = drop(house, "decision: maybe\n")
    daemon.tick()
    drop(house, "decision: rejected\nnote: 'Scene 1: shorter'\n")
    assert daemon.go_on() == ["record_sign_off"]
    record = house.episode.sign_off("script")
    assert record is not None
    assert record.decision == "reject"
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["gate-1.json", "taken"]


def test_a_half_written_file_waits(house: House, daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    """`decision: app` would be answered as wrong while the editor is still writing."""
    # An hour instead of two seconds, which a busy machine needs for the tick itself.
    monkeypatch.setattr(dropped_files, "SETTLED_S", 3600.0)
    older(house, 7200)
    path = drop(house, "decision: app", age_s=0)
    assert daemon.tick() == []
    assert [entry.name for entry in path.parent.iterdir()] == ["gate-1.yaml"]
    drop(house, "decision: approve\n", age_s=3600)
    assert daemon.go_on() == ["record_sign_off"]


def test_a_file_from_the_future_signs_nothing(house: House, daemon: Daemon) -> None:
    """After a clock was put back, an old file would vouch for everything that is changed until then."""
    older(house)
    path = drop(house, "decision: approve\n", age_s=-7200)
    assert daemon.tick() == []
    assert "dated in the future" in problem_of(path)
    assert house.episode.sign_off("script") is None


def test_a_link_out_of_the_folder_is_not_read(house: House, daemon: Daemon, tmp_path: Path) -> None:
    """A link would make the sensor read, and move, any file of the machine."""
    outside = write_text(tmp_path / "outside.txt", "decision: approve\n")
    (house.episode.folder.path / "sign_offs").mkdir(exist_ok=True)
    (house.episode.folder.path / "sign_offs" / "gate-1.yaml").symlink_to(outside)
    assert daemon.tick() == []
    assert outside.is_file()
