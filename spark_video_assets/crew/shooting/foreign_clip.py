"""Any clip as if it were a take of a shot, for a review that records nothing. Takes of our own: `camera_unit`."""

from __future__ import annotations

from pathlib import Path

from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer, TakeToReview
from spark_video_assets.crew.shooting.last_frames import predecessor_frame
from spark_video_assets.story.heard import estimated_lines
from spark_video_assets.story.prompt_reading import spoken_lines


def as_take_of(reviewer: ClipReviewer, shot_id: str, clip: Path) -> TakeToReview:
    """What the shot asks for, held against this clip.

    When which line is heard is not told by a foreign clip: the script's lines count at their estimated times.

    Raises:
        NotFound: a picture that the shot needs is gone, or it continues a shot that has no winner yet.
    """
    sheets = reviewer.sheets
    shot = sheets.board.shot(shot_id)
    assert shot is not None
    previous = predecessor_frame(sheets.references.episode, sheets.board, shot)
    request = sheets.request(shot, prompt=shot.prompt, take=1, first_frame=previous)
    lines = estimated_lines(spoken_lines(shot, sheets.board.mode), request.duration_s)
    heard = [] if shot.role == "narration" else lines
    return reviewer.asked(shot, request, clip=clip, version=0, lines=heard, timing_known=False, previous=previous)
