"""Rules about chains: what starts on whose last frame, and on which set. Groups themselves: `story.chains`."""

from __future__ import annotations

from collections.abc import Iterator

from spark_video_assets.story.chains import chain_groups
from spark_video_assets.story.rules.finding import Facts, Finding, about_scene, about_shot
from spark_video_assets.story.storyboard import Storyboard
from spark_video_assets.story.wording import unique


def first_shot_is_free(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """Nothing comes before the first shot."""
    if facts.whole and board.shots and board.shots[0].use_prev_last_frame_as_first:
        yield about_shot(
            board,
            board.shots[0],
            "use_prev_last_frame_as_first",
            code="first-shot-chained",
            severity="WARN",
            message="the first shot has no predecessor to continue",
            mend="set use_prev_last_frame_as_first to false",
        )


def narration_is_free(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """Narration shots are pictures of their own."""
    for shot in board.shots:
        if shot.role == "narration" and shot.use_prev_last_frame_as_first:
            yield about_shot(
                board,
                shot,
                "use_prev_last_frame_as_first",
                code="narration-chained",
                severity="WARN",
                message="a narration shot continues the shot before it",
                mend="set use_prev_last_frame_as_first to false",
            )


def i2v_has_a_first_frame(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """An i2v shot animates one given picture: a predecessor's last frame or a start anchor."""
    for index, shot in enumerate(board.shots):
        if shot.kind != "i2v":
            continue
        chained = shot.use_prev_last_frame_as_first and (index > 0 or not facts.whole)
        anchored = bool(shot.start_composition and shot.start_composition.strip())
        if not chained and not anchored:
            yield about_shot(
                board,
                shot,
                "kind",
                code="i2v-without-first-frame",
                severity="ERROR",
                message="i2v has neither a chained predecessor nor a start composition",
                mend="chain it to the shot before, write start_composition, or make it r2v or t2v",
            )
        elif not shot.use_prev_last_frame_as_first:
            yield about_shot(
                board,
                shot,
                "use_prev_last_frame_as_first",
                code="i2v-not-chained",
                severity="WARN",
                message="i2v starts on an anchor frame of its own instead of the shot before",
                mend="chain it, unless the jump is wanted",
            )


def one_set_in_a_chain(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """A chain continues one picture and cannot change its set."""
    for group in chain_groups(board):
        members = [shot for shot in board.shots if shot.id in group and shot.kind == "r2v"]
        sets = unique(board.set_of(shot) or "none" for shot in members)
        if len(sets) > 1:
            changed = next(shot for shot in members if (board.set_of(shot) or "none") != sets[0])
            yield about_shot(
                board,
                changed,
                "set_id",
                code="mixed-sets-in-chain",
                severity="WARN",
                message=f"one chain ({group[0]} to {group[-1]}) plays on several sets: {', '.join(sets)}",
                mend=f"set use_prev_last_frame_as_first of {changed.id} to false, or give the chain one set",
            )


def scene_sets_are_used(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """The picture of a scene's set reaches only r2v shots that inherit it."""
    for scene in board.scenes:
        members = [shot for shot in board.shots if shot.scene == scene.id]
        if scene.set_id and members and not any(s.kind == "r2v" and s.set_id is None for s in members):
            yield about_scene(
                board,
                scene,
                "set_id",
                code="set-unused",
                severity="WARN",
                message=f"no r2v shot of {scene.id} inherits the set {scene.set_id}",
                mend="make a shot r2v without a set_id of its own, or clear the scene's set_id",
            )


RULES = (first_shot_is_free, narration_is_free, i2v_has_a_first_frame, one_set_in_a_chain, scene_sets_are_used)
