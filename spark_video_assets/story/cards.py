"""Cards of cast, sets and props, and the one manifest that lists them. Folders and pictures are found elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from spark_video_assets.story.document import Document, Part

CardKind = Literal["cast", "set", "prop"]
Tier = Literal["project", "episode"]
_SLUG = re.compile(r"^[a-z0-9][a-z0-9_-]{0,63}$")


class Card(BaseModel):
    """Front matter of `cast.md`, `set.md` or `prop.md` plus its free body. Extra keys are the user's and are kept."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(min_length=1)
    id: str | None = None
    description: str = ""
    body: str = ""

    def text(self) -> str:
        """Everything the card says about the look, for a painter: description, extra words, body."""
        words = [self.description, *self._look_words(), self.body]
        return "\n".join(word.strip() for word in words if word and word.strip())

    def _look_words(self) -> list[str]:
        return []


class Relationship(Part):
    """How a character stands to another."""

    target: str
    type: str = ""
    backstory: str = ""


class CastCard(Card):
    """A character: look, voice, and what they would and would never do (`dont` is checked before rendering)."""

    aliases: list[str] = Field(default_factory=list)
    age: str | None = None
    gender: str | None = None
    occupation: str | None = None
    archetype: str | None = None
    voice_style: str | None = None
    catchphrases: list[str] = Field(default_factory=list)
    mannerisms: list[str] = Field(default_factory=list)
    relationships: list[Relationship] = Field(default_factory=list)
    do: list[str] = Field(default_factory=list)
    dont: list[str] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _age_as_text(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and isinstance(data.get("age"), int):
            return {**data, "age": str(data["age"])}
        return data

    def _look_words(self) -> list[str]:
        return [word for word in (self.gender, self.age, self.occupation, self.archetype) if word]


class SetCard(Card):
    """A set in one state of light, season and weather: another state is another folder."""

    type: str | None = None
    time_of_day: str | None = None
    season: str | None = None
    color_grade: str | None = None
    lighting: str | None = None
    weather: str | None = None
    palette: list[str] = Field(default_factory=list)
    forbidden: list[str] = Field(default_factory=list)
    notes: str = ""

    def _look_words(self) -> list[str]:
        told = (self.type, self.time_of_day, self.season, self.weather, self.lighting, self.color_grade)
        return [word for word in told if word]


class PropCard(Card):
    """A prop in one story state."""

    category: str | None = None
    state: str | None = None
    size_class: str | None = None
    forbidden: list[str] = Field(default_factory=list)
    notes: str = ""

    def _look_words(self) -> list[str]:
        return [word for word in (self.category, self.state) if word]


CARD_TYPES: dict[CardKind, type[Card]] = {"cast": CastCard, "set": SetCard, "prop": PropCard}


class ManifestEntry(Part):
    """One named card with the files that belong to it, relative to the project folder, episode tier first.

    Args:
        picture: The one reference picture sent with shots: a grid when there are several images.
        pictures_by: `user` when any image is the user's own, else the image provider that made them.
    """

    name: str
    id: str
    card: dict[str, Any] = Field(default_factory=dict)
    card_path: str | None = None
    images: list[str] = Field(default_factory=list)
    voices: list[str] = Field(default_factory=list)
    picture: str | None = None
    pictures_by: str = "user"
    tier: Tier = "project"


class Manifest(Document):
    """`cast.json`, `movie_set.json` and `props.json`: one format for all three kinds."""

    kind: CardKind
    entries: dict[str, ManifestEntry] = Field(default_factory=dict)

    def card(self, name: str) -> Card | None:
        """The typed card of an entry, or None."""
        entry = self.entries.get(name)
        return CARD_TYPES[self.kind].model_validate({"name": name, **entry.card}) if entry else None

    def cards(self) -> list[Card]:
        """All cards, in order of the manifest."""
        return [card for name in self.entries if (card := self.card(name))]

    @property
    def names(self) -> list[str]:
        """Known names, in order."""
        return list(self.entries)

    @classmethod
    def read(cls, data: Mapping[str, Any], *, kind: CardKind, where: str) -> Manifest:
        """Any manifest: ours, the flat `{name: {...}}` form, or the list form with `characters`, `sets`, `props`.

        Raises:
            InvalidDocument: neither form.
        """
        if "entries" in data and "kind" in data:
            return cls.from_data(data, where=where)
        key = {"cast": "characters", "set": "sets", "prop": "props"}[kind]
        listed = data.get(key)
        if isinstance(listed, list):
            raw = {str(e.get("name")): e for e in listed if isinstance(e, Mapping) and e.get("name")}
            entries = {name: _from_listed(name, entry) for name, entry in raw.items()}
        else:
            flat = {n: e for n, e in data.items() if isinstance(e, Mapping)}
            entries = {name: _from_flat(name, entry) for name, entry in flat.items()}
        return cls.from_data({"kind": kind, "entries": entries}, where=where)


def slug(name: str, wanted: str | None = None, taken: frozenset[str] = frozenset()) -> str:
    """ASCII id of a card: its own id or name when they are one already, else `cast_` and a piece of the name's sha256."""
    for candidate in (wanted or "", name.lower()):
        if _SLUG.match(candidate) and candidate not in taken:
            return candidate
    digest = hashlib.sha256(name.encode()).hexdigest()
    short = f"cast_{digest[:6]}"
    return short if short not in taken else f"{short}{digest[6:10]}"


def _from_flat(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "id": slug(name),
        "card_path": entry.get("md_path"),
        "images": list(entry.get("images") or []),
        "voices": list(entry.get("voices") or []),
        "picture": next(iter(entry.get("images") or []), None),
        "tier": entry.get("tier") if entry.get("tier") in ("project", "episode") else "project",
    }


def _from_listed(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    soul = entry.get("soul") if isinstance(entry.get("soul"), Mapping) else {}
    assert isinstance(soul, Mapping)
    front = soul.get("front") if isinstance(soul.get("front"), Mapping) else {}
    images = [str(i) for i in entry.get("images_local") or []]
    return {
        "name": name,
        "id": slug(name, entry.get("id")),
        "card": {**(front or {}), "body": soul.get("body") or ""},
        "card_path": soul.get("path") or entry.get("soul_local"),
        "images": images,
        "voices": [str(v) for v in entry.get("audios_local") or []],
        "picture": entry.get("composite_image") or entry.get("image_local") or next(iter(images), None),
        "tier": "episode" if entry.get("source") == "episode" else "project",
    }
