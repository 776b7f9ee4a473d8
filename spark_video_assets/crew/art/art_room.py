"""The art room: puts invented cards and missing pictures into the project's folders. What to draw: `art_department`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from resources.atomic import write_text
from resources.video.staging import Figure, Scenery, Thing
from spark_video_assets.crew.art.painting import MAKER, Painter, is_good_enough
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.front_matter import front_matter_text
from spark_video_assets.episode.library import (
    FOLDER_OF,
    card_digest,
    grid_path,
    home_of,
    images_digest,
    made_from,
    record_made,
    scan_cards,
)
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import Card, CardKind, CastCard, Manifest, ManifestEntry, PropCard, SetCard
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.names import valid_name

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
        speakers = [line.speaker for page in script.pages for line in page.spoken()]
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
    # Late, like the engine itself below: most runs find every picture made already.
    from resources.video.animatic.drawings import keep_beside

    drawn = 0
    for entry in manifest.entries.values():
        _build_grid(episode, manifest.kind, entry)
        path = home_of(episode.folder, manifest.kind, entry) / PICTURE[manifest.kind]
        digest = card_digest(entry, brief.seed)
        users = entry.pictures_by == "user" and entry.images
        if users or (path.is_file() and is_good_enough(path, digest, painter)):
            continue
        if painter:
            _paint(manifest, entry, brief, lore, painter, path)
        else:
            keep_beside(episode.folder.root.speech_cache)
            _draw(manifest, entry, brief, lore, path)
        record_made(path, by=painter.name if painter else MAKER, card=digest)
        drawn += 1
    return drawn


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
    path.parent.mkdir(parents=True, exist_ok=True)
    painter.paint(f"{wanted.kind}-{wanted.entry_id}", wanted.prompt, SIZES[wanted.ratio], brief.seed, path)


def _draw(manifest: Manifest, entry: ManifestEntry, brief: Brief, lore: Lore, path: Path) -> None:
    # The drawing engine is heavy to load, and most runs find every picture made already.
    from resources.video.animatic.pictures import draw_portrait, draw_prop, draw_set

    path.parent.mkdir(parents=True, exist_ok=True)
    card = manifest.card(entry.name)
    if isinstance(card, CastCard):
        figure = Figure(name=card.name, description=card.text(), gender=card.gender, age=card.age)
        draw_portrait(figure, brief.seed, path)
    elif isinstance(card, SetCard):
        scenery = Scenery(
            name=card.name,
            description=f"{card.text()} {lore.visual_style}",
            time_of_day=card.time_of_day,
            weather=card.weather,
            season=card.season,
            palette=tuple(card.palette),
        )
        draw_set(scenery, brief.seed, path)
    elif isinstance(card, PropCard):
        draw_prop(Thing(name=card.name, description=card.text()), brief.seed, path)
