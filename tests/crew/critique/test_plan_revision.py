"""The loop of critic and director: how often it asks, which plan is kept, and what happens when somebody fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.episode_folder import ProjectsRoot
from resources.errors import InvalidDocument, ProviderError
from spark_video_assets.crew.critique.critic import OfflineCritic
from spark_video_assets.crew.critique.judging_plans import PlanRoom, concerned, critique_of, post_mortem
from spark_video_assets.crew.critique.plan_revision import Fragments, Plan, RevisedPlan, revised
from spark_video_assets.crew.hiring import hire
from spark_video_assets.crew.world import DirectedScript
from spark_video_assets.episode.critiques import critiques
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.critique import WEIGHTS, Critique, drawn
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.pacing import PacingViolation
from spark_video_assets.story.post import Dailies, DailiesRow
from spark_video_assets.story.storyboard import Fragment, Scene, Shot, Storyboard

BROKEN = PacingViolation(code="unbalanced", shots=["S02-001"], actual=0.5, limit=0.3, message="m", mend="x")


def fragments_of(version: int) -> Fragments:
    """One scene whose only shot says which version it is."""
    shot = Shot(id="S01-001", scene="S01", duration=4, prompt=f"Version {version}.", kind="t2v")
    return {1: Fragment(scene=Scene(id="S01", name="Pier", description="Dusk."), shots=[shot])}


def board_of(fragments: Fragments) -> Storyboard:
    told = list(fragments.values())
    return Storyboard(title="t", scenes=[f.scene for f in told], shots=[s for f in told for s in f.shots])


class Room:
    """A critic with one (mark, violations) for each evaluation, and a director who makes version after version."""

    def __init__(self, told: Sequence[tuple[float, int]], *, revise: Callable[[int], int] = lambda n: n) -> None:
        self.told = list(told)
        self.judged: list[str] = []
        self.revisions = 0
        self._revise = revise

    def criticise(self, board: Storyboard, round_number: int) -> Critique:
        mark, violations = self.told[len(self.judged)]
        self.judged.append(board.shots[0].prompt)
        return drawn(
            round_number=round_number,
            critic="scripted",
            plan_digest=board.content_digest(),
            tier="moderate",
            marks=dict.fromkeys(WEIGHTS, mark),
            violations=[BROKEN] * violations,
        )

    def revise(self, fragments: Fragments, critique: Critique) -> Fragments:
        self.revisions += 1
        return fragments_of(self._revise(self.revisions))

    def run(self) -> RevisedPlan:
        plan = Plan(fragments_of(0), board_of(fragments_of(0)))
        return revised(plan, criticise=self.criticise, revise=self.revise, compile_board=board_of)


def kept(made: RevisedPlan) -> str:
    return made.best.board.shots[0].prompt


@pytest.mark.parametrize(
    ("told", "evaluations", "best"),
    [
        ([(8, 0)], 1, "Version 0."),
        ([(5, 0), (8, 0)], 2, "Version 1."),
        ([(5, 0), (4, 0), (6, 0)], 3, "Version 2."),
        ([(6, 0), (6, 0), (6, 0)], 3, "Version 0."),
        ([(9, 1), (6, 0), (5, 0)], 3, "Version 1."),
        ([(9, 1), (9, 1), (9, 2)], 3, "Version 0."),
    ],
)
def test_the_best_plan_is_kept(told: list[tuple[float, int]], evaluations: int, best: str) -> None:
    """A worse plan would replace a better one, a broken limit win by its marks, or the last plan never be judged."""
    room = Room(told)
    made = room.run()
    assert (len(room.judged), kept(made)) == (evaluations, best)
    assert [critique.round for critique in made.rounds] == list(range(1, evaluations + 1))


@given(st.lists(st.tuples(st.floats(1, 10), st.integers(0, 2)), min_size=3, max_size=3))
def test_no_plan_is_judged_twice_and_none_asked_for_without_end(told: list[tuple[float, int]]) -> None:
    """The research's loop paid for a second evaluation of a plan it had judged already."""
    room = Room(told)
    made = room.run()
    assert len(room.judged) == len(set(room.judged)) <= 3
    assert room.revisions == len(room.judged) - 1
    assert kept(made) in room.judged


def test_a_director_who_changes_nothing_ends_the_loop() -> None:
    """The offline director knows one plan; judging it again would say the same, for money."""
    room = Room([(3, 0)], revise=lambda n: 0)
    assert (len(room.run().rounds), len(room.judged)) == (1, 1)


@pytest.mark.parametrize(
    "failure",
    [ProviderError("gone", failure="transient"), InvalidDocument("broke the rules", where="scene-01.json")],
)
def test_a_failed_revision_keeps_the_plan_and_is_told(failure: Exception) -> None:
    """An episode that has a plan would fail because of the attempt to better it."""

    def fail(number: int) -> int:
        raise failure

    made = Room([(3, 0)], revise=fail).run()
    assert kept(made) == "Version 0."
    assert len(made.notes) == 1


def critique_saying(
    instructions: str = "", violations: Sequence[PacingViolation] = (), weakest: str | None = None
) -> Critique:
    return drawn(
        round_number=1,
        critic="t",
        plan_digest="d",
        tier="moderate",
        marks={"hook": 2.0},
        violations=violations,
        weakest_scene=weakest,
        instructions=instructions,
    )


@pytest.mark.parametrize(
    ("critique", "numbers"),
    [
        (critique_saying("S03-002: hold longer"), {3}),
        (critique_saying(violations=[BROKEN]), {2}),
        (critique_saying(weakest="S01"), {1}),
        (critique_saying("open faster"), {1, 2, 3}),
        (critique_saying(violations=[BROKEN.model_copy(update={"shots": []})]), {1, 2, 3}),
        (critique_saying("S09 drags"), {1, 2, 3}),
    ],
)
def test_only_the_scenes_that_a_critique_is_about_are_boarded_again(critique: Critique, numbers: set[int]) -> None:
    """Scenes that were good would be drawn, and paid for, again."""
    assert concerned(critique, {1, 2, 3}) == numbers


def test_a_persons_scene_is_never_boarded_again() -> None:
    """A critique would overwrite what somebody drew by hand."""
    assert concerned(critique_saying("S02-001 is weak"), {1, 3}) == {1, 3}
    assert concerned(critique_saying("S02-001 and S03-001 are weak"), {1, 3}) == {3}


class CountingCritic(OfflineCritic):
    """Counts how often it is asked, and what it is told of the film."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def criticise(
        self, storyboard: Storyboard, told: DirectedScript, round_number: int, footage: str = ""
    ) -> Critique:
        self.told.append(footage)
        return super().criticise(storyboard, told, round_number, footage)


def test_the_film_is_judged_once_after_the_cut_by_its_reviews(
    tmp_path: Path, example: Callable[[str], Any]
) -> None:
    """The post-mortem would know nothing of the clips, overwrite the plan's critique, or be paid for with every cut."""
    production = example("lantern-bay")
    episode = Episode.at(ProjectsRoot(tmp_path), EpisodeKey.of("hf", "001"))
    episode.folder.create()
    critic = CountingCritic()
    room = PlanRoom(replace(hire(), critic=critic), production.told, 2)
    row = DailiesRow(shot_id="S01-001", takes=3, score=5.5, weakest_axis="physics 3", critique="the hand melts")
    for dailies in (Dailies(rows=[row]), Dailies(rows=[row]), Dailies(rows=[])):
        told = post_mortem(episode, room, production.board, dailies)
    assert (told.round, len(critic.told)) == (0, 2)
    assert "the hand melts" in critic.told[0]
    assert episode.folder.critique(0).is_file()
    assert critiques(episode) == []
    assert critique_of(episode, room, production.board).round == 1
