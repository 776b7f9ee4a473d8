"""Kills, Ctrl-C, lost files and older programs between two runs: no take is paid twice, none is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from scripted_studio import Studio, shot_of, studio_of
from shooting_day import ONE, TWO, state

from resources.atomic import write_json
from resources.errors import ProviderError
from resources.failures import Policy
from resources.video.base import RenderRequest
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.snapshot import view_shots
from spark_video_assets.episode.sources import Sources


def test_an_interrupted_take_is_asked_for_again_in_the_same_words(tmp_path: Path) -> None:
    """A doctor with a model words a prompt differently each time: the rerun would be another job, and paid again."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.judge.marks = {(ONE, 1): 6.0}
    studio.renderer.refusals = {(ONE, 2): ProviderError("the line broke", failure=Policy.AMBIGUOUS)}
    studio.shoot()
    studio.renderer.refusals = {}
    studio.doctor.mood = "in a better mood"
    studio.shoot()
    first, second = (r for r in studio.renderer.asked if r.take == 2)
    assert first == second
    assert state(studio).winner_version == 2


def test_a_lost_state_file_costs_no_clip(tmp_path: Path) -> None:
    """Numbering would start again at one, and the first new take overwrite a paid one."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.shoot()
    folder = studio.episode.folder
    before = folder.clip(ONE, 1).read_bytes()
    folder.shots_state.unlink()
    assert studio.shoot().won == [ONE]
    assert folder.clip(ONE, 1).read_bytes() == before
    assert state(studio).winner_version == 2


@pytest.mark.parametrize("policy", [Policy.AMBIGUOUS, Policy.TRANSIENT, Policy.LOST])
def test_a_job_that_may_still_come_back_keeps_its_take_number(tmp_path: Path, policy: Policy) -> None:
    """The next run would ask under another number, which the ledger takes for another job: paid twice."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.renderer.refusals = {(ONE, 1): ProviderError("no answer", failure=policy)}
    assert list(studio.shoot().failed) == [ONE]
    assert state(studio).attempts == []
    studio.renderer.refusals = {}
    studio.shoot()
    assert studio.renderer.takes() == [(ONE, 1), (ONE, 1)]
    first, second = studio.renderer.asked
    assert first == second


def test_a_winner_whose_clip_is_gone_is_shot_again(tmp_path: Path) -> None:
    """A deleted clip would be reported as won for ever, and `produce` go round in circles."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.shoot()
    studio.episode.folder.clip(ONE, 1).unlink()
    assert studio.shoot().won == [ONE]
    assert state(studio).winner_version == 2
    assert studio.episode.folder.clip(ONE, 2).is_file()


def killed_before_settling(studio: Studio, shot: str = ONE) -> None:
    """The state as a kill leaves it between recording the last take and choosing the winner."""
    with studio.episode.changing_states() as states:
        gone = {"winner_version": None, "winner_path": None, "winner_digest": None, "accepted_by": None}
        states.shots[shot] = states.of(shot).model_copy(update={**gone, "needs_director_rewrite": False})
    studio.episode.folder.winner_clip(shot).unlink()
    studio.episode.folder.needs_director_rewrite.unlink(missing_ok=True)


def test_a_run_killed_before_choosing_renders_nothing_again(tmp_path: Path) -> None:
    """A kill between review and choice would pay for a take that has been accepted already."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.judge.marks = {(TWO, n): 6.0 for n in (1, 2, 3)}
    studio.shoot()
    whole = studio.episode.states()
    for shot in (ONE, TWO):
        killed_before_settling(studio, shot)
    report = studio.shoot()
    assert (report.won, report.escalated) == ([ONE], [TWO])
    assert studio.episode.states() == whole
    assert len(studio.renderer.asked) == 4
    assert studio.episode.escalation().shots == [TWO]


def test_an_unfinished_escalation_is_still_the_directors(tmp_path: Path) -> None:
    """A kill while the escalation was written would let a rejected take pass as an ordinary winner."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.judge.usual = 6.0
    studio.shoot()
    studio.episode.folder.needs_director_rewrite.unlink()
    views = view_shots(Sources(studio.episode, Settings(provider="animatic")))
    assert [(v.winner, v.escalated) for v in views] == [(3, True)]


def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    """Interrupting a run would lose finished takes, or leave a state file that does not open."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.max_groups = 1
    reached = asyncio.Event()

    def hold(request: RenderRequest) -> asyncio.Event | None:
        if request.shot_id != TWO:
            return None
        reached.set()
        return asyncio.Event()

    async def interrupted() -> None:
        run = asyncio.create_task(studio.unit().shoot([ONE, TWO]))
        await reached.wait()
        run.cancel()
        await run

    studio.renderer.hold = hold
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(interrupted())
    assert (state(studio).winner_version, state(studio, TWO).attempts) == (1, [])
    studio.renderer.hold = lambda request: None
    assert studio.shoot().won == [TWO]
    assert studio.renderer.takes() == [(ONE, 1), (TWO, 1), (TWO, 1)]


def test_a_winner_of_an_older_program_is_kept(tmp_path: Path) -> None:
    """Opening an existing episode would shoot its paid takes again."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.shoot([ONE])
    old = {
        ONE: {
            "shot_id": ONE,
            "winner_version": 1,
            "winner_path": f"clips/{ONE}.mp4",
            "attempts": [{"version": 1, "status": "SUCCEEDED", "video_path": f"clips/{ONE}-ver1.mp4"}],
        }
    }
    write_json(studio.episode.folder.shots_state, old)
    report = studio.shoot()
    assert (report.kept, report.won) == ([ONE], [TWO])
    assert state(studio).winner_version == 1


def test_the_request_is_the_same_whoever_asks(tmp_path: Path) -> None:
    """A rerun after a crash would ask for another job than the one that is paid already."""
    asked = []
    for name in ("a", "b"):
        studio = studio_of(tmp_path / name, shot_of(1))
        studio.shoot()
        asked.append(studio.renderer.asked[0])
    assert asked[0] == asked[1]
