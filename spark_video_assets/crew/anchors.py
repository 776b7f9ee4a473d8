"""Anchor frames of shots: drawn where a shot describes its first or last frame, a user's own kept. Drawing: `resources`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from resources.video.base import frame_size
from spark_video_assets.crew.call_sheet import CallSheets
from spark_video_assets.episode.library import made_by, made_from, record_made
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.storyboard import Shot

MAKER = "animatic"


def fill_anchors(sheets: CallSheets, shots: list[str]) -> dict[str, list[Path]]:
    """Draw missing anchor frames of these shots, and those whose shot has changed since.

    Returns:
        The anchor frames of each shot that asks for any.

    Raises:
        StorageError: the frames folder cannot be written.
        MediaError: a user's own picture cannot be read.
    """
    frames: dict[str, list[Path]] = {}
    for shot_id in shots:
        shot = sheets.board.shot(shot_id)
        if shot is None:
            continue
        wanted: list[tuple[Literal["start", "end"], str | None]] = [
            ("start", shot.start_composition),
            ("end", shot.end_composition),
        ]
        made = [_filled(sheets, shot, end, words) for end, words in wanted if words]
        if made:
            frames[shot_id] = made
    return frames


def _filled(sheets: CallSheets, shot: Shot, end: Literal["start", "end"], words: str) -> Path:
    path = sheets.references.episode.folder.anchor_frame(shot.id, end)
    staging = sheets.staging(shot, f"{shot.prompt} {words}")
    size = frame_size(sheets.board.ratio, sheets.board.resolution)
    asked = digest_of([staging.model_dump(mode="json"), words, list(size)])
    if path.is_file() and (made_by(path) is None or made_from(path) == asked):
        return path
    # The drawing engine is heavy to load, and few shots ask for anchors.
    from resources.video.animatic.anchor import draw_anchor

    path.parent.mkdir(parents=True, exist_ok=True)
    draw_anchor(staging, words, size, path)
    record_made(path, by=MAKER, card=asked)
    return path
