"""Places of a script without a set: cards on disk, one for each state of light, and a person's own folders before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot
from spark_video_assets.crew.art.art_room import fill_sets
from spark_video_assets.crew.world import set_among
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import scan_cards
from spark_video_assets.story.cards import SetCard
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.script import ScenePage


@pytest.fixture
def episode(tmp_path: Path) -> Episode:
    """An episode folder without cards."""
    made = Episode.at(ProjectsRoot(tmp_path), EpisodeKey.of("hf", "001"))
    made.folder.create()
    return made


def written(episode: Episode, *scenes: tuple[str, str]) -> list[str]:
    """The script plays there; names of the sets that the art room sees to it."""
    for path in episode.folder.scenes.glob("*.md"):
        path.unlink()
    for number, (location, time) in enumerate(scenes, 1):
        episode.save_page(
            ScenePage(number=number, location=location, time=time, action="Rain.", estimated_duration_s=5)
        )
    fill_sets(episode)
    return list(scan_cards(episode.folder, "set").entries)


def chosen(episode: Episode, location: str, time: str) -> str | None:
    """The set that a scene is boarded in."""
    places = [card for card in scan_cards(episode.folder, "set").cards() if isinstance(card, SetCard)]
    return set_among(places, location, time)


def test_a_place_without_a_set_gets_one_for_each_light(episode: Episode) -> None:
    """What viewers see most of would be drawn anew, and differently, in every shot."""
    scenes = (("Harbour", "dusk"), ("旧码头", "夜"), ("HARBOUR", "night"), ("Harbour", "dusk"))
    assert written(episode, *scenes) == ["Harbour-dusk", "Harbour-night", "旧码头"]
    assert [chosen(episode, *scene) for scene in scenes] == [
        "Harbour-dusk",
        "旧码头",
        "Harbour-night",
        "Harbour-dusk",
    ]
    cards = scan_cards(episode.folder, "set").entries
    assert cards["旧码头"].card["description"] == "旧码头，夜"
    assert cards["Harbour-night"].card["time_of_day"] == "night"


def test_a_location_is_never_a_way_out_of_the_folder(episode: Episode, tmp_path: Path) -> None:
    """A model that names a place like a path would write somewhere else on the disk."""
    hostile = (("../../../etc", "night"), ("INT. KITCHEN / NIGHT", ""), ("con", ""), ("x" * 200, ""))
    made = written(episode, *hostile)
    assert made == ["INT. KITCHEN NIGHT", "etc"]
    assert chosen(episode, "INT. KITCHEN / NIGHT", "") == "INT. KITCHEN NIGHT"
    assert {path.parent.name for path in tmp_path.rglob("set.md")} == set(made)
    assert {path.parent.parent for path in tmp_path.rglob("set.md")} == {episode.folder.path / "movie-set"}


def test_a_persons_own_set_wins(episode: Episode) -> None:
    """A producer who brings the harbour would find an invented one in the film."""
    assert written(episode, ("The harbour", "dusk"), ("Attic", "")) == ["Attic", "The harbour"]
    own = episode.folder.project_folder / "movie-set" / "harbour-at-dusk" / "set.md"
    write_text(own, "---\nname: harbour-at-dusk\ndescription: A stone quay.\n---\n")
    write_text(episode.folder.path / "movie-set" / "Attic" / "notes.txt", "mine")
    assert written(episode, ("The harbour", "dusk"), ("Cellar", "")) == ["Attic", "Cellar", "harbour-at-dusk"]
    assert chosen(episode, "The harbour", "dusk") == "harbour-at-dusk"
    assert written(episode, ("The harbour", "dusk")) == ["Attic", "harbour-at-dusk"]
