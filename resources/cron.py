"""Dates of a cron expression: which one was last, which one is next. What is due then is decided elsewhere.

Dagster's own evaluation is asked, the one that its schedules run by: it knows about the hours that a change to summer time
skips or repeats. It is heavy to load and imported where it is used.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LOCAL_TIME = Path("/etc/localtime")


def is_cron(expression: str) -> bool:
    """True for five fields (`0 18 * * 5`) or a word like `@daily` that name a date that exists."""
    from dagster._utils.schedules import is_valid_cron_string

    return bool(expression.strip()) and is_valid_cron_string(expression)


def is_zone(name: str) -> bool:
    """True for a time zone of the tz database, e.g. `Europe/Berlin`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def local_zone() -> str:
    """The time zone of this machine by its name; UTC where the system does not tell."""
    told = os.environ.get("TZ", "").lstrip(":")
    if not told and _LOCAL_TIME.is_symlink():
        told = str(_LOCAL_TIME.readlink()).rpartition("zoneinfo/")[2]
    return told if told and is_zone(told) else "UTC"


def latest_date(expression: str, zone: str, now: dt.datetime) -> dt.datetime:
    """The last date of an expression that is not after `now`, in `zone`."""
    from dagster._utils.schedules import get_latest_completed_cron_tick

    return get_latest_completed_cron_tick(expression, now, zone)


def next_date(expression: str, zone: str, now: dt.datetime) -> dt.datetime:
    """The first date of an expression that is after `now`, in `zone`."""
    from dagster._utils.schedules import get_next_cron_tick

    return get_next_cron_tick(expression, now + dt.timedelta(microseconds=1), zone)
