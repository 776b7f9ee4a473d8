"""A run whose process was killed: it is ended, its episode goes on, and what other processes work on is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
from daemon import Daemon
from dagster import DagsterRunStatus
from dagster_house import open_house
from tiny_episode import write_tiny_episode

from sensors import asking
from sensors.asking import PAUSE_AFTER_FAILURE_S

ROOT = Path(__file__).parents[2]
KILLED_WHILE_WRITING = """
import os, signal
from pathlib import Path
import dagster as dg
from dagster_house import open_house
from daemon import Daemon
from dataclasses import replace
from spark_video_assets.assets import development
development.script_of = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
house = replace(open_house(Path(os.environ["HOUSE"])), instance=dg.DagsterInstance.get())
daemon = Daemon(house, "producer")
(request,) = daemon.tick()
daemon.carry_out(request)
"""


def test_a_killed_run_is_ended_and_its_episode_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a power cut the run would count as under way for ever: sensors and queue would wait for it, and nobody be told."""
    write_tiny_episode(tmp_path)
    opened = open_house(tmp_path)
    with dg.instance_for_test() as instance:
        home = {"DAGSTER_HOME": instance.root_directory, "HOUSE": str(tmp_path)}
        paths = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])
        killed = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", KILLED_WHILE_WRITING],
            env={**os.environ, **home, "PYTHONPATH": paths},
            check=False,
            capture_output=True,
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
        house = replace(opened, instance=instance)
        daemon = Daemon(house, "producer")
        assert daemon.tick() == []
        mine = instance.create_run_for_job(house.defs.resolve_job_def("post"), status=DagsterRunStatus.STARTED)
        # A run that is executed again inherits the tags of the one before.
        (dead,) = instance.get_runs(dg.RunsFilter(job_name="development"))
        again = instance.create_run_for_job(
            house.defs.resolve_job_def("development"), status=DagsterRunStatus.STARTED, tags=dict(dead.tags)
        )
        Daemon(house, "lost_runs").tick()
        assert instance.get_run_by_id(again.run_id).status is DagsterRunStatus.STARTED
        instance.delete_run(again.run_id)
        (lost,) = instance.get_runs(dg.RunsFilter(statuses=[DagsterRunStatus.FAILURE]))
        assert lost.job_name == "development"
        assert instance.get_run_by_id(mine.run_id).status is DagsterRunStatus.STARTED
        later = asking.time.time() + PAUSE_AFTER_FAILURE_S + 1
        monkeypatch.setattr(asking.time, "time", lambda: later)
        assert [request.job_name for request in daemon.tick()] == ["development"]
