"""Painted pictures of cards: paid for once, kept over rehearsals, never over a user's own. Against the simulated DashScope."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from scripted_studio import board_of, episode_with, shot_of

from resources.atomic import write_text
from spark_video_assets.crew.art.art_room import fill_pictures
from spark_video_assets.crew.art.painting import MAKER, Painter
from spark_video_assets.crew.paying import desk_of
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import made_by, scan_cards
from spark_video_assets.episode.settings import Settings
from spark_video_assets.story.lore import Lore
from tests.simulators.clock import ScaledClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.server import serving

LORE = Lore(mood_anchor="soft light", visual_style="oil painting")


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[DashScopeSimulator]:
    house = DashScopeSimulator(ScaledClock(1000.0), render_s=5)
    with serving(house) as base_url:
        for name, value in house.environment(base_url).items():
            monkeypatch.setenv(name, value)
        yield house


@pytest.fixture
def episode(tmp_path: Path) -> Episode:
    made = episode_with(tmp_path / "projects", board_of(shot_of(1)))
    card = "---\nname: Ada\nage: 71\ngender: woman\ndescription: Old woman in a yellow raincoat\n---\n"
    write_text(made.folder.project_folder / "cast" / "Ada" / "cast.md", card)
    return made


def fill(episode: Episode, painter: Painter | None) -> int:
    return fill_pictures(episode, scan_cards(episode.folder, "cast"), episode.brief(), LORE, painter)


def test_a_portrait_is_painted_once_and_outlives_a_rehearsal(
    episode: Episode, simulator: DashScopeSimulator
) -> None:
    """A rehearsal on the animatic would draw over what was paid for, and the next run buy it again."""
    painter = Painter(desk_of(episode, episode.brief(), Settings(poll_interval_s=0.05)))
    assert fill(episode, None) == 1
    picture = episode.folder.project_folder / "cast" / "Ada" / "portrait1.png"
    assert made_by(picture) == MAKER
    assert [fill(episode, painter), fill(episode, painter), fill(episode, None)] == [1, 0, 0]
    assert made_by(picture) == "wan2.6-t2i"
    with Image.open(picture) as painted:
        assert painted.height > painted.width
    body = simulator.requests.last("image.submit").body
    assert "yellow raincoat" in str(body)
    assert "soft light" in str(body)
    assert len(simulator.billing.charges("image.submit")) == 1


def test_refused_words_are_said_more_gently(episode: Episode, simulator: DashScopeSimulator) -> None:
    """One word of a card would keep the whole episode from getting its portraits."""
    path = episode.folder.project_folder / "cast" / "Ada" / "cast.md"
    write_text(path, path.read_text("utf-8").replace("yellow raincoat", "coat with blood on it"))
    simulator.faults.add("moderated", operation="image.submit", contains="blood")
    painter = Painter(desk_of(episode, episode.brief(), Settings(poll_interval_s=0.05)))
    assert fill(episode, painter) == 1
    assert "blood" not in str(simulator.requests.last("image.submit").body)
