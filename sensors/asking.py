"""Asking for a run: once for the same input, again a bounded number of times when it failed, then a person is told."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

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
_FAILED = [DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]


@dataclass(frozen=True)
class Ask:
    """What a sensor wants done.

    Args:
        label: The step, for people.
        digest: Of its input: the same one is asked for once.
    """

    asked: RunAsked
    label: str
    digest: str

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
        """The run to start; None while a retry is due later, and when this input failed too often or was cancelled."""
        tags = {EPISODE_TAG: str(ask.key), INPUT_TAG: ask.digest}
        failed = self.context.instance.get_run_records(RunsFilter(tags=tags, statuses=_FAILED), limit=MAX_TRIES)
        if failed and failed[0].dagster_run.status is DagsterRunStatus.CANCELED:
            words = f"{ask.label} was cancelled; start it again yourself, or change what it works from"
            self.notifier.tell(Notice("cancelled", str(ask.key), words, edge=failed[0].dagster_run.run_id))
            return None
        if len(failed) >= MAX_TRIES:
            words = (
                f"{ask.label} failed {len(failed)} times on the same input; run produce to see why, or change it"
            )
            self.context.log.warning(f"{ask.key}: {words}")
            self.notifier.tell(Notice("gave up", str(ask.key), words, edge=ask.digest))
            return None
        if failed and _since(failed[0]) < PAUSE_AFTER_FAILURE_S * len(failed):
            return None
        tries = len(failed) + 1
        tags |= {STEP_TAG: ask.label, **({TRY_TAG: str(tries)} if tries > 1 else {})}
        run_key = f"{ask.key}/{ask.label}/{ask.digest}/{tries}"
        return ask.asked.request(self.context.instance, run_key=run_key, tags=tags)

    def gave_up(self, ask: Ask) -> bool:
        """True when nothing more is tried on this input."""
        tags = {EPISODE_TAG: str(ask.key), INPUT_TAG: ask.digest}
        failed = self.context.instance.get_runs(RunsFilter(tags=tags, statuses=_FAILED), limit=MAX_TRIES)
        return len(failed) >= MAX_TRIES or (bool(failed) and failed[0].status is DagsterRunStatus.CANCELED)


def _since(record: dg.RunRecord) -> float:
    """Seconds since a run ended; a clock that was put back since counts as long ago, so that nothing gets stuck."""
    ended = record.end_time or record.update_timestamp.replace(tzinfo=dt.UTC).timestamp()
    passed = time.time() - ended
    return passed if passed >= 0 else float("inf")
