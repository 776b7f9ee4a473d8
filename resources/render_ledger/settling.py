"""The last step of a job: what it really cost, and its summary. The download before it is in `driving`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from resources.atomic import write_json
from resources.prices import settled_amount
from resources.redaction import redact
from resources.render_ledger.budget import BudgetBook
from resources.render_ledger.job_folder import JobFolder
from resources.render_ledger.records import JobRequest, JobStanding
from resources.video.base import RenderResult


def settle(
    job: JobFolder, frozen: JobRequest, standing: JobStanding, result: RenderResult, budget: BudgetBook, key: str
) -> Decimal:
    """Book the cost by the provider's usage, else by the quote, and write it down; the same again after a crash.

    Returns:
        The cost in the currency of the quote.
    """
    told = settled_amount(frozen.quote, result.usage)
    cost = frozen.quote.amount if told is None else told
    budget.settle(key, cost)
    basis = "quote" if told is None else "usage"
    job.record("settled", standing.attempt, cost=str(cost), currency=frozen.quote.currency, basis=basis)
    return cost


def write_manifest(
    job: JobFolder, frozen: JobRequest, standing: JobStanding, result: RenderResult, cost: Decimal, at: dt.datetime
) -> None:
    """Write `manifest.json`: who made the clip of what, its digest, and what it cost on which price."""
    agreed = frozen.quote
    manifest = {
        "schema_version": 1,
        "job_id": job.job_id,
        "shot_id": frozen.request.shot_id,
        "take": frozen.request.take,
        "provider": frozen.provider,
        "model": result.model or frozen.model,
        "request_digest": frozen.digest,
        # Exact only in the events: an answer that came at once holds a signed link, which opens the file to anybody.
        "handle": redact(standing.handle.model_dump(mode="json")) if standing.handle else None,
        "submits": standing.attempt,
        "clip": standing.clip,
        "usage": result.usage,
        "cost": {"amount": str(cost), "currency": agreed.currency, "quoted": str(agreed.amount)},
        "price": {"as_of": agreed.as_of.isoformat(), "source": agreed.source},
        "finished_at": at.isoformat(),
    }
    write_json(job.manifest_file, manifest)
