"""Agreement of a judge with a person: arithmetic by properties, and when a judge may decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.errors import InvalidDocument
from spark_video_assets.story.calibration import (
    BANDS,
    DECISIONS,
    LEAST_CLIPS,
    Labels,
    agreement,
    band,
    calibrate,
)
from spark_video_assets.story.reviewing import Review, ReviewRules

PAIRS = st.lists(st.tuples(st.sampled_from(BANDS), st.sampled_from(BANDS)), min_size=1, max_size=60)
SHOT = {"duration_s": 5, "width": 1280, "height": 720}


def labelled(verdicts: str, **changes: object) -> Labels:
    clips = [
        {"file": f"{i}.mp4", "verdict": "ACCEPT" if v == "a" else "REJECT", "shot": SHOT, **changes}
        for i, v in enumerate(verdicts)
    ]
    return Labels.from_data({"schema_version": 1, "clips": clips}, where="labels.json")


def answers(verdicts: str, breakdown: dict[str, float | None] | None = None) -> dict[str, Review]:
    words = {"a": "ACCEPT", "r": "REJECT", "e": "ERROR"}
    return {
        f"{i}.mp4": Review(shot_id="x", version=0, verdict=words[v], breakdown=breakdown or {})
        for i, v in enumerate(verdicts)
    }


def test_kappa_of_the_textbook():
    """Guards against a wrong formula: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no make 0.4 (a standard example)."""
    pairs = [("ACCEPT", "ACCEPT")] * 20 + [("ACCEPT", "REJECT")] * 5
    pairs += [("REJECT", "ACCEPT")] * 10 + [("REJECT", "REJECT")] * 15
    found = agreement(pairs, DECISIONS)
    assert (found.kappa, found.agreed, found.count) == (0.4, 0.7, 50)
    assert found.confusion["ACCEPT"] == {"ACCEPT": 20, "REJECT": 5}
    assert found.kappa_low == pytest.approx(0.4 - 1.96 * (0.7 * 0.3 / 50) ** 0.5 / 0.5, abs=1e-3)


@given(PAIRS)
def test_kappa_lies_in_its_range_and_both_raters_are_alike(pairs):
    """Guards against a judge that looks better because it is the one that is compared."""
    one, other = agreement(pairs, BANDS), agreement([(b, a) for a, b in pairs], BANDS)
    assert one.kappa == other.kappa
    assert one.kappa is None or -1 <= one.kappa <= 1
    assert sum(sum(row.values()) for row in one.confusion.values()) == len(pairs) == one.count


@given(PAIRS)
def test_only_perfect_agreement_is_one(pairs):
    """Guards against a full score for a judge that was wrong once."""
    found = agreement(pairs, BANDS)
    perfect = all(a == b for a, b in pairs)
    assert (found.agreed == 1.0) == perfect
    assert found.kappa is None or (found.kappa == 1.0) == perfect


@given(PAIRS, st.integers(2, 5))
def test_more_of_the_same_changes_only_the_certainty(pairs, times):
    """Guards against a kappa that grows with the number of clips."""
    once, often = agreement(pairs, BANDS), agreement(pairs * times, BANDS)
    assert often.kappa == once.kappa
    if once.kappa is not None and once.kappa_low is not None and often.kappa_low is not None:
        assert often.kappa_low >= once.kappa_low


@given(st.sampled_from(BANDS), st.integers(1, 30))
def test_one_class_says_nothing(only, count):
    """Guards against trusting a judge that accepts everything on a folder of clean clips."""
    found = agreement([(only, only)] * count, BANDS)
    assert found.kappa is None
    assert found.agreed == 1.0


def test_a_judge_that_always_accepts_agrees_by_chance_only():
    """Guards against a 90 % agreement that comes from nine clean clips in ten."""
    found = agreement([("ACCEPT", "ACCEPT")] * 9 + [("REJECT", "ACCEPT")], DECISIONS)
    assert found.agreed == 0.9
    assert found.kappa == 0.0


def test_a_judge_that_agrees_may_decide():
    """Guards against a good judge kept out, and against clips it could not judge counted for it."""
    verdicts = "ar" * LEAST_CLIPS
    found = calibrate(labelled(verdicts + "aa"), answers(verdicts + "e"), judge="x", rules=ReviewRules())
    assert (found.advisory, found.reasons, found.verdict.kappa) == (False, [], 1.0)
    assert found.unjudged == [f"{len(verdicts)}.mp4", f"{len(verdicts) + 1}.mp4"]


@pytest.mark.parametrize(
    ("person", "judge", "reason"),
    [
        ("ar" * 5, "ar" * 5, "only 10 clips"),
        ("a" * LEAST_CLIPS, "a" * LEAST_CLIPS, "same verdict"),
        ("ar" * LEAST_CLIPS, "aa" * LEAST_CLIPS, "under the bar"),
    ],
)
def test_who_may_only_advise(person, judge, reason):
    """Guards against verdicts of a judge that nobody could or did confirm."""
    found = calibrate(labelled(person), answers(judge), judge="x", rules=ReviewRules())
    assert found.advisory
    assert any(reason in said for said in found.reasons)


def test_axes_count_where_both_gave_a_mark():
    """Guards against an axis that the judge never measured shown as agreement."""
    labels = labelled("ar" * 4, marks={"logic": 9, "physics": 4})
    found = calibrate(labels, answers("ar" * 4, {"logic": 6.0, "physics": None}), judge="x", rules=ReviewRules())
    assert set(found.axes) == {"logic"}
    assert found.axes["logic"].confusion["good"] == {"weak": 0, "fair": 8, "good": 0}


def test_disagreements_are_named():
    """Guards against a figure without the clips to look at."""
    found = calibrate(labelled("ar", note="black"), answers("rr"), judge="x", rules=ReviewRules())
    assert [(d.file, d.person, d.judge, d.note) for d in found.disagreements] == [
        ("0.mp4", "ACCEPT", "REJECT", "black")
    ]


@given(st.floats(0, 10))
def test_bands_follow_the_rules_of_the_takes(mark):
    """Guards against a veto that the calibration calls fair."""
    rules = ReviewRules(threshold=7, veto_floor=5)
    assert (band(mark, rules) == "weak") == (mark <= 5)
    assert (band(mark, rules) == "good") == (mark >= 7)


@pytest.mark.parametrize("path", ["../x.mp4", "/x.mp4", "a/../../x.mp4", "C:\\x.mp4", "..\\x.mp4", ""])
def test_paths_stay_in_the_folder(path):
    """Guards against labels from somebody else that read any file of this machine."""
    with pytest.raises(InvalidDocument, match="inside the folder"):
        Labels.from_data(
            {"schema_version": 1, "clips": [{"file": path, "verdict": "ACCEPT", "shot": SHOT}]}, where="l"
        )


@pytest.mark.parametrize("change", [{"verdict": "MAYBE"}, {"marks": {"logic": 11}}, {"marks": {"beauty": 5}}])
def test_wrong_labels_are_named(change):
    """Guards against a typing error that silently drops a label."""
    with pytest.raises(InvalidDocument, match=r"clips\.0"):
        labelled("a", **change)
