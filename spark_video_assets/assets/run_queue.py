"""The queue's view of a run: which episode it is about, and whether it works on it. The limits are in `dagster.yaml`."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster._core.run_coordinator import QueuedRunCoordinator, SubmitRunContext

from resources.errors import SparkVideoError
from resources.render_job_folder import VIDEOS
from spark_video_assets.assets.requests import EPISODE_TAG, PAID_RENDER_TAG
from spark_video_assets.partitions import EPISODE_DIMENSION, RANGE_START, split_key
from spark_video_assets.story.names import EpisodeKey

WORK_TAG = "spark_video/work"
"""On every run that makes something; how many of them run at once is limited, decisions of people are not."""
_DECIDING = frozenset({"record_sign_off", "record_issue"})
"""Jobs that only write down what a person decided or saw. Queued behind a shoot, they would be about something else by then."""


class EpisodeRunCoordinator(QueuedRunCoordinator):
    """Tags each run with its episode before it is queued, however it was started.

    A partition, one shot, a range of shots and a form that asks for the episode name it in four different ways; a limit
    per episode needs one.
    """

    def submit_run(self, context: SubmitRunContext) -> dg.DagsterRun:
        """Queue a run."""
        run = context.dagster_run
        if run.job_name not in _DECIDING:
            episode = episode_of_run(run)
            told = {EPISODE_TAG: episode} if episode else {}
            work = {} if PAID_RENDER_TAG in run.tags else {WORK_TAG: "yes"}
            self._instance.add_run_tags(run.run_id, {**work, **told})
        return super().submit_run(context)


def episode_of_run(run: dg.DagsterRun) -> str | None:
    """The episode `project/episode` of a run, from its tags or its form; None for a run about nothing or about several."""
    named = {str(key) for key in map(_episode, _names(run.tags, run.run_config)) if key}
    return named.pop() if len(named) == 1 else None


def _names(tags: Mapping[str, str], config: Mapping[str, Any]) -> Iterator[str]:
    for tag in (EPISODE_TAG, f"dagster/partition/{EPISODE_DIMENSION}", "dagster/partition", RANGE_START):
        if tag in tags:
            yield tags[tag]
    for op in (config.get("ops") or {}).values():
        told = (op.get("config") or {}).get("episode") if isinstance(op, Mapping) else None
        if isinstance(told, str):
            yield told


def _episode(name: str) -> EpisodeKey | None:
    """An episode's key, alone or before a shot's; a partition without a slash is a render job."""
    try:
        if "/" not in name:
            return EpisodeKey.of(VIDEOS, name)
        return split_key(name)[0] if "|" in name else EpisodeKey.parse(name)
    except SparkVideoError:
        return None
