"""What tests of the camera unit look up and change by hand in a scripted studio's episode."""

from __future__ import annotations

from scripted_studio import Studio

from resources.errors import ProviderError
from resources.failures import Policy
from spark_video_assets.story.takes import ShotState

ONE, TWO, THREE = "S01-001", "S01-002", "S01-003"


def no_judge() -> ProviderError:
    return ProviderError("the judge does not answer", failure=Policy.TRANSIENT)


def state(studio: Studio, shot: str = ONE) -> ShotState:
    return studio.episode.states().of(shot)


def edit_board(studio: Studio, shot: str, **changes: object) -> None:
    """What an editor does by hand to one shot."""
    board = studio.episode.storyboard()
    shots = [s.model_copy(update=changes) if s.id == shot else s for s in board.shots]
    studio.episode.save(board.model_copy(update={"shots": shots}), studio.episode.folder.storyboard)
