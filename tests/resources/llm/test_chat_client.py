"""The chat client over real sockets: what a crew role meets when a model is busy, broken, hostile or wrongly set up."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from resources.call_log import CallLog
from resources.episode_folder import ProjectsRoot
from resources.errors import BudgetStop, ProviderError, UsageError
from resources.llm.chat import ChatRequest, Message
from resources.llm.client import ChatClient, open_chat
from resources.llm.meter import Meter
from resources.llm.reading import Bounds
from resources.llm.settings import LlmSettings
from resources.render_ledger import BudgetCaps, FileBudgetBook
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.recording import differences
from tests.simulators.server import serving

KEY = "sk-~planted~chat~0123456789"
"""Of a form that no pattern of the redaction knows: it must be hidden because it is the key."""


@dataclass
class House:
    """A simulated service, and a client whose pauses are only noted."""

    simulator: DashScopeSimulator
    url: str
    log: CallLog
    pauses: list[float] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        return {"DASHSCOPE_API_KEY": KEY, "DASHSCOPE_BASE_URL": self.url}

    def client(self, bounds: Bounds | None = None, **environ: str) -> ChatClient:
        settings = LlmSettings.from_environment({**self.environ, **environ})
        assert settings is not None
        return ChatClient(settings, self.log, bounds=bounds, pause=self.pauses.append)

    def asked(self) -> list[dict[str, Any]]:
        return [record.body for record in self.simulator.requests.all("chat.complete")]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    simulator = DashScopeSimulator(VirtualClock(), limited=False)
    log = CallLog(ProjectsRoot(tmp_path / "projects").episode("hf", "001"))
    with serving(simulator) as url:
        yield House(simulator, url, log)


def _question(text: str = "Write one line.", **more: Any) -> ChatRequest:
    return ChatRequest(role="director", messages=(Message(role="user", content=text),), **more)


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_comes_whole_with_tokens_cost_and_a_line_in_the_log(house: House, stream: bool) -> None:
    """Guards against lost words of a streamed answer, and against calls that nobody can account for."""
    house.simulator.chat.script.add(content="潮水退了。 The tide has gone out, says Mei: “It’s over.” 🌊")
    with house.client() as chat:
        told = chat.ask(_question(stream=stream), shot="S01-001", take=2)
    assert told.text == "潮水退了。 The tide has gone out, says Mei: “It’s over.” 🌊"
    assert (told.model, told.finish, told.cut_short) == ("qwen-plus", "stop", False)
    assert told.usage is not None
    assert told.usage.completion > 0
    assert told.cost == pytest.approx(house.simulator.billing.total())
    assert told.currency == "CNY"
    (call,) = house.log.calls()
    assert (call.kind, call.phase, call.shot, call.take) == ("llm", "director", "S01-001", 2)
    assert call.request["digest"] == _question().digest
    assert call.response == told.text
    assert call.cost == told.cost
    assert call.usage["prompt"] == told.usage.prompt
    assert KEY not in house.log.path.read_text("utf-8")


def test_the_vendors_sdk_sends_the_same_request(house: House) -> None:
    """Guards against a client and a simulator that are only true to each other."""
    openai = pytest.importorskip("openai")
    request = _question("Answer with JSON.", temperature=0.4, max_tokens=100, json_object=True, stream=True)
    with house.client() as chat:
        chat.ask(request)
    ours = house.simulator.requests.last("chat.complete")
    with openai.OpenAI(api_key=KEY, base_url=f"{house.url}/compatible-mode/v1", max_retries=0) as sdk:
        stream = sdk.chat.completions.create(
            model="qwen-plus",
            messages=[{"role": "user", "content": "Answer with JSON."}],
            temperature=0.4,
            max_tokens=100,
            response_format={"type": "json_object"},
            stream=True,
            stream_options={"include_usage": True},
        )
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert differences(ours, house.simulator.requests.last("chat.complete")) == []


def test_a_busy_service_is_waited_for_as_long_as_it_asks(house: House) -> None:
    """Guards against a failed episode because of a rate limit, and against hammering a busy service."""
    house.simulator.faults.add(kind="rate_limited", operation="chat.complete", retry_after_s=7)
    house.simulator.faults.add(kind="http_error", operation="chat.complete", status=503, code="ModelUnavailable")
    with house.client() as chat:
        assert chat.ask(_question()).text
    assert house.pauses[0] == 7
    assert 3 <= house.pauses[1] <= 6
    assert [call.error is None for call in house.log.calls()] == [False, False, True]


def test_tries_are_bounded_and_a_long_wait_is_told_to_the_person(house: House) -> None:
    """Guards against a crew that waits all night without a word."""
    house.simulator.faults.add(kind="rate_limited", operation="chat.complete", times=0)
    with house.client() as chat:
        with pytest.raises(ProviderError) as told:
            chat.ask(_question())
        assert told.value.failure == "transient"
        assert len(house.asked()) == 6
        house.simulator.faults.clear()
        house.simulator.faults.add(kind="rate_limited", operation="chat.complete", retry_after_s=3600)
        with pytest.raises(ProviderError):
            chat.ask(_question())
    assert len(house.asked()) == 7


@pytest.mark.parametrize("kind", ["drop_after_accept", "truncated"])
def test_an_answer_that_broke_off_is_asked_for_once_more_only(house: House, kind: str) -> None:
    """Guards against paying five times for answers that never arrive whole."""
    house.simulator.faults.add(kind=kind, operation="chat.complete", times=0)
    with house.client() as chat, pytest.raises(ProviderError) as told:
        chat.ask(_question())
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
        chat.ask(_question())
    assert told.value.failure == policy
    assert told.value.next_command
    assert KEY not in f"{told.value}{house.log.path.read_text('utf-8')}"
    assert len(house.asked()) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_an_error_inside_a_success_is_an_error(house: House, stream: bool) -> None:
    """Guards against an empty script because HTTP said 200."""
    house.simulator.chat.script.add(answer="error_in_200", times=1)
    with house.client() as chat:
        assert chat.ask(_question(stream=stream)).text
    assert "internal_error" in str(house.log.calls()[0].error)


def test_a_page_instead_of_an_answer_names_the_address(house: House) -> None:
    """Guards against "not JSON" where a proxy or a wrong base URL answers."""
    house.simulator.faults.add(kind="html", operation="chat.complete", status=200, times=0)
    with house.client() as chat, pytest.raises(ProviderError, match="something else answers at this address"):
        chat.ask(_question())


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
        chat.ask(_question())
    assert told.value.failure == "moderation"
    assert len(asked) == 1


def test_an_answer_without_words_is_no_answer(house: House) -> None:
    """Guards against an empty scene that passes for a written one."""
    house.simulator.chat.script.add(answer="empty")
    with house.client() as chat, pytest.raises(ProviderError, match="answered nothing"):
        chat.ask(_question())
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
        chat.ask(_question(stream=True, max_tokens=tokens))
    assert len(house.asked()) == 1


def test_a_service_that_falls_silent_is_given_up(house: House) -> None:
    """Guards against a role that hangs on a connection without an answer."""
    house.simulator.chat.script.add(answer="endless")
    with house.client(Bounds(seconds=0.3)) as chat, pytest.raises(ProviderError, match="ReadTimeout"):
        chat.ask(_question())
    assert len(house.asked()) == 2


def test_a_question_of_200_pages_is_refused_before_it_is_sent(house: House) -> None:
    """Guards against a bill for a premise that no model reads."""
    with house.client() as chat, pytest.raises(ProviderError, match="600000 characters, more than 400000"):
        chat.ask(_question("all work and no play " * 28_571 + "x" * 9))
    assert not house.asked()


def test_an_answer_that_ran_into_its_limit_says_so(house: House) -> None:
    """Guards against half a scene taken for a whole one."""
    house.simulator.chat.script.add(content="word " * 500)
    with house.client() as chat:
        assert chat.ask(_question(max_tokens=20)).cut_short


def test_roles_have_their_own_model_and_temperature(house: House) -> None:
    """Guards against per-role settings that reach nobody."""
    environ = {
        "SPARK_VIDEO_LLM_MODEL_DIRECTOR": "qwen3-vl-plus",
        "SPARK_VIDEO_LLM_TEMPERATURE_DIRECTOR": "0.9",
    }
    with house.client(**environ) as chat:
        chat.ask(_question(temperature=0.2))
        chat.ask(_question(temperature=0.2).model_copy(update={"role": "critic"}))
    assert [(body["model"], body["temperature"]) for body in house.asked()] == [
        ("qwen3-vl-plus", 0.9),
        ("qwen-plus", 0.2),
    ]


def test_threads_share_a_client(house: House) -> None:
    """Guards against scenes that are written in parallel getting each other's answers."""
    told: dict[int, str] = {}
    with house.client() as chat:

        def write(number: int) -> None:
            told[number] = chat.ask(_question(f"Scene number {number}, please.")).text

        threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert told == {number: f"Scene number {number}, please." for number in range(8)}
    assert len(house.log.calls()) == 8


def test_what_is_configured_decides_where_is_asked(house: House) -> None:
    """Guards against a key that is sent to the wrong house, and against half a configuration that fails at night."""
    assert LlmSettings.from_environment({}) is None
    assert open_chat(None, {}) is None
    assert LlmSettings.from_environment({**house.environ, "SPARK_VIDEO_LLM_MODEL": "off"}) is None
    own = {
        "SPARK_VIDEO_LLM_BASE_URL": f"{house.url}/compatible-mode/v1/chat/completions",
        "SPARK_VIDEO_LLM_API_KEY": KEY,
        "SPARK_VIDEO_LLM_MODEL": "qwen-plus",
    }
    settings = LlmSettings.from_environment({**own, "DASHSCOPE_API_KEY": "sk-another-0123456789"})
    assert settings is not None
    assert (settings.provider, settings.access.key) == ("llm", KEY)
    assert settings.access.base_url.endswith("/compatible-mode/v1")
    assert KEY not in repr(settings)
    with ChatClient(settings, house.log) as chat:
        told = chat.ask(_question())
    assert told.cost is None
    local = LlmSettings.from_environment(
        {"SPARK_VIDEO_LLM_BASE_URL": "http://127.0.0.1:1/v1", "SPARK_VIDEO_LLM_MODEL": "m"}
    )
    assert local is not None
    assert local.access.bearer == {}
    for half, missing in (
        ({"SPARK_VIDEO_LLM_API_KEY": KEY}, "SPARK_VIDEO_LLM_BASE_URL"),
        ({"SPARK_VIDEO_LLM_BASE_URL": "https://llm.example/v1"}, "SPARK_VIDEO_LLM_MODEL"),
        ({**own, "SPARK_VIDEO_LLM_BASE_URL": "http://llm.example/v1"}, "loopback"),
        ({**own, "SPARK_VIDEO_LLM_TEMPERATURE_CRITIC": "warm"}, "SPARK_VIDEO_LLM_TEMPERATURE_CRITIC"),
    ):
        with pytest.raises(UsageError, match=missing):
            LlmSettings.from_environment(half)


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
        chat.ask(_question())
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
            assert chat.ask(_question("Answer in JSON.", temperature=0.4, json_object=True)).text
    first, *others = house.asked()
    assert field in first
    assert len(others) == 2
    assert all(field not in body for body in others)
    assert all(("max_completion_tokens" in body) == (field == "max_tokens") for body in others)
    assert house.pauses == []


def _purse(house: House, cap: str) -> FileBudgetBook:
    return FileBudgetBook(
        house.log.path.parent / "budget.jsonl",
        {"CNY": BudgetCaps(per_episode=Decimal(cap))},
        VirtualClock(),
    )


def test_questions_are_paid_from_the_episodes_budget(house: House) -> None:
    """Guards against a capped episode whose model goes on spending, and against a cap eaten by estimates."""
    book = _purse(house, "0.05")
    settings = LlmSettings.at_dashscope(house.environ)
    with ChatClient(settings, house.log, meter=Meter(book, "hf/001"), pause=house.pauses.append) as chat:
        for _ in range(12):
            chat.ask(_question())
        assert book.spent("hf/001")["CNY"] == pytest.approx(house.simulator.billing.total())
        house.simulator.faults.add(
            kind="http_error", operation="chat.complete", status=400, code="InvalidParameter"
        )
        with pytest.raises(ProviderError):
            chat.ask(_question())
        assert book.spent("hf/001")["CNY"] == pytest.approx(house.simulator.billing.total())
        asked = len(house.asked())
        with pytest.raises(BudgetStop, match="cap of the episode"):
            chat.ask(_question(max_tokens=30_000))
    assert len(house.asked()) == asked


def test_an_answer_that_was_perhaps_billed_stays_booked(house: House) -> None:
    """Guards against an account that shows less than the bill."""
    book = _purse(house, "1")
    house.simulator.faults.add(kind="drop_after_accept", operation="chat.complete")
    with ChatClient(
        LlmSettings.at_dashscope(house.environ), house.log, meter=Meter(book, "hf/001"), pause=house.pauses.append
    ) as chat:
        chat.ask(_question(max_tokens=1000))
    assert book.spent("hf/001")["CNY"] >= house.simulator.billing.total()


def test_pictures_are_not_written_into_the_log(house: House) -> None:
    """Guards against a log of megabytes."""
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 5000}}
    message = Message(role="user", content=({"type": "text", "text": "Look."}, picture))
    with house.client() as chat, pytest.raises(ProviderError):
        chat.ask(ChatRequest(role="critic", messages=(message,)))
    written = house.log.path.read_text("utf-8")
    assert "Look." in written
    assert "AAAA" not in written
    assert json.loads(written.splitlines()[0])["request"]["digest"]
