"""Carries out steps through Dagster in this process: jobs, partitions, events. Which step comes next is not known here."""

from __future__ import annotations

import importlib
import logging
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import dagster as dg
from dagster._core.instance.ref import InstanceRef

from resources.errors import SparkVideoError
from spark_video_assets.assets.work import ended_at_gate
from spark_video_assets.cli.dagster_home import dagster_home, damaged_history
from spark_video_assets.cli.location import CODE_LOCATION
from spark_video_assets.crew.shooting.watching import Watcher, watching
from spark_video_assets.partitions import add_episode, add_render_jobs, shot_range
from spark_video_assets.story.gates import Gate
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.steps import Stage

JobName = Literal[
    "development",
    "storyboarding",
    "shooting",
    "dailies_table",
    "post",
    "director_rewrite",
    "record_sign_off",
    "render_job",
]
StageWatcher = Callable[[str, bool], None]
"""Called with an asset's step name and whether it is finished."""

_QUIET: Mapping[str, Any] = {"console": {"config": {"log_level": "CRITICAL"}}}
"""Everything stays in the run's event log; the terminal belongs to the command."""
_NO_CAPTURE = {
    "compute_logs": {
        "module": "dagster._core.storage.noop_compute_log_manager",
        "class": "NoOpComputeLogManager",
    }
}
"""Runs of the daemon keep their output in files; here it would take stderr away from the progress bars."""


@dataclass
class Runner:
    """Dagster for one command. Opening it is cheap; the code location is loaded with the first job."""

    @cached_property
    def instance(self) -> dg.DagsterInstance:
        """The instance of DAGSTER_HOME, the same one that the web UI shows."""
        home = dagster_home()
        return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides=_NO_CAPTURE))

    @cached_property
    def _definitions(self) -> dg.Definitions:
        logging.getLogger("dagster").setLevel(logging.CRITICAL)
        definitions = importlib.import_module(CODE_LOCATION).defs
        assert isinstance(definitions, dg.Definitions)
        return definitions

    def materialise(self, job: JobName, key: EpisodeKey, stages: Sequence[Stage], watcher: StageWatcher) -> None:
        """Make some episode-level assets of a job. Raises what the asset raised, see `_run`."""
        add_episode(self.instance, key)
        self._run(job, watcher, partition_key=str(key), asset_selection=[dg.AssetKey(stage) for stage in stages])

    def shoot(self, key: EpisodeKey, shots: Sequence[str], watcher: Watcher) -> None:
        """Shoot these shots in one run. Raises as `_run`."""
        add_episode(self.instance, key, shots)
        with watching(watcher):
            self._run(
                "shooting",
                _nobody,
                config={"shoot": {"config": {"shots": list(shots)}}},
                tags=shot_range(self.instance, key, shots),
            )

    def rewrite(self, key: EpisodeKey, shots: Sequence[str]) -> None:
        """Have the director rewrite these shots. Raises as `_run`."""
        config = {"rewrite_shots": {"config": {"episode": str(key), "shots": list(shots)}}}
        self._run("director_rewrite", _nobody, config=config)

    def sign(self, key: EpisodeKey, gate: Gate, decision: Literal["approve", "reject"], note: str, by: str) -> None:
        """Record a person's decision. Raises as `_run`."""
        add_episode(self.instance, key)
        told = {"episode": str(key), "gate": gate.upper(), "decision": decision.upper(), "note": note, "by": by}
        self._run("record_sign_off", _nobody, config={"sign_gate": {"config": told}})

    def render(self, job_id: str, tags: Mapping[str, str], watcher: StageWatcher) -> None:
        """Make a stand-alone render job. Raises what the asset raised, see `_run`."""
        add_render_jobs(self.instance, [job_id])
        self._run("render_job", watcher, partition_key=job_id, tags=tags)

    def _run(
        self,
        job: JobName,
        watcher: StageWatcher,
        *,
        config: Mapping[str, Any] | None = None,
        partition_key: str | None = None,
        asset_selection: Sequence[dg.AssetKey] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        """One run, recorded like any other.

        Raises:
            SparkVideoError: The asset's own error, or the failure's words where it speaks of several.
            KeyboardInterrupt: Ctrl-C; Dagster has recorded the run as interrupted.
        """
        run_id = str(uuid.uuid4())
        self.instance.add_event_listener(run_id, lambda entry: _tell(entry, watcher))
        try:
            with _without_warnings():
                self._definitions.resolve_job_def(job).execute_in_process(
                    instance=self.instance,
                    run_id=run_id,
                    run_config={"loggers": _QUIET, "ops": dict(config or {})},
                    partition_key=partition_key,
                    asset_selection=asset_selection,
                    tags=tags,
                )
        except dg.DagsterExecutionInterruptedError:
            raise KeyboardInterrupt from None
        except dg.Failure as failure:
            if not ended_at_gate(failure):
                raise spoken(failure) from failure
            # The next look at the episode tells what is to be done at the gate.
        except SparkVideoError:
            raise
        except Exception as error:
            if damaged := damaged_history(error):
                raise damaged from error
            # A defect of the program: Dagster has recorded the traceback, a person needs to know where.
            raise SparkVideoError(
                f"{job} failed unexpectedly: {type(error).__name__}: {error}",
                where=f"run {run_id}",
                next_command="spark-video dev, and look at this run; finished work is kept",
            ) from error


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Beta and preview marks of Dagster are for us, not for people who make films; each was tried (DESIGN section 3)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        warnings.simplefilter("ignore", dg.PreviewWarning)
        yield


def spoken(failure: dg.Failure) -> SparkVideoError:
    """The error that made an asset fail, with its exit code; a failure that says more than its cause keeps its words."""
    cause = failure.__cause__
    told = failure.description or "the step failed"
    if isinstance(cause, SparkVideoError) and told == str(cause):
        return cause
    next_command = cause.next_command if isinstance(cause, SparkVideoError) else None
    return SparkVideoError(told, next_command=next_command)


def _tell(entry: dg.EventLogEntry, watcher: StageWatcher) -> None:
    event = entry.dagster_event
    if event is not None and event.step_key and event.event_type_value in ("STEP_START", "STEP_SUCCESS"):
        watcher(event.step_key, event.event_type_value == "STEP_SUCCESS")


def _nobody(_step: str, _finished: bool) -> None:
    """Watches nothing."""
