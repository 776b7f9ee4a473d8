"""Rules about why a shot is there: its narrative purpose. How it is told is judged elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from spark_video_assets.story.rules.finding import Facts, Finding, about_shot, repeated
from spark_video_assets.story.storyboard import Storyboard

EMPTY_PHRASES = frozenset({"展现冲突", "推进剧情", "推进故事", "建立场景", "渲染气氛", "表现情绪", "tbd", "todo"})
"""Purposes that fit any shot and therefore say nothing (lint rule 2 of the origin)."""
SHORTEST_PURPOSE = 8
"""Characters; lint rule 2 of the origin, for every script."""


def purpose_is_told(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """A shot of which nobody can say what it is for can go."""
    for shot in board.shots:
        purpose = (shot.narrative_purpose or "").strip()
        if not purpose:
            yield about_shot(
                board,
                shot,
                "narrative_purpose",
                code="purpose-missing",
                severity="WARN",
                message="nobody says what the shot is for",
                mend="write what changes for whom in this shot",
            )
        elif purpose.lower() in EMPTY_PHRASES or len(purpose) < SHORTEST_PURPOSE:
            yield about_shot(
                board,
                shot,
                "narrative_purpose",
                code="purpose-vague",
                severity="WARN",
                message=f"{purpose!r} would fit any shot",
                mend="write what changes for whom in this shot",
            )
    purposes = [(shot.narrative_purpose or "").strip() for shot in board.shots]
    for purpose in repeated(text for text in purposes if text):
        shot = [s for s in board.shots if (s.narrative_purpose or "").strip() == purpose][-1]
        yield about_shot(
            board,
            shot,
            "narrative_purpose",
            code="purpose-repeated",
            severity="WARN",
            message=f"several shots have the purpose {purpose!r}",
            mend="say what this shot adds, or cut it",
        )


RULES = (purpose_is_told,)
