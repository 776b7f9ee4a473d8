"""Episodes for the crew's tests: the shipped examples, and premises with nothing beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from resources.episode_folder import ProjectsRoot
from spark_video_assets.crew.directing.director import OfflineDirector
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.crew.writing.screenwriter import OfflineScreenwriter, with_cards
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import scan_cards
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CastCard, Manifest
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.rules import Facts
from spark_video_assets.story.scene_page import parse_scene_page
from spark_video_assets.story.script import Script
from spark_video_assets.story.storyboard import Storyboard

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass
class Production:
    """Everything that the crew's roles are handed for one episode."""

    told: DirectedScript
    board: Storyboard

    @property
    def world(self) -> World:
        """Brief, lore and manifests."""
        return self.told.world

    @property
    def lore(self) -> Lore:
        """The lore."""
        return self.told.world.lore

    @property
    def brief(self) -> Brief:
        """The brief."""
        return self.told.world.brief

    @property
    def script(self) -> Script:
        """The pages."""
        return self.told.script

    @property
    def facts(self) -> Facts:
        """The same for the domain's rules."""
        return Facts(
            cast=self.world.cast,
            sets=self.world.sets,
            props=self.world.props,
            lore=self.lore,
            target_s=self.brief.target_duration_s,
        )


def produced(world: World, script: Script) -> Production:
    """The episode as the offline director boards it."""
    director = OfflineDirector()
    told = DirectedScript(world, script, director.direct(world, script))
    fragments = [director.board_scene(page, told) for page in script.pages]
    brief = world.brief
    board = Storyboard(
        title=brief.title or "untitled",
        mode=brief.mode,
        ratio=brief.ratio,
        target_duration_s=brief.target_duration_s,
        scenes=[fragment.scene for fragment in fragments],
        shots=[shot for fragment in fragments for shot in fragment.shots],
    )
    return Production(told, board)


@pytest.fixture(scope="session")
def example() -> Callable[[str], Production]:
    """A shipped example by its project's name, boarded."""

    def load(project: str) -> Production:
        episode = Episode.at(ProjectsRoot(EXAMPLES), EpisodeKey.of(project, "001"))
        pages = sorted((EXAMPLES / project / "episode-001" / "scenes").glob("scene-*.md"))
        script = Script(pages=[parse_scene_page(p.read_text(encoding="utf-8"), where=p.name) for p in pages])
        cast, sets, props = (scan_cards(episode.folder, kind) for kind in ("cast", "set", "prop"))
        return produced(World(episode.brief(), episode.lore(), cast, sets, props), script)

    return load


@pytest.fixture(scope="session")
def from_premise() -> Callable[..., Production]:
    """An episode that the offline crew makes of a premise alone."""

    def make(premise: str, *, lore: Lore | None = None, **settings: object) -> Production:
        brief = Brief.model_validate({"premise": premise, **settings})
        bible = lore or Lore(mood_anchor="soft light, quiet room")
        nothing = [Manifest(kind=kind) for kind in ("cast", "set", "prop")]
        script = OfflineScreenwriter().write(World(brief, bible, *nothing))
        new = [npc for page in script.pages if page.cast_check for npc in page.cast_check.named_npcs]
        cards = [CastCard(name=npc.name, description=npc.look, age="30") for npc in new]
        return produced(World(brief, bible, with_cards(nothing[0], cards), *nothing[1:]), script)

    return make
