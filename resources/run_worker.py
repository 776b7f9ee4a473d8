"""Which process works on a Dagster run, so that one whose process was killed is not taken for under way for ever.

Dagster's own launcher cannot tell: after a power cut such a run stays *started*, the queue keeps its episode's place for it,
and sensors wait for it. Who ends such runs: `sensors.lost_runs`.
"""

from __future__ import annotations

import dagster as dg
from pydantic import ValidationError

from resources.lease import LeaseOwner

WORKER_TAG = "spark_video/worker"


def sign_in(instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    """Write down that this process works on the run."""
    if WORKER_TAG not in run.tags:
        instance.add_run_tags(run.run_id, {WORKER_TAG: LeaseOwner.this_process(run.job_name).model_dump_json()})


def is_lost(run: dg.DagsterRun) -> bool:
    """True when this machine knows that the process that worked on the run has ended."""
    told = run.tags.get(WORKER_TAG)
    if told is None:
        return False
    try:
        return LeaseOwner.model_validate_json(told).is_certainly_gone()
    except ValidationError:
        return False
