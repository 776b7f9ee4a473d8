"""The line of simulated jobs: places, ends, giving up, cancelling, whether anybody looks or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulators.clock import VirtualClock
from tests.simulators.faults import Fault, FaultKind
from tests.simulators.jobs import Job, JobLine, Pace, Phase


def line(clock: VirtualClock, *, queue_s: float = 0.0, run_s: float = 10.0, slots: int = 2) -> JobLine[Job]:
    return JobLine(clock, Pace(queue_s=queue_s, run_s=run_s, slots=slots))


def job(clock: VirtualClock, name: str, **more: object) -> Job:
    return Job(id=name, accepted_at=clock.time(), seconds=4.0, **more)  # type: ignore[arg-type]  # fields of Job


def test_jobs_beyond_the_places_wait_for_one() -> None:
    """A client without a limit of its own would see no queue."""
    clock = VirtualClock()
    jobs = line(clock)
    begun = clock.time()
    several = [job(clock, str(number)) for number in range(5)]
    for each in several:
        jobs.add(each)
    assert (jobs.running(), jobs.waiting()) == (2, 3)
    clock.advance(100)
    assert [jobs.phase(each) for each in several] == [Phase.ENDED] * 5
    assert [(each.ended_at or 0) - begun for each in several] == [10, 10, 20, 20, 30]


def test_a_cancelled_job_leaves_its_place_to_the_next() -> None:
    """Cancelling would not help the jobs behind."""
    clock = VirtualClock()
    jobs = line(clock, slots=1)
    first, second, third = (job(clock, name) for name in "abc")
    for each in (first, second, third):
        jobs.add(each)
    assert not jobs.cancel(first)
    assert jobs.cancel(second)
    assert not jobs.cancel(second)
    clock.advance(15)
    assert [jobs.phase(each) for each in (first, second, third)] == [Phase.ENDED, Phase.CANCELLED, Phase.RUNNING]


@pytest.mark.parametrize("kind", [FaultKind.TASK_STUCK, FaultKind.TASK_EXPIRED])
def test_what_does_not_end_is_given_up_and_frees_its_place(kind: FaultKind) -> None:
    """One stuck job would block the account for ever."""
    clock = VirtualClock()
    jobs = line(clock, slots=1)
    stuck = job(clock, "stuck", fault=Fault(kind=kind), time_limit_s=60)
    following = job(clock, "next")
    jobs.add(stuck)
    jobs.add(following)
    clock.advance(71)
    assert jobs.phase(stuck) is Phase.GIVEN_UP
    assert jobs.phase(following) is Phase.ENDED
    assert jobs.history(stuck)[-1] == (stuck.accepted_at + 60, Phase.GIVEN_UP)


def test_an_unknown_job_is_forgotten_at_once() -> None:
    """A provider that loses an accepted job could not be rehearsed."""
    clock = VirtualClock()
    jobs = line(clock)
    jobs.add(job(clock, "lost", fault=Fault(kind=FaultKind.TASK_UNKNOWN)))
    assert jobs.get("lost") is None


@given(
    gaps=st.lists(st.integers(0, 30), min_size=1, max_size=8),
    slots=st.integers(1, 3),
    run_s=st.integers(1, 40),
    looks=st.lists(st.integers(1, 20), max_size=30),
)
def test_looking_changes_nothing(gaps: list[int], slots: int, run_s: int, looks: list[int]) -> None:
    """A job would end at another time when it is polled more often, and no two runs would be alike."""
    histories = []
    for watched in (False, True):
        clock = VirtualClock()
        jobs = line(clock, queue_s=5, run_s=run_s, slots=slots)
        several = []
        for number, gap in enumerate(gaps):
            clock.advance(gap)
            several.append(job(clock, str(number)))
            jobs.add(several[-1])
        left = 2000.0
        for step in looks if watched else []:
            clock.advance(step)
            left -= step
            assert jobs.running() <= slots
        clock.advance(left)
        histories.append([jobs.history(each) for each in several])
    assert histories[0] == histories[1]
    assert all(history[-1][1] is Phase.ENDED for history in histories[0])
