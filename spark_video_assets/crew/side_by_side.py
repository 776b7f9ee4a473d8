"""Asking several questions at once, in threads: results in order, nothing that was paid for is thrown away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(work: Callable[[Item], Result], items: Sequence[Item], at_once: int) -> list[Result]:
    """`work` done for every item.

    Args:
        work: Safe to be called from several threads.
        items: In order.
        at_once: Most calls under way (SPARK_VIDEO_LLM_CONCURRENCY).

    Returns:
        The results in the order of the items.

    Raises:
        Exception: The first failure in that order, after all calls have ended: what is under way is paid for anyway.
    """
    if len(items) < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(max_workers=max(1, min(at_once, len(items)))) as pool:
        futures = [pool.submit(copy_context().run, work, item) for item in items]
    return [future.result() for future in futures]
