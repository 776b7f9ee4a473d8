"""The dailies table: one row per shot from its takes. Whether the film may be cut from them: `episode.readiness`."""

from __future__ import annotations

from spark_video_assets.story.escalation import Escalation
from spark_video_assets.story.post import Dailies, DailiesRow
from spark_video_assets.story.reviewing import Review
from spark_video_assets.story.storyboard import Storyboard
from spark_video_assets.story.takes import ShotsState, ShotState


def dailies_of(board: Storyboard, states: ShotsState, escalation: Escalation, threshold: float) -> Dailies:
    """Rows in storyboard order; cost counts every take, not only winners."""
    rows = [_row(shot.id, states.of(shot.id), shot.id in escalation.shots, threshold) for shot in board.shots]
    currencies = {t.currency for s in states.shots.values() for t in s.attempts if t.currency and t.cost}
    return Dailies(
        rows=rows,
        escalations=list(escalation.shots),
        cost=round(sum(row.cost for row in rows), 4),
        currency=" ".join(sorted(currencies)),
    )


def _row(shot_id: str, state: ShotState, escalated: bool, threshold: float) -> DailiesRow:
    winner = state.winner
    review = winner.review if winner else None
    return DailiesRow(
        shot_id=shot_id,
        takes=len(state.attempts),
        winner=state.winner_version,
        chosen_by=state.accepted_by,
        score=review.score if review else None,
        verdict=review.verdict if review else None,
        weakest_axis=_weakest(review) if review else None,
        critique=review.critique if review else "",
        cost=sum(take.cost or 0.0 for take in state.attempts),
        escalated=escalated or state.needs_director_rewrite,
        below_threshold=bool(review and review.score is not None and review.score < threshold),
    )


def _weakest(review: Review) -> str | None:
    judged = {axis: value for axis, value in review.breakdown.items() if value is not None}
    if not judged:
        return None
    axis = min(judged, key=lambda a: judged[a])
    return f"{axis} {judged[axis]:g}"
