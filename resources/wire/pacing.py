"""Keeping calls a second under a service's limit. How many jobs run at once is kept by the ledger's slots, not here."""

from __future__ import annotations

import asyncio
from collections import deque

from resources.clock import Clock, SystemClock


class Pace:
    """Lets callers through at once until the limit of the last second is reached, then one for each that grows old.

    Args:
        per_second: Most calls in any second; None lets everyone through. Less than 1 spaces single calls.
        clock: Time and pauses.
    """

    def __init__(self, per_second: float | None, clock: Clock | None = None) -> None:
        calls = max(1, int(per_second)) if per_second else 0
        self._window_s = calls / per_second if per_second else 0.0
        self._passed: deque[float] = deque(maxlen=calls)
        self._clock = clock or SystemClock()
        self._turn = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for this caller's turn."""
        if not self._window_s:
            return
        async with self._turn:
            if len(self._passed) == self._passed.maxlen:
                wait_s = self._passed[0] + self._window_s - self._clock.monotonic()
                if wait_s > 0:
                    await self._clock.sleep(wait_s)
            self._passed.append(self._clock.monotonic())
