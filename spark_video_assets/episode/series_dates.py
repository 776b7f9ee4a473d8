"""Which date of a series is due: since when its cron is in force, and which dates are used up. Entries: `episode.series`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from pydantic import AwareDatetime, Field

from resources.atomic import write_json
from resources.cron import latest_date, local_zone
from resources.episode_folder import ProjectsRoot
from resources.errors import InvalidDocument
from resources.locking import locked_file
from spark_video_assets.episode.front_matter import read_text
from spark_video_assets.story.document import Document, Part
from spark_video_assets.story.series import Series


class KnownCron(Part):
    """A cron as it was when somebody looked first."""

    cron: str
    timezone: str
    since: AwareDatetime


class SeriesMemory(Document):
    """`.ledger/series.json`: since when each project's cron is in force."""

    projects: dict[str, KnownCron] = Field(default_factory=dict)


def zone_of(series: Series) -> str:
    """The time zone that its dates are meant in."""
    return series.timezone or local_zone()


def date_due(
    root: ProjectsRoot, project: str, series: Series, used: Iterable[dt.datetime | None], now: dt.datetime
) -> dt.datetime | None:
    """The last date that has passed and that no episode was begun for; earlier ones are not made up for.

    Args:
        root: All projects.
        project: Whose series.
        series: With a cron.
        used: The dates that episodes were begun for. One in the future comes from a clock that was wrong; it uses up that
            date only.
        now: The time.
    """
    assert series.cron is not None
    latest = latest_date(series.cron, zone_of(series), now)
    if latest <= _in_force_since(root, project, series.cron, zone_of(series), now):
        return None
    return None if any(moment is not None and latest <= moment <= now for moment in used) else latest


def _in_force_since(root: ProjectsRoot, project: str, cron: str, zone: str, now: dt.datetime) -> dt.datetime:
    """Remembered at first sight, so that the dates before it are not made up for; an edited cron counts from its edit."""
    path = root.path / ".ledger" / "series.json"
    with locked_file(path, busy="another process is looking at the series"):
        memory = _memory(path)
        known = memory.projects.get(project)
        # What was seen in the future was seen by a clock that was wrong.
        if known and (known.cron, known.timezone) == (cron, zone) and known.since <= now:
            return known.since
        memory.projects[project] = KnownCron(cron=cron, timezone=zone, since=now)
        write_json(path, memory.to_data())
    return now


def _memory(path: Path) -> SeriesMemory:
    """What cannot be read is begun anew: a date may be left out then, none is used twice."""
    try:
        return SeriesMemory.from_json(read_text(path), where=path.name) if path.is_file() else SeriesMemory()
    except InvalidDocument:
        return SeriesMemory()
