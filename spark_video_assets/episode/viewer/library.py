"""Cast, sets, props and music for the page, from both tiers. Which files belong to a card: `episode.library`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from spark_video_assets.episode.library import scan_cards
from spark_video_assets.episode.viewer.reading import Reading
from spark_video_assets.story.cards import CardKind, Manifest, ManifestEntry
from spark_video_assets.story.storyboard import Bgm

KINDS: tuple[tuple[CardKind, str], ...] = (("cast", "Cast"), ("set", "Sets"), ("prop", "Props"))
SOUND_SUFFIXES = {".mp3", ".wav", ".m4a", ".flac", ".ogg", ".aac"}
_TEXT_KEYS = ("description", "body", "name", "id")


@dataclass(frozen=True)
class CardView:
    """One card.

    Args:
        in_use: False for a card of the project that this episode's manifest does not list.
        pictures: (still key, link to the whole picture).
        facts: What else the card says, in its own order.
    """

    name: str
    tier: str
    in_use: bool
    made_by: str
    description: str
    body: str
    pictures: list[tuple[str, str]]
    voices: list[tuple[str, str]]
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class Music:
    """The music choice, the storyboard's tracks by scene, and the users' own files: (name, tier, link)."""

    choice: Bgm | None
    by_scene: list[tuple[str, str]]
    files: list[tuple[str, str, str]]


def library_of(reading: Reading) -> list[tuple[str, list[CardView]]]:
    """(heading, cards) of each kind; the episode's own first, then what only the project has."""
    return [(heading, list(_cards(reading, kind, heading))) for kind, heading in KINDS]


def _cards(reading: Reading, kind: CardKind, heading: str) -> Iterator[CardView]:
    listed = reading.attempt(f"{heading.lower()} manifest", lambda: reading.episode.manifest(kind))
    on_disk = reading.attempt(f"{heading.lower()} folders", lambda: scan_cards(reading.folder, kind))
    known = listed or Manifest(kind=kind)
    for entry in known.entries.values():
        yield _card(reading, entry, in_use=True)
    for name, entry in on_disk.entries.items() if on_disk else ():
        if name not in known.entries:
            yield _card(reading, entry, in_use=False)


def _card(reading: Reading, entry: ManifestEntry, *, in_use: bool) -> CardView:
    told = dict.fromkeys([*([entry.picture] if entry.picture else []), *entry.images])
    pictures = []
    for path in _present(reading, entry.name, told):
        still, url = reading.still_of_picture(path), reading.url(path)
        if still and url:
            pictures.append((still, url))
    voices = [
        (path.name, url) for path in _present(reading, entry.name, entry.voices) if (url := reading.url(path))
    ]
    return CardView(
        name=entry.name,
        tier=entry.tier,
        in_use=in_use,
        made_by=entry.pictures_by,
        description=str(entry.card.get("description") or ""),
        body=str(entry.card.get("body") or ""),
        pictures=pictures,
        voices=voices,
        facts=[(key.replace("_", " "), plain(value)) for key, value in entry.card.items() if key not in _TEXT_KEYS],
    )


def _present(reading: Reading, name: str, told: Mapping[str, object] | list[str]) -> Iterator[Path]:
    """The files that are there; a file that is listed and gone is a note."""
    for file in told:
        path = reading.attempt(f"{name}: {file}", partial(reading.episode.project_file, file))
        if path is not None and path.is_file():
            yield path
        else:
            reading.note(f"{name}: {file} is gone")


def music_of(reading: Reading) -> Music:
    """What plays under the film."""
    board = reading.attempt("storyboard.json", lambda: reading.sources.board)
    homes = (("episode", reading.folder.bgm), ("project", reading.folder.project_bgm))
    files = [
        (path.name, tier, url)
        for tier, home in homes
        for path in (sorted(home.iterdir()) if home.is_dir() else [])
        if path.suffix.lower() in SOUND_SUFFIXES and (url := reading.url(path))
    ]
    return Music(
        choice=reading.attempt("music", reading.episode.bgm),
        by_scene=[(scene.id, scene.bgm_track) for scene in board.scenes if scene.bgm_track] if board else [],
        files=files,
    )


def plain(value: Any) -> str:
    """A value of a document in words: lists with commas, records as their name and then `key: value`."""
    if isinstance(value, Mapping):
        named = str(next((value[key] for key in ("name", "target") if value.get(key)), ""))
        rest = [f"{str(k).replace('_', ' ')}: {plain(v)}" for k, v in value.items() if v and v != named]
        return " – ".join(part for part in (named, "; ".join(rest)) if part)
    if isinstance(value, list | tuple):
        separator = " · " if any(isinstance(part, Mapping) for part in value) else ", "
        return separator.join(plain(part) for part in value)
    return "" if value is None else str(value)
