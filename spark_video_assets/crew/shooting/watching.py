"""Who watches a shooting day from inside this process: progress lines of the command. The record itself is the event log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from spark_video_assets.crew.shooting.take_book import TakeNews

Watcher = Callable[[TakeNews], None]
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Tell the watcher everything that happens to shots while the block runs."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def tell_watcher(news: TakeNews) -> None:
    """Pass on what just happened, when somebody watches."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(news)
