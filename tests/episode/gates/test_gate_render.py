"""Gate 3: winners that are missing, swapped, unjudged or of another prompt, and how far the judge is trusted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gates_ahead import ONE, TWO, closed, edit, look, make_dailies
from scripted_studio import Studio, shot_of, studio_of

from resources.atomic import write_json, write_text
from resources.file_digest import file_digest
from spark_video_assets.crew.shooting.second_look import accept_take
from spark_video_assets.episode.readiness import Verdict, ready_checks
from spark_video_assets.episode.snapshot import take_snapshot
from spark_video_assets.episode.trust import calibration_file, keep_calibration
from spark_video_assets.story.calibration import Labels, calibrate
from spark_video_assets.story.reviewing import AXES, ReviewRules, decide
from spark_video_assets.story.steps import next_step


def test_a_winner_swapped_for_another_take_is_found(shot: Studio) -> None:
    """The film would show a rejected take under the winner's name."""
    folder = shot.episode.folder
    shutil.copyfile(folder.winner_clip(TWO), folder.winner_clip(ONE))
    assert closed(shot, "render") == [f"winner of {ONE} is take 1: {ONE}.mp4"]


def test_a_winner_that_does_not_play_is_found(shot: Studio) -> None:
    """A truncated download would pass until the cut fails, or be cut as black."""
    folder = shot.episode.folder
    clip = folder.winner_clip(ONE)
    clip.write_bytes(clip.read_bytes()[:400])
    with shot.episode.changing_states() as states:
        take = states.of(ONE).attempts[0].model_copy(update={"clip_digest": file_digest(clip)})
        states.shots[ONE] = states.of(ONE).model_copy(update={"attempts": [take]})
    make_dailies(shot.episode)
    assert closed(shot, "render") == [f"winner of {ONE} plays: {ONE}.mp4"]


def test_a_winner_that_no_judge_saw_is_found_unless_a_person_chose_it(shot: Studio) -> None:
    """An ERROR review counted as a pass in the origin."""
    with shot.episode.changing_states() as states:
        state = states.of(ONE)
        review = state.attempts[0].review
        assert review is not None
        unseen = review.model_copy(update={"verdict": "ERROR", "score": None})
        states.shots[ONE] = state.model_copy(
            update={"attempts": [state.attempts[0].model_copy(update={"review": unseen})]}
        )
    make_dailies(shot.episode)
    assert closed(shot, "render") == [f"winner of {ONE} was reviewed: ERROR"]
    accept_take(look(shot.episode), ONE, 1, by="Mia")
    make_dailies(shot.episode)
    assert closed(shot, "render") == []


def test_a_winner_of_another_prompt_is_found(shot: Studio) -> None:
    """A storyboard edited after shooting would be signed with clips of the old one."""
    edit("storyboard", "the lamp, 1", "the lamp, one")(shot.episode)
    make_dailies(shot.episode)
    assert closed(shot, "render") == [f"winner of {ONE} is up to date: asked for something else since"]
    assert next_step(take_snapshot(look(shot.episode), all_gates=True)).name != "done"


def test_an_open_escalation_and_missing_winners_keep_gate_3_closed(shot: Studio) -> None:
    """A film would be cut with a hole, or with a take the director has not seen."""
    write_json(shot.episode.folder.needs_director_rewrite, {"shots": [TWO], "details": []})
    with shot.episode.changing_states() as states:
        states.shots.pop(ONE)
    make_dailies(shot.episode)
    told = closed(shot, "render")
    assert f"winner of {ONE}: none yet" in told
    assert f"no shot waits for the director: {TWO}" in told


def test_a_best_of_n_below_the_threshold_warns_but_does_not_block(tmp_path: Path) -> None:
    """A producer could not accept the best there is, or would not be told that it is below the mark."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.judge.usual = 6.0
    studio.shoot()
    accept_take(look(studio.episode), ONE, 2, by="Mia")
    make_dailies(studio.episode)
    assert closed(studio, "render") == []
    low = [v for v in ready_checks("render", look(studio.episode)) if v.name == "winners reach the threshold"]
    assert [(v.ok, v.severity, v.detail) for v in low] == [(False, "WARN", ONE)]


@pytest.mark.parametrize(
    ("agreeing", "told"),
    [
        (24, None),
        (14, "the judge {judge} is advisory: kappa 0.17 is under the bar of 0.6; look at every winner"),
        (4, "the judge {judge} is advisory: only 4 clips were judged"),
    ],
)
def test_gate_3_tells_that_its_judge_may_only_advise(shot: Studio, agreeing: int, told: str | None) -> None:
    """A producer would sign winners of a judge that was found to guess, without being told to look."""
    assert doubts_of_judge(shot) == []
    calibrated(shot, agreeing)
    found = doubts_of_judge(shot)
    assert [v.severity for v in found] == ["WARN"] * (told is not None)
    assert all(v.detail.startswith(str(told).format(judge=shot.judge.name)) for v in found)
    assert closed(shot, "render") == []


def test_winners_that_a_person_chose_need_no_trust_in_the_judge(shot: Studio) -> None:
    """The warning would stay for ever, whatever the person looked at, and be read no more."""
    calibrated(shot, 4)
    accept_take(look(shot.episode), ONE, 1, by="Mia")
    assert len(doubts_of_judge(shot)) == 1
    accept_take(look(shot.episode), TWO, 1, by="Mia")
    assert doubts_of_judge(shot) == []


def test_a_damaged_calibration_warns_and_closes_nothing(shot: Studio) -> None:
    """One broken hidden file would close gate 3 of every episode, or crash it."""
    write_text(calibration_file(shot.episode.folder.root, shot.judge.name), "{")
    assert [v.severity for v in doubts_of_judge(shot)] == ["WARN"]
    assert closed(shot, "render") == []


def calibrated(studio: Studio, agreeing: int) -> None:
    """Keep a calibration in which a person and the judge agree on so many of at most 24 clips, half of them good."""
    pairs = [(good, good) for good in ("ACCEPT", "REJECT") for _ in range(agreeing // 2)]
    if agreeing > 4:
        pairs += [("ACCEPT", "REJECT"), ("REJECT", "ACCEPT")] * ((24 - agreeing) // 2)
    frame = {"duration_s": 1, "width": 16, "height": 16}
    labels = Labels.from_data(
        {"clips": [{"file": f"{n}.mp4", "verdict": person, "shot": frame} for n, (person, _) in enumerate(pairs)]},
        where="labels",
    )
    marks = {"ACCEPT": 9.0, "REJECT": 1.0}
    reviews = {
        f"{n}.mp4": decide(shot_id="S", version=1, breakdown=dict.fromkeys(AXES, marks[its]), rules=ReviewRules())
        for n, (_, its) in enumerate(pairs)
    }
    found = calibrate(labels, reviews, judge=studio.judge.name, rules=ReviewRules())
    keep_calibration(studio.episode.folder.root, found)


def doubts_of_judge(studio: Studio) -> list[Verdict]:
    """What gate 3 says against the judge."""
    return [v for v in ready_checks("render", look(studio.episode)) if v.name.startswith("judge ") and not v.ok]
