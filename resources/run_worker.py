"""Which process works on a Dagster run, so that one whose process was killed is not taken for under way for ever.

Dagster's own launcher cannot tell: after a power cut such a run stays *started*, the queue keeps its episode's place for it,
and sensors wait for it. Who ends such runs: `sensors.lost_runs`.
"""

from __future__ import annotations

import dagster as dg
from pydantic import ValidationError

from resources.lease import LeaseOwner
from resources.video.staging import Model

WORKER_TAG = ".dagster/spark_video_worker"
"""Tags that begin like this are not shown in the web UI."""


class _Worker(Model):
    """A process at a run.

    Args:
        run: Its id; a re-executed run inherits the tags of the one before, its process among them.
    """

    run: str
    owner: LeaseOwner


def sign_in(instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    """Write down that this process works on the run."""
    if _worker_of(run) is None:
        worker = _Worker(run=run.run_id, owner=LeaseOwner.this_process(run.job_name))
        instance.add_run_tags(run.run_id, {WORKER_TAG: worker.model_dump_json()})


def is_lost(run: dg.DagsterRun) -> bool:
    """True when this machine knows that the process that worked on the run has ended."""
    worker = _worker_of(run)
    return worker is not None and worker.owner.is_certainly_gone()


def _worker_of(run: dg.DagsterRun) -> _Worker | None:
    told = run.tags.get(WORKER_TAG)
    if told is None:
        return None
    try:
        worker = _Worker.model_validate_json(told)
    except ValidationError:
        return None
    return worker if worker.run == run.run_id else None
