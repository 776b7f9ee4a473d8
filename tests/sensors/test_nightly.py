"""The nightly schedule: one run a night over what is there. What the run finds: `tests/assets/test_recheck.py`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import dagster as dg
from tiny_episode import write_tiny_episode

from resources.episode_store import EpisodeStore
from sensors.schedules import nightly_recheck
from spark_video_assets.definitions import defs


def tick(root: Path, moment: dt.datetime) -> dg.RunRequest | dg.SkipReason:
    """One evaluated tick."""
    store = EpisodeStore(projects_root=str(root))
    context = dg.build_schedule_context(scheduled_execution_time=moment, resources={"store": store})
    result = nightly_recheck(context)
    assert isinstance(result, dg.RunRequest | dg.SkipReason)
    return result


def test_there_is_one_run_a_night(tmp_path: Path) -> None:
    """A repeated tick would read every take of the house twice; an empty house be told of a failed run each morning."""
    three = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
    assert isinstance(tick(tmp_path, three), dg.SkipReason)
    write_tiny_episode(tmp_path)
    nights = [tick(tmp_path, moment) for moment in (three, three, three + dt.timedelta(days=1))]
    keys = [night.run_key for night in nights if isinstance(night, dg.RunRequest)]
    assert keys == ["recheck/2026-11-21", "recheck/2026-11-21", "recheck/2026-11-22"]
    schedules = {schedule.name: schedule for schedule in defs.get_repository_def().schedule_defs}
    assert schedules["nightly_recheck"].job.name == "recheck"
    assert {one.default_status for one in schedules.values()} == {dg.DefaultScheduleStatus.RUNNING}
