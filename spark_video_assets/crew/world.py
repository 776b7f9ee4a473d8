"""What every role is told about an episode, in two bundles, and who and what a text names. Nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CARD_TYPES, CastCard, Manifest, PropCard, SetCard
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.off_screen import NARRATOR, is_narrator
from spark_video_assets.story.script import Script
from spark_video_assets.story.wording import mostly_cjk


@dataclass(frozen=True)
class World:
    """Brief, lore and the three manifests of an episode."""

    brief: Brief
    lore: Lore
    cast: Manifest
    sets: Manifest
    props: Manifest

    @classmethod
    def of(cls, sources: Sources) -> World:
        """The world of an episode as it is on disk."""
        episode = sources.episode
        cast, sets, props = (episode.manifest(kind) for kind in CARD_TYPES)
        return cls(sources.brief, episode.lore(), cast, sets, props)

    @cached_property
    def chinese(self) -> bool:
        """True when the film is written and spoken in Chinese."""
        return self.brief.language.lower().split("-")[0] in {"zh", "cmn", "yue"}

    @cached_property
    def prompts_in_chinese(self) -> bool:
        """True when prompts are written in Chinese: the lore's choice, else the film's language."""
        wanted = (self.lore.prompt_language or self.brief.language).lower()
        return wanted.split("-")[0] in {"zh", "cmn", "yue", "chinese", "中文"}

    @cached_property
    def people(self) -> list[CastCard]:
        """The cast's cards, in order of the manifest."""
        return [card for card in self.cast.cards() if isinstance(card, CastCard)]

    @cached_property
    def places(self) -> list[SetCard]:
        """The sets' cards, in order of the manifest."""
        return [card for card in self.sets.cards() if isinstance(card, SetCard)]

    @cached_property
    def things(self) -> list[PropCard]:
        """The props' cards, in order of the manifest."""
        return [card for card in self.props.cards() if isinstance(card, PropCard)]

    def person(self, name: str) -> CastCard | None:
        """The card of a name or alias, or None."""
        return next((card for card in self.people if name == card.name or name in card.aliases), None)

    def speaker(self, name: str) -> str:
        """The name under which somebody speaks: the card's, the narrator's one name, or the name as it stands."""
        card = self.person(name)
        return card.name if card else NARRATOR if is_narrator(name) else name

    def people_in(self, text: str) -> list[str]:
        """Names of the cast that a text mentions, in the order of mention."""
        found = [(at, card.name) for card in self.people if (at := _first_mention(text, card)) is not None]
        return [name for _, name in sorted(found)]

    def props_in(self, text: str) -> list[str]:
        """Names of props that a text mentions, in the order of mention; `brass-lantern` is found in `brass lantern`."""
        found = [(at, card.name) for card in self.things if (at := _thing_mention(text, card)) is not None]
        return [name for _, name in sorted(found)]

    def set_of(self, location: str, time: str = "") -> str | None:
        """The set that fits a location best: by name, else by shared words of name and time; None when nothing fits."""
        return set_among(self.places, location, time)

    @property
    def forbidden(self) -> list[str]:
        """Terms that no text of the episode may hold."""
        return self.lore.forbidden


@dataclass(frozen=True)
class DirectedScript:
    """What is settled before shots are drawn: the world, the pages, the tone."""

    world: World
    script: Script
    direction: Direction


def set_among(places: Sequence[SetCard], location: str, time: str = "") -> str | None:
    """The one of these sets that fits a location best, see `World.set_of`."""
    asked = _words(f"{location} {time}")
    scored = [(_fit(card, location, asked), -place) for place, card in enumerate(places)]
    best, place = max(scored, default=(0, 0))
    return places[-place].name if best > 0 else None


def _fit(card: SetCard, location: str, asked: set[str]) -> int:
    plain = location.strip().casefold()
    name = card.name.casefold()
    exact = 100 * (plain == name or plain == (card.id or "").casefold())
    inside = 20 * (bool(plain) and (plain in name or name in plain))
    told = _words(f"{card.name} {card.id or ''}")
    state = _words(f"{card.time_of_day or ''} {card.type or ''}")
    return exact + inside + 4 * len(told & asked) + (len(state & asked) if told & asked or inside else 0)


def _words(text: str) -> set[str]:
    lowered = text.casefold()
    latin = {word for word in re.findall(r"[a-z0-9]{3,}", lowered) if word not in {"the", "and", "with", "set"}}
    hanzi = re.findall(r"[\u3400-\u9fff]+", lowered)
    return latin | {run[i : i + 2] for run in hanzi for i in range(len(run) - 1)}


def _first_mention(text: str, card: CastCard) -> int | None:
    places = [at for name in (card.name, *card.aliases) if (at := _place_of(text, name)) is not None]
    return min(places, default=None)


def _thing_mention(text: str, card: PropCard) -> int | None:
    # `lantern-broken` is told as a lantern; its state is a word of many other things.
    spoken = re.sub(r"[-_]+", " ", card.name.removesuffix(f"-{card.state}"))
    last_word = spoken.split()[-1] if not mostly_cjk(spoken) and len(spoken.split()) > 1 else ""
    places = [at for name in (card.name, spoken, last_word) if name and (at := _place_of(text, name)) is not None]
    return min(places, default=None)


def _place_of(text: str, name: str) -> int | None:
    if re.search(r"[\u3400-\u9fff]", name):
        at = text.find(name)
        return at if at >= 0 else None
    match = re.search(rf"(?<!\w){re.escape(name)}(?:s|es)?(?!\w)", text, re.IGNORECASE)
    return match.start() if match else None
