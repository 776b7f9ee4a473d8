"""The jobs of the launchpad over the real graph: produce, reshoot, restitch, and what they leave in the history."""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg
import pytest
from dagster_house import House, failure_words, open_house
from kept_episodes import KeptEpisodes
from tiny_episode import FIRST, KEY, SECOND, write_tiny_episode

from spark_video_assets.episode.stages import cut_record
from spark_video_assets.partitions import add_episode


def launch(house: House, job: str, *, fails: bool = False, **config: object) -> dg.ExecuteInProcessResult:
    """A launch from the launchpad: the episode is picked as a partition."""
    add_episode(house.instance, KEY)
    ops = {"reshoot": {"config": config}} if config else {}
    return house.run(job, fails=fails, partition_key=str(KEY), ops=ops)


def parts_of(house: House, run_id: str) -> list[str]:
    """Jobs that a run started, in order."""
    runs = house.instance.get_runs(dg.RunsFilter(tags={"spark_video/part_of": run_id[:8]}))
    return [run.job_name for run in reversed(runs)]


def test_produce_goes_to_the_next_gate_and_says_what_is_awaited(tmp_path: Path) -> None:
    """A producer would have to know which of five jobs comes next, or not learn that it is his turn."""
    write_tiny_episode(tmp_path)
    house = open_house(tmp_path)
    first = launch(house, "produce_episode")
    assert parts_of(house, first.run_id) == ["development"]
    run = house.instance.get_run_by_id(first.run_id)
    assert run is not None
    assert "gate script waits for a sign-off" in run.tags["spark_video/waits_for"]
    house.sign("script")
    second = launch(house, "produce_episode")
    assert parts_of(house, second.run_id) == ["storyboarding"]
    assert house.step().label == "gate storyboard"
    third = launch(house, "produce_episode")
    assert parts_of(house, third.run_id) == []


def test_gates_sign_themselves_only_when_that_is_configured(
    tmp_path: Path, kept_episodes: KeptEpisodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unattended production would stop at a gate that may sign itself, or pass one that may not."""
    house = kept_episodes.copy("gate script", tmp_path)
    monkeypatch.setenv("SPARK_VIDEO_AUTO_APPROVE", "script")
    result = launch(house, "produce_episode")
    assert parts_of(house, result.run_id) == ["record_sign_off", "storyboarding"]
    assert house.step().label == "gate storyboard"


def test_a_failing_step_fails_the_run_with_its_own_words(tmp_path: Path) -> None:
    """The run would look finished, or hide why it is not; started again, it goes on where it was."""
    write_tiny_episode(tmp_path)
    house = open_house(tmp_path)
    page = house.episode.folder.scene_page(1)
    written = page.read_bytes()
    page.write_text("no scene page at all", encoding="utf-8")
    assert "scene-01.md" in failure_words(launch(house, "produce_episode", fails=True))
    assert not house.episode.folder.driver_lease.exists()
    page.write_bytes(written)
    launch(house, "produce_episode")
    assert house.step().label == "gate script"


@pytest.mark.slow
def test_reshoot_shoots_the_named_shots_again(house: House) -> None:
    """The producer dislikes one shot: the others would be shot again too, or a take be overwritten."""
    states = house.episode.states()
    before = {shot: states.of(shot).next_version for shot in (FIRST, SECOND)}
    result = launch(house, "reshoot_shots", shots=[SECOND], note="closer, please")
    assert parts_of(house, result.run_id) == ["shooting"]
    after = house.episode.states()
    assert after.of(SECOND).winner_version is not None
    assert after.of(SECOND).winner_version >= before[SECOND]
    assert after.of(FIRST).next_version == before[FIRST]


def test_a_shot_that_is_not_there_is_named(house: House) -> None:
    """A typing mistake would start a paid shoot of nothing, or fail with a traceback."""
    words = failure_words(launch(house, "reshoot_shots", fails=True, shots=["S09-001"]))
    assert "there is no shot S09-001" in words
    assert f"{FIRST}, {SECOND}" in words


def test_a_person_takes_a_take_as_it_is(house: House) -> None:
    """Shots that are out of takes and rewrites wait for a decision that could not be made in the UI."""
    first = house.episode.states().of(FIRST).attempts[0].version
    told = {"accept": {"config": {"shot": FIRST, "take": first, "by": "Mia"}}}
    house.run("accept_take_of_shot", partition_key=str(KEY), ops=told)
    state = house.episode.states().of(FIRST)
    assert (state.winner_version, state.accepted_by) == (first, "Mia")


def test_restitch_cuts_again(house: House) -> None:
    """After a lost film the producer would have to shoot or sign again."""
    house.episode.folder.final_film.unlink()
    result = launch(house, "restitch_film")
    assert parts_of(house, result.run_id) == ["post"]
    assert house.episode.folder.final_film.is_file()


def test_a_finished_film_is_handed_on(house: House) -> None:
    """The edit would be exported by command line only, or be longer or shorter than the film that was signed."""
    otio = pytest.importorskip("opentimelineio")
    house.run("export_film", partition_key=str(KEY), ops={"export": {"config": {"format": "OTIO"}}})
    made = otio.adapters.read_from_file(str(house.episode.folder.path / "exports" / "hf-001.otio"))
    film = json.loads(cut_record(house.sources()).read_text("utf-8"))
    assert [track.duration().to_frames() for track in made.tracks] == [film["frames"]] * 3
    assert [type(item).__name__ for item in made.tracks[2]] == ["Clip"]
    spoken = [marker.metadata["spark_video"] for marker in made.tracks.markers]
    assert [(one["speaker"], one["caption"]) for one in spoken] == [("Ada", "Come home.")]
