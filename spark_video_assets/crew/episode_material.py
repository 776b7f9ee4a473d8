"""What a role with a model is shown of an episode, as named texts. How it is fenced and asked: `prompting`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from spark_video_assets.crew.world import World
from spark_video_assets.story.cards import Card
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.scene_page import write_scene_page
from spark_video_assets.story.script import Script
from spark_video_assets.story.storyboard import Shot

_LORE_FIELDS = (
    "title", "genre", "era", "location", "visual_style", "camera_language", "palette", "mood_anchor", "dramatic_action",
    "imagery_system", "director_reference", "dual_pacing", "forbidden", "allowed", "body",
)  # fmt: skip
_SHOT_FIELDS = (
    "id", "scene", "duration", "kind", "role", "camera", "prompt", "narrative_purpose", "characters", "props", "set_id",
    "use_prev_last_frame_as_first", "shot_group_id", "shot_group_role", "narration_text", "speech",
)  # fmt: skip
_CARD_ROOM = 600
"""Characters of one card: a model that boards needs the person, not the biography."""


def world_material(world: World) -> dict[str, str]:
    """Lore and the three manifests."""
    lore = world.lore.model_dump(mode="json", include=set(_LORE_FIELDS), exclude_defaults=True)
    return {
        "lore": json.dumps(lore, ensure_ascii=False),
        "cast": _cards(world.people),
        "sets": _cards(world.places),
        "props": _cards(world.things),
    }


def script_material(script: Script) -> str:
    """All pages as they are read."""
    return "\n\n".join(write_scene_page(page).strip() for page in script.pages)


def direction_material(direction: Direction) -> str:
    """The director's tone, without what was left open."""
    return json.dumps(direction.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)


def shots_material(shots: Sequence[Shot]) -> str:
    """Shots, one JSON object a line."""
    return "\n".join(
        json.dumps(shot.model_dump(mode="json", include=set(_SHOT_FIELDS), exclude_none=True), ensure_ascii=False)
        for shot in shots
    )


def _cards(cards: Sequence[Card]) -> str:
    told = []
    for card in cards:
        data = card.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        told.append(json.dumps(data, ensure_ascii=False)[:_CARD_ROOM])
    return "\n".join(told)
