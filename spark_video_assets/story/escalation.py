"""Escalation of a shot whose takes ran out: the file the sensor watches and the report the director reads. Pure text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from spark_video_assets.story.document import Document, Part
from spark_video_assets.story.reviewing import AXES, Axis
from spark_video_assets.story.storyboard import Shot
from spark_video_assets.story.takes import ShotState, Take

MAX_ROUNDS = 3
"""Takes per round count, the first render included (SPARK_VIDEO_MAX_RETRY of the origin)."""
MAX_DIRECTOR_REWRITES = 2
"""Director rewrites per shot before a person decides (bounded as in the origin's older command line)."""

_SUGGESTIONS: dict[Axis, str] = {
    "logic": "`prompt`: one action and one object; or split the shot in two",
    "proportion": "`prompt`, `camera`: a wider shot, hands out of frame",
    "physics": "`prompt`: name what touches what; `duration`: shorter",
    "style": "`prompt`: repeat the mood anchor's words; check the set's palette",
    "cast_match": "`camera`: medium instead of extreme close-up; `characters`: fewer people in the shot",
    "dialog_attribution": "`speech`: one speaker per shot; `camera`: over the shoulder; `duration`: room for the line",
}


class EscalationDetail(Part):
    """One escalated shot: its best take and where the report lies (relative to the episode folder)."""

    shot_id: str
    best_version: int | None = None
    best_score: float | None = None
    escalation_report: str


class Escalation(Document):
    """`needs_director_rewrite.json`: open while `shots` is not empty."""

    shots: list[str] = Field(default_factory=list)
    details: list[EscalationDetail] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if key in cls.model_fields}

    def with_shot(self, detail: EscalationDetail) -> Escalation:
        """This file with one more (or a newer entry of the same) shot."""
        others = [d for d in self.details if d.shot_id != detail.shot_id]
        shots = [*(s for s in self.shots if s != detail.shot_id), detail.shot_id]
        return Escalation(shots=shots, details=[*others, detail])

    def without(self, shots: set[str]) -> Escalation:
        """This file after those shots were rewritten or accepted."""
        return Escalation(
            shots=[s for s in self.shots if s not in shots],
            details=[d for d in self.details if d.shot_id not in shots],
        )


Runs = dict[str, list[Shot]]
"""Shot id -> the shots that stand in its place from now on; the first keeps the id, further ones were split off."""


class Rewrite(Document):
    """`reviews/director-rewrite.json`: what the director answered, until all of it is written down elsewhere.

    Args:
        shots: The new shots.
        round_starts: Escalated shot -> first take number of its new round count.
        rewrites: Shot, also one that was split off -> how often the director has rewritten it, this time counted.
    """

    shots: Runs
    round_starts: dict[str, int]
    rewrites: dict[str, int]


def escalation_report(shot: Shot, state: ShotState) -> str:
    """Markdown for the director: table of rounds, what recurs, what was tried, what to change (`escalation-<shot>.md`)."""
    rounds = [t for t in state.attempts if t.version >= state.round_start]
    best = state.best()
    lines = [f"# Escalation of {shot.id}", ""]
    lines += [f"Purpose: {shot.narrative_purpose or 'not given'}", f"Prompt: {shot.prompt}", ""]
    lines += [
        "## Rounds",
        "",
        "| take | verdict | score | " + " | ".join(AXES) + " |",
        "|" + "---|" * (3 + len(AXES)),
    ]
    lines += [_row(take) for take in rounds]
    lines += ["", "## Recurring issues", "", *_recurring(rounds)]
    lines += ["", "## Tried so far", "", *[f"- take {t.version}: {t.prompt}" for t in rounds]]
    lines += ["", "## Suggested changes, most likely first", "", *_suggested(rounds)]
    if best:
        score = best.review.score if best.review else None
        lines += ["", f"Best take so far: {best.version} (score {score}), promoted until the director decides."]
    return "\n".join(lines) + "\n"


def _row(take: Take) -> str:
    review = take.review
    cells = [
        str(take.version),
        review.verdict if review else take.status,
        _number(review.score if review else None),
    ]
    cells += [_number(review.breakdown.get(axis) if review else None) for axis in AXES]
    return "| " + " | ".join(cells) + " |"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _weak_axes(rounds: list[Take]) -> Counter[Axis]:
    weak: Counter[Axis] = Counter()
    for take in rounds:
        if take.review:
            weak.update(
                axis
                for axis in AXES
                if (v := take.review.breakdown.get(axis)) is not None and v < take.review.threshold
            )
    return weak


def _recurring(rounds: list[Take]) -> list[str]:
    told = [f"- take {t.version}: {t.review.critique}" for t in rounds if t.review and t.review.critique]
    counted = [
        f"- {axis} below the threshold in {n} of {len(rounds)} takes"
        for axis, n in _weak_axes(rounds).most_common()
    ]
    return [*counted, *told] or ["- none recorded"]


def _suggested(rounds: list[Take]) -> list[str]:
    axes = [axis for axis, _ in _weak_axes(rounds).most_common()]
    return [f"{i}. {_SUGGESTIONS[axis]}" for i, axis in enumerate(axes, 1)] or ["1. `prompt`: simplify"]
