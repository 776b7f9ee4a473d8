"""Who plays a pattern's roles, and its texts with their names, the thing and what else the premise tells. No patterns here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.cast_inventor import GROWN_UP_FROM
from spark_video_assets.crew.writing.episode_shape import ScenePlan
from spark_video_assets.crew.writing.plot_book import Wording, temperament_of
from spark_video_assets.crew.writing.premise import PremiseReading
from spark_video_assets.crew.writing.premise_people import players
from spark_video_assets.crew.writing.premise_words import premise_words
from spark_video_assets.story.cards import CastCard

_SLOT = re.compile(r"\{(\w+)\}")


def leads(world: World, reading: PremiseReading, invented: Sequence[CastCard]) -> list[str]:
    """The cast's names, those of the premise's people first, in the order in which it speaks of them.

    Args:
        world: The episode, with everybody who plays.
        reading: Its premise.
        invented: Cards for the people of the premise, in its order: who is called what where it tells no name.
    """
    told = [person.name or card.name for person, card in zip(players(reading.people), invented, strict=False)]
    named = [*told, *reading.names, *world.people_in(world.brief.premise[:20_000])]
    canonical = [card.name for name in named if (card := world.person(name))]
    return list(dict.fromkeys([*canonical, *(card.name for card in world.people)]))


def wordings(
    wording: Wording, plan: ScenePlan, reading: PremiseReading, world: World, speaker: CastCard | None = None
) -> list[str]:
    """A pattern's wordings for these people and this thing, with every slot filled; all of them equally good."""
    slots = _slots(plan, reading, world)
    temperament = temperament_of(speaker) if speaker else None
    qualities = reading.told_of.tags | ({temperament} if temperament else set())
    return [_filled(text, slots) for text in wording.texts_for(qualities, slots.keys())]


def action_of(plan: ScenePlan, reading: PremiseReading, world: World) -> str:
    """What is seen in a scene, as its pattern tells it."""
    return wordings(plan.plot.acts[plan.act].action, plan, reading, world)[0]


def _slots(plan: ScenePlan, reading: PremiseReading, world: World) -> dict[str, str]:
    a, b = plan.roles["A"], plan.roles.get("B", plan.roles["A"])
    told = {
        "a": a,
        "b": b,
        "thing": reading.thing,
        "place": reading.place if reading.place_told else None,
        # Nobody of nine years has kept a thing for twenty.
        "years": None if any(_is_child(name, world) for name in (a, b)) else reading.years,
        "absent": reading.absent,
        "a_role": _work(a, world),
        "b_role": _work(b, world),
    }
    return {slot: words for slot, words in told.items() if words}


def _filled(text: str, slots: dict[str, str]) -> str:
    words = _SLOT.sub(lambda slot: slots[slot[1]], text)
    return words[:1].upper() + words[1:]


def _is_child(name: str, world: World) -> bool:
    card = world.person(name)
    return card is not None and (card.age or "").isdecimal() and int(card.age or 0) < GROWN_UP_FROM


def _work(name: str, world: World) -> str | None:
    """What somebody does, when it is one word that a line can call them by."""
    card = world.person(name)
    known = premise_words("zh" if world.chinese else "en", "roles")
    return card.occupation if card and card.occupation in known else None
