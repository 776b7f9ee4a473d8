"""Keeping calls a second under a service's limit. How many jobs run at once is kept by the ledger's slots, not here."""

from __future__ import annotations

import asyncio

from resources.clock import Clock, SystemClock


class Pace:
    """Lets callers through one after the other, evenly spaced.

    Args:
        per_second: Most calls a second; None lets everyone through at once.
        clock: Time and pauses.
    """

    def __init__(self, per_second: float | None, clock: Clock | None = None) -> None:
        self._gap_s = 1.0 / per_second if per_second else 0.0
        self._clock = clock or SystemClock()
        self._free_at = 0.0
        self._turn = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for this caller's turn."""
        if not self._gap_s:
            return
        async with self._turn:
            wait_s = self._free_at - self._clock.monotonic()
            if wait_s > 0:
                await self._clock.sleep(wait_s)
            self._free_at = max(self._free_at, self._clock.monotonic()) + self._gap_s
