"""How fast the demo makes a film from empty folders, everything installed: `python -m bench demo_speed`."""

from __future__ import annotations

from bench.demo_run import demo_runs
from bench.measuring import Row


def rows(repeats: int) -> list[Row]:
    """Film seconds per wall second of the whole command."""
    return [Row("demo: film s / wall s", [run.film / run.wall for run in demo_runs(repeats)], ">= 1")]
