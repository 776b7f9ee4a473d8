"""The staging of a stand-alone request, for a provider that draws for itself. Shots of an episode: `shooting.call_sheet`."""

from __future__ import annotations

from collections.abc import Sequence

from resources.video.base import MediaRef
from resources.video.staging import Figure, Line, Scenery, Staging, Thing
from spark_video_assets.story.prompt_reading import read_prompt
from spark_video_assets.story.render_order import RenderOrder


def staging_of(order: RenderOrder, references: Sequence[MediaRef], shot_id: str) -> Staging:
    """Who and what is on the reference pictures, in front of what the prompt describes.

    Args:
        order: The request.
        references: Its files; pictures are the person's own and shown as they are.
        shot_id: As in the request to the provider.
    """
    people = [item for item in references if item.role == "cast"]
    place = next((item for item in references if item.role == "set"), None)
    reading = read_prompt(order.prompt, tuple(item.name for item in people))
    return Staging(
        shot_id=shot_id,
        figures=tuple(
            Figure(name=item.name, description=order.prompt, portrait=item.path, portrait_is_users=True)
            for item in people
        ),
        scenery=Scenery(
            name=place.name if place else "",
            description=order.prompt,
            picture=place.path if place else None,
            picture_is_users=place is not None,
        ),
        things=tuple(
            Thing(name=item.name, picture=item.path, picture_is_users=True)
            for item in references
            if item.role == "prop"
        ),
        lines=tuple(
            Line(speaker=beat.speaker, text=beat.text, voice_over=beat.voice_over) for beat in reading.lines
        ),
        action=reading.action or order.prompt,
        size=reading.size or ("medium" if people else "wide"),
        movement=reading.movement or "static",
        focus=reading.focus,
        mood=reading.mood or "neutral",
        gestures=reading.gestures,
        language=order.language,
        world_seed=order.seed or 0,
    )
