"""Addresses, keys and answers over real sockets: what a user meets when a service is set up wrongly or breaks."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import httpx
import pytest
from scripted_service import KEY, House

from resources.errors import ProviderError, UsageError
from resources.failures import Policy, classify_exception
from resources.wire.access import Access, access, base_url_of
from resources.wire.answers import retry_after_s
from resources.wire.pacing import Pace
from resources.wire.wire import AnswerBounds, Wire


def _read_error(body: Any) -> tuple[str, str]:
    return str(body.get("code", "")), str(body.get("message", ""))


def _ask(house: House, path: str, phase: str = "submit") -> Any:
    async def run() -> Any:
        wire = Wire("bl", Access("dashscope", house.url, KEY), _read_error)
        try:
            return await wire.ask("POST", path, phase=phase, body={"prompt": "江边"})  # type: ignore[arg-type]
        finally:
            await wire.aclose()

    return asyncio.run(run())


def test_a_key_goes_only_to_a_safe_address() -> None:
    """Guards against sending a key in clear text over a network because of a typing mistake in a variable."""
    assert base_url_of("dashscope", {"DASHSCOPE_BASE_URL": "http://127.0.0.1:9000/"}) == "http://127.0.0.1:9000"
    for surface in ("/api/v1", "/compatible-mode/v1/"):
        assert base_url_of("dashscope", {"DASHSCOPE_BASE_URL": f"http://[::1]:9{surface}"}) == "http://[::1]:9"
    assert base_url_of("vertex", {"GOOGLE_CLOUD_LOCATION": "europe-west4"}).startswith("https://europe-west4-")
    for unsafe in ("http://api.example.com", "ftp://x", "https://me:pw@host", "https://host/?key=1", "dashscope"):
        with pytest.raises(UsageError, match="DASHSCOPE_BASE_URL"):
            base_url_of("dashscope", {"DASHSCOPE_BASE_URL": unsafe})


def test_keys_that_cannot_be_keys_are_told_before_any_call() -> None:
    """Guards against an answer 401 that nobody understands, when the key was pasted with a line break or not at all."""
    with pytest.raises(UsageError, match="ARK_API_KEY is not set"):
        access("ark", {})
    with pytest.raises(UsageError, match="space, a line break"):
        access("ark", {"ARK_API_KEY": "abc def"})
    assert access("dashscope", {"BAILIAN_API_KEY": f"{KEY}\n"}).key == KEY
    assert KEY not in repr(access("dashscope", {"BAILIAN_API_KEY": KEY}))


def test_refusals_carry_policy_pause_and_no_key(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against hammering a service that asked for a pause, and against a key that is echoed into an error."""
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    assert _ask(house, "/json") == {"ok": True}
    with pytest.raises(ProviderError) as caught:
        _ask(house, "/refusal")
    assert caught.value.failure == Policy.TRANSIENT
    assert caught.value.retry_after_s == 7
    assert "slow down" in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(("path", "told"), [("/page", "web page"), ("/moved", "redirect")])
def test_something_else_at_the_address_is_named(house: House, path: str, told: str) -> None:
    """Guards against a captive portal or a wrong base URL being taken for a job in doubt that a person must resolve."""
    with pytest.raises(ProviderError, match=told) as caught:
        _ask(house, path)
    assert caught.value.failure == Policy.AUTH
    assert "doctor" in str(caught.value)


@pytest.mark.parametrize("bounds", [AnswerBounds(max_bytes=20_000), AnswerBounds(seconds=0.2)])
def test_an_answer_without_end_is_cut(house: House, bounds: AnswerBounds) -> None:
    """Guards against a service or proxy that fills the memory, or holds a shot for ever by a word every few seconds."""
    house.pause_s = 0.0 if bounds.max_bytes < 100_000 else 0.05

    async def asked() -> None:
        wire = Wire("bl", Access("dashscope", house.url, KEY), _read_error, bounds=bounds)
        try:
            await asyncio.wait_for(wire.ask("POST", "/endless", phase="submit"), 20)
        finally:
            await wire.aclose()

    with pytest.raises(httpx.TransportError) as caught:
        asyncio.run(asked())
    assert classify_exception(caught.value, phase="submit") == Policy.AMBIGUOUS
    assert classify_exception(caught.value, phase="poll") == Policy.TRANSIENT


@pytest.mark.parametrize(("phase", "policy"), [("submit", Policy.AMBIGUOUS), ("poll", Policy.TRANSIENT)])
def test_a_garbled_success_leaves_a_submit_in_doubt(house: House, phase: str, policy: Policy) -> None:
    """Guards against paying twice when the answer of an accepted submit was cut."""
    with pytest.raises(ProviderError) as caught:
        _ask(house, "/garbled", phase)
    assert caught.value.failure == policy


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    """Guards against ignoring the pause of a service that writes it as a date, as HTTP allows."""
    now = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
    answers = {
        "12": 12,
        "Sat, 21 Nov 2026 10:01:30 GMT": 90,
        "soon": None,
        "": None,
        "-5": 0,
        "inf": None,
        "nan": None,
    }
    for told, seconds in answers.items():
        assert retry_after_s(httpx.Response(429, headers={"retry-after": told}), now) == seconds


def test_calls_are_spaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against running into a documented rate limit with our own parallel shots."""

    class Counted:
        seconds = 0.0

        def now(self) -> dt.datetime:
            return dt.datetime.now(dt.UTC)

        def monotonic(self) -> float:
            return self.seconds

        async def sleep(self, seconds: float) -> None:
            self.seconds += seconds

    clock = Counted()

    passed: list[float] = []

    async def run() -> None:
        pace = Pace(5, clock)

        async def one() -> None:
            await pace.turn()
            passed.append(clock.seconds)

        await asyncio.gather(*(one() for _ in range(16)))

    asyncio.run(run())
    assert passed[:5] == [0.0] * 5
    assert clock.seconds == pytest.approx(3.0)
    assert all(later - earlier >= 0.999 for earlier, later in zip(passed[:-5], passed[5:], strict=True))
