"""Writing files so that a crash, a full disk or a second reader never meets half of one. Knows nothing of episodes."""

from __future__ import annotations

import errno
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from resources.errors import StorageError

TEMP_PREFIX = ".part-"

_MENDS = {
    errno.ENOSPC: ("the disk is full", "free some space, then run the same command again; nothing was lost"),
    errno.EDQUOT: (
        "the disk quota is used up",
        "free some space, then run the same command again; nothing was lost",
    ),
    errno.EROFS: ("the file system is read-only", "set SPARK_VIDEO_PROJECTS_ROOT to a writable folder"),
    errno.EACCES: (
        "writing is not permitted",
        "make the folder writable for this user, then run the command again",
    ),
    errno.EPERM: ("writing is not permitted", "make the folder writable for this user, then run the command again"),
    errno.ENOTDIR: ("a file stands where a folder is needed", "move that file away, then run the command again"),
    errno.EEXIST: ("a file stands where a folder is needed", "move that file away, then run the command again"),
    errno.EISDIR: ("a folder stands where a file is needed", "move that folder away, then run the command again"),
    errno.ENAMETOOLONG: ("the name is too long for this file system", "choose a shorter project or episode name"),
    errno.EIO: ("the disk reports an error", "check the disk, then run the command again"),
}


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn the file system's refusals into one message for a person.

    Raises:
        StorageError: names `path`, what is wrong and what to do. Other OSErrors pass unchanged.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _MENDS:
            raise
        problem, mend = _MENDS[error.errno]
        raise StorageError(f"cannot be written: {problem}", where=str(path), next_command=mend) from error


@contextmanager
def replacing(path: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """An open temporary file in the folder of `path` that takes its place, durably, when the block ends well.

    The parent is created. When the block raises, the temporary file goes and `path` stays as it was.

    Args:
        path: What is replaced.
        durable: False for what can be made again and is checked when it is read: a power cut may then leave it empty.

    Raises:
        StorageError: full, read-only or forbidden.
    """
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not derived from the file's name: a name near the file system's limit must still have room for a temp.
        temp = path.parent / f"{TEMP_PREFIX}{uuid.uuid4().hex}"
        try:
            with temp.open("xb") as stream:
                yield stream
                stream.flush()
                if durable:
                    os.fsync(stream.fileno())
            temp.replace(path)
        except BaseException:
            with suppress(OSError):
                temp.unlink(missing_ok=True)
            raise
        if durable:
            sync_folder(path.parent)


def sweep(folder: Path) -> int:
    """Remove what killed writers left in a folder; only where no other writer can be at work. Returns how many."""
    left = list(folder.glob(f"{TEMP_PREFIX}*")) if folder.is_dir() else []
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def sync_folder(folder: Path) -> None:
    """Make a rename or creation in `folder` survive a power cut, where the platform can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_bytes(path: Path, data: bytes, *, durable: bool = True) -> Path:
    """Replace the content of `path` at once. Returns `path`. Arguments and errors as for `replacing`."""
    with replacing(path, durable=durable) as stream:
        stream.write(data)
    return path


def write_text(path: Path, text: str) -> Path:
    """Replace the content of `path` with utf-8 text, line ends as given. Returns `path`. Raises `StorageError`."""
    return write_bytes(path, text.encode())


def write_json(path: Path, data: object) -> Path:
    """Replace the content of `path` with indented JSON of plain data, letters of every script as they are.

    Raises:
        StorageError: see `replacing`.
        ValueError: NaN or infinity, which no JSON reader has to accept.
    """
    return write_text(path, json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def copy_file(source: Path, target: Path) -> Path:
    """A plain copy of the bytes under `target`; never a link, so that overwriting one leaves the other alone."""
    with source.open("rb") as reading, replacing(target) as writing:
        shutil.copyfileobj(reading, writing, 1 << 20)
    return target


def append_line(path: Path, text: str) -> None:
    """Add one line durably. Safe for several writers: one write call in append mode for each line.

    A writer that died in the middle of a line left no line end; then one is put first, so that the torn line spoils
    only itself.

    Raises:
        ValueError: `text` holds a line break.
        StorageError: full, read-only or forbidden; the file may then end in a torn line, which readers skip.
    """
    if "\n" in text or "\r" in text:
        raise ValueError("a line must not hold a line break")
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        created = not path.exists()
        with path.open("a+b", buffering=0) as stream:
            size = stream.seek(0, os.SEEK_END)
            torn = False
            if size:
                stream.seek(size - 1)
                torn = stream.read(1) != b"\n"
            line = (b"\n" if torn else b"") + text.encode() + b"\n"
            if stream.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            os.fsync(stream.fileno())
        if created:
            sync_folder(path.parent)


def append_json(path: Path, record: object) -> None:
    """Add one record as a line of compact JSON; see `append_line`."""
    append_line(path, json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def read_json_lines(path: Path) -> list[Any]:
    """The whole records of a line file, oldest first; empty when there is no file.

    Torn lines are skipped: their writer never learned of success, so nothing rests on them.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    records = []
    for line in lines:
        with suppress(ValueError):
            records.append(json.loads(line))
    return records
