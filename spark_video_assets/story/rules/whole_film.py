"""Rules about the film as a whole: its length, its music. Silent for a single scene."""

from __future__ import annotations

from collections.abc import Iterator

from spark_video_assets.story.rules.finding import Facts, Finding, about_scene
from spark_video_assets.story.storyboard import Storyboard

LENGTH_TOLERANCE = 0.15
"""Share by which the sum of durations may miss the wanted length (screenwriter rules of the origin)."""


def off_target(seconds: int, target_s: int) -> bool:
    """True when a length misses its target by more than 15 %."""
    return abs(seconds - target_s) > LENGTH_TOLERANCE * target_s


def length_meets_target(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """A film of the wrong length was not what the producer asked for."""
    target_s = facts.wanted_s() or (
        board.target_duration_s if "target_duration_s" in board.model_fields_set else None
    )
    if not facts.whole or not board.shots or target_s is None:
        return
    total = board.total_duration()
    if off_target(total, target_s):
        yield Finding(
            code="length-off-target",
            severity="WARN",
            place="storyboard.json shots",
            message=f"{total} s of shots for a film of {target_s} s",
            mend=f"stay within {LENGTH_TOLERANCE:.0%}: lengthen or shorten shots, or change the brief",
        )


def music_is_there(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """A track that is not on disk leaves the film without music."""
    bgm = board.bgm
    if facts.tracks is None or bgm is None or not bgm.plays:
        return
    if bgm.mode == "global" and bgm.track and bgm.track not in facts.tracks:
        yield Finding(
            code="unknown-track",
            severity="ERROR",
            place="storyboard.json bgm.track",
            message=f"there is no music file {bgm.track!r}",
            mend=f"put it into bgm/, or use one of {', '.join(sorted(facts.tracks)) or 'none so far'}",
        )
    for scene in board.scenes:
        if bgm.mode == "scene" and scene.bgm_track and scene.bgm_track not in facts.tracks:
            yield about_scene(
                board,
                scene,
                "bgm_track",
                code="unknown-track",
                severity="ERROR",
                message=f"there is no music file {scene.bgm_track!r}",
                mend=f"put it into bgm/, or use one of {', '.join(sorted(facts.tracks)) or 'none so far'}",
            )


RULES = (length_meets_target, music_is_there)
