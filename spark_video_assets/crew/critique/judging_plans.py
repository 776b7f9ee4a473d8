"""Critic and director at work on a plan, side by side over scenes, with the rounds kept. The loop: `plan_revision`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spark_video_assets.crew.critique.plan_revision import Compile, Fragments, Plan, revised
from spark_video_assets.crew.hiring import Crew
from spark_video_assets.crew.side_by_side import side_by_side
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.episode.critiques import POST_MORTEM, critiques, save_rounds
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.critique import Critique
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.names import scene_number
from spark_video_assets.story.pacing import tier_of
from spark_video_assets.story.post import Dailies
from spark_video_assets.story.script import ScenePage, Script
from spark_video_assets.story.storyboard import Fragment, Storyboard

_SCENE_TOLD = re.compile(r"\bS(\d{2,3})\b")


@dataclass(frozen=True)
class PlanRoom:
    """Everything that is known of the episode when its plan is judged.

    Args:
        at_once: Most questions at a time.
    """

    crew: Crew
    told: DirectedScript
    at_once: int

    @classmethod
    def of(cls, sources: Sources, crew: Crew, script: Script, direction: Direction) -> PlanRoom:
        """With lore and manifests as they are on disk."""
        told = DirectedScript(World.of(sources), script, direction)
        return cls(crew, told, sources.settings.llm_concurrency)

    def draw(self, pages: Sequence[ScenePage]) -> list[Fragment]:
        """The director's fragments of these pages."""
        return side_by_side(lambda page: self.crew.director.board_scene(page, self.told), pages, self.at_once)

    def judge(self, board: Storyboard, round_number: int, footage: str = "") -> Critique:
        """The critic's word on a plan."""
        return self.crew.critic.criticise(board, self.told, round_number, footage)

    def improved(
        self, episode: Episode, fragments: Fragments, drawn: set[int], compile_board: Compile
    ) -> Fragments:
        """The best plan that critic and director reach together; scenes outside `drawn` are a person's and stay."""
        pages = {page.number: page for page in self.told.script.pages}

        def revise(latest: Fragments, critique: Critique) -> Fragments:
            numbers = sorted(concerned(critique, drawn))

            def anew(number: int) -> Fragment:
                return self.crew.director.revise(pages[number], latest[number], critique, self.told)

            return {**latest, **dict(zip(numbers, side_by_side(anew, numbers, self.at_once), strict=True))}

        made = revised(
            Plan(fragments, compile_board(fragments)),
            criticise=self.judge,
            revise=revise,
            compile_board=compile_board,
        )
        if made.notes:
            told = "; ".join(filter(None, [made.rounds[-1].degraded, *made.notes]))
            made.rounds[-1] = made.rounds[-1].model_copy(update={"degraded": told})
        save_rounds(episode, made.rounds)
        return made.best.fragments


def concerned(critique: Critique, drawn: Iterable[int]) -> set[int]:
    """Which scenes a critique is about: those it names, or all when it speaks of the whole film.

    Args:
        critique: The critique.
        drawn: Scenes that may be drawn again.
    """
    everywhere = any(not violation.shots for violation in critique.violations)
    named = {scene_number(shot) for violation in critique.violations for shot in violation.shots}
    named |= {int(found) for found in _SCENE_TOLD.findall(critique.instructions)}
    if critique.weakest_scene:
        named.add(scene_number(critique.weakest_scene))
    may = set(drawn)
    return may if everywhere or not named & may else named & may


def critique_of(episode: Episode, room: PlanRoom, board: Storyboard) -> Critique:
    """The critique of the plan that stands: the one that was made of it while it was boarded, else a new one.

    No plan is judged, or paid for, twice.
    """
    rounds = critiques(episode)
    tier = tier_of(room.told.world.brief.pacing, room.told.world.lore.archetype)
    digest = board.content_digest()
    known = [told for told in rounds if (told.plan_digest, told.tier) == (digest, tier)]
    return known[-1] if known else room.judge(board, max((told.round for told in rounds), default=0) + 1)


def post_mortem(episode: Episode, room: PlanRoom, board: Storyboard, dailies: Dailies) -> Critique:
    """What became of the plan, judged by the reviews of its clips; kept as round 0, and made once for each film.

    Args:
        episode: Where it is kept.
        room: Who judges.
        board: The plan.
        dailies: How its shots fared.
    """
    footage = "\n".join(
        f"{row.shot_id}: {row.takes} takes, score {row.score}, weakest {row.weakest_axis or 'none'}; {row.critique}"
        for row in dailies.rows
    )
    seen = digest_of([board.content_digest(), footage])
    path = episode.folder.critique(POST_MORTEM)
    if path.is_file():
        known = episode.load(Critique, path)
        if known.plan_digest == seen:
            return known
    made = room.judge(board, POST_MORTEM, footage).model_copy(update={"plan_digest": seen})
    episode.save(made, path)
    return made
