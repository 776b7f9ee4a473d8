"""Where Dagster keeps runs and events: DAGSTER_HOME, made when missing. Nothing is run here."""

from __future__ import annotations

import os
from pathlib import Path

from resources.atomic import storage_errors, write_text

DEFAULT_HOME = ".dagster"
_NEW_HOME_CONFIG = Path(__file__).with_name("dagster.yaml")
"""Also found as `dagster.yaml` of the repository."""


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
        write_text(config, _NEW_HOME_CONFIG.read_text(encoding="utf-8"))
    os.environ["DAGSTER_HOME"] = str(home)
    return home
