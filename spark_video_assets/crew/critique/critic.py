"""The critic: judges a storyboard as a plan, before money is spent. Arithmetic and record: `story.critique`."""

from __future__ import annotations

from collections import Counter
from typing import Protocol

from spark_video_assets.crew.directing.shot_grammar import framing_of
from spark_video_assets.crew.wording import LEAD_IN_S
from spark_video_assets.crew.world import DirectedScript
from spark_video_assets.story.critique import Critique, Dimension, drawn
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.pacing import HOOK_WORDS, check_pacing, pacing_cap, tier_of, word_count
from spark_video_assets.story.prompt_reading import spoken_lines
from spark_video_assets.story.storyboard import Shot, Storyboard

HOOK_BY_S = 5.0
"""Somebody should be heard by then: a retention point of the playbook in the critic research."""
GOOD, FAIR, POOR = 8.0, 6.0, 4.0
"""Marks of the offline critic: it counts, so it never claims more than 'good'."""


class Critic(Protocol):
    """Who judges the plan. Never fails for want of a model: what can be counted is judged then, and `degraded` says so."""

    @property
    def name(self) -> str:
        """Recorded with the critique."""
        ...

    def criticise(
        self, storyboard: Storyboard, told: DirectedScript, round_number: int, footage: str = ""
    ) -> Critique:
        """Judge one plan once. Round 0 is the post-mortem of the film, whose clip reviews are told in `footage`."""
        ...


class OfflineCritic:
    """Marks what can be counted; story arc and the match of words and pictures stay unjudged."""

    name = "offline"

    def criticise(
        self, storyboard: Storyboard, told: DirectedScript, round_number: int, footage: str = ""
    ) -> Critique:
        """See `Critic`; what the reviews say about clips is not counted twice."""
        tier = tier_of(told.world.brief.pacing, told.world.lore.archetype)
        violations = check_pacing(storyboard, tier)
        marks: dict[Dimension, float | None] = {
            "hook": _hook(storyboard),
            "arc": None,
            "pacing": GOOD if pacing_cap(violations) == 10 else FAIR,
            "variety": _variety(storyboard),
            "sync": None,
            "style": _style(storyboard, told.world.lore),
            "payoff": _payoff(storyboard),
        }
        concerned = Counter(
            shot.scene for v in violations for name in v.shots if (shot := storyboard.shot(name)) is not None
        )
        weak = [name for name, mark in marks.items() if mark is not None and mark < GOOD]
        return drawn(
            round_number=round_number,
            critic=self.name,
            plan_digest=storyboard.content_digest(),
            tier=tier,
            marks=marks,
            violations=violations,
            strengths=[_STRENGTHS[name] for name, mark in marks.items() if mark is not None and mark >= GOOD],
            weaknesses=[_WEAKNESSES[name] for name in weak],
            weakest_scene=concerned.most_common(1)[0][0] if concerned else None,
            instructions="; ".join(_WEAKNESSES[name] for name in weak),
        )


_STRENGTHS: dict[Dimension, str] = {
    "hook": "somebody is heard within five seconds, in few words",
    "pacing": "all counted limits of the pacing tier are kept",
    "variety": "shot sizes and kinds change",
    "style": "every prompt carries the mood anchor",
    "payoff": "the film ends on a short line or a reaction to one",
}
_WEAKNESSES: dict[Dimension, str] = {
    "hook": f"open with a line of at most {HOOK_WORDS} words within five seconds",
    "pacing": "keep the limits of the pacing tier",
    "variety": "use more shot sizes",
    "style": "end every prompt with the mood anchor",
    "payoff": "end on one short spoken line, or on the face that hears it",
}


def _words(board: Storyboard, shot: Shot) -> int:
    return sum(word_count(line.text) for line in spoken_lines(shot, board.mode))


def _hook(board: Storyboard) -> float | None:
    """How soon and how shortly the film speaks; None for a silent film, which hooks by pictures alone."""
    at = 0.0
    for shot in board.shots:
        lines = spoken_lines(shot, board.mode)
        if lines:
            soon = at + LEAD_IN_S <= HOOK_BY_S
            short = word_count(lines[0].text) <= HOOK_WORDS
            return GOOD if soon and short else (FAIR if soon or short else POOR)
        at += shot.duration
    return None


def _variety(board: Storyboard) -> float | None:
    """By the number of different framings, against what so many shots could show."""
    looks = {framing_of(f"{shot.camera or ''} {shot.prompt}") for shot in board.shots} - {None}
    if not board.shots:
        return None
    possible = min(4, max(1, len(board.shots) // 2))
    return GOOD if len(looks) >= possible else (FAIR if len(looks) * 2 >= possible else POOR)


def _style(board: Storyboard, lore: Lore) -> float | None:
    """Share of prompts with the anchor; None while the lore has none."""
    if not lore.anchor or not board.shots:
        return None
    carrying = sum(shot.prompt.rstrip().endswith(lore.anchor) for shot in board.shots)
    return GOOD if carrying == len(board.shots) else (FAIR if carrying * 2 >= len(board.shots) else POOR)


def _payoff(board: Storyboard) -> float | None:
    """Whether the last two shots hold a short line; None for a silent film."""
    spoken = [shot for shot in board.shots if spoken_lines(shot, board.mode)]
    if not spoken:
        return None
    late = spoken[-1] in board.shots[-2:]
    short = word_count(spoken_lines(spoken[-1], board.mode)[-1].text) <= HOOK_WORDS
    return GOOD if late and short else (FAIR if late or short else POOR)
