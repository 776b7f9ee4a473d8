"""One look of the judge at a take of the episode, written down beside it. What follows from it: `take_book`."""

from __future__ import annotations

from resources.atomic import write_json
from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer
from spark_video_assets.crew.shooting.last_frames import predecessor_frame
from spark_video_assets.crew.shooting.take_book import TakeBook
from spark_video_assets.story.storyboard import Shot
from spark_video_assets.story.takes import Take


def review_take(reviewer: ClipReviewer, book: TakeBook, shot: Shot, take: Take, *, at: str) -> Take:
    """The take with its review.

    Args:
        reviewer: Who looks.
        book: Of the episode.
        shot: What the take should show.
        take: With its clip.
        at: Time stamp for the record.

    Raises:
        BudgetStop, ProviderError: no judge may be paid for any more.
        NotFound: a picture or the predecessor's frame is gone.
    """
    sheets = reviewer.sheets
    previous = predecessor_frame(book.episode, sheets.board, shot)
    asked = reviewer.asked(
        shot,
        sheets.request(shot, prompt=take.prompt, take=take.version, first_frame=previous),
        clip=book.clip(take),
        version=take.version,
        lines=take.lines or [],
        timing_known=not take.lines_estimated,
        previous=previous,
    )
    review = reviewer.review(asked, at=at)
    write_json(book.episode.folder.review(shot.id, take.version), review.to_data())
    return take.model_copy(update={"review": review})
