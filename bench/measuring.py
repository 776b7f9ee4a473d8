"""What all measurements share: a row of the table, repetition, the clock, a child process. Nothing is measured here."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RUN_COMMAND = "from spark_video_assets.cli.main import main; main()"
"""Stands for the installed `spark-video`, so that a bench also runs where the project is only on the path."""


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Args:
        what: The quotient in words, e.g. `film seconds / wall second`.
        values: One for each repetition.
        wanted: What the project asks for, as text; empty where nothing is asked.
    """

    what: str
    values: Sequence[float]
    wanted: str = ""

    def cells(self) -> tuple[str, ...]:
        """What, smallest, median, largest, wanted."""
        spread = (min(self.values), statistics.median(self.values), max(self.values))
        return (self.what, *(f"{value:.2f}" for value in spread), self.wanted)


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor time of one call in this process, all threads: other programs on the machine count less."""
    started = time.process_time()
    work()
    return time.process_time() - started


def quotients(above: Callable[[], object], below: Callable[[], object], repeats: int) -> list[float]:
    """Time of `above` over time of `below`, taken in turns so that a busy machine slows both alike."""
    return [seconds(above) / seconds(below) for _ in range(repeats)]


def python(
    code: str, *arguments: str, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> str:
    """Run a piece of Python in a process of its own; returns what it printed.

    Raises:
        CalledProcessError: It failed; holds what it said.
    """
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, env=environment, cwd=folder, text=True)
    return done.stdout
