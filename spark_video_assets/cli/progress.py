"""Progress of the two kinds of step: assets of an episode, and shots with their takes. How it looks: `speak`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from spark_video_assets.cli.runner import StageWatcher
from spark_video_assets.cli.speak import step_progress
from spark_video_assets.crew.shooting.take_book import TakeNews
from spark_video_assets.crew.shooting.watching import Watcher

_ENDS = {"won", "kept", "failed"}
"""What a shot's work in one run ends with; an escalation follows a promoted best take."""


@contextmanager
def stage_progress(label: str, stages: Sequence[str]) -> Iterator[StageWatcher]:
    """One count for each finished asset."""
    with step_progress(label, len(stages)) as progress:

        def watcher(stage: str, finished: bool) -> None:
            if stage not in stages:
                return
            if finished:
                progress.done(stage)
            else:
                progress.now(stage)

        yield watcher


@contextmanager
def shot_progress(shots: Sequence[str]) -> Iterator[Watcher]:
    """One count for each shot that has a winner or failed; one line for whatever happened to a take."""
    ended: set[str] = set()
    with step_progress("shooting", len(shots)) as progress:

        def watcher(news: TakeNews) -> None:
            count = 1 if news.happening in _ENDS and news.shot_id not in ended else 0
            if count:
                ended.add(news.shot_id)
            told = told_take(news)
            if news.happening in ("rendering", "rendered"):
                progress.now(told)
            else:
                progress.done(told, count=count)

        yield watcher


def told_take(news: TakeNews) -> str:
    """What happened, in one line: shot, take, score and verdict, reason."""
    take = news.state.take(news.version) if news.state and news.version is not None else None
    review = take.review if take and news.happening in ("reviewed", "won", "escalated") else None
    words = [news.shot_id]
    if news.version is not None:
        words.append(f"take {news.version}")
    words.append(news.happening)
    if review is not None and news.happening == "reviewed":
        words.append(f"{review.verdict} {review.score:g}" if review.score is not None else review.verdict)
        if review.verdict == "REJECT":
            words.append("; ".join([*review.qc_faults, review.critique])[:160])
    elif review is not None and review.score is not None:
        words.append(f"{review.score:g}")
    if news.detail:
        words.append(f"({news.detail})")
    return " ".join(words)
