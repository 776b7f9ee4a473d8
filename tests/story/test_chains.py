"""Chain groups."""

from __future__ import annotations

from spark_video_assets.story.chains import chain_groups, predecessor
from spark_video_assets.story.storyboard import Shot, Storyboard


def _board(*flags: bool) -> Storyboard:
    shots = [
        Shot(id=f"S01-{n:03d}", scene="S01", prompt="x", use_prev_last_frame_as_first=flag)
        for n, flag in enumerate(flags, start=1)
    ]
    return Storyboard(title="t", shots=shots)


def test_groups_and_neighbours():
    """A group cut at the wrong place starts a shot on the wrong picture, or renders it before its predecessor."""
    board = _board(True, True, False, False, True)
    assert chain_groups(board) == [["S01-001", "S01-002"], ["S01-003"], ["S01-004", "S01-005"]]
    assert [predecessor(board, shot.id) for shot in board.shots] == [None, "S01-001", None, None, "S01-004"]


def test_an_empty_storyboard_has_no_groups():
    """Weakness 8: graph crashed without shots."""
    assert chain_groups(_board()) == []
