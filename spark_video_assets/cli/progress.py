"""Progress of the two kinds of step: assets of an episode, and shots with their takes. How it looks: `speak`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from spark_video_assets.cli.runner import StageWatcher
from spark_video_assets.cli.speak import step_progress
from spark_video_assets.crew.shooting.take_book import TakeNews
from spark_video_assets.crew.shooting.watching import Watcher
from spark_video_assets.episode.records import load_records
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import changed_reads, freshness
from spark_video_assets.story.steps import Stage

_ENDS = {"won", "kept", "failed"}
"""What a shot's work in one run ends with; an escalation follows a promoted best take."""


def made_again(sources: Sources, stages: Sequence[Stage]) -> str:
    """Which of these were made before, and what is new for them: `cast (new faces), movie_set (new places)`."""
    known = load_records(sources.folder.state)
    return ", ".join(
        f"{stage} ({', '.join(changed_reads(sources, stage)) or 'edited'})"
        for stage in stages
        if stage in known and freshness(sources, stage) == "stale"
    )


@contextmanager
def stage_progress(label: str, stages: Sequence[str], again: str = "") -> Iterator[StageWatcher]:
    """One count for each finished asset.

    Args:
        label: The step, for people.
        stages: Assets that will be made.
        again: Which of them were made before and why they are due, so that the step does not read as a repetition.
    """
    with step_progress(label, len(stages), note=f"again, for what is new: {again}" if again else "") as progress:

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
