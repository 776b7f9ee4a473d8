"""The true last frame of a take, which the next shot of a chain starts on. Decoding itself: `resources.media.frames`."""

from __future__ import annotations

from pathlib import Path

from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.chains import predecessor
from spark_video_assets.story.storyboard import Shot, Storyboard


def predecessor_frame(episode: Episode, board: Storyboard, shot: Shot) -> Path | None:
    """True last frame of the winner that a chained shot continues; None when it is not chained or nothing won yet."""
    before = predecessor(board, shot.id)
    winner = episode.states().of(before).winner if before else None
    if winner is None or winner.last_frame_path is None:
        return None
    path = episode.folder.resolve(winner.last_frame_path)
    if not path.is_file():
        save_last_frame(episode.folder.resolve(winner.video_path or "missing"), path)
    return path


def save_last_frame(clip: Path, frame: Path) -> None:
    """Write the very last frame of a clip as PNG. Raises `MediaError`, `StorageError`."""
    # The decoder is heavy to load, and the asset graph needs this module but never a frame.
    from resources.media.frames import last_frame, save_png

    save_png(last_frame(clip), frame)
