"""Two judges in a row: the free one measures every take, the paid one is asked about what passed. Neither lives here."""

from __future__ import annotations

from dataclasses import dataclass

from resources.judge.base import ClipJudge, Judgement, ReviewRequest

CERTAIN = frozenset(
    {
        *("undecodable", "wrong-size", "wrong-ratio", "wrong-length", "wrong-frame-rate"),
        *("black", "frozen", "silent", "speech-missing"),
    }
)
"""Fatal faults whose limits hold for every picture; those of the others were tuned on drawn clips (`local.faults`)."""


@dataclass(frozen=True)
class TwoLooks:
    """Implements `ClipJudge`.

    A take with a certain technical fault is rejected by measurement alone: nobody pays to hear that it is black. Of any
    other take the second judge's marks count, and the record holds both: its opinion, and what was measured.

    Args:
        measuring: Costs nothing.
        judging: Judges meaning, for money.
    """

    measuring: ClipJudge
    judging: ClipJudge

    @property
    def name(self) -> str:
        """Both, in the order asked."""
        return f"{self.measuring.name}, then {self.judging.name}"

    def judge(self, request: ReviewRequest) -> Judgement:
        """See `ClipJudge`. Raises what either judge raises."""
        measured = self.measuring.judge(request)
        if any(fault.fatal and fault.code in CERTAIN for fault in measured.faults):
            return measured
        doubts = tuple(fault.model_copy(update={"fatal": False}) for fault in measured.faults)
        opinion = self.judging.judge(request)
        return opinion.model_copy(
            update={
                "faults": (*doubts, *opinion.faults),
                "measures": {**measured.measures, **opinion.measures},
                "measured_axes": measured.measured_axes,
                "seconds": round(measured.seconds + opinion.seconds, 3),
                "whole": measured.whole,
            }
        )
