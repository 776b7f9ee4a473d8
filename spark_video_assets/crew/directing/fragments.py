"""Shots of a page become its fragment: the scene with its place, people, props and set. Who draws the shots: directors."""

from __future__ import annotations

from collections.abc import Sequence

from spark_video_assets.crew.directing.coverage import company
from spark_video_assets.crew.wording import cleaned, shortened
from spark_video_assets.crew.world import World
from spark_video_assets.story.names import scene_id
from spark_video_assets.story.script import ScenePage
from spark_video_assets.story.storyboard import Fragment, Scene, Shot

DESCRIPTION_ROOM = 150
"""Characters of a scene description (50-150 by the schema notes of the origin)."""


def fragment_of(page: ScenePage, world: World, shots: Sequence[Shot], description: str = "") -> Fragment:
    """The fragment of a page.

    Args:
        page: The scene.
        world: The episode.
        shots: Of this scene, in order.
        description: Place, time, light and atmosphere; empty = the page's own words.
    """
    set_name = world.set_of(page.location, page.time)
    # A set that no picture is sent of belongs to the shots alone: the drawing provider still needs to know it.
    pictured = any(shot.kind == "r2v" for shot in shots)
    if set_name and not pictured:
        shots = [shot if shot.set_id else shot.model_copy(update={"set_id": set_name}) for shot in shots]
    scene = Scene(
        id=scene_id(page.number),
        name=page.location,
        description=shortened(cleaned(description), DESCRIPTION_ROOM) or _described(page, world),
        characters_present=list(
            dict.fromkeys([*company(page, world), *(name for shot in shots for name in shot.characters)])
        ),
        props_present=list(dict.fromkeys(name for shot in shots for name in shot.props)),
        set_id=set_name if pictured else None,
        seed=world.brief.seed * 1000 + page.number,
    )
    return Fragment(scene=scene, shots=list(shots))


def _described(page: ScenePage, world: World) -> str:
    place = f"{page.location}（{page.time}）" if world.prompts_in_chinese and page.time else page.location
    if page.time and not world.prompts_in_chinese:
        place = f"{page.location}, {page.time}"
    told = page.action or next((beat.visual for beat in page.beats if beat.visual), "") or page.backstory
    mark = "。" if world.prompts_in_chinese else ". "
    return shortened(cleaned(f"{place}{mark}{told}"), DESCRIPTION_ROOM)
