"""Card folders on disk -> the one manifest: which card, pictures and voices a name has, episode tier over project tier."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from resources.atomic import write_json
from resources.episode_folder import EpisodeFolder
from resources.episode_paths import AssetKind
from resources.errors import InvalidDocument
from resources.file_digest import file_digest
from spark_video_assets.episode.front_matter import read_front_matter
from spark_video_assets.story.cards import CARD_TYPES, CardKind, Manifest, ManifestEntry, slug
from spark_video_assets.story.document import digest_of

IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".bmp"}
VOICE_SUFFIXES = {".mp3", ".wav", ".m4a"}
FOLDER_OF: dict[CardKind, AssetKind] = {"cast": "cast", "set": "movie-set", "prop": "props"}
CARD_FILES: dict[CardKind, tuple[str, ...]] = {
    "cast": ("cast.md", "soul.md"),
    "set": ("set.md",),
    "prop": ("prop.md",),
}
MADE_BY = "made_by.json"
"""Beside files that we made: file name -> who made it, from which card, with which content. Anything else is a user's."""


def scan_cards(folder: EpisodeFolder, kind: CardKind) -> Manifest:
    """All cards of a kind with their files.

    Pictures of the episode tier come before the project's, and an episode's card replaces the project's of that name.

    Raises:
        InvalidDocument: a card with broken front matter.
    """
    tiers = (folder.path / FOLDER_OF[kind], folder.project_folder / FOLDER_OF[kind])
    names = sorted(
        {child.name for tier in tiers if tier.is_dir() for child in tier.iterdir() if _is_card_folder(child)}
    )
    entries: dict[str, ManifestEntry] = {}
    taken: set[str] = set()
    for name in names:
        homes = [tier / name for tier in tiers if (tier / name).is_dir()]
        entry = _entry(folder, kind, name, homes, frozenset(taken))
        taken.add(entry.id)
        entries[entry.name] = entry
    return Manifest(kind=kind, entries=entries)


def _is_card_folder(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")


def _entry(
    folder: EpisodeFolder, kind: CardKind, name: str, homes: list[Path], taken: frozenset[str]
) -> ManifestEntry:
    card_path = next((home / file for home in homes for file in CARD_FILES[kind] if (home / file).is_file()), None)
    front, body = read_front_matter(card_path) if card_path else ({}, "")
    told = {key: value for key, value in front.items() if value not in (None, "", [])}
    name = str(told.get("name") or name)
    try:
        typed = CARD_TYPES[kind].model_validate({**told, "name": name, "body": body})
    except ValidationError as error:
        problems = "; ".join(f"field {e['loc'][0]}: {e['msg']}" for e in error.errors(include_url=False))
        raise InvalidDocument(problems, where=str(card_path)) from None
    card = typed.model_dump(mode="json", exclude_none=True)
    images = [p for home in homes for p in sorted(home.iterdir()) if p.suffix.lower() in IMAGE_SUFFIXES]
    voices = [p for home in homes for p in sorted(home.iterdir()) if p.suffix.lower() in VOICE_SUFFIXES]
    own = [image for image in images if made_by(image) is None]
    chosen = own or images
    entry_id = slug(name, front.get("id") if isinstance(front.get("id"), str) else None, taken)
    grid = grid_path(folder, kind, entry_id)
    gridded = len(chosen) > 1 and grid.is_file() and made_from(grid) == images_digest(chosen)
    return ManifestEntry(
        name=name,
        id=entry_id,
        card={key: value for key, value in card.items() if value not in ("", [], None)},
        card_path=_told(folder, card_path) if card_path else None,
        images=[_told(folder, image) for image in chosen],
        voices=[_told(folder, voice) for voice in voices],
        picture=_told(folder, grid if gridded else chosen[0]) if chosen else None,
        pictures_by="user" if own else (made_by(images[0]) or "user") if images else "nobody",
        tier="episode" if homes[0].is_relative_to(folder.path) else "project",
    )


def grid_path(folder: EpisodeFolder, kind: CardKind, entry_id: str) -> Path:
    """Where the composite of a card's several pictures lies."""
    return folder.path / f"{FOLDER_OF[kind].replace('-', '_')}_built" / f"{entry_id}.png"


def images_digest(images: list[Path]) -> str:
    """Digest of several pictures in order."""
    return digest_of([file_digest(image) for image in images])


def made_by(path: Path) -> str | None:
    """Who of us made exactly this file; None for a user's own, also when it took the place and name of ours."""
    record = _made(path.parent).get(path.name, {})
    return record.get("by") if record.get("content") == file_digest(path) else None


def made_from(path: Path) -> str | None:
    """Digest of the card that a picture of ours was made from."""
    return _made(path.parent).get(path.name, {}).get("card")


def record_made(path: Path, *, by: str, card: str) -> None:
    """Remember that we made this file."""
    files = {**_made(path.parent), path.name: {"by": by, "card": card, "content": file_digest(path)}}
    write_json(path.parent / MADE_BY, {"schema_version": 1, "files": files})


def card_digest(entry: ManifestEntry, world_seed: int) -> str:
    """Digest of what a picture of this card depends on."""
    return digest_of({"name": entry.name, "card": entry.card, "seed": world_seed})


def _made(home: Path) -> dict[str, dict[str, str]]:
    path = home / MADE_BY
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    files = data.get("files")
    return files if isinstance(files, dict) else {}


def home_of(folder: EpisodeFolder, kind: CardKind, entry: ManifestEntry) -> Path:
    """The folder of a card; the folder's name may differ from the card's."""
    if entry.card_path:
        return (folder.project_folder / entry.card_path).parent
    if entry.tier == "episode":
        return folder.asset_folder(FOLDER_OF[kind], entry.name)
    return folder.project_asset_folder(FOLDER_OF[kind], entry.name)


def _told(folder: EpisodeFolder, path: Path) -> str:
    """How a manifest names a file: from the project folder, posix."""
    return path.relative_to(folder.project_folder).as_posix()
