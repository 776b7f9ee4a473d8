"""The process dies at every commit point of a take at DashScope; the provider's own book must show one paid job."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import get_args

import pytest
from paid_takes import RULES, House, take

from resources.errors import ProviderError
from resources.failures import Policy
from resources.render_ledger import CommitPoint, RenderLedger

REQUEST = take(resolution="720P", duration_s=3)


class Crash(BaseException):
    """The process dies here."""


class DiesAt:
    """A hook that kills the process at one point."""

    def __init__(self, point: CommitPoint) -> None:
        self.point = point

    def at(self, point: CommitPoint) -> None:
        """Called at every point."""
        if point == self.point:
            raise Crash


def die_at(house: House, point: CommitPoint) -> None:
    """One process that begins the take and dies."""

    async def run() -> None:
        provider = house.provider()
        ledger = RenderLedger(house.episode, house.clock, DiesAt(point), RULES)
        try:
            await ledger.perform(REQUEST, provider, budget=house.budget)
        finally:
            await provider.aclose()

    with pytest.raises(Crash):
        asyncio.run(run())


@pytest.mark.parametrize("point", get_args(CommitPoint))
def test_one_job_is_paid_wherever_the_process_dies(house: House, point: CommitPoint) -> None:
    """Guards against a second bill, a lost clip, or a submit that nobody knows of after kill -9."""
    die_at(house, point)
    if point == "before_submit":
        # Between writing down that it will be sent and sending it: the list has no such task, which proves nothing.
        with pytest.raises(ProviderError) as caught:
            house.perform(REQUEST)
        assert caught.value.failure == Policy.AMBIGUOUS
        (job,) = house.ledger().jobs()
        house.ledger().resolve(job.job_id, "resubmit", budget=house.budget, by="Ana")
    outcome = house.perform(REQUEST)
    assert outcome.state == "done"
    assert outcome.result is not None
    assert outcome.result.clip.is_file()
    assert [charge.amount for charge in house.simulator.billing.charges()] == [Decimal("2.7")]
    assert outcome.cost == Decimal("2.7")
    assert len(house.wire("video.submit")) == 1
