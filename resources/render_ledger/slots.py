"""How many jobs run at a provider at once, over all processes on this machine. Calls a second are kept by `wire.pacing`."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from resources.atomic import storage_errors
from resources.clock import Clock, SystemClock
from resources.video.base import Capabilities

LOOK_EVERY_S = 0.5
"""Mean pause between looks at full slots."""


class ProviderSlots:
    """The running jobs of each provider: lock files that the system frees when their process dies.

    Args:
        folder: Shared by all episodes; `<folder>/<provider>-<n>.lock`.
        clock: Time and pauses.
        dice: Spreads those who wait.
        limits: Slots by provider where a person set them; any other has as many as its capabilities say.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock | None = None,
        dice: random.Random | None = None,
        limits: Mapping[str, int] | None = None,
    ) -> None:
        self._folder = folder
        self._limits = dict(limits or {})
        self._clock = clock or SystemClock()
        self._dice = dice or random.Random()

    @asynccontextmanager
    async def one(
        self, capabilities: Capabilities, waiting: Callable[[], None] = lambda: None
    ) -> AsyncIterator[None]:
        """Hold one of the provider's slots while the block runs; an embedded provider has its own pool instead.

        Args:
            capabilities: Its `concurrency` is the number of slots, unless a person set another.
            waiting: Told once when all slots are taken.

        Raises:
            StorageError: The lock files cannot be written.
        """
        if capabilities.free:
            yield
            return
        with storage_errors(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        lock = self._taken(capabilities)
        if lock is None:
            waiting()
        while lock is None:
            await self._clock.sleep(LOOK_EVERY_S * (0.5 + self._dice.random()))
            lock = self._taken(capabilities)
        try:
            yield
        finally:
            lock.release()

    def _taken(self, capabilities: Capabilities) -> FileLock | None:
        numbers = list(range(self._limits.get(capabilities.name, capabilities.concurrency)))
        self._dice.shuffle(numbers)
        for number in numbers:
            lock = FileLock(self._folder / f"{capabilities.name}-{number}.lock", timeout=0, is_singleton=False)
            try:
                with storage_errors(self._folder):
                    lock.acquire()
            except Timeout:
                continue
            return lock
        return None
