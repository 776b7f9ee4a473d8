"""Content digests of files, remembered as long as a file does not change. Digests of documents are in `story`."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path

# A file touched this recently may change again within one tick of its time stamp: its digest is not remembered.
_SETTLED_NS = 100_000_000

Stamp = tuple[int, int, int, int]
"""Size, times and inode: of a file that was changed or replaced, at least one is another."""
_MOST_KNOWN = 20_000
"""Files of some fifty episodes, 15 MB: a process that runs for months must not remember every file it ever met."""
_known: dict[Path, tuple[Stamp, str]] = {}
_guard = threading.Lock()


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _is_settled(status: os.stat_result) -> bool:
    return time.time_ns() - status.st_mtime_ns > _SETTLED_NS


def settled_stamp(path: Path) -> Stamp | None:
    """What tells that a file is still the same, for whoever remembers something about it; None while it is too new.

    Raises:
        FileNotFoundError: no such file.
    """
    status = path.stat()
    return _stamp(status) if _is_settled(status) else None


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
    if _stamp(after) == stamp and _is_settled(after):
        with _guard:
            _known.pop(absolute, None)
            while len(_known) >= _MOST_KNOWN:
                del _known[next(iter(_known))]
            _known[absolute] = (stamp, digest)
    return digest
