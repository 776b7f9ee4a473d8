"""The time that simulated jobs live in: moved by tests, or a multiple of real time. No scheduling lives here."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import threading
import time
from typing import Protocol

START = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC).timestamp()


class TaskClock(Protocol):
    """What a simulator asks of time.

    Args:
        speed: How many seconds of a job's life, and of a rate limit's, go into one second of the clock. Dates are not
            touched by it: a client that looks for its job by time finds it.
    """

    speed: float

    def time(self) -> float:
        """Seconds since 1970 in simulated time; never goes back."""
        ...

    def advance(self, seconds: float) -> None:
        """Jump ahead by simulated seconds."""
        ...


class VirtualClock:
    """Stands still until somebody advances it or sleeps on it; safe to share between threads.

    It has the methods of `resources.clock.Clock` too: hand the same object to our client and to the simulator, and
    a client that sleeps between polls moves the provider's time instead of waiting.
    """

    def __init__(self, start: float = START) -> None:
        self.speed = 1.0
        self._time = start
        self._start = start
        self._lock = threading.Lock()
        self._sleepers: list[tuple[float, int]] = []
        self._order = itertools.count()

    def time(self) -> float:
        """Simulated seconds since 1970."""
        with self._lock:
            return self._time

    def now(self) -> dt.datetime:
        """The simulated date and time, in UTC."""
        return dt.datetime.fromtimestamp(self.time(), dt.UTC)

    def monotonic(self) -> float:
        """Simulated seconds since this clock was made."""
        return self.time() - self._start

    def advance(self, seconds: float) -> None:
        """Jump ahead.

        Raises:
            ValueError: `seconds` is negative.
        """
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        with self._lock:
            self._time += seconds

    async def sleep(self, seconds: float) -> None:
        """Move time on by `seconds`; of several sleepers the one that is due first wakes first."""
        with self._lock:
            due = (self._time + max(seconds, 0.0), next(self._order))
            self._sleepers.append(due)
        # Others may still be on their way to a shorter sleep: give them one turn of the loop before time moves.
        await asyncio.sleep(0.001)
        while not self._woken(due):  # noqa: ASYNC110 - sleepers may live in event loops of several threads
            await asyncio.sleep(0.001)

    def _woken(self, due: tuple[float, int]) -> bool:
        with self._lock:
            if min(self._sleepers) != due and self._time < due[0]:
                return False
            self._sleepers.remove(due)
            self._time = max(self._time, due[0])
            return True


class ScaledClock:
    """Real time, in which jobs run `speed` times as fast: a render of 80 s is over after 4 s at speed 20."""

    def __init__(self, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError(f"speed must be positive: {speed}")
        self.speed = speed
        self._began = time.monotonic()
        self._base = time.time()

    def time(self) -> float:
        """Seconds since 1970."""
        return self._base + time.monotonic() - self._began

    def advance(self, seconds: float) -> None:
        """Jump ahead, beside what passes by itself."""
        self._base += seconds


class TokenBucket:
    """A rate limit: `rate` requests a second of the account's life, `burst` of them at once."""

    def __init__(self, clock: TaskClock, rate: float, burst: float | None = None) -> None:
        self._clock = clock
        self._rate = rate * clock.speed
        self._burst = max(rate, 1.0) if burst is None else burst
        self._tokens = self._burst
        self._filled_at = clock.time()

    def take(self, amount: float = 1) -> float:
        """Seconds of the clock to wait before such a request may come; 0.0 = this one was let in."""
        now = self._clock.time()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if self._tokens >= amount:
            self._tokens -= amount
            return 0.0
        return (amount - self._tokens) / self._rate
