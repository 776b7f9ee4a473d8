"""Content digests of files, remembered as long as a file does not change. Digests of documents are in `story`."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path

# A file touched this recently may change again within one tick of its time stamp: its digest is not remembered.
_SETTLED_NS = 100_000_000

_Stamp = tuple[int, int, int, int]
_known: dict[Path, tuple[_Stamp, str]] = {}
_guard = threading.Lock()


def _stamp(status: os.stat_result) -> _Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def file_digest(path: Path) -> str:
    """sha256 (hex) of a file's bytes; read once per process for an unchanged file.

    Raises:
        FileNotFoundError: no such file.
    """
    absolute = path.absolute()
    stamp = _stamp(absolute.stat())
    with _guard:
        known = _known.get(absolute)
    if known and known[0] == stamp:
        return known[1]
    with absolute.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    after = absolute.stat()
    if _stamp(after) == stamp and time.time_ns() - after.st_mtime_ns > _SETTLED_NS:
        with _guard:
            _known[absolute] = (stamp, digest)
    return digest
