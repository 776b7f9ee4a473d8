"""A critique of a plan before it is rendered: seven weighted marks, countable violations, verdict. Who judges: the crew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from pydantic import Field

from spark_video_assets.story.document import Document
from spark_video_assets.story.pacing import PacingViolation, Tier, pacing_cap

Dimension = Literal["hook", "arc", "pacing", "variety", "sync", "style", "payoff"]
WEIGHTS: dict[Dimension, Decimal] = {
    "hook": Decimal("0.20"),
    "arc": Decimal("0.20"),
    "pacing": Decimal("0.15"),
    "variety": Decimal("0.15"),
    "sync": Decimal("0.10"),
    "style": Decimal("0.10"),
    "payoff": Decimal("0.10"),
}
"""Rubric of the critic research; its call to action is a payoff line here, because episodes are stories."""
PASS_MARK = 7
"""Overall mark from which a plan is shippable (same rubric)."""


class Critique(Document):
    """`reviews/critique-round-N.json`.

    Args:
        round: From 1. 0 = post-mortem after the final cut.
        plan_digest: Content digest of the storyboard that was judged, so that no plan is scored twice.
        marks: 1-10 for each dimension; None = this critic could not judge it, and it stays out of the mean.
        overall: Weighted mean of the judged marks, rounded half up; None when none was judged.
        must_revise: A violation of a countable limit, or an overall mark below `PASS_MARK`.
        instructions: What to change; empty when nothing must.
        tokens: Used by a model for this round; `cost` likewise, in `currency`, and `seconds`.
        degraded: Why a model that was to judge did not; only what can be counted was judged then.
    """

    round: int = Field(ge=0)
    critic: str
    plan_digest: str
    tier: Tier
    marks: dict[Dimension, float | None]
    overall: int | None = None
    violations: list[PacingViolation] = Field(default_factory=list)
    strengths: list[str] = Field(default_factory=list)
    weaknesses: list[str] = Field(default_factory=list)
    weakest_scene: str | None = None
    must_revise: bool = False
    instructions: str = ""
    tokens: int = 0
    cost: float = 0.0
    currency: str | None = None
    seconds: float = 0.0
    degraded: str = ""


def weighted_mark(marks: Mapping[Dimension, float | None]) -> int | None:
    """Weighted mean over the judged dimensions, half up (6.5 -> 7); None when none was judged."""
    judged = [(WEIGHTS[name], Decimal(str(mark))) for name, mark in marks.items() if mark is not None]
    weight = sum((share for share, _ in judged), Decimal(0))
    if not weight:
        return None
    mean = sum((share * mark for share, mark in judged), Decimal(0)) / weight
    return int(mean.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def drawn(
    *,
    round_number: int,
    critic: str,
    plan_digest: str,
    tier: Tier,
    marks: Mapping[Dimension, float | None],
    violations: Sequence[PacingViolation],
    strengths: Sequence[str] = (),
    weaknesses: Sequence[str] = (),
    weakest_scene: str | None = None,
    instructions: str = "",
) -> Critique:
    """A critique with all arithmetic done here: pacing capped by its violations, mean, and whether to revise.

    A broken limit forces a revision whatever the mean, because a capped mark among good ones would still pass.
    """
    told: dict[Dimension, float | None] = {name: marks.get(name) for name in WEIGHTS}
    pacing = told["pacing"]
    if violations:
        cap = float(pacing_cap(list(violations)))
        told["pacing"] = cap if pacing is None else min(pacing, cap)
    overall = weighted_mark(told)
    must_revise = bool(violations) or (overall is not None and overall < PASS_MARK)
    orders = [
        f"{v.message} ({', '.join(v.shots)}): {v.mend}" if v.shots else f"{v.message}: {v.mend}" for v in violations
    ]
    return Critique(
        round=round_number,
        critic=critic,
        plan_digest=plan_digest,
        tier=tier,
        marks=told,
        overall=overall,
        violations=list(violations),
        strengths=list(strengths),
        weaknesses=list(weaknesses),
        weakest_scene=weakest_scene,
        must_revise=must_revise,
        instructions="\n".join([*orders, *([instructions] if instructions else [])]) if must_revise else "",
    )


def better(first: Critique, second: Critique) -> Critique:
    """The better of two: fewer hard violations, fewer violations, higher mark, earlier round."""

    def rank(critique: Critique) -> tuple[int, int, int, int]:
        hard = sum(1 for violation in critique.violations if violation.hard)
        return (-hard, -len(critique.violations), critique.overall or 0, -critique.round)

    return max(first, second, key=rank)
