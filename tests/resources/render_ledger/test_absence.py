"""When "not found" is believed: how often, for how long, and about what."""

from __future__ import annotations

import datetime as dt

import pytest

from resources.render_ledger.absence import KEPT_FOR, Missed, not_found
from resources.render_ledger.records import Sought

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


def said(answers: int, every: dt.timedelta, *, old: bool = False, last_of: Sought = "job") -> Missed:
    """What a row of answers amounts to; the last one may be about something else."""
    submitted = NOW - KEPT_FOR - dt.timedelta(hours=1) if old else NOW
    missed = not_found(None, "job", submitted_at=submitted, now=NOW)
    for number in range(1, answers):
        of: Sought = last_of if number == answers - 1 else "job"
        missed = not_found(missed.absence, of, submitted_at=submitted, now=NOW + number * every)
    return missed


@pytest.mark.parametrize(
    ("answers", "every_s", "old", "believed"),
    [
        (5, 150, False, True),
        (5, 140, False, False),
        (4, 3600, False, False),
        (3, 30, True, True),
        (3, 29, True, False),
    ],
)
def test_both_the_count_and_the_time_are_needed(answers: int, every_s: int, old: bool, believed: bool) -> None:
    """Guards against a paid job given up for one slow replica, and a job of yesterday that is asked for all day."""
    assert said(answers, dt.timedelta(seconds=every_s), old=old).believed is believed


def test_answers_about_something_else_begin_a_new_count() -> None:
    """Guards against a film given up because its job was not found before: the result is another thing at another host."""
    missed = said(9, dt.timedelta(minutes=10), last_of="result")
    assert (missed.absence.of, missed.absence.answers, missed.believed) == ("result", 1, False)
