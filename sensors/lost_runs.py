"""Ends runs whose process was killed, so that their episode goes on. Who worked on a run: `resources.run_worker`."""

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

from resources.run_worker import is_lost

INTERVAL_S = 30
_UNDER_WAY = [DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]


@dg.sensor(
    name="lost_runs",
    minimum_interval_seconds=INTERVAL_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Ends runs whose process was killed, with the machine or alone: they would count as under way for ever, and no "
    "other run of their episode would start.",
)
def lost_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """A run is ended as failed: whoever asked for it asks again, and paid jobs are picked up from the ledger."""
    instance = context.instance
    ended = []
    for run in instance.get_runs(RunsFilter(statuses=_UNDER_WAY)):
        if is_lost(run):
            instance.report_run_failed(run, "its process has ended without a word; finished work is kept")
            ended.append(f"{run.job_name} {run.run_id[:8]}")
    return dg.SkipReason(f"ended: {', '.join(ended)}" if ended else "no run has lost its process")
