"""How often the sensors look at the projects folder: one figure for all that wait for files. Read when the location loads."""

import os

from resources.errors import UsageError

VARIABLE = "SPARK_VIDEO_TICK_S"
DEFAULT_S = 15
"""Seconds: a producer who has just made a folder or signed a gate should not have to wait for it."""
SHORTEST_S = 5
"""Dagster's own daemon looks for due sensors this often."""


def interval_s() -> int:
    """Seconds between looks.

    Raises:
        UsageError: The variable is no whole number of seconds, or too small.
    """
    told = os.environ.get(VARIABLE, "").strip() or str(DEFAULT_S)
    if not told.isdigit() or int(told) < SHORTEST_S:
        raise UsageError(
            f"{VARIABLE} is {told!r}", where="environment", allowed=f"whole seconds, at least {SHORTEST_S}"
        )
    return int(told)
