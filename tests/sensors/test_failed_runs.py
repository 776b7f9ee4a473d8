"""What people are told of a failed run, over a real webhook: the kind, the words, and each occasion once."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
from chat_room import Chat

from resources.episode_store import EpisodeStore
from resources.errors import BudgetStop, SparkVideoError
from resources.notices import Notifier
from sensors.notify import failed_runs
from spark_video_assets.assets.requests import EPISODE_TAG, INPUT_TAG, PART_OF_TAG
from spark_video_assets.assets.work import told_to_people

TAGS = {EPISODE_TAG: "hf/001", INPUT_TAG: "abc"}


def fail(instance: dg.DagsterInstance, notifier: Notifier, error: Exception, tags: dict[str, str]) -> None:
    """A run whose step raises this, then a tick of the sensor about it."""

    @dg.op
    def work() -> None:
        with told_to_people():
            raise error

    @dg.job
    def shooting() -> None:
        work()

    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    result = shooting.execute_in_process(run_config=quiet, instance=instance, raise_on_error=False, tags=tags)
    looking = dg.build_run_status_sensor_context(
        sensor_name="failed_runs",
        dagster_instance=instance,
        dagster_run=result.dagster_run,
        dagster_event=result.get_run_failure_event(),
        resources={"notifier": notifier},
    )
    with looking.for_run_failure() as context:
        failed_runs(context)


def test_a_failure_is_told_once_by_its_kind_and_in_its_own_words(tmp_path: Path, chat: Chat) -> None:
    """A chat would show class names, the same failure for each retry and each part, or a budget stop as any failure."""
    notifier = Notifier(store=EpisodeStore(projects_root=str(tmp_path)))
    with dg.DagsterInstance.ephemeral() as instance:
        fail(instance, notifier, SparkVideoError("the disk is full"), TAGS)
        fail(instance, notifier, SparkVideoError("the disk is full"), TAGS)
        fail(instance, notifier, SparkVideoError("said by its parent"), {**TAGS, PART_OF_TAG: "01234567"})
        fail(instance, notifier, BudgetStop("3 CNY more than the cap"), {**TAGS, INPUT_TAG: "def"})
        fail(instance, notifier, ValueError("a defect"), {EPISODE_TAG: "hf/002"})
    told = [(one["spark_video_kind"], one["spark_video_episode"], one["spark_video_text"]) for one in chat.heard]
    assert told == [
        ("run failed", "hf/001", "shooting: the disk is full"),
        ("budget stop", "hf/001", "shooting: 3 CNY more than the cap"),
        ("run failed", "hf/002", "shooting: a defect"),
    ]
    assert chat.heard[0]["text"].startswith("[run failed] hf/001: ")
