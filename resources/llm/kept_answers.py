"""Answers of models on disk from the moment they arrive until the work that asked for them is recorded. Nothing is asked here.

A run that was killed asks the same questions again; it gets what was paid for, in the same order. When its work is
recorded the answers go, so that the next time the same question is a new one.
"""

from __future__ import annotations

import shutil
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from resources.atomic import write_json
from resources.errors import InvalidDocument, SparkVideoError, StorageError
from resources.llm.chat import ChatAnswer
from resources.video.staging import Model

SCHEMA_VERSION = 1
WHOLE = "episode"
"""Folder of answers about no single shot; no shot is called so (`S01-002`)."""
_NAME_LENGTH = 40


class KeptAnswer(Model):
    """One answer with the call that it came from.

    Args:
        key: sha256 (hex) of the question, see `ChatClient`.
        call: Id of the call: its line in the call log and its booking in the budget have the same.
    """

    schema_version: int = SCHEMA_VERSION
    key: str
    call: str
    answer: ChatAnswer


class AnswerShelf:
    """The answers of one piece of work. Safe to share between threads; one process at a time, like the work itself.

    Args:
        folder: Where they lie; made with the first answer.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._waiting: dict[Path, deque[KeptAnswer]] = {}
        self._count: dict[Path, int] = {}
        self._spoiled: list[Path] = []
        self.served = 0
        """How many answers of an interrupted run were used."""

    def take(self, shot: str | None, key: str) -> KeptAnswer | None:
        """The next answer that an interrupted run left to this question; None = it has to be asked."""
        with self._lock:
            waiting = self._opened(self._stem(shot, key), key)
            if not waiting:
                return None
            self.served += 1
            return waiting.popleft()

    def keep(self, shot: str | None, kept: KeptAnswer) -> None:
        """Write an answer down durably, behind those that the same question got before.

        Raises:
            StorageError: The folder cannot be written.
        """
        with self._lock:
            stem = self._stem(shot, kept.key)
            self._opened(stem, kept.key)
            self._count[stem] += 1
            path = _numbered(stem, self._count[stem])
        try:
            write_json(path, kept.model_dump(mode="json"))
        except OSError as error:
            # Not one of those that a lost connection is taken for: the question must not be put again.
            raise StorageError(
                f"a paid answer cannot be kept: {type(error).__name__}",
                where=str(path),
                next_command="look after the disk, then run it again",
            ) from error

    def spoil(self, shot: str | None, key: str) -> None:
        """Say that the answers to a question were of no use: should the work fail, they are not given again."""
        with self._lock:
            self._spoiled.append(self._stem(shot, key))

    def give_up(self, *, everything: bool) -> None:
        """Drop what made the work fail: the answers that were of no use, or all of them."""
        if everything:
            drop_answers(self._folder)
            return
        for stem in self._spoiled:
            for path in _files_of(stem):
                path.unlink(missing_ok=True)

    def _stem(self, shot: str | None, key: str) -> Path:
        return self._folder / (shot or WHOLE) / key[:_NAME_LENGTH]

    def _opened(self, stem: Path, key: str) -> deque[KeptAnswer]:
        """What was there when this work first put the question; what it was answered itself is not given again."""
        if stem not in self._waiting:
            paths = _files_of(stem)
            read = [kept for path in paths if (kept := _read(path)) is not None and kept.key == key]
            self._waiting[stem] = deque(read)
            self._count[stem] = max((_number(path) for path in paths), default=0)
        return self._waiting[stem]


@contextmanager
def shelf_at(folder: Path) -> Iterator[AnswerShelf]:
    """The shelf of a piece of work that runs inside the block.

    Killed work leaves its answers for the next run. So does work that something outside of them stopped: no money, no
    service, no room on the disk. Where the answers themselves are the reason - nobody could use them, or what was made
    of them breaks a rule or the program - they go, or every further run would fail alike.
    """
    shelf = AnswerShelf(folder)
    try:
        yield shelf
    except Exception as error:
        from_outside = isinstance(error, (SparkVideoError, OSError, MemoryError))
        shelf.give_up(everything=isinstance(error, InvalidDocument) or not from_outside)
        raise


def drop_answers(folder: Path) -> None:
    """Forget the answers of work that is recorded, or that a person wants done anew."""
    shutil.rmtree(folder, ignore_errors=True)


def _numbered(stem: Path, number: int) -> Path:
    return stem.with_name(f"{stem.name}-{number:03d}.json")


def _files_of(stem: Path) -> list[Path]:
    found = stem.parent.glob(f"{stem.name}-*.json") if stem.parent.is_dir() else ()
    return sorted((path for path in found if _number(path)), key=_number)


def _number(path: Path) -> int:
    digits = path.stem.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def _read(path: Path) -> KeptAnswer | None:
    """The answer of a file; None when it is no whole one: it was not there then."""
    try:
        kept = KeptAnswer.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return kept if kept.schema_version == SCHEMA_VERSION else None
