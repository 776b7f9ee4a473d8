"""Lines that a premise gives word for word: the offline writer keeps every one, and gate 1 tells which one an edit lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot
from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.screenwriter import OfflineScreenwriter
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.readiness import ready_checks
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CARD_TYPES, Manifest
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.script import Script

PREMISES = {
    "en": 'Ada keeps a light. "Not tonight, Otto," says Ada. Otto answers: "It is an order." «Then read it.»'
    ' Nobody speaks. "The sea has no orders, only weather." She reads "The Last Light" aloud. "Go home."',
    "zh-CN": "阿福在茶馆等人。阿福说：“今天不打烊。”小周问：“那你等谁？”「等一个欠我茶钱的人。」",
}


@pytest.fixture
def episode(tmp_path: Path) -> Callable[..., Episode]:
    """An episode on disk with these pages; nothing else is made."""

    def make(brief: Brief, script: Script) -> Episode:
        made = Episode.at(ProjectsRoot(tmp_path), EpisodeKey.of("hf", "001"))
        made.folder.create()
        made.save_brief(brief)
        write_text(made.folder.lore, "---\nmood_anchor: soft light\n---\n")
        for kind in CARD_TYPES:
            made.save(Manifest(kind=kind), made.manifest_path(kind))
        for page in script.pages:
            made.save_page(page)
        return made

    return make


def missing(episode: Episode) -> list[str]:
    checks = ready_checks("script", Sources(episode, Settings()))
    return [check.detail for check in checks if check.name == "user-line-missing"]


@pytest.mark.parametrize("mode", ["drama", "narration"])
@pytest.mark.parametrize("language", PREMISES)
def test_every_given_line_is_kept_and_a_lost_one_is_told(
    episode: Callable[..., Episode], language: str, mode: Any
) -> None:
    """A line that a user gave would be dropped or reworded, by the writer or by an edit, and be missed in the film only."""
    brief = Brief(premise=PREMISES[language], language=language, mode=mode, target_duration_s=120)
    nothing = (Manifest(kind="cast"), Manifest(kind="set"), Manifest(kind="prop"))
    script = OfflineScreenwriter().write(World(brief, Lore(mood_anchor="soft light"), *nothing))
    made = episode(brief, script)
    assert missing(made) == []

    given, instead = ("Not tonight, Otto", "Not tonight, Bo") if language == "en" else ("今天不打烊", "明天不打烊")
    (page,) = [path for path in made.folder.scenes.glob("*.md") if given in path.read_text("utf-8")]
    write_text(page, page.read_text("utf-8").replace(given, instead))
    (told,) = missing(made)
    assert told.startswith(f"scenes/{page.name} dialogue: the user's line '{given}")
    assert f"scene {int(page.stem[-2:])} says '{instead}" in told
    write_text(
        made.folder.brief, made.folder.brief.read_text("utf-8").replace("source: premise", "source: screenplay")
    )
    assert made.brief().source == "screenplay"
    assert missing(made) == []
