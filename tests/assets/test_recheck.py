"""Looking at finished work again, over a real finished film: what is lost or changed is found, told once, and never remade."""

from __future__ import annotations

import json
from typing import Any

from dagster import AssetCheckKey, AssetKey
from dagster_house import House
from tiny_episode import FIRST, KEY, SECOND

from resources.atomic import write_text
from resources.lease import EpisodeLease, LeaseOwner
from spark_video_assets.story.reviewing import Review

_CHECK = AssetCheckKey(AssetKey("dailies"), "files_as_recorded")


def visit(house: House, **config: Any) -> dict[str, Any]:
    """One run of the job; gives what it shows."""
    result = house.run("recheck", ops={"visit_again": {"config": config}})
    (output,) = [event for event in result.all_events if event.is_successful_output]
    return {name: value.value for name, value in output.step_output_data.metadata.items()}


def checks(house: House) -> list[tuple[bool, str]]:
    """What the check of recorded files said, newest first."""
    records = house.instance.event_log_storage.get_asset_check_execution_history(_CHECK, limit=9)
    evaluations = [record.event.dagster_event.asset_check_evaluation_data for record in records]
    return [(one.passed, one.severity.value) for one in evaluations]


def notices(house: House) -> list[list[str]]:
    path = house.root / ".ledger" / "notices.jsonl"
    return [json.loads(line)["mark"] for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def test_lost_and_damaged_files_are_found_and_told_once(house: House) -> None:
    """A disk loses a paid take, or somebody opens a film in an editor and saves: nobody would know until it is delivered."""
    folder = house.episode.folder
    assert visit(house)["not as recorded"] == 0
    state = house.episode.states().of(FIRST)
    take = folder.resolve(state.attempts[0].video_path or "")
    take.unlink()
    folder.winner_clip(SECOND).write_bytes(b"overwritten")
    (folder.subtitles / "hf-001.srt").unlink()
    house.episode.folder.final_film.write_bytes(b"cut off")
    page = folder.scene_page(1)
    write_text(page, page.read_text("utf-8").replace("smiles", "laughs"))
    told = visit(house)
    table = told["files"]
    for words in (
        f"take 1 of {FIRST} | episode-001/clips/{take.name} | missing",
        f"winner of {SECOND} | episode-001/clips/{SECOND}.mp4 | changed | spark-video accept hf 001 --shot {SECOND}",
        "result of subtitles | episode-001/subtitles/hf-001.srt | missing",
        "result of final_cut | episode-001/final/hf-001.mp4 | changed",
        "signed at gate 1, script | scene 01 | changed since it was signed",
        f"signed at gate 3, render | winner {SECOND} | changed since it was signed",
    ):
        assert words in table
    assert "result of script" not in table
    assert checks(house)[:2] == [(False, "ERROR"), (True, "WARN")]
    visit(house)
    assert [mark[:2] for mark in notices(house)] == [["files not as recorded", str(KEY)]]
    assert not take.exists()


def test_a_take_without_a_review_is_judged(house: House) -> None:
    """The judge was away for an hour; a shot would wait until somebody thinks of it."""
    with house.episode.changing_states() as states:
        state = states.of(SECOND)
        (*others, last) = state.attempts
        error = Review(shot_id=SECOND, version=last.version, verdict="ERROR", error="the judge did not answer")
        lost = {"winner_version": None, "winner_path": None, "winner_digest": None, "accepted_by": None}
        unjudged = last.model_copy(update={"review": error})
        states.shots[SECOND] = state.model_copy(update={**lost, "attempts": [*others, unjudged]})
    told = visit(house, episodes=["hf"], judge=False)
    assert told["judged"] == 0
    told = visit(house, episodes=["hf/001"])
    assert told["judged"] == 1
    state = house.episode.states().of(SECOND)
    assert state.winner_version == last.version
    assert state.attempts[-1].review == last.review.model_copy(update={"ts": state.attempts[-1].review.ts})
    assert len(state.attempts) == len(others) + 1


def test_an_episode_at_work_is_left_alone(house: House) -> None:
    """Half of what is being written would be reported as damaged, or a take be judged twice."""
    elsewhere = LeaseOwner.this_process("spark-video produce").model_copy(update={"host": "another-machine"})
    with EpisodeLease(house.episode.folder, elsewhere):
        told = visit(house)
    assert "spark-video produce" in told["left alone"]
    assert told["not as recorded"] == 0
    assert checks(house) == []
