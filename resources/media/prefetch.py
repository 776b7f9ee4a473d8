"""Running an iterator in a thread, a few items ahead. It knows nothing of media."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

_PATIENCE_S = 0.1


@dataclass(frozen=True)
class _End:
    error: BaseException | None = None


class Prefetched(Generic[Item]):
    """Iterate over `source`, which runs in its own thread at most `depth` items ahead; a context manager.

    An error of the source is raised at the place where its item would have come. Leaving the context stops the thread
    and closes the source, wherever it is.

    Args:
        source: Used by the thread only.
        depth: Bound of items in flight, hence of memory.
    """

    def __init__(self, source: Iterator[Item], depth: int = 8) -> None:
        self._source = source
        self._queue: queue.Queue[Item | _End] = queue.Queue(depth)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="prefetch", daemon=True)

    def __enter__(self) -> Prefetched[Item]:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def __iter__(self) -> Iterator[Item]:
        while True:
            item = self._queue.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item

    def _run(self) -> None:
        try:
            for item in self._source:
                if not self._put(item):
                    break
            self._put(_End())
        except BaseException as error:  # noqa: BLE001 - handed over to the consumer, nothing is swallowed
            self._put(_End(error))
        finally:
            close = getattr(self._source, "close", None)
            if close is not None:
                close()

    def _put(self, item: Item | _End) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_PATIENCE_S)
            except queue.Full:
                continue
            return True
        return False
