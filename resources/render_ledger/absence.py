"""When "not found" is believed: once, it may be a server that has not heard of the job yet. What follows: `driving`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from resources.render_ledger.records import Absence, Sought

KEPT_FOR = dt.timedelta(hours=24)
"""The shortest time that a provider keeps ids and results (DashScope; Ark and Google longer): after it, gone is likely."""


@dataclass(frozen=True)
class Patience:
    """How much "not found" is needed, in a row.

    Args:
        answers: So often it was said.
        lasting: So long it has been said.
    """

    answers: int
    lasting: dt.timedelta


_FRESH = Patience(answers=5, lasting=dt.timedelta(minutes=10))
"""Replicas catch up within seconds, a routing mistake or a deployment within minutes. Ten minutes hold both, and end
within the 15 minutes for which a run waits for a job by default, so that a job that is really gone is told by that run."""
_OLD = Patience(answers=3, lasting=dt.timedelta(minutes=1))
"""For what is past `KEPT_FOR`: only a single wrong answer has to be ruled out."""


@dataclass(frozen=True)
class Missed:
    """A further "not found", as it is to be written down.

    Args:
        absence: The series with this answer.
        until: Before that it is not believed.
        believed: It has been said often and long enough.
    """

    absence: Absence
    until: dt.datetime
    believed: bool


def not_found(before: Absence | None, of: Sought, *, submitted_at: dt.datetime, now: dt.datetime) -> Missed:
    """What one more "not found" amounts to; answers before a restart count, those for something else do not.

    Args:
        before: The series so far, from the job's record.
        of: What was looked for.
        submitted_at: When the job was accepted.
        now: Time of the answer.
    """
    begun = before is not None and before.of == of
    since = before.since if before is not None and begun else now
    answers = before.answers + 1 if before is not None and begun else 1
    patience = _OLD if now - submitted_at > KEPT_FOR else _FRESH
    believed = answers >= patience.answers and now - since >= patience.lasting
    return Missed(Absence(of=of, since=since, answers=answers), since + patience.lasting, believed)
