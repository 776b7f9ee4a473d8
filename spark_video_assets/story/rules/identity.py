"""Rules about ids: unique, regular, and pointing at something. What shots are like is judged elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spark_video_assets.story.names import is_shot_id, scene_number
from spark_video_assets.story.rules.finding import Facts, Finding, about_scene, about_shot, repeated
from spark_video_assets.story.storyboard import Storyboard

_SCENE_ID = re.compile(r"^S(?!0+$)\d{2,3}$")


def has_shots(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """A storyboard without shots makes no film."""
    if not board.shots:
        yield Finding(
            code="no-shots",
            severity="ERROR",
            place="storyboard.json shots",
            message="there is no shot",
            mend="let the director board the scenes again, or add shots by hand",
        )


def unique_ids(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """Two shots of one id would overwrite each other's takes."""
    for shot_id in repeated(shot.id for shot in board.shots):
        last = [shot for shot in board.shots if shot.id == shot_id][-1]
        yield about_shot(
            board,
            last,
            "id",
            code="duplicate-shot-id",
            severity="ERROR",
            message=f"{shot_id} is used by more than one shot",
            mend="give every shot a number of its own",
        )
    for scene_id in repeated(scene.id for scene in board.scenes):
        last_scene = [scene for scene in board.scenes if scene.id == scene_id][-1]
        yield about_scene(
            board,
            last_scene,
            "id",
            code="duplicate-scene-id",
            severity="ERROR",
            message=f"{scene_id} is used by more than one scene",
            mend="give every scene a number of its own",
        )


def regular_ids(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """Ids become partition keys and file names."""
    for shot in board.shots:
        if not is_shot_id(shot.id):
            yield about_shot(
                board,
                shot,
                "id",
                code="irregular-shot-id",
                severity="ERROR",
                message=f"{shot.id!r} is no shot id",
                mend="use S<scene>-<shot>, e.g. S01-002",
            )
    for scene in board.scenes:
        if not _SCENE_ID.match(scene.id):
            yield about_scene(
                board,
                scene,
                "id",
                code="irregular-scene-id",
                severity="ERROR",
                message=f"{scene.id!r} is no scene id",
                mend="use S<number>, e.g. S01",
            )


def known_scenes(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """A shot of no scene has no place, no light and no set."""
    scenes = {scene.id for scene in board.scenes}
    for shot in board.shots:
        if shot.scene not in scenes:
            yield about_shot(
                board,
                shot,
                "scene",
                code="unknown-scene",
                severity="ERROR",
                message=f"there is no scene {shot.scene!r}",
                mend=f"name one of {', '.join(sorted(scenes)) or 'the scenes, of which there are none'}",
            )
        elif (
            is_shot_id(shot.id)
            and _SCENE_ID.match(shot.scene)
            and scene_number(shot.id) != scene_number(shot.scene)
        ):
            yield about_shot(
                board,
                shot,
                "id",
                code="shot-id-of-other-scene",
                severity="WARN",
                message=f"the id says scene {scene_number(shot.id)}, the shot belongs to {shot.scene}",
                mend="number the shot after its scene",
            )


def scenes_have_shots(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """A scene that nobody shot is missing from the film."""
    used = {shot.scene for shot in board.shots}
    for scene in board.scenes:
        if scene.id not in used:
            yield about_scene(
                board,
                scene,
                "shots",
                code="scene-without-shots",
                severity="WARN",
                message=f"scene {scene.id} ({scene.name}) has no shot",
                mend="board it or take it out of the script",
            )


RULES = (has_shots, unique_ids, regular_ids, known_scenes, scenes_have_shots)
