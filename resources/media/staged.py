"""The same promise as `resources.atomic`, for programs and libraries that want a path to write to and not a stream."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from resources.atomic import TEMP_PREFIX, storage_errors, sync_folder


@contextmanager
def media_storage_errors(path: Path) -> Iterator[None]:
    """Like `storage_errors`, and PyAV's own errors of the file system count as well.

    Raises:
        StorageError: Full disk, read-only or forbidden; names `path`.
    """
    with storage_errors(path):
        try:
            yield
        except av.FFmpegError as error:
            if isinstance(error, OSError) or error.errno not in _OS_ERRNOS:
                raise
            raise OSError(error.errno, error.strerror) from error


_OS_ERRNOS = range(1, 200)
"""Errors of the operating system; those of ffmpeg itself are four letters, hence huge numbers."""


@contextmanager
def staged_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` to write to; on leaving it is synced and takes the name `path`.

    The temporary name keeps the suffix, because muxers choose the format by it. When the block raises, the temporary
    file is removed and what was at `path` before is untouched.

    Raises:
        StorageError: Full disk, read-only folder, folder gone.
    """
    temporary = path.with_name(f"{TEMP_PREFIX}{secrets.token_hex(8)}{path.suffix}")
    try:
        with media_storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            temporary.replace(path)
            sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
