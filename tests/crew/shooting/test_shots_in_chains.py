"""Shots that continue each other: what they start on, what becomes of them when one fails or changes, who runs beside whom."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from scripted_studio import last_gray, shot_of, studio_of
from shooting_day import ONE, THREE, TWO, no_judge, state

from resources.errors import NotFound, ProviderError
from resources.failures import Policy
from spark_video_assets.crew.shooting.second_look import ask_again
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.snapshot import view_shots
from spark_video_assets.episode.sources import Sources


def frame_gray(path: Path) -> int:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    assert int(picture.max()) - int(picture.min()) <= 2
    return round(float(picture.mean()))


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


def test_a_defect_in_one_group_is_not_swallowed(tmp_path: Path) -> None:
    """A bug of ours would look like a shot that failed."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.renderer.refusals = {(ONE, 1): RuntimeError("defect")}
    with pytest.raises(RuntimeError):
        studio.shoot()
