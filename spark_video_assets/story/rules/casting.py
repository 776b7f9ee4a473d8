"""Rules about who and what is in a shot: cards known, people and props of the scene, nobody lost. Speech is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.rules.finding import Facts, Finding, about_scene, about_shot
from spark_video_assets.story.storyboard import Shot, Storyboard

LONGEST_ABSENCE = 2
"""Shots in a row without anybody (t2v not counted) before the story seems to have lost its people: lint rule 10."""


def _known(manifest: Manifest) -> str:
    return f"use one of {', '.join(manifest.names)}, or write its card"


def known_people(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """A character without a card has no face and no voice."""
    for shot in board.shots:
        for name in shot.characters:
            if facts.cast.entries and name not in facts.cast.entries:
                yield about_shot(
                    board,
                    shot,
                    "characters",
                    code="unknown-character",
                    severity="ERROR",
                    message=f"{name!r} is not in the cast",
                    mend=_known(facts.cast),
                )


def known_things(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """A prop or set without a card looks different in every shot."""
    for shot in board.shots:
        for name in shot.props:
            if facts.props.entries and name not in facts.props.entries:
                yield about_shot(
                    board,
                    shot,
                    "props",
                    code="unknown-prop",
                    severity="WARN",
                    message=f"{name!r} is not among the props",
                    mend=_known(facts.props),
                )
        if facts.sets.entries and shot.set_id and shot.set_id not in facts.sets.entries:
            yield about_shot(
                board,
                shot,
                "set_id",
                code="unknown-set",
                severity="WARN",
                message=f"{shot.set_id!r} is not among the sets",
                mend=_known(facts.sets),
            )
    for scene in board.scenes:
        if facts.sets.entries and scene.set_id and scene.set_id not in facts.sets.entries:
            yield about_scene(
                board,
                scene,
                "set_id",
                code="unknown-set",
                severity="WARN",
                message=f"{scene.set_id!r} is not among the sets",
                mend=_known(facts.sets),
            )


def present_in_scene(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """Who is in a shot must be in its scene."""
    for shot in board.shots:
        scene = board.scene_of(shot)
        if scene is None:
            continue
        for name in shot.characters:
            if name not in scene.characters_present:
                yield about_shot(
                    board,
                    shot,
                    "characters",
                    code="character-not-in-scene",
                    severity="WARN",
                    message=f"{name} is not among the people of scene {scene.id}",
                    mend=f"add {name} to characters_present of {scene.id}, or take the name out of the shot",
                )
        for name in shot.props:
            if name not in scene.props_present:
                yield about_shot(
                    board,
                    shot,
                    "props",
                    code="prop-not-in-scene",
                    severity="WARN",
                    message=f"{name} is not among the props of scene {scene.id}",
                    mend=f"add {name} to props_present of {scene.id}, or take it out of the shot",
                )


def nobody_lost(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """Three and more shots in a row without anybody lose the protagonist, at the end of the film too."""
    run: list[Shot] = []
    for shot in [*board.shots, None]:
        if shot is not None and shot.kind == "t2v":
            continue
        if shot is not None and not shot.characters:
            run.append(shot)
            continue
        if len(run) > LONGEST_ABSENCE:
            yield about_shot(
                board,
                run[0],
                "characters",
                code="protagonist-dropout",
                severity="WARN",
                message=f"{len(run)} shots in a row show nobody ({run[0].id} to {run[-1].id})",
                mend="name the people that should be seen, or make establishing shots t2v",
            )
        run = []


def props_are_shown(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """Only r2v shots take pictures of props."""
    for shot in board.shots:
        if shot.props and shot.kind != "r2v":
            yield about_shot(
                board,
                shot,
                "props",
                code="props-on-non-r2v",
                severity="WARN",
                message=f"{shot.kind} sends no pictures, so {', '.join(shot.props)} will look like anything",
                mend="make the shot r2v, or describe the prop in the prompt and empty props",
            )


RULES = (known_people, known_things, present_in_scene, nobody_lost, props_are_shown)
