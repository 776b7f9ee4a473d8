"""What Ark refuses, loses or keeps: refusals in words, lost submits, cancelling, expired links."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from paid_takes import House, take

from resources.errors import MediaError, ProviderError, UsageError
from resources.failures import Policy
from resources.video.seedance import open_provider
from tests.simulators.ark.app import ArkSimulator
from tests.simulators.clock import VirtualClock
from tests.simulators.jobs import Pace


@pytest.mark.parametrize(
    ("fault", "policy", "told"),
    [
        ({"kind": "moderated"}, Policy.MODERATION, "InputTextSensitiveContentDetected"),
        (
            {"kind": "moderated", "code": "InputImageSensitiveContentDetected.PrivacyInformation"},
            Policy.MODERATION,
            "a portrait verified at Ark by its asset address in a .url file",
        ),
        ({"kind": "moderated_output"}, Policy.MODERATION, "OutputVideoSensitiveContentDetected"),
        (
            {"kind": "http_error", "operation": "video.submit", "status": 403, "code": "AccountOverdueError"},
            Policy.ARREARS,
            "AccountOverdueError",
        ),
        (
            {"kind": "http_error", "operation": "video.submit", "status": 404, "code": "ModelNotOpen"},
            Policy.AUTH,
            "ModelNotOpen",
        ),
        (
            {"kind": "http_error", "operation": "video.submit", "status": 429, "code": "QuotaExceeded"},
            Policy.QUOTA,
            "QuotaExceeded",
        ),
        ({"kind": "html", "operation": "video.submit", "status": 200}, Policy.AUTH, "a web page instead of JSON"),
    ],
)
def test_a_refusal_costs_nothing_and_says_what_it_is(
    house: House, fault: dict[str, object], policy: Policy, told: str
) -> None:
    """A refused prompt would be sent again and again, or money would stay reserved for a take that never was."""
    house.simulator.faults.add(**fault)  # type: ignore[arg-type]
    with pytest.raises(ProviderError) as caught:
        house.perform(take())
    assert caught.value.failure == policy
    assert told in str(caught.value)
    assert house.budget.spent("hf/001").get("CNY", Decimal(0)) == 0
    assert house.simulator.billing.total() == 0


def test_a_wrong_key_is_never_shown(house: House) -> None:
    """A key in an error text ends up in logs and bug reports."""
    house.environ["ARK_API_KEY"] = "wrong-key-of-somebody"
    with pytest.raises(ProviderError) as caught:
        house.perform(take())
    assert caught.value.failure == Policy.AUTH
    assert "wrong-key-of-somebody" not in f"{caught.value} {caught.value!r}"
    del house.environ["ARK_API_KEY"]
    with pytest.raises(UsageError, match="ARK_API_KEY is not set"):
        house.perform(take())


def test_failures_of_the_moment_are_tried_again(house: House) -> None:
    """An episode would stop over a busy minute of the provider's."""
    house.simulator.faults.add("rate_limited", operation="video.submit")
    house.simulator.faults.add("task_expired")
    house.simulator.faults.add("http_error", operation="task.poll", status=500)
    house.simulator.faults.add("truncated", contains="film.mp4")
    outcome = house.perform(take(), timeout_s=400_000, poll_interval_s=10_000)
    assert outcome.state == "done"
    assert [charge.state for charge in house.simulator.billing.charges()] == ["free", "charged"]


def test_a_lost_answer_is_found_in_the_list_by_its_seed(house: House) -> None:
    """The paid task of a lost answer would be paid a second time, or given to another shot."""
    house.simulator.faults.add("drop_after_accept", contains="the second shot")
    first = house.perform(take("S01-001", prompt="the first shot"))
    outcome = house.perform(take("S01-002", prompt="the second shot"))
    assert outcome.state == "done"
    assert len(house.simulator.billing.charges()) == 2
    assert first.handle is not None
    assert outcome.handle is not None
    assert outcome.handle.job_id != first.handle.job_id
    seeds = [record["body"]["seed"] for record in house.wire("video.submit")]  # type: ignore[index]
    assert len(set(seeds)) == 2


def test_tasks_of_others_are_not_taken_for_a_lost_one(house: House) -> None:
    """A clip of somebody else on the same account would become our take."""
    foreign = take("S09-001", prompt="of another program", seed=7)
    house.perform(foreign)
    house.simulator.faults.add("drop_before_accept", times=0)
    with pytest.raises(ProviderError) as caught:
        house.perform(take())
    assert caught.value.failure == Policy.AMBIGUOUS
    assert "the provider lists 0 tasks" in str(caught.value)


def test_only_a_waiting_task_is_stopped(tmp_path: Path) -> None:
    """Ctrl-C would delete the record of a paid film, or leave a film to be paid that nobody wants."""
    clock = VirtualClock()
    with House(ArkSimulator(clock, pace=Pace(queue_s=20, run_s=100)), clock, tmp_path, open_provider) as house:

        async def stopped(after_s: float) -> tuple[bool, str]:
            provider = house.provider()
            try:
                handle = await provider.submit(await provider.prepare(take()))
                clock.advance(after_s)
                return await provider.cancel(handle), (await provider.poll(handle)).state
            finally:
                await provider.aclose()

        assert asyncio.run(stopped(10)) == (True, "failed")
        assert asyncio.run(stopped(60)) == (False, "running")
        assert asyncio.run(stopped(200)) == (False, "succeeded")


def test_an_expired_link_keeps_the_job_for_a_person(house: House) -> None:
    """A film that was paid and is gone would be paid again without asking."""
    house.simulator.faults.add("expired_url", contains="film.mp4", times=0)
    with pytest.raises(ProviderError) as caught:
        house.perform(take())
    assert caught.value.failure == Policy.LOST
    (view,) = house.ledger().jobs()
    assert view.phase == "lost"
    with pytest.raises(ProviderError):
        house.perform(take())
    assert len(house.wire("video.submit")) == 1


def test_what_is_no_film_is_not_taken(house: House) -> None:
    """A web page would be kept as a clip and break the cut."""
    house.simulator.faults.add("not_media", contains="film.mp4", times=0)
    with pytest.raises(MediaError):
        house.perform(take())
    house.simulator.faults.clear()
    assert house.perform(take()).state == "done"
    assert len(house.wire("video.submit")) == 1
