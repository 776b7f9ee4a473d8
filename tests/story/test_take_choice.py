"""Which take wins, what uses up a round, and what the director is told when all are used up."""

from __future__ import annotations

from spark_video_assets.story.escalation import Escalation, EscalationDetail, escalation_report
from spark_video_assets.story.reviewing import AXES, Review, ReviewRules, decide
from spark_video_assets.story.storyboard import Shot
from spark_video_assets.story.takes import PERSON, ShotsState, ShotState, Take, objection

SHOT = Shot(id="S01-001", scene="S01", prompt="Ada waits.", narrative_purpose="we fear for her")


def reviewed(version: int, mark: float, *, faults: list[str] | None = None, low: float | None = None) -> Take:
    """A take with the same mark on every axis, `low` on physics."""
    marks = dict.fromkeys(AXES, mark) | ({"physics": low} if low is not None else {})
    review = decide(
        shot_id=SHOT.id, version=version, breakdown=marks, rules=ReviewRules(), qc_faults=faults
    ).model_copy(update={"critique": f"wrong in {version}" if mark < 7 else ""})
    return Take(version=version, status="SUCCEEDED", prompt=f"prompt {version}", review=review)


def unjudged(version: int) -> Take:
    """A take that no judge could look at."""
    review = Review(shot_id=SHOT.id, version=version, verdict="ERROR", error="no judge")
    return Take(version=version, status="SUCCEEDED", review=review)


def state(*takes: Take, **more: object) -> ShotState:
    return ShotState.model_validate({"shot_id": SHOT.id, "attempts": list(takes), **more})


def test_only_a_content_reject_uses_up_a_round() -> None:
    """A broken judge or provider would use up the takes of a shot that nobody has seen."""
    failed = Take(version=3, status="FAILED", error="moderation")
    assert state(reviewed(1, 5.5), unjudged(2), failed, reviewed(4, 9)).rounds_used == 1


def test_rounds_count_from_their_start_and_numbers_go_on() -> None:
    """After a director rewrite no take would be left, or an older clip would be overwritten (weakness 5)."""
    shot = state(reviewed(1, 6), reviewed(2, 6), reviewed(3, 6), round_start=4)
    assert shot.rounds_used == 0
    assert shot.next_version == 4
    assert shot.best() is None


def test_best_of_n_prefers_a_sound_clip_then_the_score_then_fewer_vetoes() -> None:
    """The promoted take would be the broken one with the nicer mean."""
    clean, broken = reviewed(1, 6), reviewed(2, 9, faults=["frozen"])
    assert state(clean, broken).best() == clean
    assert state(reviewed(1, 6), reviewed(2, 6.5)).best() == reviewed(2, 6.5)
    vetoed = reviewed(1, 6.4, low=4)
    assert state(vetoed, reviewed(2, 6)).best() == reviewed(2, 6)
    assert state(reviewed(1, 6), reviewed(2, 6)).best() == reviewed(2, 6)


def test_a_take_that_nobody_could_judge_is_never_the_best() -> None:
    """An unseen clip would be promoted into the film."""
    assert state(unjudged(1), Take(version=2, status="SUCCEEDED")).best() is None


def test_duplicate_numbers_of_older_files_mean_the_last_one() -> None:
    """Older files hold a number twice; the overwritten first entry would be shown as the winner (weakness 5)."""
    shot = state(reviewed(1, 5.5), reviewed(1, 8), reviewed(2, 6), winner_version=1)
    assert shot.winner == reviewed(1, 8)
    assert shot.next_version == 3


def test_the_state_file_reads_back_as_it_was() -> None:
    """A restart would lose takes, or reviews of them."""
    whole = ShotsState(
        shots={SHOT.id: state(reviewed(1, 6), reviewed(2, 9), winner_version=2, director_rewrites=1)}
    )
    data = whole.to_data()
    assert list(data) == ["schema_version", SHOT.id]
    assert ShotsState.from_data(data, where="shots_state.json") == whole


def test_a_persons_note_reaches_the_prompt_doctor_as_a_critique() -> None:
    """What a person asked for in a reshoot would be ignored."""
    told = objection(SHOT.id, state(reviewed(2, 9), note="show her hands"))
    assert (told.critique, told.judge, told.verdict, told.version) == ("show her hands", PERSON, "REJECT", 2)


def test_the_report_tells_rounds_recurring_faults_and_what_was_tried() -> None:
    """The director would rewrite blindly, or repeat what failed already."""
    shot = state(reviewed(1, 9, low=2), reviewed(4, 6, low=3), unjudged(5), round_start=4, director_rewrites=1)
    report = escalation_report(SHOT, shot)
    assert "| 4 | REJECT |" in report
    assert "| 5 | ERROR | - |" in report
    assert "| 1 |" not in report
    assert "physics below the threshold in 1 of 2 takes" in report
    assert "- take 4: wrong in 4" in report
    assert "- take 4: prompt 4" in report
    assert "we fear for her" in report
    assert "Best take so far: 4" in report


def test_a_report_without_any_review_still_reads() -> None:
    """An escalation after failures only would crash instead of asking the director."""
    assert "1. `prompt`: simplify" in escalation_report(SHOT, state(Take(version=1, status="FAILED")))


def test_the_escalation_file_keeps_one_entry_for_each_shot() -> None:
    """A shot that escalates twice would be listed twice and never be cleared."""
    first = EscalationDetail(shot_id="S01-001", best_version=3, escalation_report="reviews/a.md")
    second = first.model_copy(update={"best_version": 6})
    other = EscalationDetail(shot_id="S01-002", escalation_report="reviews/b.md")
    waiting = Escalation().with_shot(first).with_shot(other).with_shot(second)
    assert waiting.shots == ["S01-002", "S01-001"]
    assert {d.shot_id: d.best_version for d in waiting.details} == {"S01-002": None, "S01-001": 6}
    assert waiting.without({"S01-001", "S01-002"}) == Escalation()


def test_an_escalation_file_of_an_older_program_opens() -> None:
    """A key that we do not know would make a waiting shot invisible."""
    old = {"shots": ["S01-001"], "details": [], "generated_at": "2026-01-01"}
    assert Escalation.from_data(old, where="needs_director_rewrite.json").shots == ["S01-001"]
