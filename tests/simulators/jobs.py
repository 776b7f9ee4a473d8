"""The life of simulated jobs in simulated time: they wait, run and end. What a job makes and costs is each provider's."""

from __future__ import annotations

import heapq
import math
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from tests.simulators.clock import TaskClock
from tests.simulators.faults import Fault, FaultKind


class Phase(StrEnum):
    """Where a job is by now."""

    QUEUED = "queued"
    RUNNING = "running"
    ENDED = "ended"
    GIVEN_UP = "given_up"  # not finished within the time that it was given
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Pace:
    """How fast an account's jobs get on.

    Args:
        queue_s: Simulated seconds before a job can start.
        run_s: Simulated seconds that it then runs, whatever its length.
        run_s_per_second: More of them for each second of film.
        slots: How many jobs run at once; the others wait in the order of acceptance.
    """

    queue_s: float
    run_s: float
    run_s_per_second: float = 0.0
    slots: int = 10


@dataclass(kw_only=True)
class Job:
    """What all jobs have in common; a provider's own fields are in its subclass.

    Args:
        seconds: Length of the film that is made.
        fault: What of the second group of `FaultKind` becomes of it.
        time_limit_s: Simulated seconds after acceptance in which it has to be finished.
    """

    id: str
    accepted_at: float
    seconds: float
    fault: Fault | None = None
    time_limit_s: float = math.inf
    cancelled_at: float | None = None

    def meets(self, *kinds: FaultKind) -> Fault | None:
        """The fault of this job when it is one of `kinds`."""
        return self.fault if self.fault is not None and self.fault.kind in kinds else None


JobT = TypeVar("JobT", bound=Job)


class JobLine(Generic[JobT]):
    """All jobs of an account in the order of acceptance; safe to share between threads."""

    def __init__(self, clock: TaskClock, pace: Pace) -> None:
        self.pace = pace
        self._clock = clock
        self._lock = threading.RLock()
        self._jobs: dict[str, JobT] = {}

    def add(self, job: JobT) -> None:
        """Take a job in, unless the provider is to forget it at once."""
        if not job.meets(FaultKind.TASK_UNKNOWN):
            with self._lock:
                self._jobs[job.id] = job

    def get(self, job_id: str) -> JobT | None:
        """A job by its id."""
        with self._lock:
            return self._jobs.get(job_id)

    def all(self) -> list[JobT]:
        """All jobs, the oldest first."""
        with self._lock:
            return list(self._jobs.values())

    def forget(self, job: JobT) -> None:
        """Remove the record of a job."""
        with self._lock:
            self._jobs.pop(job.id, None)

    def cancel(self, job: JobT) -> None:
        """Take a job out of the queue, now."""
        with self._lock:
            job.cancelled_at = self._clock.time()

    def phase(self, job: JobT) -> Phase:
        """Where a job is by now."""
        return self.history(job)[-1][1]

    def history(self, job: JobT) -> list[tuple[float, Phase]]:
        """The phases of a job so far with the simulated seconds since 1970 of their beginnings."""
        start, end = self._times()[job.id]
        limit = job.accepted_at + job.time_limit_s
        if job.cancelled_at is not None:
            turns = [(job.cancelled_at, Phase.CANCELLED)]
        elif start >= limit:
            turns = [(limit, Phase.GIVEN_UP)]
        else:
            turns = [(start, Phase.RUNNING), (end, Phase.ENDED) if end < limit else (limit, Phase.GIVEN_UP)]
        now = self._clock.time()
        return [(job.accepted_at, Phase.QUEUED), *(turn for turn in turns if turn[0] <= now)]

    def running(self) -> int:
        """How many jobs run now."""
        return sum(self.phase(job) is Phase.RUNNING for job in self.all())

    def _times(self) -> dict[str, tuple[float, float]]:
        """When each job starts and ends, as far as that is known now."""
        with self._lock:
            free_at = [-math.inf] * self.pace.slots
            times = {}
            for job in self._jobs.values():
                start = max(job.accepted_at + self.pace.queue_s, free_at[0])
                limit = job.accepted_at + job.time_limit_s
                if job.meets(FaultKind.TASK_EXPIRED) or (
                    job.cancelled_at is not None and job.cancelled_at <= start
                ):
                    times[job.id] = (math.inf, math.inf)
                    continue
                run_s = self.pace.run_s + self.pace.run_s_per_second * job.seconds
                end = math.inf if job.meets(FaultKind.TASK_STUCK) else start + run_s
                times[job.id] = (start, end)
                if start < limit:
                    heapq.heapreplace(free_at, min(end, limit))
            return times
