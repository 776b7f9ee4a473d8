"""Critic and director before gate 2: judge, revise, judge again, keep the best plan. Arithmetic: `story.critique`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from resources.errors import InvalidDocument, ProviderError
from spark_video_assets.story.critique import Critique, better
from spark_video_assets.story.storyboard import Fragment, Storyboard

MAX_REVISIONS = 2
"""Revisions of one plan, so three evaluations at most (critic research, section 6)."""

Fragments = dict[int, Fragment]
Criticise = Callable[[Storyboard, int], Critique]
Revise = Callable[[Fragments, Critique], Fragments]
Compile = Callable[[Fragments], Storyboard]


@dataclass(frozen=True)
class Plan:
    """Fragments by scene number, and the storyboard that they make."""

    fragments: Fragments
    board: Storyboard


@dataclass
class RevisedPlan:
    """What the loop ends with.

    Args:
        best: The plan that is kept.
        rounds: Every critique, in order.
        notes: What went wrong on the way; the plan that was best until then is kept.
    """

    best: Plan
    rounds: list[Critique] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def revised(plan: Plan, *, criticise: Criticise, revise: Revise, compile_board: Compile) -> RevisedPlan:
    """Judge a plan, have it revised while it must be, and keep the best one.

    Every plan is judged exactly once, the last one too. Best is: fewer violations, then the higher mark, then the
    earlier plan.

    Args:
        plan: As it was boarded.
        criticise: Judges a storyboard in the round of that number, from 1.
        revise: New fragments after a critique; equal ones end the loop.
        compile_board: Fragments to storyboard.
    """
    made = RevisedPlan(plan)
    standing = criticise(plan.board, 1)
    made.rounds.append(standing)
    seen = {plan.board.content_digest()}
    latest, judged = plan, standing
    while judged.must_revise and len(made.rounds) <= MAX_REVISIONS:
        number = len(made.rounds)
        try:
            fragments = revise(latest.fragments, judged)
            latest = Plan(fragments, compile_board(fragments))
        except (ProviderError, InvalidDocument) as error:
            made.notes.append(f"revision {number} failed: {error.problem}")
            break
        if latest.board.content_digest() in seen:
            break
        seen.add(latest.board.content_digest())
        judged = criticise(latest.board, number + 1)
        made.rounds.append(judged)
        if better(standing, judged) is judged:
            made.best, standing = latest, judged
    return made
