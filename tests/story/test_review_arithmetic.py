"""Mean, threshold and veto of a review: arithmetic decides, never the judge's own opinion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_video_assets.story.reviewing import AXES, Axis, Review, ReviewRules, decide, mean_score

Marks = dict[Axis, float | None]


def decided(marks: Marks, **more: object) -> Review:
    return decide(shot_id="S01-001", version=1, breakdown=marks, rules=ReviewRules(), **more)  # type: ignore[arg-type]


def marks(*values: float | None) -> Marks:
    return dict(zip(AXES, values, strict=True))


@pytest.mark.parametrize(
    ("values", "mean"),
    [
        ((7, 7, 7, 7, 7, 7.03), 7.01),  # 7.005: half up, where binary floats and half-even would give 7.0
        ((8, 8.01, None, None, None, None), 8.01),
        ((6.99, 6.99, 6.99, 6.99, 6.99, 6.99), 6.99),
        ((0, 10, None, None, None, None), 5.0),
        ((None,) * 6, None),
    ],
)
def test_the_mean_rounds_half_up_over_the_judged_axes(values: tuple[float | None, ...], mean: float | None) -> None:
    """A take at the threshold would be rejected by a rounding accident, or an unjudged axis would count as zero."""
    assert mean_score(marks(*values)) == mean


def test_threshold_and_veto_are_inclusive_as_told() -> None:
    """7.0 would be rejected, or an axis at exactly 5.0 let through."""
    assert decided(marks(7, 7, 7, 7, 7, 7)).verdict == "ACCEPT"
    assert decided(marks(6.9, 7, 7, 7, 7, 7)).verdict == "REJECT"
    vetoed = decided(marks(10, 10, 10, 10, 10, 5))
    assert (vetoed.verdict, vetoed.vetoed_axes) == ("REJECT", ["dialog_attribution"])
    assert decided(marks(10, 10, 10, 10, 10, 5.01)).verdict == "ACCEPT"


def test_the_judges_own_verdict_is_kept_and_never_counts() -> None:
    """A model that likes everything would pass broken clips (weakness 22 of the origin)."""
    liked = decided(marks(3, 3, 3, 3, 3, 3), model_verdict="ACCEPT")
    assert (liked.verdict, liked.model_verdict) == ("REJECT", "ACCEPT")
    disliked = decided(marks(9, 9, 9, 9, 9, 9), model_verdict="REJECT")
    assert (disliked.verdict, disliked.model_verdict) == ("ACCEPT", "REJECT")


def test_a_technical_fault_rejects_whatever_the_numbers_say() -> None:
    """A black clip with kind marks would be cut into the film."""
    assert decided(marks(10, 10, 10, 10, 10, 10), qc_faults=["black"]).verdict == "REJECT"
    assert decided(marks(*[None] * 6), qc_faults=["undecodable"]).verdict == "REJECT"


def test_nothing_judged_is_an_error_and_not_a_pass() -> None:
    """A judge that saw nothing would accept, or burn a round."""
    review = decided(marks(*[None] * 6))
    assert (review.verdict, review.score) == ("ERROR", None)
    assert review.error


def test_marks_out_of_range_are_clamped() -> None:
    """A model that answers 95 out of 100 would carry a broken axis over the threshold."""
    review = decided(marks(95, 10, 10, 10, 10, -4))
    assert (review.breakdown["logic"], review.breakdown["dialog_attribution"]) == (10, 0)
    assert review.verdict == "REJECT"


def test_an_axis_that_the_judge_left_out_is_not_judged() -> None:
    """A missing key would crash the review or count as a confident ten."""
    review = decided({"logic": 8.0})
    assert (review.score, review.judged_axes) == (8.0, ["logic"])
    assert review.breakdown["physics"] is None


@given(st.lists(st.one_of(st.none(), st.floats(-20, 120)), min_size=6, max_size=6))
def test_the_verdict_always_follows_from_the_record(values: list[float | None]) -> None:
    """A record would contradict itself, and nobody could tell why a take was rejected."""
    review = decided(marks(*values))
    accepted = (
        review.score is not None
        and review.score >= 7
        and all(v is None or v > 5 for v in review.breakdown.values())
    )
    assert (review.verdict == "ACCEPT") == accepted
    assert (review.verdict == "ERROR") == (review.score is None)
