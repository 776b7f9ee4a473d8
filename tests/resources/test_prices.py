"""Prices: dated, with a source, never guessed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from resources.errors import BudgetStop, UsageError
from resources.prices import load_tables, price_entry, quote, settled_amount
from resources.video.base import Capabilities, Kind, MediaRef, RenderRequest


def provider(name: str, model: str, **others: object) -> Capabilities:
    fields = {
        "name": name,
        "models": dict.fromkeys(("t2v", "i2v", "r2v"), model),
        "kinds": frozenset({"t2v", "r2v"}),
        "min_duration_s": 3,
        "max_duration_s": 15,
        "ratios": frozenset({"16:9"}),
        "resolutions": frozenset({"720P"}),
        **others,
    }
    return Capabilities.model_validate(fields)


def take(duration_s: float = 5, resolution: str = "720P", kind: Kind = "t2v", **others: object) -> RenderRequest:
    fields = {"shot_id": "S01-001", "kind": kind, "prompt": "p", "duration_s": duration_s, "resolution": resolution}
    return RenderRequest.model_validate({**fields, **others})


@pytest.mark.parametrize(
    ("capabilities", "request_", "amount", "currency"),
    [
        (provider("bl", "happyhorse-1.0-r2v"), take(5), "4.5", "CNY"),
        (provider("bl", "happyhorse-1.0-r2v"), take(2), "2.7", "CNY"),
        (provider("bl", "happyhorse-1.0-t2v"), take(10, "1080P"), "16", "CNY"),
        (provider("wan27", "wan2.7-t2v-2026-04-25"), take(4.2), "3", "CNY"),
        (provider("bl", "wan2.6-t2v-flash"), take(10, generate_audio=False), "1.5", "CNY"),
        (provider("veo", "veo-3.1-fast-generate-001", fixed_durations_s=(4, 6, 8)), take(5), "0.6", "USD"),
        (provider("seedance", "doubao-seedance-2-0-260128"), take(5), "5.0094", "CNY"),
        # References are made in 8 s only, whatever is wanted.
        (
            provider("veo", "veo-3.1-generate-001", fixed_durations_s=(4, 6, 8), longest_only=frozenset({"r2v"})),
            take(4, kind="r2v"),
            "3.2",
            "USD",
        ),
        (provider("seedance", "doubao-seedance-1-5-pro-251215", service_tier="flex"), take(5), "0.8712", "CNY"),
        (provider("seedance", "dreamina-seedance-2-0-260128"), take(5), "0.7623", "USD"),
        (provider("talking_head", "wavespeed-ai/infinitetalk"), take(3), "0.3", "USD"),
        (provider("animatic", "animatic", free=True), take(5), "0", "CNY"),
        (provider("house_engine", "x", free=True), take(5), "0", "CNY"),
    ],
)
def test_quotes(capabilities: Capabilities, request_: RenderRequest, amount: str, currency: str) -> None:
    """Guards against a gate that shows a wrong price: minimum lengths, fixed lengths, tokens and silent takes."""
    told = quote(capabilities, request_)
    assert (told.amount, told.currency) == (Decimal(amount), currency)


def test_a_reference_video_is_reserved_at_its_longest() -> None:
    """Guards against a take whose input seconds are billed on top of the reserved amount."""
    media = (MediaRef(role="reference_video", path=Path("dance.mp4")),)
    assert quote(provider("wan27", "wan2.7-r2v"), take(5, kind="r2v", media=media)).amount == Decimal(9)


def test_an_unknown_price_stops(tmp_path: Path) -> None:
    """Guards against rendering at an unknown price, or at the price of a neighbouring model or resolution."""
    with pytest.raises(BudgetStop) as caught:
        quote(provider("bl", "happyhorse-2.0-t2v"), take())
    assert "happyhorse-1.0-* 720P" in (caught.value.allowed or "")
    with pytest.raises(BudgetStop):
        quote(provider("bl", "happyhorse-1.0-t2v"), take(resolution="480P"))
    with pytest.raises(BudgetStop):
        quote(provider("newcomer", "happyhorse-1.0-t2v"), take())
    assert price_entry("dashscope", "qwen-max", "1m_input_tokens") is None


def test_a_kind_that_nobody_makes_is_no_question_of_price() -> None:
    """Guards against a search for a price where another kind of shot is what is needed."""
    with pytest.raises(UsageError, match="seedance makes no r2v\n  allowed: t2v") as caught:
        quote(provider("seedance", "x", models={"t2v": "doubao-seedance-1-5-pro-251215"}), take(kind="r2v"))
    assert "S01-001" in str(caught.value)


def test_settlement_follows_the_providers_usage() -> None:
    """Guards against booking what was asked instead of what was billed."""
    seconds = quote(provider("bl", "happyhorse-1.0-t2v"), take(5))
    assert settled_amount(seconds, {"duration": 6.62, "SR": 720}) == Decimal("5.958")
    assert settled_amount(seconds, {}) is None
    for nonsense in (float("nan"), float("inf"), 1e300, -5):
        assert settled_amount(seconds, {"duration": nonsense}) is None
    tokens = quote(provider("seedance", "doubao-seedance-2-0-260128"), take(5))
    assert settled_amount(tokens, {"completion_tokens": 108900}) == Decimal("5.0094")


def test_every_table_is_dated_and_sourced() -> None:
    """Guards against figures that nobody can check."""
    for table in load_tables():
        assert dt.date(2026, 1, 1) <= table.as_of <= dt.date(2027, 1, 1)
        assert len(table.source) > 20
        assert table.entries
