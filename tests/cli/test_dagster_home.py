"""DAGSTER_HOME of a new user, as Dagster itself reads it."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef

from spark_video_assets.cli.dagster_home import dagster_home


def test_a_new_home_is_quiet_and_runs_one_episode_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a web UI that calls home or starts two runs that fight for one episode."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(dagster_home()))) as instance:
        queue = instance.get_concurrency_config().run_queue_config
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled
        assert instance.run_monitoring_enabled
        assert queue is not None
        assert {limit["key"] for limit in queue.tag_concurrency_limits} == {
            "spark_video/episode",
            "dagster/partition",
            "dagster/partition/episode",
        }


def test_a_home_that_is_there_keeps_its_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against an update that throws away what an administrator set."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: true}\n", encoding="utf-8")
    assert (dagster_home() / "dagster.yaml").read_text(encoding="utf-8") == "telemetry: {enabled: true}\n"
