"""DAGSTER_HOME of a new user, as Dagster itself reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.run_coordinator import SubmitRunContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from spark_video_assets.assets.requests import PAID_RENDER_TAG
from spark_video_assets.assets.run_queue import WORK_TAG, EpisodeRunCoordinator
from spark_video_assets.cli.dagster_home import dagster_home, damaged_history
from spark_video_assets.definitions import defs
from spark_video_assets.partitions import add_episode
from spark_video_assets.story.names import EpisodeKey


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """The instance of a home that was made just now."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(dagster_home()))) as opened:
        yield opened


def test_a_new_home_is_quiet_and_runs_one_episode_once(instance: dg.DagsterInstance) -> None:
    """Guards against a web UI that calls home or starts two runs that fight for one episode."""
    queue = instance.get_concurrency_config().run_queue_config
    assert not instance.telemetry_enabled
    assert not instance.nux_enabled
    assert instance.run_monitoring_enabled
    assert queue is not None
    limits = {limit["key"]: limit["limit"] for limit in queue.tag_concurrency_limits}
    assert limits == {"spark_video/episode": 1, "spark_video/work": 2, "spark_video/paid_render": 6}


def test_damage_that_only_a_query_meets_is_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a traceback of the database's library where a page in the middle of a file is broken."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + b"\xff" * 200)
    with pytest.raises(DatabaseError) as caught, create_engine(f"sqlite:///{broken}").connect() as opened:
        opened.execute(text("select * from runs"))
    told = damaged_history(caught.value)
    assert told is not None
    assert told.where == str(tmp_path / "history")
    assert damaged_history(ValueError("malformed")) is None


RANGE = {
    "dagster/asset_partition_range_start": "hf/001|S01-001",
    "dagster/asset_partition_range_end": "hf/001|S01-004",
}


@pytest.mark.parametrize(
    ("job", "tags", "config"),
    [
        ("development", {"dagster/partition": "hf/001"}, {}),
        ("shooting", {"dagster/partition": "hf/001|S01-001", "dagster/partition/episode": "hf/001"}, {}),
        ("shooting", RANGE, {}),
        ("shooting", {"spark_video/episode": "hf/001", **RANGE}, {}),
        ("director_rewrite", {}, {"ops": {"rewrite_shots": {"config": {"episode": "hf/001", "shots": []}}}}),
    ],
)
def test_the_queue_knows_the_episode_of_every_run(
    instance: dg.DagsterInstance, job: str, tags: dict[str, str], config: dict[str, Any]
) -> None:
    """Two runs of one episode, one of them a range of shots from the UI, would start side by side and one be refused."""
    queued = submitted(instance, job, tags=tags, run_config=config)
    assert queued.status is dg.DagsterRunStatus.QUEUED
    assert (queued.tags["spark_video/episode"], queued.tags[WORK_TAG]) == ("hf/001", "yes")


def test_a_paid_render_does_not_wait_behind_drawing(instance: dg.DagsterInstance) -> None:
    """Clips that only wait for a provider would come two at a time, and one job be made by two runs."""
    tags = {"dagster/partition": "lamp-0123456789", PAID_RENDER_TAG: "yes"}
    queued = submitted(instance, "render_job", tags=tags)
    assert queued.tags["spark_video/episode"] == "videos/lamp-0123456789"
    assert WORK_TAG not in queued.tags


def test_a_decision_waits_for_no_work(instance: dg.DagsterInstance) -> None:
    """A sign-off would be queued behind a shoot of hours and then be about something else."""
    told = {"episode": "hf/001", "gate": "SCRIPT", "decision": "APPROVE"}
    queued = submitted(instance, "record_sign_off", run_config={"ops": {"sign_gate": {"config": told}}})
    assert not {"spark_video/episode", WORK_TAG} & set(queued.tags)


def submitted(instance: dg.DagsterInstance, job: str, **more: Any) -> dg.DagsterRun:
    """A run that was queued as the web UI does it."""
    origin = RemoteJobOrigin(RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("here"), "__repository__"), job)
    add_episode(instance, EpisodeKey.of("hf", "001"), ["S01-001", "S01-004"])
    run = instance.create_run_for_job(defs.resolve_job_def(job), remote_job_origin=origin, **more)
    coordinator = instance.run_coordinator
    assert isinstance(coordinator, EpisodeRunCoordinator)
    return coordinator.submit_run(SubmitRunContext(run, workspace=None))  # type: ignore[arg-type]


def test_a_home_that_is_there_keeps_its_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against an update that throws away what an administrator set."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: true}\n", encoding="utf-8")
    assert (dagster_home() / "dagster.yaml").read_text(encoding="utf-8") == "telemetry: {enabled: true}\n"
