"""How the command speaks: progress and messages on stderr, results on stdout. What is said is decided by the commands."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from resources.errors import SparkVideoError

INTERRUPTED = 130
"""Exit code of a command that was stopped by Ctrl-C: 128 + SIGINT."""
_PLAIN_WIDTH = 160
"""Columns of tables where there is no terminal to fit into."""


def messages() -> Console:
    """Where progress and messages go: stderr, in colour on a terminal only."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str, style: str | None = None) -> None:
    """One line for a person, on stderr; brackets and slashes in it are text, not markup."""
    messages().print(text, style=style, markup=False)


def give(text: str) -> None:
    """One line of the result, on stdout, so that it can be piped."""
    print(text)


def give_json(document: Any) -> None:
    """The one JSON document of a `--json` call."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


def give_table(header: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """A table as part of the result."""
    _print_table(header, rows, title, to_stderr=False)


def say_table(header: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """A table as part of the conversation."""
    _print_table(header, rows, title, to_stderr=True)


def tell_error(error: SparkVideoError) -> None:
    """One clear message: what, where, what is allowed, what to type next. Waiting for a person is no error."""
    from resources.errors import WaitingForSignOff

    text = f"{error.where}: {error.problem}" if error.where else error.problem
    if isinstance(error, WaitingForSignOff):
        say(f"waiting: {text}", "bold yellow")
    else:
        say(f"error: {text}", "bold red")
    if error.allowed:
        say(f"  allowed: {error.allowed}")
    if error.next_command:
        say(f"  next: {error.next_command}")


def tell_stopped(command: str) -> None:
    """Ctrl-C: what is finished is kept, and this command goes on from there."""
    say(f"stopped; finished work is kept. continue with: {command}")


def is_conversation() -> bool:
    """True when a person sits in front of it: only then may it ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


class StepProgress(Protocol):
    """Progress of one step."""

    def now(self, text: str) -> None:
        """What is going on at this moment."""
        ...

    def done(self, text: str, *, count: int = 1) -> None:
        """Something is finished; `count` of the step's total."""
        ...


@contextmanager
def step_progress(label: str, total: int, note: str = "") -> Iterator[StepProgress]:
    """One bar with a time estimate on a terminal, plain lines otherwise.

    Args:
        label: The step, for people.
        total: How many things it has to finish.
        note: What has to be said about it beforehand.
    """
    console = messages()
    if not console.is_terminal:
        say(f"{label}: {total} to do" + (f" {note}" if note else ""))
        yield _PlainLines(label)
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    if note:
        say(f"{label}: {note}", "dim")
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[label]}", style="bold", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, redirect_stdout=False, redirect_stderr=False) as bars:
        yield _Bar(bars, bars.add_task("", total=total, label=label))


class _PlainLines:
    def __init__(self, label: str) -> None:
        self._label = label

    def now(self, text: str) -> None:
        """Only what is finished is worth a line in a log."""

    def done(self, text: str, *, count: int = 1) -> None:
        say(f"{self._label}: {text}")


class _Bar:
    def __init__(self, bars: Progress, task: TaskID) -> None:
        self._bars = bars
        self._task = task

    def now(self, text: str) -> None:
        self._bars.update(self._task, description=text)

    def done(self, text: str, *, count: int = 1) -> None:
        self._bars.console.print(f"  {text}", markup=False, style="dim")
        self._bars.update(self._task, advance=count, description="")


def _print_table(header: Sequence[str], rows: Iterable[Sequence[object]], title: str, *, to_stderr: bool) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(stderr=to_stderr, highlight=False)
    if not console.is_terminal:
        console = Console(stderr=to_stderr, highlight=False, width=_PLAIN_WIDTH)
    table = Table(title=Text(title) if title else None, title_justify="left", box=box.SIMPLE_HEAD)
    for name in header:
        table.add_column(Text(name))
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    console.print(table)
