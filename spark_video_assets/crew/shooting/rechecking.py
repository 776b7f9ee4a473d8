"""A second visit to an episode: takes that no judge could score are judged, recorded files are held against their digests.

Nothing is rendered, and nothing is paid but the judge, within the episode's budget and behind the gate that it was shot behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from pydantic import Field

from resources.errors import EpisodeBusy, SparkVideoError
from resources.judge.base import ClipJudge
from resources.video.registry import capabilities_of
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer
from spark_video_assets.crew.shooting.take_book import TakeBook
from spark_video_assets.crew.shooting.take_review import review_take
from spark_video_assets.episode.driving import driving
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.recorded_files import FileFault, file_faults
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.signing import require_sign_off
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.document import Part, digest_of

JudgeOf = Callable[[Sources], ClipJudge]


class JudgedAgain(Part):
    """A take that got its review, or still has none: then `error` tells why."""

    shot: str
    take: int
    verdict: str
    score: float | None = None
    error: str = ""


class Recheck(Part):
    """What a second visit found.

    Args:
        skipped: Why nothing was looked at; empty = it was.
        not_judged: Why takes without a review were left alone; empty = they were not.
    """

    episode: str
    skipped: str = ""
    not_judged: str = ""
    judged: list[JudgedAgain] = Field(default_factory=list)
    faults: list[FileFault] = Field(default_factory=list)

    @property
    def edge(self) -> str:
        """The same as long as the same is wrong, so that it is told once."""
        return digest_of([fault.model_dump(mode="json") for fault in self.faults])[:16]


def recheck(
    episode: Episode, settings: Settings, judge_of: JudgeOf | None, now: Callable[[], dt.datetime]
) -> Recheck:
    """Visit an episode; one that is being driven is left to its driver.

    Args:
        episode: The episode.
        settings: Threshold, veto floor and rounds.
        judge_of: Who judges; None = only look at files.
        now: The clock.
    """
    found = Recheck(episode=str(episode.key))
    try:
        with driving(episode.folder, "recheck"):
            if judge_of is not None:
                try:
                    _judge(found, Sources(episode, settings), judge_of, now)
                except SparkVideoError as error:
                    found.not_judged = str(error)
            found.faults = file_faults(Sources(episode, settings))
    except EpisodeBusy as error:
        found.skipped = error.problem
    except SparkVideoError as error:
        found.skipped = str(error)
    return found


def _judge(found: Recheck, sources: Sources, judge_of: JudgeOf, now: Callable[[], dt.datetime]) -> None:
    """Ask about every take that still waits for a review; a shot that has its winner waits for none.

    Raises:
        WaitingForSignOff: what is shot is not signed any more.
        BudgetStop, ProviderError: no judge may be paid for any more.
    """
    board = sources.board
    if board is None or all(sources.states.of(shot.id).unjudged is None for shot in board.shots):
        return
    require_sign_off(sources, "storyboard")
    sheets = CallSheets.of(sources.episode, capabilities_of(sources.provider))
    reviewer = ClipReviewer(judge_of(sources), sources.settings.rules, sheets)
    book = TakeBook(sources.episode, sheets.references, sources.settings.max_rounds, tell=lambda _: None)
    for shot in board.shots:
        state, digest = book.current(shot)
        take = state.unjudged
        if take is None or book.has_won(state, digest) or not book.clip(take).is_file():
            continue
        judged = review_take(reviewer, book, shot, take, at=now().isoformat())
        book.settle(shot, book.record(shot, judged, digest), digest)
        review = judged.review
        assert review is not None
        told = JudgedAgain(shot=shot.id, take=take.version, verdict=review.verdict, score=review.score)
        found.judged.append(told.model_copy(update={"error": review.error or ""}))
