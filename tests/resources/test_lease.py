"""One driver at a time, whatever dies, sleeps or sets its clock."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from resources.atomic import write_text
from resources.clock import SystemClock
from resources.episode_folder import EpisodeFolder, ProjectsRoot
from resources.errors import EpisodeBusy
from resources.lease import EpisodeLease, LeaseOwner, boot_id, process_started

HOLDER = """
import sys, pathlib
from resources.episode_folder import ProjectsRoot
from resources.lease import EpisodeLease, LeaseOwner
folder = ProjectsRoot(pathlib.Path(sys.argv[1])).episode("hf", "001")
with EpisodeLease(folder, LeaseOwner.this_process("spark-video produce")):
    print("held", flush=True)
    sys.stdin.read()
"""


class Clock:
    """Wall clock and monotonic clock that can part company."""

    def __init__(self) -> None:
        self.wall = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
        self.seconds = 1000.0

    def now(self) -> dt.datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        self.wall += dt.timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> EpisodeFolder:
    return ProjectsRoot(tmp_path).episode("hf", "001").create()


def lease(folder: EpisodeFolder, clock: Clock, what: str = "produce", **owner: object) -> EpisodeLease:
    return EpisodeLease(folder, LeaseOwner.this_process(what).model_copy(update=owner), clock, ttl_s=30)


def test_a_second_driver_is_told_who_and_what_to_do(folder: EpisodeFolder, clock: Clock) -> None:
    """Guards against two `produce` at once spoiling an episode, and against a message that helps nobody."""
    with lease(folder, clock, "spark-video produce") as first:
        clock.pass_by(7)
        with pytest.raises(EpisodeBusy) as caught:
            lease(folder, clock, "the daemon").acquire()
        assert f"spark-video produce (process {os.getpid()} on " in caught.value.problem
        assert "7 s ago" in caught.value.problem
        assert f"kill {os.getpid()}" in (caught.value.next_command or "")
        first.require()
    assert not folder.driver_lease.exists()
    with lease(folder, clock, "the daemon"):
        pass


def test_a_killed_driver_is_taken_over_at_once(folder: EpisodeFolder) -> None:
    """Guards against an episode staying locked after kill -9."""
    arguments = [sys.executable, "-c", HOLDER, str(folder.root.path)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(EpisodeBusy):
            EpisodeLease(folder, LeaseOwner.this_process("rerun")).acquire()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert folder.driver_lease.exists()
    with EpisodeLease(folder, LeaseOwner.this_process("rerun")):
        assert json.loads(folder.driver_lease.read_text(encoding="utf-8"))["owner"]["what"] == "rerun"


def test_a_process_number_used_again_is_not_mistaken(folder: EpisodeFolder, clock: Clock) -> None:
    """Guards against a stranger's process with the same number keeping an episode locked."""
    for strangers in ({"started": "1"}, {"boot": "an earlier boot"}):
        lease(folder, clock, **strangers).acquire()
        with lease(folder, clock) as ours:
            ours.require()


def test_silence_of_another_machine_ends_its_lease(folder: EpisodeFolder, clock: Clock) -> None:
    """Guards against a crashed render machine keeping a shared episode locked, and against hurrying it."""
    far = lease(folder, clock, host="render-7", boot="their boot")
    far.acquire()
    clock.pass_by(29)
    with pytest.raises(EpisodeBusy):
        lease(folder, clock).acquire()
    assert far.beat()
    clock.pass_by(31)
    near = lease(folder, clock)
    near.acquire()
    assert not far.beat()
    with pytest.raises(EpisodeBusy):
        far.require()
    far.release()
    near.require()


@pytest.mark.parametrize("jump_s", [-86400, 86400])
def test_setting_the_clock_changes_nothing_on_one_machine(folder: EpisodeFolder, clock: Clock, jump_s: int) -> None:
    """Guards against a corrected clock handing a living driver's episode to a second one, or locking it for a day."""
    first = lease(folder, clock)
    first.acquire()
    clock.wall += dt.timedelta(seconds=jump_s)
    with pytest.raises(EpisodeBusy):
        lease(folder, clock).acquire()
    clock.pass_by(31)
    lease(folder, clock).acquire()
    assert not first.beat()


def test_a_lease_that_cannot_be_read_does_not_lock(folder: EpisodeFolder, clock: Clock) -> None:
    """Guards against a damaged lease file locking an episode for ever."""
    write_text(folder.driver_lease, '{"own')
    lease(folder, clock).acquire()


def test_the_heartbeat_thread_gives_signs_of_life(folder: EpisodeFolder) -> None:
    """Guards against a long render losing its lease to the daemon."""
    beaten = threading.Event()

    class Listening(SystemClock):
        def now(self) -> dt.datetime:
            if threading.current_thread() is not threading.main_thread():
                beaten.set()
            return super().now()

    with EpisodeLease(folder, LeaseOwner.this_process("produce"), Listening(), ttl_s=0.03):
        assert beaten.wait(20)


def test_processes_are_told_apart() -> None:
    """Guards against every lease of this machine counting as abandoned, or none."""
    assert boot_id()
    assert process_started(os.getpid()) == process_started(os.getpid()) is not None
    assert process_started(2**22 + 1) is None
