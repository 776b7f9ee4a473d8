"""A person overrules the reviews: accept and what a reshoot asks for, on takes that are really on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spark_video_assets.cli.options import open_episode
from spark_video_assets.crew.shooting.second_look import ask_again
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.escalation import EscalationDetail
from spark_video_assets.story.reviewing import Review
from spark_video_assets.story.takes import ShotState, Take

BOARD = {
    "title": "Two Cooks",
    "scenes": [{"id": "S01", "name": "Kitchen", "description": "A kitchen at night."}],
    "shots": [{"id": "S01-001", "scene": "S01", "duration": 4, "prompt": "A stove.", "kind": "t2v"}],
}


@pytest.fixture
def episode(projects: Path, tmp_path: Path, run) -> Episode:
    """An episode whose only shot has two rejected takes and waits for the director; take 3 failed."""
    (tmp_path / "board.json").write_text(json.dumps(BOARD), encoding="utf-8")
    assert run("new", "hf", "001", "--score", str(tmp_path / "board.json")).exit_code == 0
    found = open_episode("hf", "001")
    takes = [_take(found, version) for version in (1, 2)]
    failed = Take(version=3, status="FAILED", error="the provider said no")
    with found.changing_states() as states:
        states.shots["S01-001"] = ShotState(
            shot_id="S01-001", attempts=[*takes, failed], needs_director_rewrite=True, director_rewrites=2
        )
    detail = EscalationDetail(shot_id="S01-001", escalation_report="reviews/escalation-S01-001.md")
    found.save_escalation(found.escalation().with_shot(detail))
    return found


def _take(episode: Episode, version: int) -> Take:
    clip = episode.folder.clip("S01-001", version)
    clip.write_bytes(b"take %d" % version)
    review = Review(shot_id="S01-001", version=version, verdict="REJECT", score=6.0)
    return Take(version=version, status="SUCCEEDED", video_path=episode.folder.relative(clip), review=review)


def test_a_person_may_accept_a_rejected_take(episode: Episode, run) -> None:
    """Guards against an escalation that nobody can end."""
    result = run("accept", "hf", "001", "--shot", "S01-001", "--take", "1")
    assert result.exit_code == 0, result.stderr
    state = episode.states().of("S01-001")
    assert (state.winner_version, state.accepted_by, state.needs_director_rewrite) == (1, "mia", False)
    assert episode.folder.winner_clip("S01-001").read_bytes() == b"take 1"
    assert episode.escalation().shots == []


@pytest.mark.parametrize(("take", "told"), [("7", "1, 2, 3"), ("3", "the provider said no"), ("0", "--take")])
def test_a_take_that_cannot_win_is_refused(episode: Episode, run, take: str, told: str) -> None:
    """Guards against a winner without a clip."""
    result = run("accept", "hf", "001", "--shot", "S01-001", "--take", take)
    assert result.exit_code == 2
    assert told in result.stderr
    assert episode.states().of("S01-001").winner is None


def test_a_reshoot_keeps_every_take_and_never_reuses_a_number(episode: Episode) -> None:
    """Guards against paid takes that are lost or overwritten because a person wanted another one."""
    ask_again(episode, ["S01-001"], note="wider", forget_rewrites=False)
    state = episode.states().of("S01-001")
    assert [take.version for take in state.attempts] == [1, 2, 3]
    assert (state.winner, state.round_start, state.next_version, state.rounds_used) == (None, 4, 4, 0)
    assert (state.note, state.director_rewrites) == ("wider", 2)
    assert episode.escalation().shots == []
    ask_again(episode, ["S01-001"], note="", forget_rewrites=True)
    assert episode.states().of("S01-001").director_rewrites == 0


def test_a_reshoot_before_the_storyboard_is_signed_changes_nothing(episode: Episode, run) -> None:
    """Guards against money spent on a plan that nobody approved."""
    before = episode.folder.shots_state.read_bytes()
    result = run("reshoot", "hf", "001", "--shot", "S01-001")
    assert result.exit_code == 3
    assert "spark-video approve hf 001 storyboard" in result.stderr
    assert episode.folder.shots_state.read_bytes() == before
