"""Files that a person drops into a folder of an episode: found, read once, moved aside or answered. Meaning: sensors."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from resources.atomic import storage_errors, write_text
from resources.episode_folder import EpisodeFolder
from resources.errors import InvalidDocument, SparkVideoError

SUFFIXES = (".yaml", ".yml")
PROBLEM = ".problem.txt"
TAKEN = "taken"
MAX_BYTES = 64 * 1024
"""A decision or an issue is a few lines; anything larger is another file by mistake."""
SETTLED_S = 2.0
"""Seconds after its last change before a file is read: an editor or a copy may still be writing it."""
_MARK_LINE = "about: "


@dataclass(frozen=True)
class DroppedFile:
    """One file as it was when somebody looked.

    Args:
        written_s: Its modification time, seconds since 1970.
        mark: Digest of name, content and time: the same file saved again is a new one.
    """

    path: Path
    written_s: float
    mark: str

    @classmethod
    def at(cls, path: Path) -> DroppedFile | None:
        """The file, or None when it has gone meanwhile or is no plain file."""
        try:
            status = path.lstat()
            if not stat.S_ISREG(status.st_mode):
                return None
            with path.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError:
            return None
        told = hashlib.sha256(f"{path.name}\0{status.st_mtime_ns}\0".encode(errors="surrogatepass"))
        told.update(content)
        return cls(path, status.st_mtime, told.hexdigest()[:20])

    @property
    def is_being_written(self) -> bool:
        """True for some seconds after its last change; a file from the future is not waited for."""
        return 0 <= time.time() - self.written_s < SETTLED_S

    @property
    def is_answered(self) -> bool:
        """True when its problem was told already and nobody saved it again."""
        try:
            first = _problem_of(self.path).read_text(encoding="utf-8").splitlines()[:1]
        except (OSError, UnicodeDecodeError):
            return False
        return first == [_MARK_LINE + self.mark]

    def require_small(self) -> None:
        """Raise `InvalidDocument` when it cannot be what was meant."""
        if self.path.stat().st_size > MAX_BYTES:
            raise InvalidDocument(f"is larger than {MAX_BYTES} bytes", where=self.path.name)

    def answer(self, problem: str) -> None:
        """Write what is wrong beside it; the file itself stays as it is."""
        told = f"{_MARK_LINE}{self.mark}\n\n{problem}\n\nMend {self.path.name} and save it again.\n"
        write_text(_problem_of(self.path), told)

    def take(self) -> Path:
        """Move it aside, with its answer gone; gives where it lies now."""
        target = self.path.parent / TAKEN / f"{self.path.stem}-{self.mark[:8]}{self.path.suffix}"
        with storage_errors(target):
            target.parent.mkdir(exist_ok=True)
            self.path.replace(target)
            _problem_of(self.path).unlink(missing_ok=True)
        return target


def dropped_in(folder: Path) -> list[Path]:
    """Files of a folder that wait to be read, by name; costs one look at the folder."""
    try:
        with os.scandir(folder) as entries:
            names = [e.name for e in entries if e.name.lower().endswith(SUFFIXES) and not e.name.startswith(".")]
    except OSError:
        return []
    return [folder / name for name in sorted(names)]


@contextlib.contextmanager
def answering(folder: EpisodeFolder, told: str, mark: str) -> Iterator[None]:
    """Carry out what a dropped file asks for: then it is moved aside, or its problem is written beside it.

    Args:
        folder: The episode.
        told: The file, from the episode folder; empty = the wish came another way.
        mark: Of the file as it was read; one that was saved again since is left for the next look.

    Raises:
        SparkVideoError: what went wrong inside, unchanged.
    """
    path = folder.resolve(told) if told else None
    try:
        yield
    except SparkVideoError as error:
        if path and (dropped := _same(path, mark)):
            dropped.answer(str(error))
        raise
    if path and (dropped := _same(path, mark)):
        dropped.take()


def _same(path: Path, mark: str) -> DroppedFile | None:
    dropped = DroppedFile.at(path)
    return dropped if dropped and dropped.mark == mark else None


def _problem_of(path: Path) -> Path:
    return path.with_name(path.name + PROBLEM)
