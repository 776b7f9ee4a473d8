"""The review record of one take and its arithmetic: mean, threshold, veto. Who looks at the clip is not here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from pydantic import Field

from spark_video_assets.story.document import Document, Part

Axis = Literal["logic", "proportion", "physics", "style", "cast_match", "dialog_attribution"]
AXES: tuple[Axis, ...] = ("logic", "proportion", "physics", "style", "cast_match", "dialog_attribution")
Verdict = Literal["ACCEPT", "REJECT", "ERROR"]

THRESHOLD = 7.0
"""Mean from which a take is accepted (clip-review rubric)."""
VETO_FLOOR = 5.0
"""An axis at or under this rejects a take whatever the mean (clip-review rubric, later addition)."""


class ReviewRules(Part):
    """The two numbers that a project may set."""

    threshold: float = Field(default=THRESHOLD, ge=0, le=10)
    veto_floor: float = Field(default=VETO_FLOOR, ge=0, le=10)


class Review(Document):
    """`reviews/<shot>-ver<N>.json`, and `attempts[].review` of the shots state.

    Axes that could not be judged are None and stay out of the mean; `score` is None only on ERROR.
    `qc_faults` are technical failures that reject whatever the numbers say.
    """

    shot_id: str
    version: int
    score: float | None = None
    breakdown: dict[Axis, float | None] = Field(default_factory=dict)
    verdict: Verdict
    model_verdict: str | None = None
    critique: str = ""
    threshold: float = THRESHOLD
    vetoed_axes: list[Axis] | None = None
    qc_faults: list[str] = Field(default_factory=list)
    faults: list[dict[str, Any]] = Field(default_factory=list)
    judge: str = ""
    judged_axes: list[Axis] = Field(default_factory=list)
    measures: dict[str, dict[str, Any]] = Field(default_factory=dict)
    ts: str = ""
    error: str | None = None


def mean_score(breakdown: Mapping[Axis, float | None]) -> float | None:
    """Arithmetic mean of the judged axes, two decimals, half up; None when no axis was judged."""
    judged = [Decimal(str(min(10.0, max(0.0, v)))) for v in breakdown.values() if v is not None]
    if not judged:
        return None
    return float((sum(judged, Decimal(0)) / len(judged)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def decide(
    *,
    shot_id: str,
    version: int,
    breakdown: Mapping[Axis, float | None],
    rules: ReviewRules,
    qc_faults: list[str] | None = None,
    model_verdict: str | None = None,
) -> Review:
    """Verdict by arithmetic: ACCEPT iff mean >= threshold, no axis <= veto floor and no technical fault.

    The judge's own verdict is kept as `model_verdict` and never counts. Without one judged axis the answer is ERROR:
    nothing was seen, so nothing may pass.
    """
    clamped = {
        a: (None if breakdown.get(a) is None else min(10.0, max(0.0, float(breakdown[a] or 0.0)))) for a in AXES
    }
    score = mean_score(clamped)
    vetoed = [a for a in AXES if (v := clamped[a]) is not None and v <= rules.veto_floor]
    faults = qc_faults or []
    if score is None and not faults:
        verdict: Verdict = "ERROR"
    else:
        verdict = (
            "ACCEPT" if score is not None and score >= rules.threshold and not vetoed and not faults else "REJECT"
        )
    return Review(
        shot_id=shot_id,
        version=version,
        score=score,
        breakdown=clamped,
        verdict=verdict,
        model_verdict=model_verdict,
        threshold=rules.threshold,
        vetoed_axes=vetoed or None,
        qc_faults=faults,
        judged_axes=[a for a in AXES if clamped[a] is not None],
        error="no axis could be judged" if verdict == "ERROR" else None,
    )
