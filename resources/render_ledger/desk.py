"""The desk over which an episode orders everything that is made for money: slots, ledger, budget and call log in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from resources.call_log import CallKind, CallLog
from resources.failures import Policy, provider_error
from resources.render_ledger.budget import BudgetBook
from resources.render_ledger.ledger import DEFAULT_POLL_INTERVAL_S, DEFAULT_TIMEOUT_S, RenderLedger, to_nobody
from resources.render_ledger.slots import ProviderSlots
from resources.video.base import Commission, Maker, PictureRequest, RenderRequest, RenderResult

LOCAL_POLL_S = 0.05
"""Pause between looks at a provider that works on this machine."""


@dataclass(frozen=True)
class Delivered:
    """A finished order.

    Args:
        cost: What this very call cost: 0 when the file was paid for already.
        paid: What the file cost in all.
    """

    result: RenderResult
    job_id: str
    cost: Decimal
    paid: Decimal
    currency: str


@dataclass(frozen=True)
class CommissionDesk:
    """One episode's desk.

    Args:
        ledger: Of the episode.
        budget: Where prices are reserved and settled.
        slots: Shared by all episodes.
        log: Of the episode.
        poll_interval_s: Seconds between looks at a job of a remote provider.
        timeout_s: After so long a job is left running; asking again picks it up.
    """

    ledger: RenderLedger
    budget: BudgetBook
    slots: ProviderSlots
    log: CallLog
    poll_interval_s: float = DEFAULT_POLL_INTERVAL_S
    timeout_s: float = DEFAULT_TIMEOUT_S

    async def order(
        self,
        request: Commission,
        maker: Maker[Any],
        *,
        phase: str = "",
        tell: Callable[[str], None] = to_nobody,
    ) -> Delivered:
        """Have a file made, paying at most once however often it is asked for; see `RenderLedger.perform`.

        Args:
            request: A take, a picture or a line.
            maker: Who makes it; stays open.
            phase: What it is for, for the log.
            tell: Called with words for a person when the job is not as usual.

        Raises:
            ProviderError: As `RenderLedger.perform`; TRANSIENT also when the job runs on after `timeout_s`.
            BudgetStop, MediaError, EpisodeBusy, NotFound: As `RenderLedger.perform`.
        """
        able = maker.capabilities
        call = self.log.call(
            _kind(request),
            provider=able.name,
            model=able.models.get(request.kind, ""),
            request=_told(request),
            phase=phase,
            shot=request.shot_id,
            take=request.take,
        )
        async with self.slots.one(able):
            with call as notes:
                outcome = await self.ledger.perform(
                    request,
                    maker,
                    budget=self.budget,
                    poll_interval_s=LOCAL_POLL_S if able.free else self.poll_interval_s,
                    timeout_s=self.timeout_s,
                    tell=tell,
                )
                paid = outcome.cost or Decimal(0)
                cost = paid if outcome.newly_settled else Decimal(0)
                notes.task_id = outcome.job_id
                notes.cost, notes.currency = cost, outcome.currency
                notes.usage = dict(outcome.result.usage) if outcome.result else {}
                notes.extra = {"state": outcome.state, "reused": outcome.reused}
        if outcome.result is None:
            raise provider_error(
                Policy.TRANSIENT,
                f"render job {outcome.job_id} is {outcome.state}: {outcome.message or 'it runs on at the provider'}",
                where=able.name,
            )
        return Delivered(outcome.result, outcome.job_id, cost, paid, outcome.currency)


def _kind(request: Commission) -> CallKind:
    if isinstance(request, RenderRequest):
        return "video"
    return "image" if isinstance(request, PictureRequest) else "tts"


def _told(request: Commission) -> dict[str, object]:
    """What the log keeps of an order; files and structure for drawing stay in the ledger."""
    wanted = ("kind", "prompt", "duration_s", "text", "voice", "rate", "width", "height")
    return {name: getattr(request, name) for name in wanted if hasattr(request, name)}
