"""The life of simulated jobs in simulated time: they wait, run and end. What a job makes and costs is each provider's."""

from __future__ import annotations

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


def usual_pace(render_s: float | None, usual: Pace) -> Pace:
    """The pace of a provider, or jobs that start at once and take `render_s` when that is given."""
    return usual if render_s is None else Pace(queue_s=0.0, run_s=render_s, slots=usual.slots)


@dataclass(kw_only=True)
class Job:
    """What all jobs have in common; a provider's own fields are in its subclass.

    Args:
        seconds: Length of the film that is made.
        fault: What of the second group of `FaultKind` becomes of it.
        time_limit_s: Simulated seconds after acceptance in which it has to be finished.
        started_at: When it began to run, in simulated seconds since 1970.
        ended_at: When it ended, was cancelled or given up.
    """

    id: str
    accepted_at: float
    seconds: float
    fault: Fault | None = None
    time_limit_s: float = math.inf
    started_at: float | None = None
    ended_at: float | None = None
    phase: Phase = Phase.QUEUED

    def meets(self, *kinds: FaultKind) -> Fault | None:
        """The fault of this job when it is one of `kinds`."""
        return self.fault if self.fault is not None and self.fault.kind in kinds else None

    @property
    def given_up_at(self) -> float:
        """When it is given up if it has not ended before."""
        return self.accepted_at + self.time_limit_s


JobT = TypeVar("JobT", bound=Job)


class JobLine(Generic[JobT]):
    """All jobs of an account in the order of acceptance; safe to share between threads.

    Every look at the line first carries out what was due by now, each thing at the time when it was due, so that it
    does not matter how seldom anybody looks.
    """

    def __init__(self, clock: TaskClock, pace: Pace) -> None:
        self.pace = pace
        self._clock = clock
        self._lock = threading.RLock()
        self._jobs: dict[str, JobT] = {}
        self._waiting: list[JobT] = []
        self._running: dict[str, float] = {}
        self._free_since = -math.inf

    def add(self, job: JobT) -> None:
        """Take a job in, unless the provider is to forget it at once."""
        with self._lock:
            self._catch_up()
            if not job.meets(FaultKind.TASK_UNKNOWN):
                self._jobs[job.id] = job
                self._waiting.append(job)

    def get(self, job_id: str) -> JobT | None:
        """A job by its id."""
        with self._lock:
            self._catch_up()
            return self._jobs.get(job_id)

    def all(self) -> list[JobT]:
        """All jobs, the oldest first."""
        with self._lock:
            self._catch_up()
            return list(self._jobs.values())

    def forget(self, job: JobT) -> None:
        """Remove the record of a job that is over."""
        with self._lock:
            self._jobs.pop(job.id, None)

    def cancel(self, job: JobT) -> bool:
        """Take a job out of the queue, now; False when it is not waiting there any more."""
        with self._lock:
            self._catch_up()
            if job.phase is not Phase.QUEUED:
                return False
            self._over(job, Phase.CANCELLED, self._clock.time())
            return True

    def phase(self, job: JobT) -> Phase:
        """Where a job is by now."""
        with self._lock:
            self._catch_up()
            return job.phase

    def history(self, job: JobT) -> list[tuple[float, Phase]]:
        """The phases of a job so far with the simulated seconds since 1970 of their beginnings."""
        with self._lock:
            self._catch_up()
            turns = [(job.accepted_at, Phase.QUEUED)]
            if job.started_at is not None:
                turns.append((job.started_at, Phase.RUNNING))
            if job.ended_at is not None:
                turns.append((job.ended_at, job.phase))
            return turns

    def running(self) -> int:
        """How many jobs run now."""
        with self._lock:
            self._catch_up()
            return len(self._running)

    def waiting(self) -> int:
        """How many jobs wait now."""
        with self._lock:
            self._catch_up()
            return len(self._waiting)

    def run_s(self, job: JobT) -> float:
        """Simulated seconds that a job runs once it has started."""
        return self.pace.run_s + self.pace.run_s_per_second * job.seconds

    def queue_s(self, job: JobT) -> float:
        """Simulated seconds before a job can start, even when nothing is before it."""
        del job
        return self.pace.queue_s

    def _catch_up(self) -> None:
        now = self._clock.time()
        while self._next_turn(now):
            pass

    def _next_turn(self, now: float) -> bool:
        """Carry out the earliest thing that is due; False when nothing is."""
        late = min(self._waiting, key=lambda job: job.given_up_at, default=None)
        ending = min(self._running, key=lambda job_id: self._running[job_id], default=None)
        next_job = next((job for job in self._waiting if not job.meets(FaultKind.TASK_EXPIRED)), None)
        start_at = math.inf
        if next_job is not None and len(self._running) < self.pace.slots:
            start_at = max(next_job.accepted_at + self.queue_s(next_job) / self._clock.speed, self._free_since)
        # Of things at the same moment: ends first, so that a place is free; then who is too late; then starts.
        turns = [
            (self._running[ending] if ending is not None else math.inf, "end"),
            (late.given_up_at if late is not None else math.inf, "give up"),
            (start_at, "start"),
        ]
        at, what = min(turns, key=lambda turn: turn[0])
        if at > now or at == math.inf:
            return False
        if what == "start" and next_job is not None:
            self._start(next_job, at)
        elif what == "give up" and late is not None:
            self._over(late, Phase.GIVEN_UP, at)
        elif ending is not None:
            job = self._jobs.get(ending)
            del self._running[ending]
            self._free_since = at
            if job is not None:
                self._over(job, Phase.GIVEN_UP if at == job.given_up_at else Phase.ENDED, at)
        return True

    def _start(self, job: JobT, at: float) -> None:
        self._waiting.remove(job)
        job.phase, job.started_at = Phase.RUNNING, at
        ends_at = math.inf if job.meets(FaultKind.TASK_STUCK) else at + self.run_s(job) / self._clock.speed
        self._running[job.id] = min(ends_at, job.given_up_at)

    def _over(self, job: JobT, phase: Phase, at: float) -> None:
        if job in self._waiting:
            self._waiting.remove(job)
        job.phase, job.ended_at = phase, at
