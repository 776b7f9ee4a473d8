"""The drawing processes: begun when first asked for, shared by takes and cards. What they draw is told in `worker`."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from typing import ParamSpec, TypeVar

from resources.errors import ProviderError
from resources.failures import Policy
from resources.video.animatic import worker

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


class DrawingPool:
    """A few processes that draw, one job at a time each.

    Args:
        workers: How many; one for each core unless told.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._executor: ProcessPoolExecutor | None = None

    @property
    def running(self) -> bool:
        """True while there are processes, or some are being started."""
        return self._executor is not None

    def submit(self, work: Callable[Asked, Made], *args: Asked.args, **kwargs: Asked.kwargs) -> Future[Made]:
        """Queue a job; starts processes where there are none, or where one died since the last job.

        Raises:
            ProviderError: No process could be started.
        """
        try:
            try:
                return self._running_executor().submit(work, *args, **kwargs)
            except BrokenProcessPool:
                self._executor = None
                return self._running_executor().submit(work, *args, **kwargs)
        except (BrokenProcessPool, OSError) as error:
            self._executor = None
            raise ProviderError(
                f"no drawing process could be started: {error}", failure=Policy.TRANSIENT
            ) from error

    def warm_up(self) -> None:
        """Start all processes now, so that they have loaded the engine by the time they are asked to draw.

        Raises:
            ProviderError: No process could be started.
        """
        for _ in range(self.workers):
            self.submit(worker.load)

    def close(self) -> None:
        """End the processes once what is queued is done. The pool may be used again afterwards."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True)

    def _running_executor(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # Not fork: the parent runs threads and an event loop, which a forked child inherits half-alive. Not
            # forkserver: workers would be its children, and could not see this process die.
            self._executor = ProcessPoolExecutor(
                self.workers, mp_context=multiprocessing.get_context("spawn"), initializer=worker.start
            )
        return self._executor


@cache
def shared_pool() -> DrawingPool:
    """The one of this program."""
    return DrawingPool()
