"""Writing a media file so that it is either whole or absent. What is written is not this module's business."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from resources.errors import StorageError

_STORAGE_ERRNOS = frozenset({errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.ENOENT})
_ADVICE = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "no permission to write here",
    errno.EPERM: "no permission to write here",
    errno.ENOENT: "the folder is gone",
}


def storage_error(error: BaseException, path: Path) -> StorageError | None:
    """The `StorageError` that tells a user what stopped a write, or None when the error is of another kind.

    Args:
        error: Anything with an `errno`: Python's `OSError` and PyAV's errors alike.
        path: The file that a user knows, not the temporary one.
    """
    number = getattr(error, "errno", None)
    if number not in _STORAGE_ERRNOS:
        return None
    return StorageError(f"cannot be written: {_ADVICE[number]}", where=str(path))


@contextmanager
def storage_faults(path: Path) -> Iterator[None]:
    """Turn errors of the file system inside the block into a `StorageError` that names `path`."""
    try:
        yield
    except Exception as error:
        named = storage_error(error, path)
        if named is None:
            raise
        raise named from error


@contextmanager
def staged_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` to write to; on leaving it is synced and takes the name `path`.

    The temporary name keeps the suffix, because muxers choose the format by it. When the block raises, the temporary
    file is removed and what was at `path` before is untouched.

    Raises:
        StorageError: Full disk, read-only folder, folder gone.
    """
    temporary = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.tmp{path.suffix}")
    try:
        with storage_faults(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            _sync(temporary)
            temporary.replace(path)
            _sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
