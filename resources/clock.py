"""Time as something that can be handed in, so that no test has to wait. Formats of times are not here."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import Protocol


class Clock(Protocol):
    """The three uses of time: a date for the record, a distance, a pause."""

    def now(self) -> dt.datetime:
        """The date and time, in UTC and aware of it; may jump when the machine's clock is set."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump, from an unknown start; only differences mean something."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let others work for a while."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        """The machine's date and time, in UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """The machine's monotonic seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Really wait."""
        await asyncio.sleep(seconds)
