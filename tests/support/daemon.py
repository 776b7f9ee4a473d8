"""The daemon's part in tests: evaluates real ticks of a sensor and carries out the runs that it asks for. No waiting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import dagster as dg
from dagster import DagsterRunStatus
from dagster._core.definitions.partitions.context import partition_loading_context
from dagster_house import House


@dataclass
class Daemon:
    """One sensor of a house, tick by tick.

    Args:
        cursor: As the daemon would store it.
        asked: Run keys of everything asked for, in order.
        notices: What people were told, as the notifier wrote it down.
    """

    house: House
    sensor: str
    cursor: str | None = None
    asked: list[str] = field(default_factory=list)

    def tick(self) -> list[dg.RunRequest]:
        """One evaluated tick; gives new requests only: Dagster drops a run key that it knows."""
        repository = self.house.defs.get_repository_def()
        looking = dg.build_sensor_context(
            instance=self.house.instance,
            cursor=self.cursor,
            repository_def=repository,
            resources=self.house.defs.resources,
        )
        with looking as context, partition_loading_context(dynamic_partitions_store=self.house.instance):
            data = repository.get_sensor_def(self.sensor).evaluate_tick(context)
        self.cursor = data.cursor
        fresh = [request for request in data.run_requests or [] if request.run_key not in self.asked]
        self.asked += [str(request.run_key) for request in fresh]
        return fresh

    def carry_out(self, request: dg.RunRequest) -> bool:
        """The requested run; True when it succeeded."""
        more: dict[str, Any] = {"tags": request.tags, "ops": dict(request.run_config).get("ops", {})}
        if request.partition_key:
            more["partition_key"] = request.partition_key
        if request.asset_selection:
            more["asset_selection"] = list(request.asset_selection)
        config = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}, "ops": more.pop("ops")}
        assert request.job_name
        result = self.house.defs.resolve_job_def(request.job_name).execute_in_process(
            instance=self.house.instance, run_config=config, raise_on_error=False, **more
        )
        return result.success

    def start(self, request: dg.RunRequest) -> dg.DagsterRun:
        """The requested run, under way and not finished."""
        assert request.job_name
        job = self.house.defs.resolve_job_def(request.job_name)
        return self.house.instance.create_run_for_job(
            job, tags=dict(request.tags), status=DagsterRunStatus.STARTED, run_config=request.run_config
        )

    def go_on(self, ticks: int = 30) -> list[str]:
        """Tick and carry out until nothing is asked any more; gives the jobs that ran, in order."""
        done: list[str] = []
        for _ in range(ticks):
            requests = self.tick()
            if not requests:
                return done
            for request in requests:
                done.append(str(request.job_name))
                self.carry_out(request)
        raise AssertionError(f"never came to rest: {done}")
