"""What a second drawing process brings: `python -m bench scaling`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bench.measuring import Row, quotients
from bench.shots import request
from resources.video.animatic.provider import AnimaticProvider

SHOTS = 6
_POLL_S = 0.05


def rows(repeats: int) -> list[Row]:
    """Time of the same shots with one worker over that with two; starting the workers counts in both."""

    def with_workers(count: int) -> None:
        with tempfile.TemporaryDirectory(prefix="spark-video-bench-") as temporary:
            asyncio.run(_draw(Path(temporary), count))

    values = quotients(lambda: with_workers(1), lambda: with_workers(2), repeats)
    return [Row(f"{SHOTS} shots: 1 worker s / 2 workers s", values, ">= 1.8")]


async def _draw(folder: Path, workers: int) -> None:
    provider = AnimaticProvider(folder / "work", folder / "speech", workers)
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
