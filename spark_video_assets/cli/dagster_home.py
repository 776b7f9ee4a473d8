"""Where Dagster keeps runs and events: DAGSTER_HOME, made when missing. Nothing is run here."""

from __future__ import annotations

import os
from pathlib import Path

from resources.atomic import storage_errors, write_text

DEFAULT_HOME = ".dagster"
_CONFIG = """\
# Written once by spark-video; yours to change.
telemetry:
  enabled: false
nux:
  enabled: false
run_monitoring:
  enabled: true
  # A pool counts steps; without this a killed run keeps its place for ever.
  free_slots_after_run_end_seconds: 60
concurrency:
  runs:
    # An episode has one driver at a time; two episodes side by side keep two cores busy.
    max_concurrent_runs: 2
"""


def dagster_home() -> Path:
    """The folder, absolute, with its `dagster.yaml`; exported as DAGSTER_HOME for everything started from here.

    Raises:
        StorageError: It cannot be written.
    """
    home = Path(os.environ.get("DAGSTER_HOME") or DEFAULT_HOME).expanduser().absolute()
    with storage_errors(home):
        home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    if not config.is_file():
        write_text(config, _CONFIG)
    os.environ["DAGSTER_HOME"] = str(home)
    return home
