"""The director's second look at escalated shots on a real folder: bounded, takes kept, only those shots touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from scripted_studio import Studio, shot_of, studio_of

from resources.errors import EscalationExhausted, InvalidDocument, NotFound
from spark_video_assets.crew.directing import rewriting
from spark_video_assets.crew.directing.director import OfflineDirector
from spark_video_assets.crew.directing.rewriting import rewrite_escalated
from spark_video_assets.crew.hiring import hire
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.snapshot import take_snapshot, view_shots
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.steps import GateView, Snapshot, next_step
from spark_video_assets.story.storyboard import Shot, Storyboard

ONE, TWO = "S01-001", "S01-002"


def look(studio: Studio) -> Sources:
    return Sources(studio.episode, Settings(provider="animatic"))


def rewrite(studio: Studio, *shots: str) -> Storyboard:
    return rewrite_escalated(look(studio), hire(), list(shots))


@pytest.fixture
def escalated(tmp_path: Path) -> Studio:
    """Two shots, the first out of rounds."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.judge.marks = {(ONE, n): 6.0 for n in range(1, 30)}
    assert studio.shoot().escalated == [ONE]
    return studio


def test_rounds_restart_and_takes_stay(escalated: Studio) -> None:
    """The rewritten shot would have no takes left, or overwrite the ones it has."""
    before = escalated.episode.storyboard()
    board = rewrite(escalated, ONE)
    state = escalated.episode.states().of(ONE)
    assert (state.rounds_used, state.next_version, state.director_rewrites) == (0, 4, 1)
    assert escalated.episode.escalation().shots == []
    assert board.shot(ONE) != before.shot(ONE)
    assert board.shot(TWO) == before.shot(TWO)
    assert escalated.episode.storyboard() == board
    escalated.judge.marks = {}
    report = escalated.shoot([shot.id for shot in board.shots])
    assert ONE in report.won
    assert TWO in report.kept
    assert escalated.renderer.takes()[4] == (ONE, 4)


def test_the_director_is_asked_a_bounded_number_of_times(escalated: Studio) -> None:
    """A shot that cannot work would be rewritten and paid for without end."""
    for _ in range(2):
        rewrite(escalated, ONE)
        escalated.shoot([ONE])
        assert escalated.episode.escalation().shots == [ONE]
    shots = len(escalated.renderer.asked)
    with pytest.raises(EscalationExhausted) as caught:
        rewrite(escalated, ONE)
    assert "spark-video accept hf 001 --shot S01-001 --take N" in str(caught.value)
    assert caught.value.exit_code == 4
    assert len(escalated.renderer.asked) == shots
    signed = {gate: GateView(signed="approved") for gate in ("script", "storyboard", "render", "final")}
    moment = Snapshot.model_validate(
        {"episode": "hf/001", "stages": {}, "gates": signed, "shots": view_shots(look(escalated))}
    )
    step = next_step(moment)
    assert (step.state, step.shots) == ("escalated", [ONE])


def test_an_unknown_shot_changes_nothing(escalated: Studio) -> None:
    """A typing error in the launchpad would rewrite other shots or clear their escalation."""
    with pytest.raises(NotFound):
        rewrite(escalated, "S09-001")
    assert escalated.episode.escalation().shots == [ONE]
    assert escalated.episode.fragment_numbers() == []


class Splitter(OfflineDirector):
    """A director who answers with the shots that a test gives."""

    def __init__(self, *shots: Shot) -> None:
        self.shots = shots

    def rewrite(self, shots: Sequence[Shot], *told: object, **more: object) -> list[Shot]:
        return list(self.shots)


def rewrite_by(studio: Studio, director: OfflineDirector, *shots: str) -> Storyboard:
    return rewrite_escalated(look(studio), replace(hire(), director=director), list(shots))


def test_a_split_shot_brings_no_new_rewrites(escalated: Studio) -> None:
    """A shot that is split again and again would be rewritten and paid for without end."""
    board = rewrite_by(escalated, Splitter(shot_of(1), shot_of(3)), ONE)
    assert [shot.id for shot in board.shots] == [ONE, "S01-003", TWO]
    states = escalated.episode.states()
    assert (states.of(ONE).director_rewrites, states.of("S01-003").director_rewrites) == (1, 1)
    assert states.of(TWO).director_rewrites == 0


class Killed(BaseException):
    """The end of a process."""


class Nobody(OfflineDirector):
    """A director who must not be asked."""

    def rewrite(self, shots: Sequence[Shot], *told: object, **more: object) -> list[Shot]:
        raise AssertionError("asked once more")


@pytest.mark.parametrize("point", ["fragment", "storyboard", "rounds", "escalation", "end"])
def test_a_rewrite_that_was_killed_is_finished_without_asking_again(
    escalated: Studio, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """The director would be asked, and paid, once more; a split shot would be put into its scene twice."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    before = {"storyboard": (rewriting, "_compiled"), "fragment": (rewriting, "_put_into_fragments")}
    of_episode = {"rounds": "changing_states", "escalation": "save_escalation"}
    with monkeypatch.context() as killed:
        if point == "end":
            killed.setattr(
                Path, "unlink", lambda path, **_: die() if path.name == "director-rewrite.json" else None
            )
        else:
            killed.setattr(*before.get(point, (Episode, of_episode.get(point))), die)
        with pytest.raises(Killed):
            rewrite_by(escalated, Splitter(shot_of(1, prompt="She waits."), shot_of(3)), ONE)
    step = next_step(take_snapshot(look(escalated)))
    assert (step.name, step.shots) == ("director_rewrite", [ONE])
    board = rewrite_by(escalated, Nobody(), *step.shots)
    assert [shot.id for shot in board.shots] == [ONE, "S01-003", TWO]
    assert escalated.episode.storyboard() == board
    assert escalated.episode.fragment(1).shots == board.shots
    states = escalated.episode.states()
    state = states.of(ONE)
    assert (state.rounds_used, state.director_rewrites, state.needs_director_rewrite) == (0, 1, False)
    assert states.of("S01-003").director_rewrites == 1
    assert escalated.episode.escalation().shots == []
    assert next_step(take_snapshot(look(escalated))).name != "director_rewrite"


def test_a_rewrite_that_breaks_a_rule_is_not_written(escalated: Studio) -> None:
    """A director's mistake would stand in the storyboard, and its takes be paid for."""
    before = escalated.episode.storyboard()
    with pytest.raises(InvalidDocument, match="used by more than one shot"):
        rewrite_by(escalated, Splitter(shot_of(1), shot_of(2)), ONE)
    assert escalated.episode.storyboard() == before
    assert escalated.episode.fragment_numbers() == []
    assert escalated.episode.escalation().shots == [ONE]
