"""The take loop on a real episode folder, with scripted renders and marks: nothing is paid twice, nothing is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import cv2
import pytest
from scripted_studio import Studio, last_gray, shot_of, studio_of

from resources.atomic import write_json
from resources.errors import BudgetStop, NotFound, ProviderError, SparkVideoError
from resources.failures import Policy
from resources.video.base import RenderRequest
from spark_video_assets.crew.shooting.second_look import ask_again
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.snapshot import view_shots
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.takes import ShotState

ONE, TWO, THREE = "S01-001", "S01-002", "S01-003"


def no_judge() -> ProviderError:
    return ProviderError("the judge does not answer", failure=Policy.TRANSIENT)


def state(studio: Studio, shot: str = ONE) -> ShotState:
    return studio.episode.states().of(shot)


def frame_gray(path: Path) -> int:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    assert int(picture.max()) - int(picture.min()) <= 2
    return round(float(picture.mean()))


def edit_board(studio: Studio, shot: str, **changes: object) -> None:
    """What an editor does by hand to one shot."""
    board = studio.episode.storyboard()
    shots = [s.model_copy(update=changes) if s.id == shot else s for s in board.shots]
    studio.episode.save(board.model_copy(update={"shots": shots}), studio.episode.folder.storyboard)


def test_an_accepted_first_take_wins(tmp_path: Path) -> None:
    """A good clip would be rendered again, or win without clip, frame, review and cost on record."""
    studio = studio_of(tmp_path, shot_of(1))
    report = studio.shoot()
    assert report.won == [ONE]
    shot, folder = state(studio), studio.episode.folder
    take = shot.winner
    assert take is not None
    assert (shot.winner_version, shot.accepted_by, take.round, take.cost) == (1, "review", 1, 1.5)
    assert take.clip_digest == folder.digest(folder.winner_clip(ONE)) == folder.digest(folder.clip(ONE, 1))
    assert folder.review(ONE, 1).is_file()
    assert (take.job_id, take.elapsed_s) == ("job-1", 1.0)
    assert studio.told(ONE) == ["rendering", "rendered", "reviewed", "won"]


def test_a_rejected_take_is_rewritten_from_its_critique(tmp_path: Path) -> None:
    """The same prompt would be paid for again, or the doctor would start from a prompt nobody rendered."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.judge.marks = {(ONE, 1): 6.0, (ONE, 2): 6.5}
    studio.shoot()
    base = "Ada turns the lamp, 1."
    assert [r.prompt for r in studio.renderer.asked] == [
        base,
        f"{base} [wrong in take 1]",
        f"{base} [wrong in take 1] [wrong in take 2]",
    ]
    assert (state(studio).winner_version, state(studio).rounds_used) == (3, 2)
    assert [t.round for t in state(studio).attempts] == [1, 2, 3]
    assert studio.episode.storyboard().shots[0].prompt == base


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


def test_three_rejects_promote_the_best_and_ask_the_director(tmp_path: Path) -> None:
    """A shot would be rendered for ever, or the director never learn of it."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.judge.marks = {(ONE, 1): 6.0, (ONE, 2): 6.8, (ONE, 3): 6.1}
    report = studio.shoot()
    shot, folder = state(studio), studio.episode.folder
    assert (report.escalated, report.won) == ([ONE], [TWO])
    assert (shot.winner_version, shot.accepted_by, shot.needs_director_rewrite) == (2, "best-of-n", True)
    assert folder.digest(folder.winner_clip(ONE)) == folder.digest(folder.clip(ONE, 2))
    waiting = studio.episode.escalation()
    assert waiting.shots == [ONE]
    assert (waiting.details[0].best_version, waiting.details[0].best_score) == (2, 6.8)
    assert "wrong in take 3" in folder.escalation(ONE).read_text(encoding="utf-8")
    again = studio.shoot()
    assert len(studio.renderer.asked) == 4
    assert again.kept == [ONE, TWO]


def test_a_judge_that_cannot_run_burns_no_round_and_is_asked_again(tmp_path: Path) -> None:
    """An outage of the judge would use up takes, or a finished clip would be rendered (and paid) again."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.judge.marks = {(ONE, 1): no_judge()}
    report = studio.shoot()
    assert report.unjudged == [ONE]
    assert len(studio.judge.asked) == 2
    assert (state(studio).rounds_used, state(studio).winner) == (0, None)
    studio.judge.marks = {}
    assert studio.shoot().won == [ONE]
    assert studio.renderer.takes() == [(ONE, 1)]
    assert [t.version for t in state(studio).attempts] == [1]


def test_nothing_is_chained_to_a_take_that_nobody_judged(tmp_path: Path) -> None:
    """The next shot would be paid for without its first frame, and be stale as soon as the judge is back."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2, chained=True, kind="t2v"), shot_of(3))
    studio.judge.marks = {(ONE, 1): no_judge()}
    report = studio.shoot()
    assert (report.unjudged, report.not_reached, report.won) == ([ONE], [TWO], [THREE])
    assert studio.renderer.takes() == [(ONE, 1), (THREE, 1)]


def test_a_hard_failure_stops_its_chain_only(tmp_path: Path) -> None:
    """One refused prompt would cost the whole shooting day, or its successors be shot on nothing."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2, chained=True), shot_of(3, chained=True), shot_of(4))
    studio.renderer.refusals = {(TWO, 1): ProviderError("refused", failure=Policy.PERMANENT)}
    report = studio.shoot()
    assert (sorted(report.won), list(report.failed), report.not_reached) == ([ONE, "S01-004"], [TWO], [THREE])
    failed = state(studio, TWO).attempts[0]
    assert (failed.status, failed.error, state(studio, TWO).rounds_used) == ("FAILED", "refused", 0)
    studio.renderer.refusals = {}
    second = studio.shoot()
    assert (second.kept, second.won) == ([ONE, "S01-004"], [TWO, THREE])
    assert state(studio, TWO).winner_version == 2


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


def test_a_chained_shot_starts_on_the_very_last_frame_of_the_winner(tmp_path: Path) -> None:
    """The cut would jump: the origin took a frame a second early, or of a take that did not win (weakness 3)."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2, chained=True))
    studio.judge.marks = {(ONE, 1): 6.0}
    studio.shoot()
    assert state(studio).winner_version == 2
    (first,) = studio.renderer.asked[2].media
    assert (first.role, first.name) == ("first_frame", "predecessor")
    assert abs(frame_gray(first.path) - last_gray(ONE, 2)) <= 2
    review = studio.judge.asked[-1]
    assert review.previous_last_frame == first.path


def test_a_new_winner_upstream_makes_the_chained_successor_stale(tmp_path: Path) -> None:
    """The film would keep a shot that starts on a frame nobody sees any more (weakness 9)."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2, chained=True), shot_of(3))
    studio.shoot()
    ask_again(studio.episode, [ONE], note="", forget_rewrites=False)
    studio.shoot([ONE])
    views = {v.id: v for v in view_shots(Sources(studio.episode, Settings(provider="animatic")))}
    assert [v.id for v in views.values() if v.stale] == [TWO]
    report = studio.shoot()
    assert (report.won, report.kept) == ([TWO], [ONE, THREE])
    assert state(studio, TWO).winner_version == 2
    assert abs(frame_gray(studio.renderer.asked[-1].media[0].path) - last_gray(ONE, 2)) <= 2


def test_a_rerun_shoots_only_what_is_missing_or_asked_anew(tmp_path: Path) -> None:
    """A second `produce` would shoot (and pay) everything again, or keep a winner of the old prompt."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2), shot_of(3))
    studio.shoot([ONE])
    assert studio.shoot().kept == [ONE]
    assert studio.renderer.takes() == [(ONE, 1), (TWO, 1), (THREE, 1)]
    edit_board(studio, TWO, prompt="Ada laughs.")
    report = studio.shoot()
    assert (report.won, report.kept) == ([TWO], [ONE, THREE])
    assert studio.renderer.asked[-1].prompt == "Ada laughs."
    assert studio.renderer.takes()[-1] == (TWO, 2)


def test_rejects_of_an_older_prompt_do_not_count(tmp_path: Path) -> None:
    """A shot edited by hand would be out of rounds before its first take."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.judge.usual = 6.0
    studio.shoot()
    edit_board(studio, ONE, prompt="Ada laughs.")
    studio.judge.usual = 9.0
    views = view_shots(Sources(studio.episode, Settings(provider="animatic")))
    assert [(v.stale, v.escalated) for v in views] == [(True, False)]
    assert studio.shoot().won == [ONE]
    assert [t.version for t in state(studio).attempts] == [1, 2, 3, 4]
    assert state(studio).accepted_by == "review"
    assert studio.episode.escalation().shots == []


def test_two_candidates_are_shot_and_the_better_one_wins(tmp_path: Path) -> None:
    """`candidates` would be a dead field, as in the origin (weakness 6)."""
    studio = studio_of(tmp_path, shot_of(1, candidates=2))
    studio.judge.marks = {(ONE, 1): 8.0, (ONE, 2): 9.5}
    studio.shoot()
    assert state(studio).winner_version == 2
    assert len({r.prompt for r in studio.renderer.asked}) == 1
    worse = studio_of(tmp_path / "b", shot_of(1, candidates=2))
    worse.judge.marks = {(ONE, 1): 8.0, (ONE, 2): 6.0}
    worse.shoot()
    assert state(worse).winner_version == 1
    assert worse.renderer.takes() == [(ONE, 1), (ONE, 2)]


def test_take_numbers_go_on_after_a_reset(tmp_path: Path) -> None:
    """A reshoot would overwrite the clip of an earlier take (weakness 5)."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.judge.usual = 6.0
    studio.shoot()
    before = {t.version: t.clip_digest for t in state(studio).attempts}
    ask_again(studio.episode, [ONE], note="show her hands", forget_rewrites=True)
    studio.judge.usual = 9.0
    assert studio.shoot().won == [ONE]
    assert studio.renderer.takes()[-1] == (ONE, 4)
    assert studio.renderer.asked[-1].prompt.endswith("[show her hands]")
    folder = studio.episode.folder
    assert {n: folder.digest(folder.clip(ONE, n)) for n in before} == before
    assert (state(studio).attempts[-1].round, state(studio).note) == (1, None)


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


def test_a_budget_stop_starts_nothing_more_and_keeps_what_is_finished(tmp_path: Path) -> None:
    """Over the cap, other chain groups would go on spending; or their finished takes be lost."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2, chained=True), shot_of(3), shot_of(4))
    studio.max_groups = 1
    studio.renderer.refusals = {(TWO, 1): BudgetStop("over the cap")}
    with pytest.raises(BudgetStop):
        studio.shoot()
    assert studio.renderer.takes() == [(ONE, 1), (TWO, 1)]
    assert state(studio).winner_version == 1
    assert state(studio, TWO).attempts == []


def test_chain_groups_run_side_by_side_up_to_the_cap(tmp_path: Path) -> None:
    """A provider's concurrency limit would be exceeded, or everything run one after the other."""
    studio = studio_of(tmp_path, *(shot_of(n) for n in range(1, 7)))
    studio.max_groups = 2
    studio.shoot()
    assert studio.renderer.most_running == 2


def test_shots_of_one_group_never_run_together(tmp_path: Path) -> None:
    """A successor would start before its predecessor's last frame exists."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2, chained=True), shot_of(3, chained=True))
    studio.shoot()
    assert studio.renderer.most_running == 1
    assert studio.renderer.takes() == [(ONE, 1), (TWO, 1), (THREE, 1)]


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


def test_a_chained_shot_without_its_predecessor_fails_in_words(tmp_path: Path) -> None:
    """A single shot picked in the web UI would be rendered on nothing instead of naming what to do first."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2, chained=True))
    report = studio.shoot([TWO])
    error = report.failed[TWO]
    assert isinstance(error, NotFound)
    assert "spark-video produce hf 001" in str(error)
    assert studio.renderer.asked == []


def test_a_single_shot_uses_its_predecessors_winner_from_disk(tmp_path: Path) -> None:
    """A selection with gaps in the web UI would break the chain."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2, chained=True))
    studio.shoot([ONE])
    studio.episode.folder.frame(ONE, 1, "last").unlink()
    assert studio.shoot([TWO]).won == [TWO]
    assert abs(frame_gray(studio.renderer.asked[-1].media[0].path) - last_gray(ONE, 1)) <= 2


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


def test_a_defect_in_one_group_is_not_swallowed(tmp_path: Path) -> None:
    """A bug of ours would look like a shot that failed."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.renderer.refusals = {(ONE, 1): RuntimeError("defect")}
    with pytest.raises(RuntimeError):
        studio.shoot()


def test_the_request_is_the_same_whoever_asks(tmp_path: Path) -> None:
    """A rerun after a crash would ask for another job than the one that is paid already."""
    asked = []
    for name in ("a", "b"):
        studio = studio_of(tmp_path / name, shot_of(1))
        studio.shoot()
        asked.append(studio.renderer.asked[0])
    assert asked[0] == asked[1]


def test_failures_of_documents_stop_before_anything_is_rendered(tmp_path: Path) -> None:
    """A storyboard that cannot be read would be half shot."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.episode.folder.storyboard.write_text("{", encoding="utf-8")
    with pytest.raises(SparkVideoError):
        studio.unit()
    assert studio.renderer.asked == []


def refused(words: str = "inappropriate content") -> ProviderError:
    return ProviderError(words, failure=Policy.MODERATION)


def test_refused_content_goes_to_the_doctor_not_to_a_blind_retry(tmp_path: Path) -> None:
    """The same refused words would be sent again and again, or a harmless shot would wait for a person."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.renderer.refusals = {(ONE, 1): refused()}
    assert studio.shoot().won == [ONE]
    prompts = [request.prompt for request in studio.renderer.asked]
    assert len(set(prompts)) == 2
    assert "inappropriate content" in prompts[1]
    shot = state(studio)
    assert [(t.version, t.status, t.failure) for t in shot.attempts] == [
        (1, "FAILED", "moderation"),
        (2, "SUCCEEDED", None),
    ]
    assert shot.rounds_used == 0


def test_content_refused_in_every_wording_waits_for_a_person(tmp_path: Path) -> None:
    """A shot that moderation will never let pass would be worded anew for ever, at every run."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.renderer.refusals = {(ONE, take): refused() for take in range(1, 9)}
    report = studio.shoot()
    assert report.won == [TWO]
    assert "change the shot's prompt" in str(report.failed[ONE])
    asked = len(studio.renderer.asked)
    assert asked == 4
    assert ONE in studio.shoot().failed
    assert len(studio.renderer.asked) == asked
    edit_board(studio, ONE, prompt="Something else entirely.")
    studio.renderer.refusals = {}
    assert studio.shoot().won == [ONE]


@pytest.mark.parametrize("policy", [Policy.AUTH, Policy.QUOTA, Policy.ARREARS])
def test_a_refused_account_stops_the_episode_with_one_message(tmp_path: Path, policy: Policy) -> None:
    """Forty shots would fail one by one with the same message, each after its own round of tries."""
    studio = studio_of(tmp_path, *(shot_of(number) for number in range(1, 9)))
    studio.max_groups = 2
    said_no = ProviderError("this account may not", failure=policy)
    studio.renderer.refusals = {(f"S01-{n:03d}", 1): said_no for n in range(1, 9)}
    with pytest.raises(ProviderError, match="may not"):
        studio.shoot()
    assert len(studio.renderer.asked) <= 2
    assert state(studio).attempts == []
    studio.renderer.refusals = {}
    assert len(studio.shoot().won) == 8
    assert {take for _, take in studio.renderer.takes()} == {1}


@pytest.mark.parametrize("error", [BudgetStop("over the cap"), ProviderError("no key", failure=Policy.AUTH)])
def test_a_judge_that_may_not_be_paid_stops_the_episode_and_loses_no_take(
    tmp_path: Path, error: SparkVideoError
) -> None:
    """Every shot would end unjudged with its clip paid for, and each judge be asked twice beyond the cap."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.max_groups = 1
    studio.judge.marks = {(ONE, 1): error}
    with pytest.raises(type(error)):
        studio.shoot()
    assert len(studio.judge.asked) == 1
    studio.judge.marks = {}
    assert sorted(studio.shoot().won) == [ONE, TWO]
    assert {take for _, take in studio.renderer.takes()} == {1}
