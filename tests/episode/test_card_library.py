"""Card folders on disk become one manifest: tiers, whose picture it is, grids, odd names and broken cards."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot
from resources.errors import InvalidDocument
from resources.media.frames import save_png
from spark_video_assets.crew.art.art_room import fill_pictures
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import card_digest, made_by, record_made, scan_cards
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CastCard, Manifest, ManifestEntry
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.names import EpisodeKey

BRIEF = Brief(premise="A light.")


@pytest.fixture
def episode(tmp_path: Path) -> Episode:
    made = Episode.at(ProjectsRoot(tmp_path), EpisodeKey.of("hf", "001"))
    made.folder.create()
    return made


def card(home: Path, name: str, words: str = "tall") -> Path:
    write_text(home / "cast" / name / "cast.md", f"---\nname: {name}\ndescription: {words}\n---\nBody.\n")
    return home / "cast" / name


def picture(path: Path, level: int) -> Path:
    return save_png(np.full((20, 30, 3), level, np.uint8), path)


def entry_of(episode: Episode, name: str) -> ManifestEntry:
    return scan_cards(episode.folder, "cast").entries[name]


def test_the_episodes_card_and_pictures_come_first(episode: Episode) -> None:
    """An episode's own costume of a character would be ignored."""
    picture(card(episode.folder.project_folder, "Ada", "in yellow") / "a.png", 10)
    picture(card(episode.folder.path, "Ada", "in black") / "z.png", 20)
    entry = entry_of(episode, "Ada")
    assert (entry.card["description"], entry.tier) == ("in black", "episode")
    assert entry.images == ["episode-001/cast/Ada/z.png", "cast/Ada/a.png"]


def test_a_users_picture_replaces_ours_under_the_same_name(episode: Episode) -> None:
    """A portrait saved over the drawn one would be drawn over again, or count as ours."""
    home = card(episode.folder.project_folder, "Ada")
    ours = picture(home / "portrait1.png", 10)
    record_made(ours, by="animatic", card=card_digest(entry_of(episode, "Ada"), BRIEF.seed))
    assert (entry_of(episode, "Ada").pictures_by, made_by(ours)) == ("animatic", "animatic")
    mine = picture(ours, 200).read_bytes()
    assert (entry_of(episode, "Ada").pictures_by, made_by(ours)) == ("user", None)
    assert fill_pictures(episode, scan_cards(episode.folder, "cast"), BRIEF, Lore(), None) == 0
    assert ours.read_bytes() == mine


def test_a_users_picture_beside_ours_is_the_one_that_counts(episode: Episode) -> None:
    """The drawn stand-in would be sent with shots although a real portrait is there."""
    home = card(episode.folder.project_folder, "Ada")
    record_made(picture(home / "portrait1.png", 10), by="animatic", card="x")
    picture(home / "zz-mine.jpg", 99)
    entry = entry_of(episode, "Ada")
    assert (entry.images, entry.picture) == (["cast/Ada/zz-mine.jpg"], "cast/Ada/zz-mine.jpg")


def test_several_pictures_are_sent_as_one_grid_that_follows_them(episode: Episode) -> None:
    """Only the first of a user's pictures would be seen, or a grid of old ones."""
    home = card(episode.folder.project_folder, "Ada")
    picture(home / "a.png", 10)
    picture(home / "b.png", 20)
    assert fill_pictures(episode, scan_cards(episode.folder, "cast"), BRIEF, Lore(), None) == 0
    entry = entry_of(episode, "Ada")
    assert entry.picture == "episode-001/cast_built/ada.png"
    before = (episode.folder.path / "cast_built" / "ada.png").read_bytes()
    picture(home / "b.png", 250)
    assert entry_of(episode, "Ada").picture == "cast/Ada/a.png"
    fill_pictures(episode, scan_cards(episode.folder, "cast"), BRIEF, Lore(), None)
    assert entry_of(episode, "Ada").picture == "episode-001/cast_built/ada.png"
    assert (episode.folder.path / "cast_built" / "ada.png").read_bytes() != before


def test_older_soul_cards_names_of_any_script_and_stray_files(episode: Episode) -> None:
    """An older character card would not be found, or a note beside the folders become a character."""
    home = episode.folder.project_folder / "cast"
    write_text(home / "阿珍" / "soul.md", "---\nname: 阿珍\nage: 30\n---\n茶馆老板。\n")
    write_text(home / "README.md", "not a card")
    (home / ".trash").mkdir()
    found = scan_cards(episode.folder, "cast")
    assert found.names == ["阿珍"]
    typed = found.card("阿珍")
    assert isinstance(typed, CastCard)
    assert (typed.age, typed.body) == ("30", "茶馆老板。")


@pytest.mark.parametrize("text", ["---\nname: [\n---\n", "---\nname: Ada\n", "---\nname: Ada\naliases: 3\n---\n"])
def test_a_broken_card_names_its_file(episode: Episode, text: str) -> None:
    """A person would search for the card that breaks the run."""
    write_text(episode.folder.project_folder / "cast" / "Ada" / "cast.md", text)
    with pytest.raises(InvalidDocument, match=r"cast\.md"):
        scan_cards(episode.folder, "cast")


def test_the_manifest_reads_back(episode: Episode) -> None:
    """What the scan found would be lost on the way to the next asset."""
    picture(card(episode.folder.project_folder, "Ada") / "a.png", 10)
    found = scan_cards(episode.folder, "cast")
    episode.save(found, episode.folder.cast_manifest)
    assert episode.manifest("cast") == found
    assert isinstance(found, Manifest)
