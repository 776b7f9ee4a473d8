"""Never more jobs at a provider than it runs at once, whoever started them."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from resources.render_ledger.slots import ProviderSlots
from resources.video.base import Capabilities

FIVE_AT_ONCE = Capabilities(
    name="bl",
    models={},
    kinds=frozenset({"t2v"}),
    min_duration_s=3,
    max_duration_s=15,
    ratios=frozenset({"16:9"}),
    resolutions=frozenset({"720P"}),
    concurrency=5,
)


class Impatient:
    """Does not wait for real."""

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


def _holding(folder: Path, told: Connection) -> None:
    """Another process with a job of its own, until it is killed."""

    async def run() -> None:
        async with ProviderSlots(folder).one(FIVE_AT_ONCE):
            told.send("holds one")
            await asyncio.Event().wait()

    asyncio.run(run())


def test_two_runs_together_keep_the_limit(tmp_path: Path) -> None:
    """Two episodes side by side would each start five jobs, and the provider refuses or queues the rest."""
    running = most = 0
    told: list[str] = []

    async def job(slots: ProviderSlots) -> None:
        nonlocal running, most
        async with slots.one(FIVE_AT_ONCE, lambda: told.append("waits")):
            running += 1
            most = max(most, running)
            for _ in range(20):
                await asyncio.sleep(0)
            running -= 1

    async def run() -> None:
        runs = [ProviderSlots(tmp_path, Impatient()) for _ in range(2)]  # type: ignore[arg-type]
        await asyncio.gather(*(job(runs[n % 2]) for n in range(16)))

    asyncio.run(run())
    assert most == 5
    assert len(told) == 11


def test_the_slot_of_a_killed_process_is_free_again(tmp_path: Path) -> None:
    """A crash would make the provider smaller for ever."""
    one_at_once = FIVE_AT_ONCE.model_copy(update={"concurrency": 5})
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_holding, args=(tmp_path, there))
    process.start()
    assert here.recv() == "holds one"
    slots = ProviderSlots(tmp_path)

    async def free_now() -> int:
        taken = [slots._taken(one_at_once) for _ in range(6)]
        held = [lock for lock in taken if lock is not None]
        for lock in held:
            lock.release()
        return len(held)

    assert asyncio.run(free_now()) == 4
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert asyncio.run(free_now()) == 5
    slots = ProviderSlots(tmp_path, limits={"bl": 2, "veo": 9})
    assert asyncio.run(free_now()) == 2


def test_the_embedded_provider_waits_for_nobody(tmp_path: Path) -> None:
    """Drawing would stop because another episode draws, though its own pool keeps the cores busy already."""

    async def run() -> None:
        free = FIVE_AT_ONCE.model_copy(update={"free": True, "concurrency": 1})
        slots = ProviderSlots(tmp_path)
        async with slots.one(free), slots.one(free):
            pass

    asyncio.run(run())
    assert list(tmp_path.iterdir()) == []
