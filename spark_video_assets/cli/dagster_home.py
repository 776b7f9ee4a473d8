"""Where Dagster keeps runs and events: DAGSTER_HOME, made when missing. Nothing is run here."""

from __future__ import annotations

import os
from pathlib import Path

from resources.atomic import storage_errors, write_text
from resources.errors import UsageError

DEFAULT_HOME = ".dagster"
POSTGRES_VARIABLE = "SPARK_VIDEO_POSTGRES_URL"
"""Address of a Postgres database for runs, events and schedules, with its password; a secret, so only named in files."""
_NEW_HOME_CONFIG = Path(__file__).with_name("dagster.yaml")
"""Also found as `dagster.yaml` of the repository."""
_POSTGRES = f"""storage:
  postgres:
    postgres_url:
      env: {POSTGRES_VARIABLE}
"""


def dagster_home() -> Path:
    """The folder, absolute, with its `dagster.yaml`; exported as DAGSTER_HOME for everything started from here.

    Raises:
        StorageError: It cannot be written.
        UsageError: Postgres is wanted, and the home that is there keeps its history elsewhere.
    """
    home = Path(os.environ.get("DAGSTER_HOME") or DEFAULT_HOME).expanduser().absolute()
    with storage_errors(home):
        home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    wanted = _POSTGRES if os.environ.get(POSTGRES_VARIABLE) else ""
    if not config.is_file():
        write_text(config, _NEW_HOME_CONFIG.read_text(encoding="utf-8") + wanted)
    elif wanted and f"env: {POSTGRES_VARIABLE}" not in config.read_text(encoding="utf-8"):
        raise UsageError(
            f"{POSTGRES_VARIABLE} is set, but this home keeps its history in files",
            where=str(config),
            next_command=f"add to it:\n{_POSTGRES}or unset {POSTGRES_VARIABLE}, or name a new DAGSTER_HOME",
        )
    os.environ["DAGSTER_HOME"] = str(home)
    return home
