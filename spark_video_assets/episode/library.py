"""Card folders on disk -> the one manifest: which card, pictures and voices a name has, episode tier over project tier."""

from __future__ import annotations

import json
from pathlib import Path

from resources.episode_folder import AssetKind, EpisodeFolder
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
"""Beside pictures that we made: file name -> who made it and from which card digest. A user's own picture is not in it."""


def scan_cards(folder: EpisodeFolder, kind: CardKind) -> Manifest:
    """All cards of a kind with their files.

    Pictures of the episode tier come before the project's, and an episode's card replaces the project's of that name.

    Raises:
        InvalidDocument: a card with broken front matter.
    """
    tiers = (folder.path / FOLDER_OF[kind], folder.project_folder / FOLDER_OF[kind])
    names = sorted({child.name for tier in tiers if tier.is_dir() for child in tier.iterdir() if _is_card_folder(child)})
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


def _entry(folder: EpisodeFolder, kind: CardKind, name: str, homes: list[Path], taken: frozenset[str]) -> ManifestEntry:
    card_path = next((home / file for home in homes for file in CARD_FILES[kind] if (home / file).is_file()), None)
    front, body = read_front_matter(card_path) if card_path else ({}, "")
    card = {key: value for key, value in front.items() if value not in (None, "", [])}
    card = CARD_TYPES[kind].model_validate({**card, "name": name, "body": body}).model_dump(mode="json", exclude_none=True)
    images = [p for home in homes for p in sorted(home.iterdir()) if p.suffix.lower() in IMAGE_SUFFIXES]
    voices = [p for home in homes for p in sorted(home.iterdir()) if p.suffix.lower() in VOICE_SUFFIXES]
    own = [image for image in images if not made_picture(image)]
    chosen = own or images
    return ManifestEntry(
        name=name,
        id=slug(name, front.get("id") if isinstance(front.get("id"), str) else None, taken),
        card={key: value for key, value in card.items() if value not in ("", [], None)},
        card_path=_told(folder, card_path) if card_path else None,
        images=[_told(folder, image) for image in chosen],
        voices=[_told(folder, voice) for voice in voices],
        picture=_told(folder, chosen[0]) if chosen else None,
        pictures_by="user" if own else (made_picture(images[0]) or "user") if images else "nobody",
        tier="episode" if homes[0].is_relative_to(folder.path) else "project",
    )


def made_picture(image: Path) -> str | None:
    """Who made this picture, when one of our image makers did; None for a user's own."""
    return _made(image.parent).get(image.name, {}).get("by")


def picture_is_current(image: Path, card_digest: str) -> bool:
    """True when a picture of ours was made from exactly this card."""
    return _made(image.parent).get(image.name, {}).get("card") == card_digest


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
    pictures = data.get("pictures")
    return pictures if isinstance(pictures, dict) else {}


def _told(folder: EpisodeFolder, path: Path) -> str:
    """How a manifest names a file: from the project folder, posix."""
    return path.relative_to(folder.project_folder).as_posix()
