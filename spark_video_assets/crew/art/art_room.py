"""The art room: puts invented cards and missing pictures into the project's folders. What to draw: `art_department`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from resources.atomic import write_text
from resources.video.staging import Figure, Scenery, Thing
from spark_video_assets.crew.art.painting import MAKER, Painter, is_good_enough
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.front_matter import front_matter_text
from spark_video_assets.episode.library import (
    FOLDER_OF,
    MADE_BY,
    card_digest,
    grid_path,
    home_of,
    images_digest,
    made_by,
    made_from,
    record_made,
    scan_cards,
)
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import Card, CardKind, CastCard, Manifest, ManifestEntry, PropCard, SetCard
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.names import valid_name
from spark_video_assets.story.off_screen import is_narrator

PICTURE = {"cast": "portrait1.png", "set": "set1.png", "prop": "prop1.png"}
_PERSON_OR_THING: dict[CardKind, str] = {"cast": "character", "set": "set", "prop": "prop"}
SIZES = {"3:4": (1104, 1472), "16:9": (1696, 960), "1:1": (1280, 1280)}
"""Pixels of painted pictures: sizes that wan2.6-t2i recommends (wire facts, section 6)."""


def fill_cast(episode: Episode, brief: Brief, invent: Callable[[], Sequence[CastCard]]) -> int:
    """Write cards for people who have none: a whole cast where nobody gave one, else the script's named new faces.

    Cards go to the episode's own tier. Returns how many were written.

    Args:
        episode: The episode.
        brief: Language and seed.
        invent: Makes a cast; called only where neither cards nor script name anybody.
    """
    # Inventing needs long word tables; most episodes bring their own cast.
    from spark_video_assets.crew.art.art_department import faces_for, new_faces

    cast = scan_cards(episode.folder, "cast")
    script = episode.pages()
    cards: Sequence[CastCard] = new_faces(script, cast, brief.language, brief.seed)
    if not cast.entries and not cards:
        # A screenplay without any card names its people by letting them speak.
        told = (line.speaker for page in script.pages for line in page.spoken())
        speakers = [name for name in told if not is_narrator(name)]
        cards = faces_for(speakers, brief.language, brief.seed)
    if not cast.entries and not cards:
        cards = invent()
    for card in cards:
        _write_card(episode, "cast", card)
    return len(cards)


def fill_props(episode: Episode) -> int:
    """Write cards for the props that the script lists and nobody gave. Returns how many were written."""
    from spark_video_assets.crew.art.art_department import new_things

    cards = new_things(episode.pages(), scan_cards(episode.folder, "prop"))
    for card in cards:
        _write_card(episode, "prop", card)
    return len(cards)


def fill_sets(episode: Episode) -> int:
    """Write cards for the places of the script that no set of a person's fits. Returns how many were written.

    A place of ours goes again when a person gave a set that fits, or when the script does not play there any more: the
    person's must not have to compete with it.
    """
    from spark_video_assets.crew.art.art_department import new_places

    sets = scan_cards(episode.folder, "set")
    ours = {name for name, entry in sets.entries.items() if _is_ours(episode, entry)}
    given = [card for card in sets.cards() if isinstance(card, SetCard) and card.name not in ours]
    cards = {card.name: card for card in new_places(episode.pages(), given)}
    for name in ours - cards.keys():
        shutil.rmtree(home_of(episode.folder, "set", sets.entries[name]))
    fresh = [card for name, card in cards.items() if name not in ours]
    for card in fresh:
        _write_card(episode, "set", card)
    return len(fresh)


def _is_ours(episode: Episode, entry: ManifestEntry) -> bool:
    """True while everything in a card's folder is ours: a person's picture, voice or word makes the whole card theirs."""
    if entry.tier != "episode" or entry.card_path is None:
        return False
    home = episode.project_file(entry.card_path).parent
    return all(path.name == MADE_BY or made_by(path) is not None for path in home.iterdir())


def _write_card(episode: Episode, kind: CardKind, card: Card) -> None:
    """A card of ours, in the episode's own tier."""
    data = card.model_dump(mode="json", exclude_none=True, exclude={"body"})
    front = {key: value for key, value in data.items() if value not in ("", [])}
    home = episode.folder.asset_folder(FOLDER_OF[kind], valid_name(card.name, what=_PERSON_OR_THING[kind]))
    path = home / f"{kind}.md"
    write_text(path, front_matter_text(front, card.body))
    record_made(path, by=MAKER, card="")


def fill_pictures(episode: Episode, manifest: Manifest, brief: Brief, lore: Lore, painter: Painter | None) -> int:
    """Make a picture for each card without one, and again for cards that changed since. Returns how many were made.

    Args:
        episode: The episode.
        manifest: Its cards of one kind.
        brief: Seed.
        lore: Look.
        painter: Paints for paid takes; None = pictures are drawn.

    Raises:
        StorageError: the card's folder cannot be written.
        ProviderError, BudgetStop: a picture was not painted; those before it are kept.
    """
    missing: list[tuple[ManifestEntry, Path]] = []
    for entry in manifest.entries.values():
        _build_grid(episode, manifest.kind, entry)
        path = home_of(episode.folder, manifest.kind, entry) / PICTURE[manifest.kind]
        users = entry.pictures_by == "user" and entry.images
        if users or (path.is_file() and is_good_enough(path, card_digest(entry, brief.seed), painter)):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        missing.append((entry, path))
    if painter:
        for entry, path in missing:
            _paint(manifest, entry, brief, lore, painter, path)
            record_made(path, by=painter.name, card=card_digest(entry, brief.seed))
    elif missing:
        _draw(manifest, missing, brief, lore, episode.folder.root.speech_cache)
    return len(missing)


def _build_grid(episode: Episode, kind: CardKind, entry: ManifestEntry) -> None:
    """Several pictures of one card become the one that is sent with shots (composite rule of the origin)."""
    if len(entry.images) < 2:
        return
    from spark_video_assets.crew.art.art_department import grid_for

    images = [episode.project_file(told) for told in entry.images]
    plan = grid_for(entry.images)
    path = grid_path(episode.folder, kind, entry.id)
    if plan is None or (path.is_file() and made_from(path) == images_digest(images)):
        return
    from resources.media.grid import compose_grid

    compose_grid(images[: plan.columns * plan.rows], plan.columns, plan.longest_side, plan.background, path)
    record_made(path, by=MAKER, card=images_digest(images))


def _paint(
    manifest: Manifest, entry: ManifestEntry, brief: Brief, lore: Lore, painter: Painter, path: Path
) -> None:
    from spark_video_assets.crew.art.art_department import picture_to_make

    wanted = picture_to_make(manifest, entry.name, lore)
    painter.paint(f"{wanted.kind}-{wanted.entry_id}", wanted.prompt, SIZES[wanted.ratio], brief.seed, path)


def _draw(
    manifest: Manifest,
    missing: Sequence[tuple[ManifestEntry, Path]],
    brief: Brief,
    lore: Lore,
    speech_cache: Path,
) -> None:
    """Draw pictures with the embedded engine: side by side where drawing processes run already, else one by one.

    For a few cards alone, starting processes would cost what they save.
    """
    # Most runs find every picture made already.
    from resources.video.animatic import worker
    from resources.video.animatic.drawing_pool import shared_pool

    pool = shared_pool()
    side_by_side = pool.running
    wanted = [(_subject(manifest, entry, lore), brief.seed, path, speech_cache) for entry, path in missing]
    jobs = [pool.submit(worker.draw_card, *asked) for asked in wanted] if side_by_side else []
    for at, (entry, path) in enumerate(missing):
        # Where its process died, the card is drawn here.
        if not side_by_side or isinstance(jobs[at].exception(), BrokenProcessPool):
            worker.draw_card(*wanted[at])
        else:
            jobs[at].result()
        record_made(path, by=MAKER, card=card_digest(entry, brief.seed))


def _subject(manifest: Manifest, entry: ManifestEntry, lore: Lore) -> Figure | Scenery | Thing:
    card = manifest.card(entry.name)
    if isinstance(card, CastCard):
        return Figure(name=card.name, description=card.text(), gender=card.gender, age=card.age)
    if isinstance(card, SetCard):
        return Scenery(
            name=card.name,
            description=f"{card.text()} {lore.visual_style}",
            time_of_day=card.time_of_day,
            weather=card.weather,
            season=card.season,
            palette=tuple(card.palette),
        )
    assert isinstance(card, PropCard)
    return Thing(name=card.name, description=card.text())
