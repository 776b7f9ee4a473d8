"""What the provider or the wire refuses: what is tried again, what is not, and what becomes of the money."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal

import pytest
from ledger_stage import Crash, FakeProvider, Stage, take

from resources.errors import BudgetStop, MediaError, ProviderError
from resources.failures import Policy
from resources.render_ledger import BudgetCaps
from resources.video.base import Prepared, RenderRequest


def test_refusals_that_were_never_delivered_are_tried_again(stage: Stage) -> None:
    """Guards against giving up on a rate limit, and against ignoring the pause that the provider asked for."""
    stage.house.submit_faults = ["throttled", "unreachable", "unreachable"]
    assert stage.run(take()).state == "done"
    assert stage.clock.pauses[0] == 77
    assert len(stage.house.tasks) == 1
    assert 0 < stage.clock.pauses[1] <= 4


def test_a_service_that_asks_for_a_day_does_not_hold_the_episode(stage: Stage) -> None:
    """Guards against a process that sleeps until tomorrow on a provider's Retry-After."""
    stage.house.submit_faults = ["asks for a day"]
    with pytest.raises(ProviderError, match="slow down"):
        stage.run(take())
    assert stage.reserved_or_spent() == 0
    stage.house.poll_faults = ["asks for a day"]
    assert stage.run(take()).state == "pending"
    assert stage.clock.seconds < 1000
    assert stage.run(take()).state == "done"


@pytest.mark.parametrize("point", ["after_intent", "after_prepare", "after_handle"])
def test_only_takes_that_were_sent_keep_their_money(stage: Stage, point: str) -> None:
    """Guards against a cap that is used up by takes that a crash ended before they were sent, or freed of running ones."""
    stage.caps = {"CNY": BudgetCaps(per_shot=Decimal(5))}
    with pytest.raises(Crash):
        stage.run(take("first words"), crash=point)
    if point == "after_handle":
        with pytest.raises(BudgetStop):
            stage.run(take("other words"))
    else:
        assert stage.run(take("other words")).state == "done"
        assert stage.reserved_or_spent() == Decimal("4.5")


def test_a_take_given_up_before_it_was_sent_keeps_no_money(stage: Stage) -> None:
    """Guards against Ctrl-C during the uploads leaving a price reserved for a take that nobody asks for again."""

    async def interrupted() -> None:
        provider = FakeProvider(stage.house)
        reached = asyncio.Event()

        async def endless(request: RenderRequest) -> Prepared:
            reached.set()
            await asyncio.Event().wait()
            return Prepared(commission=request)

        provider.prepare = endless  # type: ignore[method-assign]
        job = asyncio.ensure_future(stage.ledger().perform(take(), provider, budget=stage.purse))
        await reached.wait()
        assert stage.reserved_or_spent() == Decimal("4.5")
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job

    asyncio.run(interrupted())
    assert stage.reserved_or_spent() == 0
    assert stage.run(take()).state == "done"


def test_a_broken_upload_is_never_in_doubt(stage: Stage) -> None:
    """Guards against a failed upload counting as a submit that may be billed, and against giving up at the first."""
    stage.house.prepare_faults = ["upload broke"] * 7
    with pytest.raises(ProviderError) as caught:
        stage.run(take(), provider=FakeProvider(stage.house, can_list=False))
    assert caught.value.failure == Policy.TRANSIENT
    assert stage.reserved_or_spent() == 0
    stage.house.prepare_faults = ["upload broke"]
    outcome = stage.run(take(), provider=FakeProvider(stage.house, can_list=False))
    assert outcome.state == "done"
    assert len(stage.house.tasks) == 1


def test_a_request_that_does_not_fit_is_never_sent(stage: Stage) -> None:
    """Guards against paying for a request that the client knows to be wrong, and against the money staying reserved."""
    stage.house.prepare_faults = ["does not fit"]
    with pytest.raises(ProviderError, match="too small"):
        stage.run(take())
    assert "submit" not in stage.house.calls
    assert stage.reserved_or_spent() == 0


def test_what_was_sent_is_on_record(stage: Stage) -> None:
    """Guards against a dispute with a provider without knowing what was sent."""
    outcome = stage.run(take())
    assert outcome.result is not None
    wire = json.loads((outcome.result.clip.parent / "wire.json").read_bytes())
    assert wire["body"] == {"prompt": take().prompt}


def test_a_provider_that_stays_unreachable_is_told_and_asked_again_later(stage: Stage) -> None:
    """Guards against trying for ever, and against a dead network closing a take for good."""
    stage.house.submit_faults = ["unreachable"] * 7
    with pytest.raises(ProviderError) as caught:
        stage.run(take())
    assert caught.value.failure == Policy.TRANSIENT
    assert stage.reserved_or_spent() == 0
    assert stage.run(take()).state == "done"


def test_moderation_ends_the_job_and_frees_the_money(stage: Stage) -> None:
    """Guards against blind retries of refused content, and against refused jobs eating the budget."""
    stage.house.submit_faults = ["moderation"]
    with pytest.raises(ProviderError) as caught:
        stage.run(take())
    assert caught.value.failure == Policy.MODERATION
    assert stage.house.calls == ["submit"]
    assert stage.reserved_or_spent() == 0


def test_a_job_failed_by_the_provider_is_made_anew_once_when_that_may_help(stage: Stage) -> None:
    """Guards against an internal error of the provider ending a chain, and against retrying refused content."""
    stage.house.submit_faults = ["InternalError"]
    assert stage.run(take()).state == "done"
    assert stage.house.billed(take().prompt) == 1
    stage.house.submit_faults = ["DataInspectionFailed"]
    with pytest.raises(ProviderError) as caught:
        stage.run(take("gore"))
    assert caught.value.failure == Policy.MODERATION
    assert stage.reserved_or_spent() == Decimal("4.5")


def test_blips_and_unknown_states_while_polling_are_not_failures(stage: Stage) -> None:
    """Guards against a network blip orphaning a paid job."""
    stage.house.poll_faults = ["blip", "unknown", "blip", "blip"]
    assert stage.run(take()).state == "done"
    assert len(stage.house.tasks) == 1


def test_a_key_revoked_while_polling_keeps_the_job(stage: Stage) -> None:
    """Guards against a wrong key turning a running paid job into a failed one."""
    stage.house.poll_faults = ["auth"]
    with pytest.raises(ProviderError) as caught:
        stage.run(take())
    assert caught.value.failure == Policy.AUTH
    assert stage.run(take()).state == "done"
    assert len(stage.house.tasks) == 1


def test_downloads_are_retried_apart_from_the_job(stage: Stage) -> None:
    """Guards against losing or re-paying a finished film for one broken connection."""
    stage.house.fetch_faults = ["truncated", "reset", "truncated"]
    assert stage.run(take()).state == "done"
    stage.house.fetch_faults = ["truncated"] * 6
    with pytest.raises(MediaError):
        stage.run(take("second"))
    assert stage.run(take("second")).state == "done"
    assert len(stage.house.tasks) == 2


def test_caps_stop_before_anything_is_sent(stage: Stage) -> None:
    """Guards against an overrun budget, and against a budget in another currency being ignored."""
    stage.caps = {"CNY": BudgetCaps(per_episode=Decimal(9))}
    assert stage.run(take(number=1)).state == "done"
    assert stage.run(take(number=2)).state == "done"
    with pytest.raises(BudgetStop, match=r"episode hf/001: 9.0 of 9"):
        stage.run(take(number=3))
    assert len(stage.house.tasks) == 2
    stage.caps = {"USD": BudgetCaps(per_day=Decimal(100))}
    with pytest.raises(BudgetStop, match="price is in CNY"):
        stage.run(take(number=3))
