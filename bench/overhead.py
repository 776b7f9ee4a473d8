"""What orchestration adds to rendering, reviewing and cutting: `python -m bench overhead`."""

from __future__ import annotations

from bench.demo_run import demo_runs
from bench.measuring import Row


def rows(repeats: int) -> list[Row]:
    """Wall time of the whole command over the time in which takes were made plus the bare cut.

    Writing, drawing cards, speaking, gates, Dagster and the viewer all count as added.
    """
    values = [run.wall / (run.shooting + run.cutting) for run in demo_runs(repeats)]
    return [Row("demo: wall s / (takes + cut) s", values, "<= 1.15")]
