"""The take loop on a real episode folder, with scripted renders and marks: which takes are made, and which one wins."""

from __future__ import annotations

from pathlib import Path

from scripted_studio import shot_of, studio_of
from shooting_day import ONE, THREE, TWO, edit_board, state

from spark_video_assets.crew.shooting.second_look import ask_again
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.snapshot import view_shots
from spark_video_assets.episode.sources import Sources


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
