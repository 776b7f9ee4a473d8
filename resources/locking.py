"""The one way in which processes exclude each other: a lock file beside the guarded file. Who holds what is not known here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from resources.atomic import storage_errors
from resources.errors import EpisodeBusy

DEFAULT_TIMEOUT_S = 30.0


@contextmanager
def locked_file(path: Path, *, busy: str, timeout_s: float = DEFAULT_TIMEOUT_S) -> Iterator[None]:
    """Hold `<path>.lock` while the block runs; freed by the system when the process dies.

    Not re-entrant: a block inside a block on the same file waits for itself.

    Args:
        path: The guarded file, present or not; its folder is created.
        busy: What to tell a person when another process holds the lock.
        timeout_s: How long to wait; 0 = not at all.

    Raises:
        EpisodeBusy: Another process held the lock all that time.
        StorageError: The lock file cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(path.name + ".lock"), timeout=timeout_s)
    try:
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
    except Timeout:
        raise EpisodeBusy(
            busy, where=str(path), next_command="wait for it or end it, then run the same command again"
        ) from None
    try:
        yield
    finally:
        lock.release()
