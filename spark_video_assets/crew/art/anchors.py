"""Anchor frames of shots: drawn where a shot describes its first or last frame, a user's own kept. Drawing: `resources`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from resources.video.base import frame_size
from spark_video_assets.crew.art.painting import MAKER, MOST_LIKENESSES, Painter, is_good_enough
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.episode.library import record_made
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.storyboard import Shot


def fill_anchors(sheets: CallSheets, shots: list[str], painter: Painter | None) -> dict[str, list[Path]]:
    """Make missing anchor frames of these shots, and those whose shot has changed since.

    Args:
        sheets: The episode's.
        shots: Ids.
        painter: Paints frames of paid takes; None = they are drawn.

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
        made = [_filled(sheets, shot, end, words, painter) for end, words in wanted if words]
        if made:
            frames[shot_id] = made
    return frames


def _filled(
    sheets: CallSheets, shot: Shot, end: Literal["start", "end"], words: str, painter: Painter | None
) -> Path:
    path = sheets.references.episode.folder.anchor_frame(shot.id, end)
    staging = sheets.staging(shot, f"{shot.prompt} {words}")
    size = frame_size(sheets.board.ratio, sheets.board.resolution)
    asked = digest_of([staging.model_dump(mode="json"), words, list(size)])
    if path.is_file() and is_good_enough(path, asked, painter):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    if painter:
        like = [picture for _, _, picture in sheets.references.pictures(shot)][:MOST_LIKENESSES]
        told = ". ".join(part.strip(" .") for part in (words, sheets.lore.visual_style, sheets.lore.anchor) if part)
        painter.paint(f"{shot.id}-{end}", told, size, sheets.brief.seed, path, like)
    else:
        # The drawing engine is heavy to load, and few shots ask for anchors.
        from resources.video.animatic.anchor import draw_anchor

        draw_anchor(staging, words, size, path)
    record_made(path, by=painter.name if painter else MAKER, card=asked)
    return path
