"""A free look before every paid one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from resources.judge.base import AXES, ClipJudge, Fault, Judgement, Measure, ReviewRequest
from resources.judge.two_looks import TwoLooks


@dataclass
class Told:
    """Says what it was told to say."""

    name: str
    answer: Judgement
    asked: list[Path] = field(default_factory=list)

    def judge(self, request: ReviewRequest) -> Judgement:
        """The answer."""
        self.asked.append(request.clip)
        return self.answer


def request() -> ReviewRequest:
    return ReviewRequest(
        clip=Path("clip.mp4"), shot_id="S01-001", kind="t2v", prompt="x", duration_s=3, width=1280, height=720
    )


def looks(*faults: Fault) -> tuple[TwoLooks, Told]:
    marks = dict.fromkeys(AXES, 9.0)
    measures = {"black_share": Measure(value=0.0, limit=0.5)}
    measuring: ClipJudge = Told(
        "local", Judgement(judge="local", breakdown=marks, faults=faults, measures=measures)
    )
    paid = Told("omni", Judgement(judge="omni", breakdown=dict.fromkeys(AXES, 6.0), critique="stiff at 2 s"))
    return TwoLooks(measuring, paid), paid


def test_nobody_pays_to_hear_that_a_clip_is_black() -> None:
    """A broken take would cost a review, and a model might even accept it."""
    both, paid = looks(Fault(code="black", axis="style", detail="all of it", fatal=True))
    assert both.judge(request()).judge == "local"
    assert paid.asked == []


def test_a_limit_tuned_on_drawn_clips_does_not_overrule_the_model() -> None:
    """A photographed film would be rejected for its colours although the model that understands it accepts it."""
    both, _ = looks(Fault(code="palette-drift", axis="style", detail="another light", fatal=True))
    found = both.judge(request())
    assert found.judge == "omni"
    assert [(fault.code, fault.fatal) for fault in found.faults] == [("palette-drift", False)]


def test_the_paid_opinion_counts_and_the_measures_stay_on_record() -> None:
    """The record would lose either the opinion or the figures behind it."""
    both, paid = looks(Fault(code="loudness", axis="style", detail="a little quiet"))
    found = both.judge(request())
    assert (found.judge, found.breakdown["logic"], found.critique) == ("omni", 6.0, "stiff at 2 s")
    assert [fault.code for fault in found.faults] == ["loudness"]
    assert "black_share" in found.measures
    assert len(paid.asked) == 1
