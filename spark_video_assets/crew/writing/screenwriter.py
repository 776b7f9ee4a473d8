"""The screenwriter: a premise becomes the pages of an episode, or a user's own pages stand. Patterns: `plot_book`.

The offline writer knows a handful of dramatic patterns. It says so by its name, and never claims more than that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol

from resources.errors import NotFound
from resources.video.thing_words import kind_of
from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.cast_inventor import FEWEST, invent_cards
from spark_video_assets.crew.writing.drama_pages import drama_pages
from spark_video_assets.crew.writing.narration_pages import narration_pages
from spark_video_assets.crew.writing.parts import leads
from spark_video_assets.crew.writing.premise import read_premise
from spark_video_assets.crew.writing.premise_things import PremiseThing
from spark_video_assets.story.cards import CastCard, Manifest, ManifestEntry, PropCard, slug
from spark_video_assets.story.names import can_be_folder
from spark_video_assets.story.script import CastCheck, NamedNpc, PropNote, ScenePage, Script


class Screenwriter(Protocol):
    """Who writes the script. May raise `ProviderError` (a model) or `NotFound` (nothing to import)."""

    @property
    def name(self) -> str:
        """Recorded with the script."""
        ...

    def write(self, world: World) -> Script:
        """All pages of the episode, in order; the last one carries the check blocks."""
        ...

    def revise(self, script: Script, note: str, numbers: Collection[int], world: World) -> Script:
        """The script after a person's no, whose words are `note`.

        Only the scenes in `numbers` are written again, those that the note names; none = the whole script is.
        """
        ...


class OfflineScreenwriter:
    """Writes by dramatic patterns and the cards: no model, no network; equal input gives an equal script."""

    name = "offline"

    def write(self, world: World) -> Script:
        """See `Screenwriter`. Without a cast, characters are invented and named in the CAST CHECK block."""
        imagined = invent_cards(world.brief.premise, world.brief.language, world.brief.seed)
        invented = _missing_cast(world.cast, imagined)
        world = replace(world, cast=with_cards(world.cast, invented))
        reading = read_premise(world.brief.premise, chinese=world.chinese, forbidden=world.forbidden)
        world = replace(world, props=_with_thing(world, reading.told_of))
        write = narration_pages if world.brief.mode == "narration" else drama_pages
        pages = write(world, reading, leads(world, reading, imagined))
        return Script(pages=[*pages[:-1], _with_checks(pages[-1], pages, world, invented)])

    def revise(self, script: Script, note: str, numbers: Collection[int], world: World) -> Script:
        """See `Screenwriter`. Patterns cannot read a note: the pages follow their inputs and nothing else."""
        return self.write(world)


class ImportedScreenwriter:
    """Lets the pages stand that a user's files hold.

    Args:
        pages: As read, in order.
    """

    name = "imported"

    def __init__(self, pages: Sequence[ScenePage]) -> None:
        self._pages = list(pages)

    def write(self, world: World) -> Script:
        """See `Screenwriter`. Raises `NotFound` when there is no page."""
        if not self._pages:
            raise NotFound(
                "no scene page was found",
                where="scenes/",
                allowed="scene-01.md, scene-02.md, ...",
                next_command=f"write scenes/scene-01.md, or set source: premise in brief.yaml (now {world.brief.source})",
            )
        return Script(pages=self._pages)


def _missing_cast(cast: Manifest, imagined: Sequence[CastCard]) -> list[CastCard]:
    """Cards to add so that two people can talk to each other."""
    if len(cast.entries) >= FEWEST:
        return []
    fresh = [card for card in imagined if card.name not in cast.entries]
    return fresh if not cast.entries else fresh[: FEWEST - len(cast.entries)]


def with_cards(cast: Manifest, cards: Sequence[CastCard]) -> Manifest:
    """The manifest with further cards, without pictures so far."""
    entries = dict(cast.entries)
    for card in cards:
        told = card.model_dump(mode="json", exclude_none=True, exclude={"name", "id"})
        taken = frozenset(entry.id for entry in entries.values())
        entries[card.name] = ManifestEntry(
            name=card.name, id=slug(card.name, card.id, taken), card=told, tier="episode"
        )
    return cast.model_copy(update={"entries": entries})


def _with_thing(world: World, thing: PremiseThing) -> Manifest:
    """The props with the thing that the story hangs on, so that it gets a picture.

    What nobody can draw is shown wrapped, unless it is too large or too lively for that: then it is only told.
    """
    shown = kind_of(thing.name) is not None or "small" in thing.tags
    if world.props_in(thing.name) or not shown or not can_be_folder(thing.name):
        return world.props
    card = PropCard(name=thing.name, id=slug(thing.name), description=thing.look)
    told = card.model_dump(mode="json", exclude_none=True, exclude={"name", "id"})
    entry = ManifestEntry(name=card.name, id=slug(card.name), card=told, tier="episode")
    return world.props.model_copy(update={"entries": {**world.props.entries, card.name: entry}})


def _with_checks(
    page: ScenePage, pages: Sequence[ScenePage], world: World, invented: Sequence[CastCard]
) -> ScenePage:
    """The last page with CAST CHECK and PROP CHECK: who leads, who is new, which props are where."""
    seen = list(dict.fromkeys(name for each in pages for name in each.characters))
    new = {card.name for card in invented}
    where: dict[str, list[str]] = {}
    for each in pages:
        for prop in world.props_in(f"{each.action} {' '.join(beat.visual for beat in each.beats)}"):
            where.setdefault(prop, []).append(f"S{each.number:02d}")
    cards = {card.name: card for card in world.things}
    return page.model_copy(
        update={
            "cast_check": CastCheck(
                leads=[name for name in seen if name not in new],
                named_npcs=[
                    NamedNpc(name=card.name, look=card.description) for card in invented if card.name in seen
                ],
            ),
            "prop_check": [
                PropNote(
                    name=f"{name}-{cards[name].state}" if cards[name].state else name,
                    description=cards[name].description,
                    shots=scenes,
                )
                for name, scenes in where.items()
            ],
        }
    )
