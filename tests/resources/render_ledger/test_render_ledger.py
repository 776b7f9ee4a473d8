"""No paid job is ever paid twice or lost: crashes at every commit point, faults of every kind, against a billing book."""

from __future__ import annotations

import asyncio
import itertools
import json
import tempfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_stage import POINTS, Crash, FakeProvider, Stage, make_stage, take

from resources.errors import ProviderError, UsageError
from resources.failures import Policy
from resources.render_ledger import FileBudgetBook, Phase

CRASH_PAIRS = list(itertools.product((None, *POINTS), repeat=2))


def test_a_take_is_made_paid_once_and_kept(stage: Stage) -> None:
    """Guards against paying for a clip that is already there, and against unrecorded cost."""
    first = stage.run(take())
    assert (first.state, first.cost, first.currency, first.reused) == ("done", Decimal("4.5"), "CNY", False)
    assert first.result is not None
    calls = len(stage.house.calls)
    again = stage.run(take())
    assert again.reused
    assert again.result == first.result
    assert len(stage.house.calls) == calls
    manifest = json.loads((stage.folder.renders / first.job_id / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["cost"] == {"amount": "4.5", "currency": "CNY", "quoted": "4.5"}
    assert manifest["handle"]["job_id"] == "task-1"
    assert stage.reserved_or_spent() == Decimal("4.5")
    (view,) = stage.ledger().jobs()
    assert (view.phase, view.handle, view.shot_id) == (Phase.DONE, "task-1", "S01-001")


@pytest.mark.parametrize("crashes", CRASH_PAIRS)
def test_two_crashes_anywhere_never_pay_twice(stage: Stage, crashes: tuple[str | None, str | None]) -> None:
    """Guards against kill -9 at any commit point, twice in a row, double-billing or losing the clip."""
    for point in crashes:
        with suppress(Crash, ProviderError):
            stage.run(take(), crash=point)
    (view,) = stage.ledger().jobs()
    if view.phase in {Phase.SENDING, Phase.AMBIGUOUS} and not stage.house.tasks:
        with pytest.raises(ProviderError) as caught:
            stage.run(take())
        assert caught.value.failure == Policy.AMBIGUOUS
        stage.ledger().resolve(view.job_id, "resubmit", budget=stage.purse, by="Ana")
    outcome = stage.run(take())
    assert outcome.state == "done"
    assert outcome.result is not None
    assert outcome.result.clip.is_file()
    assert stage.house.billed(take().prompt) == 1
    assert stage.reserved_or_spent() == Decimal("4.5")


@pytest.mark.parametrize("point", POINTS)
def test_the_free_provider_always_recovers_alone(stage: Stage, point: str) -> None:
    """Guards against the animatic asking a person anything after a crash."""
    for _ in range(2):
        with suppress(Crash):
            stage.run(take(), crash=point, provider=FakeProvider(stage.house, paid=False))
    outcome = stage.run(take(), provider=FakeProvider(stage.house, paid=False))
    assert outcome.state == "done"
    assert outcome.cost == 0


def test_a_crash_while_giving_money_back_does_not_keep_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against the budget shrinking with every crash after a refused take."""

    def die(self: FileBudgetBook, key: str) -> None:
        if key.endswith("#1"):
            raise Crash

    stage.house.submit_faults = ["moderation"]
    with monkeypatch.context() as patch:
        patch.setattr(FileBudgetBook, "release", die)
        with pytest.raises(Crash):
            stage.run(take())
    assert stage.run(take()).state == "done"
    assert stage.reserved_or_spent() == Decimal("4.5")


def test_a_crash_while_backing_off_is_not_ambiguous(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against asking a person about a submit that the provider had refused in so many words."""

    async def die(seconds: float) -> None:
        raise Crash

    stage.house.submit_faults = ["throttled"]
    with monkeypatch.context() as patch:
        patch.setattr(stage.clock, "sleep", die)
        with pytest.raises(Crash):
            stage.run(take())
    assert stage.run(take(), provider=FakeProvider(stage.house, can_list=False)).state == "done"


@pytest.mark.parametrize("point", POINTS)
def test_reconciling_brings_jobs_home_and_never_submits(stage: Stage, point: str) -> None:
    """Guards against the reconcile sensor paying for a job, or leaving a finished film at the provider."""
    with pytest.raises(Crash):
        stage.run(take(), crash=point)
    (view,) = stage.ledger().jobs()
    submits = stage.house.calls.count("submit")
    resumed = stage.ledger().resume(view.job_id, FakeProvider(stage.house), budget=stage.purse)
    if point in {"after_intent", "after_prepare", "after_settle"}:
        with pytest.raises(UsageError):
            asyncio.run(resumed)
    elif point == "before_submit":
        with pytest.raises(ProviderError):
            asyncio.run(resumed)
    else:
        assert asyncio.run(resumed).state == "done"
        assert stage.run(take()).reused
    assert stage.house.calls.count("submit") == submits


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("one", "two")),
        st.sampled_from((None, *POINTS)),
        st.lists(
            st.sampled_from(("", "throttled", "dropped before", "dropped after", "InternalError")), max_size=2
        ),
        st.lists(st.sampled_from(("blip", "unknown", "auth")), max_size=2),
        st.lists(st.sampled_from(("reset", "expired")), max_size=1),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, lists=st.booleans(), match_prompt=st.booleans())
def test_no_history_pays_twice(
    steps: list[tuple[str, str | None, list[str], list[str], list[str]]], lists: bool, match_prompt: bool
) -> None:
    """Guards against any mix of crashes, faults and changed requests billing a take twice or booking it wrongly."""
    with tempfile.TemporaryDirectory() as folder:
        stage = make_stage(Path(folder))
        stage.house.match_prompt = match_prompt
        done = set()
        for prompt, crash, submits, polls, fetches in steps:
            stage.house.submit_faults, stage.house.poll_faults = list(submits), list(polls)
            stage.house.fetch_faults = list(fetches)
            calls = len(stage.house.calls)
            try:
                outcome = stage.run(take(prompt), crash=crash, provider=FakeProvider(stage.house, can_list=lists))
            except (Crash, ProviderError):
                assert prompt not in done, "a finished take was touched again"
                continue
            assert outcome.result is not None
            assert outcome.result.clip.read_bytes() == f"film of {prompt}".encode()
            assert prompt not in done or len(stage.house.calls) == calls
            done.add(prompt)
        for prompt in ("one", "two"):
            assert stage.house.billed(prompt) <= 1
        billed = sum(stage.house.billed(prompt) for prompt in ("one", "two"))
        assert stage.reserved_or_spent() >= billed * Decimal("4.5")
