"""Asking for a run: once for the same input, a bounded number of times when that did not help, then a person is told."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from itertools import takewhile

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter
from dagster._core.storage.dagster_run import IN_PROGRESS_RUN_STATUSES

from resources.notices import Notice, Notifier
from spark_video_assets.assets.requests import EPISODE_TAG, INPUT_TAG, STEP_TAG, TRY_TAG, RunAsked
from spark_video_assets.story.names import EpisodeKey

MAX_TRIES = 3
"""Runs of one step on one input before a person is asked."""
PAUSE_AFTER_FAILURE_S = 60
"""Seconds before a failed step is tried again, times the number of failures so far."""
LATELY_S = 3600
"""Seconds within which a step that succeeds and is due all the same counts as one that does not help."""
_FAILED = [DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
_RUNS_LOOKED_AT = 20


@dataclass(frozen=True)
class Ask:
    """What a sensor wants done.

    Args:
        label: The step, for people.
        digest: Of its input: the same one is asked for once.
        lasting: Its result stays; when it is due after it succeeded, somebody took the result away, and it is made again.
    """

    asked: RunAsked
    label: str
    digest: str
    lasting: bool = False

    @property
    def key(self) -> EpisodeKey:
        """The episode it is about."""
        return self.asked.episode


@dataclass(frozen=True)
class Asker:
    """Looks at runs so far before it asks for one more."""

    context: dg.SensorEvaluationContext | dg.ScheduleEvaluationContext
    notifier: Notifier

    def running(self, key: EpisodeKey) -> bool:
        """True while a run that a sensor started for the episode is queued or under way."""
        asked = RunsFilter(tags={EPISODE_TAG: str(key)}, statuses=IN_PROGRESS_RUN_STATUSES)
        return bool(self.context.instance.get_runs(asked, limit=1))

    def request(self, ask: Ask) -> dg.RunRequest | None:
        """The run to start; None while a retry is due later, and when a person has to look: see `gave_up`."""
        past = self._past(ask)
        if words := past.hopeless(ask):
            self.context.log.warning(f"{ask.key}: {words}")
            kind = "cancelled" if past.cancelled else "gave up"
            self.notifier.tell(Notice(kind, str(ask.key), words, edge=past.edge(ask)))
            return None
        if past.failed and _since(past.failed[0]) < PAUSE_AFTER_FAILURE_S * len(past.failed):
            return None
        tries = len(past.failed) + 1
        number = f"{past.done}.{tries}" if past.done and ask.lasting else f"{tries}"
        tags = {EPISODE_TAG: str(ask.key), INPUT_TAG: ask.digest, STEP_TAG: ask.label}
        tags |= {TRY_TAG: str(tries)} if tries > 1 else {}
        run_key = f"{ask.key}/{ask.label}/{ask.digest}/{number}"
        return ask.asked.request(self.context.instance, run_key=run_key, tags=tags)

    def gave_up(self, ask: Ask) -> bool:
        """True when nothing more is tried on this input."""
        return bool(self._past(ask).hopeless(ask))

    def _past(self, ask: Ask) -> _Past:
        tags = {EPISODE_TAG: str(ask.key), INPUT_TAG: ask.digest}
        over = RunsFilter(tags=tags, statuses=[*_FAILED, DagsterRunStatus.SUCCESS])
        records = self.context.instance.get_run_records(over, limit=_RUNS_LOOKED_AT)
        failed = list(takewhile(lambda record: record.dagster_run.status in _FAILED, records))
        done = RunsFilter(tags=tags, statuses=[DagsterRunStatus.SUCCESS])
        lately = sum(record.dagster_run.is_success and _since(record) < LATELY_S for record in records)
        return _Past(failed, self.context.instance.get_runs_count(done), lately)


@dataclass(frozen=True)
class _Past:
    """Runs so far of one step on one input.

    Args:
        failed: Since it last succeeded, the newest first.
        done: How often it succeeded.
        lately: How often it did so within `LATELY_S`.
    """

    failed: list[dg.RunRecord]
    done: int
    lately: int

    @property
    def cancelled(self) -> bool:
        """True when a person ended the last run."""
        return bool(self.failed) and self.failed[0].dagster_run.status is DagsterRunStatus.CANCELED

    def hopeless(self, ask: Ask) -> str:
        """Why nothing more is tried, for people; empty while there is hope."""
        if self.cancelled:
            return f"{ask.label} was cancelled; start it again yourself, or change what it works from"
        if len(self.failed) >= MAX_TRIES:
            return f"{ask.label} failed {len(self.failed)} times on the same input; run produce to see why, or change it"
        if ask.lasting and self.lately >= MAX_TRIES:
            return f"{ask.label} was done {self.lately} times within the hour and is due all the same; run produce to see why"
        return ""

    def edge(self, ask: Ask) -> str:
        """Names the occasion, so that it is told once."""
        return (
            self.failed[0].dagster_run.run_id if self.cancelled else f"{ask.digest}-{self.done}".removesuffix("-0")
        )


def _since(record: dg.RunRecord) -> float:
    """Seconds since a run ended; a clock that was put back since counts as long ago, so that nothing gets stuck."""
    ended = record.end_time or record.update_timestamp.replace(tzinfo=dt.UTC).timestamp()
    passed = time.time() - ended
    return passed if passed >= 0 else float("inf")
