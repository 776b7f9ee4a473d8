"""Runs measurements and prints one table: `python -m bench [name ...] [--repeats N]`. Nothing is asserted or kept."""

from __future__ import annotations

import argparse
import importlib
import sys

NAMES = (
    "startup",
    "drawing",
    "memory",
    "scaling",
    "demo_speed",
    "overhead",
    "critical_path",
    "idle_ticks",
    "asked_writing",
)
HEAD = ("what", "min", "median", "max", "wanted")


def main() -> None:
    """Measure one thing after the other: two at once would measure each other."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("names", nargs="*", help=f"which of {', '.join(NAMES)}; all unless told")
    options.add_argument("--repeats", type=int, default=3, help="repetitions of each measurement")
    chosen = options.parse_args()
    unknown = [name for name in chosen.names if name not in NAMES]
    if unknown:
        options.error(f"there is no measurement {unknown[0]!r}; there are {', '.join(NAMES)}")
    cells = [HEAD]
    for name in chosen.names or NAMES:
        print(f"measuring {name}", file=sys.stderr)
        cells += [row.cells() for row in importlib.import_module(f"bench.{name}").rows(chosen.repeats)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
