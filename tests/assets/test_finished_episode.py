"""A tiny episode made through the real graph: what a person finds in the folder and in the web UI afterwards."""

from __future__ import annotations

import json

import dagster as dg
import pytest
from dagster_house import Finished, House, events_of, failure_words, materialised
from tiny_episode import FIRST, KEY, SECOND

from resources.atomic import write_text
from resources.lease import EpisodeLease, LeaseOwner
from resources.media.probe import probe
from spark_video_assets.episode.status import status_of
from spark_video_assets.partitions import add_episode, shot_key, shot_range
from spark_video_assets.story.gates import GATES
from spark_video_assets.story.steps import STAGES


def test_next_step_leads_from_brief_to_film(finished: Finished) -> None:
    """`produce` or the producer sensor would stop half way, or go round in circles."""
    assert finished.steps == [
        "development", "gate script", "storyboarding", "gate storyboard", "shooting", "dailies", "gate render", "post",
        "gate final", "post",
    ]  # fmt: skip
    assert finished.house.step().state == "done"


def test_the_film_is_whole(finished: Finished) -> None:
    """The film would be silent, too short, or of another shape than the brief asked for."""
    folder = finished.house.episode.folder
    info = probe(folder.final_film)
    assert info.video_duration_s == pytest.approx(5.0, abs=1 / 24)
    assert abs((info.audio_duration_s or 0) - (info.video_duration_s or 0)) <= 0.04
    assert (info.width, info.height) == (854, 480)
    assert "Come home." in (folder.subtitles / "hf-001.srt").read_text(encoding="utf-8")
    assert folder.viewer.is_file()


def test_assets_behind_a_gate_refuse_in_words(finished: Finished) -> None:
    """A person who presses Materialize would spend money on what nobody signed, or not learn what to type."""
    for job, gate in (("storyboarding", "script"), ("shooting", "storyboard"), ("post", "render")):
        assert f"gate {gate} is not signed" in finished.refused[job]
        assert f"spark-video approve hf 001 {gate}" in finished.refused[job]


def test_what_a_person_wrote_is_untouched(finished: Finished) -> None:
    """The users' brief, lore, cards, page and fragment would be rewritten by the pipeline."""
    folder = finished.house.episode.folder
    assert folder.brief.read_text(encoding="utf-8").startswith("# Ada's own words")
    assert "Come home." in folder.scene_page(1).read_text(encoding="utf-8")
    prompts = [shot.prompt for shot in finished.house.episode.storyboard().shots]
    assert prompts[0].startswith("Wide shot, static camera. Ada stands at the lamp")


def test_every_stage_is_recorded_with_a_version_and_something_to_look_at(finished: Finished) -> None:
    """The web UI would show empty materialisations, and staleness there would be a guess."""
    for stage in STAGES:
        records = materialised(finished.house.instance, stage)
        if stage == "vfx_review":
            assert records == []
            continue
        assert len(records[0].tags["dagster/data_version"]) == 32, stage
        assert records[0].metadata, stage
        assert records[0].partition == "hf/001"


def test_every_shot_is_recorded_with_thumbnail_score_and_cost(finished: Finished) -> None:
    """A producer in the web UI would not see what was shot."""
    clips = materialised(finished.house.instance, "shot_clip")
    assert {m.partition for m in clips} == {str(shot_key(KEY, FIRST)), str(shot_key(KEY, SECOND))}
    for clip in clips:
        assert {"take", "score", "cost", "thumbnail", "chosen by", "clip"} <= set(clip.metadata)
        assert str(clip.metadata["thumbnail"].value).startswith("![frame](data:image/jpeg;base64,")
        assert len(clip.tags["dagster/data_version"]) == 32
    reviews = materialised(finished.house.instance, "clip_review")
    assert {m.partition for m in reviews} == {m.partition for m in clips}


def test_gate_checks_are_recorded_with_the_right_severity(finished: Finished) -> None:
    """A waiting gate would look like a failure, or a failed run hide that nobody has decided."""
    instance = finished.house.instance
    found: dict[str, list[tuple[bool, str]]] = {}
    for run in instance.get_runs():
        for record in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
            assert record.dagster_event is not None
            evaluation = record.dagster_event.asset_check_evaluation_data
            found.setdefault(evaluation.check_name, []).append((evaluation.passed, evaluation.severity.value))
    for number, gate in enumerate(GATES, 1):
        signed = found[f"gate_{number}_{gate}_signed_off"]
        assert (True, "WARN") in signed
        assert {severity for passed, severity in signed if not passed} <= {"WARN"}
        assert (True, "WARN") in found[f"gate_{number}_{gate}_ready"]
    assert found["technical_qc"] == [(True, "WARN")]


def test_every_json_file_tells_its_version(finished: Finished) -> None:
    """A file of today could not be told from one of tomorrow's form, and so not be brought up to date."""
    unversioned = []
    for path in finished.house.episode.folder.root.path.rglob("*.json*"):
        if path.suffix not in {".json", ".jsonl"}:
            continue
        text = path.read_text(encoding="utf-8")
        documents = text.splitlines() if path.suffix == ".jsonl" else [text]
        unversioned += [path.name for told in documents if "schema_version" not in json.loads(told)]
    assert unversioned == []


def test_the_chain_starts_on_the_predecessors_last_frame(finished: Finished) -> None:
    """The chained pair would jump in the film."""
    folder = finished.house.episode.folder
    winner = finished.house.episode.states().of(FIRST).winner
    assert winner is not None
    assert winner.last_frame_path is not None
    jobs = [p for p in folder.renders.glob(f"{SECOND}-ver*/request.json") if "first_frame" in p.read_text("utf-8")]
    assert jobs
    assert all(folder.resolve(winner.last_frame_path).name in p.read_text("utf-8") for p in jobs)


def test_status_tells_the_same_story(finished: Finished) -> None:
    """A script that reads `status --json` would see another episode than the web UI."""
    status = status_of(finished.house.sources())
    assert status["step"]["state"] == "done"
    assert {gate: (g["ready"], g["signed_off"]) for gate, g in status["gates"].items()} == dict.fromkeys(
        GATES, (True, "approved")
    )
    assert [(s["id"], bool(s["winner"]), s["stale"]) for s in status["shots"]] == [
        (FIRST, True, False),
        (SECOND, True, False),
    ]


# --- on a copy -----------------------------------------------------------------------------------------------------


def test_a_moved_copy_is_still_done(house: House) -> None:
    """An episode moved to another machine would be made again."""
    assert house.step().state == "done"


def test_a_second_run_renders_nothing(house: House) -> None:
    """Pressing Materialize twice would pay twice."""
    takes = house.episode.states()
    result = house.shoot([FIRST, SECOND])
    assert events_of(result, "shot_clip") == []
    assert house.episode.states() == takes


def test_a_range_run_acts_only_on_the_shots_of_its_config(house: House) -> None:
    """A sensor's run for two shots would also shoot everything that lies between them, of any episode."""
    house.episode.folder.clip(FIRST, 1).unlink()
    add_episode(house.instance, KEY, [FIRST, "S01-099", SECOND])
    ops = {"shoot": {"config": {"shots": [SECOND]}}}
    result = house.run("shooting", ops=ops, tags=shot_range(house.instance, KEY, [FIRST, SECOND]))
    assert events_of(result, "shot_clip") == []
    assert not house.episode.folder.clip(FIRST, 2).exists()


def test_one_shot_from_the_web_ui(house: House) -> None:
    """Materialising a single shot would need the whole episode, or shoot it."""
    with house.episode.changing_states() as states:
        states.shots.pop(FIRST)
    house.episode.folder.clip(FIRST, 1).unlink()
    add_episode(house.instance, KEY, [FIRST, SECOND])
    result = house.run("shooting", partition_key=shot_key(KEY, FIRST))
    assert [m.partition for m in events_of(result, "shot_clip")] == [str(shot_key(KEY, FIRST))]


def test_an_edited_page_asks_gate_1_again_and_keeps_the_edit(house: House) -> None:
    """A changed script would reach the film unseen, or the change be overwritten."""
    page = house.episode.folder.scene_page(1)
    write_text(page, page.read_text(encoding="utf-8").replace("She smiles.", "She waits."))
    assert house.step().stages[0] == "script"
    house.carry_out(house.step())
    step = house.step()
    assert (step.label, step.reasons) == ("gate script", ["changed since it was signed: scene 01"])
    assert "She waits." in page.read_text(encoding="utf-8")
    assert "gate script was signed for other content; changed: scene 01" in failure_words(
        house.make("storyboarding", ["direction"], fails=True)
    )


def test_an_edited_fragment_survives_later_changes_of_the_lore(house: House) -> None:
    """A shot that a person rewrote would come back in the crew's words after the next change upstream."""
    folder = house.episode.folder
    fragment = folder.scene_fragment(1)
    write_text(
        fragment, fragment.read_text(encoding="utf-8").replace("Wide shot, static camera.", "Wide shot, slow pan.")
    )
    house.go_on_to("gate storyboard")
    write_text(
        folder.project_lore, folder.project_lore.read_text(encoding="utf-8") + "\nThe bay has two winters.\n"
    )
    house.go_on_to("gate storyboard")
    assert "Wide shot, slow pan." in fragment.read_text(encoding="utf-8")
    assert house.episode.storyboard().shots[0].prompt.startswith("Wide shot, slow pan.")
    house.go_on_to("shooting")
    assert house.step().shots == [FIRST]


def test_a_rejected_gate_blocks_until_the_work_was_redone(house: House) -> None:
    """A rejected storyboard would be shot, or the note never reach whoever redoes it."""
    house.sign("storyboard", "REJECT", note="closer, please")
    step = house.step()
    assert (step.name, step.stages[0]) == ("storyboarding", "storyboard")
    assert "closer, please" in failure_words(house.shoot([FIRST], fails=True))
    house.carry_out(step)
    assert house.step().reasons[0] == "rejected by Mia: closer, please"
    assert "name scenes or shots" in house.step().reasons[1]
    house.sign("storyboard")
    assert house.step().label != "storyboarding"


def test_a_claim_without_its_file_is_refused(house: House) -> None:
    """The web UI would show a film as made that is not on disk."""
    house.episode.folder.scene_page(1).unlink()
    result = house.make("development", ["script"], fails=True)
    assert not result.success
    assert house.step().label == "development"


def test_two_drivers_at_once_are_told_apart(house: House) -> None:
    """`produce` and the daemon would write the same takes."""
    with EpisodeLease(house.episode.folder, LeaseOwner.this_process("somebody else")):
        words = failure_words(house.make("development", ["brief"], fails=True))
    assert "somebody else" in words
    house.make("development", ["brief"])


def test_an_unknown_episode_is_one_clear_failure(house: House) -> None:
    """A typing error in the launchpad would make an empty episode folder or end in a traceback."""
    house.instance.add_dynamic_partitions("episode", ["hf/404"])
    result = house.run("development", fails=True, partition_key="hf/404", asset_selection=[dg.AssetKey("brief")])
    assert "there is no episode '404'" in failure_words(result)
    assert not (house.root / "hf" / "episode-404").exists()
