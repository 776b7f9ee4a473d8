"""The critic and its arithmetic: weights, caps, forced revisions, the better of two plans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spark_video_assets.crew.critique.critic import OfflineCritic
from spark_video_assets.story.critique import WEIGHTS, Critique, better, drawn, weighted_mark
from spark_video_assets.story.pacing import PacingViolation

BROKEN = PacingViolation(code="unbalanced", actual=0.5, limit=0.3, message="m", mend="x")
HARD = BROKEN.model_copy(update={"hard": True})


def critique(marks: float = 9.0, violations: tuple[PacingViolation, ...] = (), round_number: int = 1) -> Critique:
    return drawn(
        round_number=round_number,
        critic="test",
        plan_digest="d",
        tier="moderate",
        marks=dict.fromkeys(WEIGHTS, marks),
        violations=violations,
    )


def test_the_weights_are_whole():
    """Weights that do not add up to one would bend every mark."""
    assert sum(WEIGHTS.values()) == 1


def test_a_mark_is_rounded_half_up():
    """Python rounds 6.5 to 6: the plan would fail where the rubric passes it."""
    assert weighted_mark({"hook": 6.5}) == 7
    assert weighted_mark({"hook": None, "arc": None}) is None


def test_a_broken_limit_forces_a_revision_whatever_the_mean():
    """Capped at 5, pacing among nines still averages to a pass: the arithmetic hole of the research."""
    judged = critique(violations=(BROKEN,))
    assert judged.marks["pacing"] == 5
    assert judged.overall >= 7
    assert judged.must_revise
    assert "m" in judged.instructions
    assert not critique().must_revise


def test_the_better_plan_is_kept():
    """A later plan with a broken hard limit must not replace a sound one."""
    sound, broken, late = critique(7.0), critique(9.0, (HARD,)), critique(7.0, round_number=2)
    assert better(sound, broken) is sound
    assert better(late, sound) is sound
    assert better(critique(8.0, round_number=2), sound).overall == 8


@given(marks=st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.none() | st.floats(1, 10)))
def test_any_marks_give_a_mark_within_the_scale(marks):
    """A critic that skips dimensions must neither crash nor win by it."""
    mark = weighted_mark(marks)
    assert mark is None or 1 <= mark <= 10


def test_the_offline_critic_says_what_it_did_not_judge(example):
    """A confident mark for what nobody looked at would be a lie."""
    made = example("lantern-bay")
    judged = OfflineCritic().criticise(made.board, made.told, round_number=1)
    assert judged.marks["arc"] is None
    assert judged.marks["sync"] is None
    assert judged.overall == 8
    assert not judged.must_revise
    again = Critique.from_json(judged.to_json(), where="critique-round-1.json")
    assert again.content_digest() == judged.content_digest()


def test_a_monotonous_plan_is_sent_back(example):
    """Twelve equal close-ups must not pass."""
    made = example("lantern-bay")
    shots = [
        s.model_copy(
            update={"camera": "Close-up", "prompt": "Close-up. " + s.prompt.partition(". ")[2], "kind": "r2v"}
        )
        for s in made.board.shots
    ]
    dull = made.board.model_copy(update={"shots": shots})
    judged = OfflineCritic().criticise(dull, made.told, round_number=1)
    assert judged.must_revise
    assert judged.marks["variety"] < 7
