"""What the ledger writes down: frozen request, events, phases, outcome. Rules and files of a job are elsewhere."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from resources.prices import Quote
from resources.video.base import Commission, Handle, RenderResult
from resources.video.staging import Model

EventKind = Literal[
    "intent",
    "submitting",
    "refused",
    "submitted",
    "polled",
    "missing",
    "downloaded",
    "settled",
    "failed",
    "ambiguous",
    "lost",
    "resolved",
]
CommitPoint = Literal[
    "after_intent",
    "after_prepare",
    "before_submit",
    "after_submit",
    "after_handle",
    "after_poll",
    "after_download",
    "after_settle",
]
"""Moments at which a crash leaves a different state behind, in order; tests stop the process at each."""

Decision = Literal["adopt", "look_again", "resubmit", "drop"]
"""A person's word on a job that only a person can judge.

`adopt`: the provider has it under this handle. `look_again`: a lost job may still be there under the handle it has;
the next run asks for it and sends nothing. `resubmit`: the provider never had it; nothing is billed and the next run
sends it. `drop`: nobody waits for it any more; it is booked as billed at the quote.
"""

Sought = Literal["job", "result"]
"""What a provider may say that it does not find."""


class Phase(StrEnum):
    """Where a job stands, as told by its events.

    Attributes:
        NEW: Nothing is written down.
        READY: Frozen, and certainly not at the provider.
        SENDING: A submit was begun and nothing is known of its end: after a crash, ambiguous.
        AMBIGUOUS: The provider may have the job; only its list or a person can tell.
        RUNNING: The provider has it and its handle is known.
        DOWNLOADED: The clip is here, the cost is not settled.
        DONE: The clip is here and settled.
        FAILED: The provider refused or failed it; nothing runs and nothing is billed.
        LOST: The provider forgot it; it may have been billed.
    """

    NEW = "new"
    READY = "ready"
    SENDING = "sending"
    AMBIGUOUS = "ambiguous"
    RUNNING = "running"
    DOWNLOADED = "downloaded"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"


UNSETTLED = frozenset({Phase.SENDING, Phase.AMBIGUOUS, Phase.RUNNING, Phase.DOWNLOADED, Phase.LOST})
"""Phases in which money may be out."""


class JobRequest(Model):
    """`request.json`: the job as it was decided, before anything was sent.

    Args:
        digest: Identity of the job; only an equal one is ever picked up again.
        request: The request with the paths of that day; identity rests on the content of the files, not on paths.
    """

    schema_version: int = 1
    job_id: str
    digest: str
    provider: str
    model: str
    base_url: str
    quote: Quote
    frozen_at: dt.datetime
    request: Commission = Field(discriminator="kind")


class Event(Model):
    """One line of `events.jsonl`. `facts` depend on the kind."""

    schema_version: int = 1
    kind: EventKind
    at: dt.datetime
    attempt: int
    facts: dict[str, Any] = Field(default_factory=dict)


class Absence(Model):
    """A series of answers that something is not found, without one between them that it is.

    Args:
        since: Time of the first.
        answers: How many, over all runs.
    """

    of: Sought
    since: dt.datetime
    answers: int


class JobStanding(Model):
    """What the events of a job amount to.

    Args:
        attempt: Number of the submit that counts, from 1; 0 before the first intent.
        submitting_at: When the submit that counts was begun.
        absence: While the provider does not find the job or its result.
        clip: Facts of the download: `clip`, `digest`, `size`.
    """

    phase: Phase = Phase.NEW
    attempt: int = 0
    submitting_at: dt.datetime | None = None
    handle: Handle | None = None
    provider_state: str = ""
    absence: Absence | None = None
    clip: dict[str, Any] = Field(default_factory=dict)
    cost: Decimal | None = None
    message: str = ""
    policy: str = ""


class LedgerOutcome(Model):
    """What came of asking for a take.

    Args:
        state: `done` has a result. `pending`: the job runs on at the provider; ask again with the same request, never
            with a new take. `cancelled`: stopped, not billed.
        reused: No call was made to the provider at all.
        newly_settled: The cost was booked by this very call, not by one before it.
        cost: Settled from usage, else the quote; None unless done.
    """

    state: Literal["done", "pending", "cancelled"]
    job_id: str
    result: RenderResult | None = None
    handle: Handle | None = None
    cost: Decimal | None = None
    currency: str = ""
    reused: bool = False
    newly_settled: bool = False
    message: str = ""


class JobView(Model):
    """One line of `spark-video jobs`."""

    job_id: str
    shot_id: str
    take: int
    provider: str
    model: str
    phase: Phase
    handle: str | None = None
    submitted_at: dt.datetime | None = None
    quoted: Decimal
    cost: Decimal | None = None
    currency: str
    message: str = ""
