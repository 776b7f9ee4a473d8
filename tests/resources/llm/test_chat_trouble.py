"""A model that is busy, broken, hostile or silent: what is waited for, what is asked again, what is told to a person."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from chat_house import KEY, House, question

from resources.errors import ProviderError
from resources.llm.client import ChatClient
from resources.llm.reading import Bounds
from resources.llm.settings import LlmSettings


def test_a_busy_service_is_waited_for_as_long_as_it_asks(house: House) -> None:
    """Guards against a failed episode because of a rate limit, and against hammering a busy service."""
    house.simulator.faults.add(kind="rate_limited", operation="chat.complete", retry_after_s=7)
    house.simulator.faults.add(kind="http_error", operation="chat.complete", status=503, code="ModelUnavailable")
    with house.client() as chat:
        assert chat.ask(question()).text
    assert house.pauses[0] == 7
    assert 3 <= house.pauses[1] <= 6
    assert [call.error is None for call in house.log.calls()] == [False, False, True]


def test_tries_are_bounded_and_a_long_wait_is_told_to_the_person(house: House) -> None:
    """Guards against a crew that waits all night without a word."""
    house.simulator.faults.add(kind="rate_limited", operation="chat.complete", times=0)
    with house.client() as chat:
        with pytest.raises(ProviderError) as told:
            chat.ask(question())
        assert told.value.failure == "transient"
        assert len(house.asked()) == 6
        house.simulator.faults.clear()
        house.simulator.faults.add(kind="rate_limited", operation="chat.complete", retry_after_s=3600)
        with pytest.raises(ProviderError):
            chat.ask(question())
    assert len(house.asked()) == 7


@pytest.mark.parametrize("kind", ["drop_after_accept", "truncated"])
def test_an_answer_that_broke_off_is_asked_for_once_more_only(house: House, kind: str) -> None:
    """Guards against paying five times for answers that never arrive whole."""
    house.simulator.faults.add(kind=kind, operation="chat.complete", times=0)
    with house.client() as chat, pytest.raises(ProviderError) as told:
        chat.ask(question())
    assert len(house.asked()) == 2
    assert told.value.failure == "transient"
    assert "jobs" not in str(told.value)


@pytest.mark.parametrize(
    ("status", "code", "policy"),
    [
        (401, "invalid_api_key", "auth"),
        (404, "model_not_found", "auth"),
        (400, "data_inspection_failed", "moderation"),
        (429, "insufficient_quota", "quota"),
        (400, "Arrearage", "arrears"),
        (400, "InvalidParameter", "permanent"),
    ],
)
def test_a_refusal_is_told_once_with_what_to_do(house: House, status: int, code: str, policy: str) -> None:
    """Guards against blind repetition of what cannot succeed, and against the key in the message."""
    message = f"refused for {KEY}"
    house.simulator.faults.add(
        kind="http_error", operation="chat.complete", status=status, code=code, message=message, times=0
    )
    with house.client() as chat, pytest.raises(ProviderError) as told:
        chat.ask(question())
    assert told.value.failure == policy
    assert told.value.next_command
    assert KEY not in f"{told.value}{house.log.path.read_text('utf-8')}"
    assert len(house.asked()) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_an_error_inside_a_success_is_an_error(house: House, stream: bool) -> None:
    """Guards against an empty script because HTTP said 200."""
    house.simulator.chat.script.add(answer="error_in_200", times=1)
    with house.client() as chat:
        assert chat.ask(question(stream=stream)).text
    assert "internal_error" in str(house.log.calls()[0].error)


def test_a_page_instead_of_an_answer_names_the_address(house: House) -> None:
    """Guards against "not JSON" where a proxy or a wrong base URL answers."""
    house.simulator.faults.add(kind="html", operation="chat.complete", status=200, times=0)
    with house.client() as chat, pytest.raises(ProviderError, match="something else answers at this address"):
        chat.ask(question())


@pytest.mark.parametrize(
    ("message", "finish"),
    [({"content": None, "refusal": "I cannot write that."}, "stop"), ({"content": "Once"}, "content_filter")],
)
def test_a_refusal_is_told_as_one(house: House, message: dict[str, Any], finish: str) -> None:
    """Guards against asking again, for money, what a service has refused for its content."""
    asked = []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"model": "m", "choices": [{"message": message, "finish_reason": finish}]})

    settings = LlmSettings.at_dashscope(house.environ)
    chat = ChatClient(settings, house.log, transport=httpx.MockTransport(refuse))
    with chat, pytest.raises(ProviderError) as told:
        chat.ask(question())
    assert told.value.failure == "moderation"
    assert len(asked) == 1


def test_an_answer_without_words_is_no_answer(house: House) -> None:
    """Guards against an empty scene that passes for a written one."""
    house.simulator.chat.script.add(answer="empty")
    with house.client() as chat, pytest.raises(ProviderError, match="answered nothing"):
        chat.ask(question())
    assert len(house.asked()) == 2


@pytest.mark.parametrize(
    ("bounds", "tokens", "bound"),
    [
        (Bounds(seconds=0.5), 8192, "0.5 s"),
        (Bounds(bytes=5000), 8192, "5000 bytes"),
        (Bounds(characters_per_token=1), 16, "16 char"),
    ],
)
def test_an_endless_stream_is_cut(house: House, bounds: Bounds, tokens: int, bound: str) -> None:
    """Guards against a run that reads, and pays, for ever."""
    house.simulator.chat.script.add(answer="endless")
    with house.client(bounds) as chat, pytest.raises(ProviderError, match=f"cut off after {bound}"):
        chat.ask(question(stream=True, max_tokens=tokens))
    assert len(house.asked()) == 1


def test_a_service_that_falls_silent_is_given_up(house: House) -> None:
    """Guards against a role that hangs on a connection without an answer."""
    house.simulator.chat.script.add(answer="endless")
    with house.client(Bounds(seconds=0.3)) as chat, pytest.raises(ProviderError, match="ReadTimeout"):
        chat.ask(question())
    assert len(house.asked()) == 2


def test_an_answer_that_ran_into_its_limit_says_so(house: House) -> None:
    """Guards against half a scene taken for a whole one."""
    house.simulator.chat.script.add(content="word " * 500)
    with house.client() as chat:
        assert chat.ask(question(max_tokens=20)).cut_short


def test_nobody_listens_there(house: House) -> None:
    """Guards against a traceback when the model server was not started."""
    settings = LlmSettings.from_environment(
        {"SPARK_VIDEO_LLM_BASE_URL": "http://127.0.0.1:9/v1", "SPARK_VIDEO_LLM_MODEL": "m"}
    )
    assert settings is not None
    with (
        ChatClient(settings, None, pause=house.pauses.append) as chat,
        pytest.raises(ProviderError, match="Connect"),
    ):
        chat.ask(question())
    assert len(house.pauses) == 5


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (
            "max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
        ),
        ("temperature", "Unsupported value: 'temperature' does not support 0.4 with this model."),
        ("response_format", "Unrecognized request argument supplied: response_format"),
    ],
)
def test_a_field_that_this_service_does_not_take_is_left_out(house: House, field: str, message: str) -> None:
    """Guards against a crew that works with one vendor's models only."""
    house.simulator.faults.add(
        kind="http_error",
        operation="chat.complete",
        contains=f'"{field}":',
        status=400,
        code="unsupported_parameter",
        message=message,
        times=0,
    )
    with house.client() as chat:
        for _ in range(2):
            assert chat.ask(question("Answer in JSON.", temperature=0.4, json_object=True)).text
    first, *others = house.asked()
    assert field in first
    assert len(others) == 2
    assert all(field not in body for body in others)
    assert all(("max_completion_tokens" in body) == (field == "max_tokens") for body in others)
    assert house.pauses == []
