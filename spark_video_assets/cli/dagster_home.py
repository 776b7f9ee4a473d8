"""Where Dagster keeps runs and events: DAGSTER_HOME, made when missing. Nothing is run here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from resources.atomic import storage_errors, write_text
from resources.errors import StorageError, UsageError, typed

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

_DATABASES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")
"""What Dagster opens at its start; the history of each single run is in a file of its own beside the index."""
_SQLITE = b"SQLite format 3\0"
"""How every such file begins that is not empty (SQLite's description of its file format, 1.3)."""


def dagster_home() -> Path:
    """The folder, absolute, with its `dagster.yaml`; exported as DAGSTER_HOME for everything started from here.

    Raises:
        StorageError: It cannot be written, or a database in it is damaged.
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
    for name in _DATABASES:
        _require_database(home / name)
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def damaged_history(error: BaseException) -> StorageError | None:
    """The message for a person when an error is a damaged database of Dagster's; None for any other error."""
    known = sys.modules.get("sqlalchemy.exc")
    if known is None or not isinstance(error, known.DatabaseError):
        return None
    told = str(error.orig)
    if not any(words in told for words in ("malformed", "not a database")):
        return None
    return _damaged(Path(os.environ.get("DAGSTER_HOME") or DEFAULT_HOME).absolute() / "history", told)


def _require_database(path: Path) -> None:
    if not path.is_file():
        return
    with storage_errors(path), path.open("rb") as file:
        head = file.read(len(_SQLITE))
    if head not in (b"", _SQLITE):
        raise _damaged(path, "not a database")


def _damaged(path: Path, told: str) -> StorageError:
    return StorageError(
        f"Dagster's history is damaged ({told}). It is only what the web UI shows of past runs: script, takes, paid jobs "
        "and sign-offs are in the projects folder, and nothing of them is made or paid again without it",
        where=str(path),
        next_command=f"end `spark-video dev`, then mv {typed(str(path), f'{path}.damaged')}   # and run it again",
    )
