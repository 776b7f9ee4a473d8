"""What a second drawing process brings, and what the machine has to give: `python -m bench scaling`."""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.measuring import Row, quotients
from bench.shots import request
from resources.video.animatic.drawing_pool import DrawingPool
from resources.video.animatic.provider import AnimaticProvider

SHOTS = 6
_POLL_S = 0.05
_COUNT = 12_000_000  # about half a second of arithmetic


def rows(repeats: int) -> list[Row]:
    """Time of the same shots with one worker over that with two; starting the workers counts in both.

    The second row is the same quotient of plain arithmetic that shares nothing: two virtual processors are often two
    threads of one core, and others use them too. No drawing can scale better than that.
    """

    def with_workers(count: int) -> None:
        with tempfile.TemporaryDirectory(prefix="spark-video-bench-") as temporary:
            asyncio.run(_draw(Path(temporary), count))

    drawn, machine, shares = [], [], []
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_count, [0] * 8))
        for _ in range(repeats):
            machine += quotients(lambda: _counted(pool, 1), lambda: _counted(pool, 2), 1)
            drawn += quotients(lambda: with_workers(1), lambda: with_workers(2), 1)
            shares.append(drawn[-1] / machine[-1])
    return [
        Row(f"{SHOTS} shots: 1 worker s / 2 workers s", drawn, ">= 1.8"),
        Row("plain arithmetic: the same quotient", machine),
        Row("drawing's quotient / arithmetic's", shares),
    ]


def _counted(pool: ProcessPoolExecutor, at_once: int) -> None:
    """Four equal pieces of work, so many at once."""
    for _ in range(4 // at_once):
        list(pool.map(_count, [_COUNT] * at_once))


def _count(until: int) -> int:
    total = 0
    for number in range(until):
        total += number & 7
    return total


async def _draw(folder: Path, workers: int) -> None:
    provider = AnimaticProvider(folder / "work", folder / "speech", DrawingPool(workers))
    try:
        handles = [
            await provider.submit(await provider.prepare(request(number, "480P"))) for number in range(SHOTS)
        ]
        for handle in handles:
            while (await provider.poll(handle)).state in ("queued", "running"):  # noqa: ASYNC110 - polling is the contract
                await asyncio.sleep(_POLL_S)
            await provider.fetch(handle, folder / "done")
    finally:
        await provider.aclose()
