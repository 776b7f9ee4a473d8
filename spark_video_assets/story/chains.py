"""Chain groups: which shots continue each other's last frame, and so must be shot in sequence. Running them is elsewhere."""

from __future__ import annotations

import itertools

from spark_video_assets.story.storyboard import Shot, Storyboard


def chain_groups(board: Storyboard) -> list[list[str]]:
    """Shot ids by chain group, in storyboard order.

    A group starts at the first shot and wherever the chain flag is off. Groups do not depend on each other; inside a
    group each shot needs the last frame of the one before.
    """
    groups: list[list[str]] = []
    for index, shot in enumerate(board.shots):
        if index == 0 or not shot.use_prev_last_frame_as_first:
            groups.append([])
        groups[-1].append(shot.id)
    return groups


def chained_pairs(board: Storyboard) -> list[tuple[Shot, Shot]]:
    """(predecessor, successor) of every chained shot, in storyboard order."""
    pairs = itertools.pairwise(board.shots)
    return [(before, shot) for before, shot in pairs if shot.use_prev_last_frame_as_first]


def predecessor(board: Storyboard, shot_id: str) -> str | None:
    """Id of the shot whose last frame this one starts on; None for a group's first shot and for an unknown id."""
    return next((before.id for before, shot in chained_pairs(board) if shot.id == shot_id), None)
