"""Director and critic of an episode that came as a saved score: the plan stands, nobody is asked about it, and that is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spark_video_assets.crew.critique.critic import OfflineCritic
from spark_video_assets.crew.directing.director import Director, OfflineDirector
from spark_video_assets.crew.hiring import Crew
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.story.critique import Critique
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.reviewing import Review
from spark_video_assets.story.script import ScenePage, Script
from spark_video_assets.story.storyboard import Fragment, Shot, Storyboard

REASON = "not asked: the plan is a saved score that is replayed"


def replaying(crew: Crew) -> Crew:
    """The crew for a saved score: its director is asked about nothing but escalated shots, its critic only counts."""
    return replace(crew, director=ReplayDirector(crew.director), critic=ReplayCritic())


class ReplayDirector:
    """Leaves the plan as it is.

    Args:
        director: Asked when takes of a shot have failed: then the score is not what is in question.
    """

    name = f"score ({REASON})"

    def __init__(self, director: Director) -> None:
        self._director = director
        self._offline = OfflineDirector()

    def direct(self, world: World, script: Script) -> Direction:
        """See `Director`: the tone that the pages suggest, for the record."""
        return self._offline.direct(world, script)

    def board_scene(self, page: ScenePage, told: DirectedScript) -> Fragment:
        """See `Director`: only for a page that a person added to the score."""
        return self._director.board_scene(page, told)

    def revise(self, page: ScenePage, fragment: Fragment, critique: Critique, told: DirectedScript) -> Fragment:
        """See `Director`: a saved plan is not revised."""
        return fragment

    def rewrite(
        self,
        shots: Sequence[Shot],
        reviews: Mapping[str, Sequence[Review]],
        storyboard: Storyboard,
        world: World,
        reports: Mapping[str, str],
    ) -> list[Shot]:
        """See `Director`."""
        return self._director.rewrite(shots, reviews, storyboard, world, reports)


class ReplayCritic:
    """Counts what can be counted, and says why nothing else was judged."""

    name = "offline"

    def __init__(self) -> None:
        self._counting = OfflineCritic()

    def criticise(
        self, storyboard: Storyboard, told: DirectedScript, round_number: int, footage: str = ""
    ) -> Critique:
        """See `Critic`."""
        made = self._counting.criticise(storyboard, told, round_number, footage)
        return made.model_copy(update={"degraded": REASON})
