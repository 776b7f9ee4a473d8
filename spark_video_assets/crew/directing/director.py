"""The director: tone of an episode, the shots of each scene, and new shots after an escalation. Setups: `coverage`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from spark_video_assets.crew.directing.coverage import break_down
from spark_video_assets.crew.directing.direction_pen import Pen
from spark_video_assets.crew.directing.fragments import fragment_of
from spark_video_assets.crew.directing.narration_boards import narrated_shots
from spark_video_assets.crew.directing.redirection import redirected
from spark_video_assets.crew.directing.tone import direction_of
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.story.critique import Critique
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.reviewing import Review
from spark_video_assets.story.script import ScenePage, Script
from spark_video_assets.story.storyboard import Fragment, Shot, Storyboard


class Director(Protocol):
    """Who turns pages into shots. Implementations may raise `ProviderError` (a model) or `InvalidDocument`."""

    @property
    def name(self) -> str:
        """Recorded with what it made."""
        ...

    def direct(self, world: World, script: Script) -> Direction:
        """Decide the tone of the episode, once, before the first scene is boarded."""
        ...

    def board_scene(self, page: ScenePage, told: DirectedScript) -> Fragment:
        """Shots of one scene. Scenes may be boarded in parallel: nothing is remembered between calls."""
        ...

    def revise(self, page: ScenePage, fragment: Fragment, critique: Critique, told: DirectedScript) -> Fragment:
        """The same scene after a critique of the whole plan; the fragment itself when there is nothing to change."""
        ...

    def rewrite(
        self,
        shots: Sequence[Shot],
        reviews: Mapping[str, Sequence[Review]],
        storyboard: Storyboard,
        world: World,
        reports: Mapping[str, str],
    ) -> list[Shot]:
        """New shots for escalated ones, of which every review is known (`reports` is the same as markdown).

        A shot with a known id replaces that shot; one with a new id stands after the shot listed before it.
        """
        ...


class OfflineDirector:
    """Directs by the craft rules alone: no model, no network; equal input gives equal shots."""

    name = "offline"

    def direct(self, world: World, script: Script) -> Direction:
        """See `Director`: lore and script words decide, see `tone`."""
        return direction_of(world, script)

    def board_scene(self, page: ScenePage, told: DirectedScript) -> Fragment:
        """See `Director`: drama pages by `coverage`, narration pages one shot per beat."""
        world = told.world
        set_name = world.set_of(page.location, page.time)
        card = next((card for card in world.places if card.name == set_name), None)
        if page.type == "narration":
            shots = narrated_shots(page, world, card)
        else:
            shots = Pen(world, page, card).shots(break_down(page, world))
        return fragment_of(page, world, shots)

    def revise(self, page: ScenePage, fragment: Fragment, critique: Critique, told: DirectedScript) -> Fragment:
        """See `Director`: the craft rules know one plan for a page, so it stands."""
        return fragment

    def rewrite(
        self,
        shots: Sequence[Shot],
        reviews: Mapping[str, Sequence[Review]],
        storyboard: Storyboard,
        world: World,
        reports: Mapping[str, str],
    ) -> list[Shot]:
        """See `Director`: the axes that stayed weak decide what changes; ids stay."""
        return [redirected(shot, reviews.get(shot.id, ()), world) for shot in shots]
