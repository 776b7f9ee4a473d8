"""The critiques of an episode on disk: one file a round, and which one is about the plan that stands. Who judges: the crew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.critique import Critique
from spark_video_assets.story.storyboard import Storyboard

POST_MORTEM = 0
"""Round number of the critique after the final cut."""


def critiques(episode: Episode) -> list[Critique]:
    """All rounds before gate 2, in order.

    Raises:
        InvalidDocument: One of them was edited into something else.
    """
    return [episode.load(Critique, path) for path in _files(episode)]


def standing_critique(episode: Episode, board: Storyboard | None) -> Path:
    """Where the critique of this plan lies; where there is none, the place of the first round."""
    if board is not None:
        digest = board.content_digest()
        for path in reversed(_files(episode)):
            # Read as text: a file that was edited into something else is told by whoever loads it.
            if f'"{digest}"' in path.read_text(encoding="utf-8", errors="replace"):
                return path
    return episode.folder.critique(1)


def save_rounds(episode: Episode, rounds: Sequence[Critique]) -> None:
    """The rounds of a plan that was boarded anew; those of the plan before it go."""
    for path in _files(episode):
        path.unlink()
    for critique in rounds:
        episode.save(critique, episode.folder.critique(critique.round))


def _files(episode: Episode) -> list[Path]:
    """Files of the rounds from 1, in order."""
    numbered = {}
    for path in episode.folder.reviews.glob("critique-round-*.json"):
        number = path.stem.rpartition("-")[2]
        if number.isdecimal() and int(number) > POST_MORTEM:
            numbered[int(number)] = path
    return [path for _, path in sorted(numbered.items())]
