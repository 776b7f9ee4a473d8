"""Ending asynchronous work when a run is cancelled: once, in order, wherever the signal falls. What is ended: elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import TypeVar

import dagster as dg

Result = TypeVar("Result")
_ENDING = (signal.SIGINT, signal.SIGTERM)


def run_until_cancelled(work: Coroutine[object, object, Result]) -> Result:
    """Run `work` to its end; a cancelled run (or Ctrl-C) cancels it at its next pause.

    Dagster raises its interruption wherever the program happens to be. Inside a callback of the event loop it would be
    logged and forgotten, and the run go on submitting: so the loop itself takes the signal here.

    Raises:
        dagster.DagsterExecutionInterruptedError: It was cancelled; Dagster marks the run.
    """
    told = False

    async def watched() -> Result:
        task = asyncio.current_task()
        assert task is not None

        def end() -> None:
            nonlocal told
            told = True
            task.cancel()

        with _signals_to(end):
            return await work

    try:
        result = asyncio.run(watched())
    except asyncio.CancelledError:
        if told:
            raise dg.DagsterExecutionInterruptedError from None
        raise
    if told:
        # It was at its end already; whatever comes after it in the run must not begin.
        raise dg.DagsterExecutionInterruptedError
    return result


@contextlib.contextmanager
def _signals_to(end: Callable[[], None]) -> Iterator[None]:
    """Both signals that end a run; only the main thread may take signals, others are left as they are."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _ENDING}
    for number in _ENDING:
        loop.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
