"""One driver at a time for an episode: a lease with owner and heartbeat. Single files are guarded elsewhere."""

from __future__ import annotations

import os
import platform
import threading
import uuid
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import AwareDatetime, ValidationError

from resources.atomic import write_text
from resources.clock import Clock, SystemClock
from resources.episode_folder import EpisodeFolder
from resources.errors import EpisodeBusy, StorageError
from resources.locking import locked_file
from resources.video.staging import Model

DEFAULT_TTL_S = 30.0
_BEATS_PER_TTL = 3
_START_TIME_FIELD = 19
"""Field 22 of /proc/PID/stat, counted from the state after the command's closing bracket (proc(5))."""


def boot_id() -> str:
    """Names the machine's present boot, so that two monotonic times can be compared; empty where unknown."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def process_started(pid: int) -> str | None:
    """What tells a process from a later one with the same number: ticks from boot to its start.

    None when there is no such process, or the system does not tell.
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = told.rpartition(")")[2].split()
    # A zombie has ended; only its parent has not looked yet.
    return None if fields[0] in {"Z", "X"} else fields[_START_TIME_FIELD]


class LeaseOwner(Model):
    """Who drives: machine, process and, for people, what it is doing."""

    host: str
    boot: str
    pid: int
    started: str | None
    what: str

    @classmethod
    def this_process(cls, what: str) -> LeaseOwner:
        """The present process, doing `what`, e.g. `spark-video produce`."""
        pid = os.getpid()
        return cls(host=platform.node(), boot=boot_id(), pid=pid, started=process_started(pid), what=what)

    def is_certainly_gone(self) -> bool:
        """True when this very machine knows that the process has ended; False when it lives or cannot be seen."""
        if self.host != platform.node() or not self.started or not self.boot:
            return False
        return self.boot != boot_id() or process_started(self.pid) != self.started


class _Lease(Model):
    schema_version: int = 1
    token: str
    owner: LeaseOwner
    since: AwareDatetime
    heartbeat: AwareDatetime
    heartbeat_monotonic: float


class EpisodeLease:
    """Holds an episode while the block runs; a thread gives a sign of life three times in `ttl_s`.

    A lease is taken over when its process has ended on this machine, or when it has given no sign for `ttl_s`. On one
    machine signs are compared by the monotonic clock, so that setting the clock neither ends nor prolongs a lease.

    Args:
        folder: The episode.
        owner: Who drives.
        clock: Time of the signs.
        ttl_s: Seconds without a sign after which a lease counts as abandoned.
    """

    def __init__(
        self, folder: EpisodeFolder, owner: LeaseOwner, clock: Clock | None = None, ttl_s: float = DEFAULT_TTL_S
    ) -> None:
        self._folder = folder
        self._owner = owner
        self._clock = clock or SystemClock()
        self._ttl_s = ttl_s
        self._token = uuid.uuid4().hex
        self._since = self._clock.now()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.acquire()
        self._thread = threading.Thread(target=self._keep_beating, name=f"lease of {self._folder}", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._thread:
            self._thread.join()
        self.release()

    def acquire(self) -> None:
        """Take the lease, over from an abandoned one if need be.

        Raises:
            EpisodeBusy: A living driver holds it; tells who, since when and what to do.
            StorageError: The lease cannot be written.
        """
        with self._locked():
            held = self._read()
            if held and held.token != self._token and not self._abandoned(held):
                raise self._busy(held)
            self._since = self._clock.now()
            self._write()

    def beat(self) -> bool:
        """Give a sign of life. False when another driver has taken the lease over; theirs is left alone."""
        with self._locked():
            if not self._is_ours():
                return False
            self._write()
            return True

    def require(self) -> None:
        """Make sure, before something that cannot be undone, that the lease was not taken over meanwhile.

        Raises:
            EpisodeBusy: It was, e.g. because this machine slept.
        """
        with self._locked():
            held = self._read()
            if held is None or held.token != self._token:
                raise self._busy(held)

    def release(self) -> None:
        """Give the lease back; one that was taken over is left to its new owner."""
        with self._locked():
            if self._is_ours():
                self._path.unlink(missing_ok=True)

    def living_driver(self) -> LeaseOwner | None:
        """Who else drives the episode right now, without trying to: None when it is free, or ours."""
        held = self._read()
        if held is None or held.token == self._token or self._abandoned(held):
            return None
        return held.owner

    @property
    def _path(self) -> Path:
        return self._folder.driver_lease

    def _is_ours(self) -> bool:
        held = self._read()
        return held is not None and held.token == self._token

    def _keep_beating(self) -> None:
        while not self._ended.wait(self._ttl_s / _BEATS_PER_TTL):
            try:
                if not self.beat():
                    return
            except (StorageError, EpisodeBusy):
                # A full disk passes, and ending the film for a missing sign of life would help nobody.
                continue

    def _read(self) -> _Lease | None:
        try:
            return _Lease.model_validate_json(self._path.read_bytes())
        except (FileNotFoundError, ValidationError):
            # Ours are written whole; what cannot be read was not written by a living driver.
            return None

    def _write(self) -> None:
        lease = _Lease(
            token=self._token,
            owner=self._owner,
            since=self._since,
            heartbeat=self._clock.now(),
            heartbeat_monotonic=self._clock.monotonic(),
        )
        write_text(self._path, lease.model_dump_json(indent=2) + "\n")

    def _silence_s(self, held: _Lease) -> float:
        if held.owner.boot and held.owner.boot == self._owner.boot:
            return self._clock.monotonic() - held.heartbeat_monotonic
        return (self._clock.now() - held.heartbeat).total_seconds()

    def _abandoned(self, held: _Lease) -> bool:
        return held.owner.is_certainly_gone() or self._silence_s(held) > self._ttl_s

    def _busy(self, held: _Lease | None) -> EpisodeBusy:
        if held is None:
            return EpisodeBusy(
                f"the lease on episode {self._folder} was taken over and given back meanwhile",
                where=str(self._path),
                next_command="run the same command again; finished work is kept",
            )
        owner = held.owner
        since = held.since.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        return EpisodeBusy(
            f"episode {self._folder} is being driven by {owner.what} (process {owner.pid} on {owner.host}) since "
            f"{since}, last sign of life {max(0, round(self._silence_s(held)))} s ago",
            where=str(self._path),
            next_command=f"wait for it to end, or end it on {owner.host}: kill {owner.pid}",
        )

    def _locked(self) -> AbstractContextManager[None]:
        return locked_file(self._path, busy=f"the lease on episode {self._folder} could not be looked at")
