"""The chat client over real sockets: what is asked of which model, and what an answer has to be."""

from __future__ import annotations

import json
import threading

import pytest
from chat_house import KEY, House, question

from resources.errors import ProviderError, UsageError
from resources.llm.chat import ChatRequest, Message
from resources.llm.client import ChatClient, open_chat
from resources.llm.settings import LlmSettings
from tests.simulators.recording import differences


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_comes_whole_with_tokens_cost_and_a_line_in_the_log(house: House, stream: bool) -> None:
    """Guards against lost words of a streamed answer, and against calls that nobody can account for."""
    house.simulator.chat.script.add(content="潮水退了。 The tide has gone out, says Mei: “It’s over.” 🌊")
    with house.client() as chat:
        told = chat.ask(question(stream=stream), shot="S01-001", take=2)
    assert told.text == "潮水退了。 The tide has gone out, says Mei: “It’s over.” 🌊"
    assert (told.model, told.finish, told.cut_short) == ("qwen-plus", "stop", False)
    assert told.usage is not None
    assert told.usage.completion > 0
    assert told.cost == pytest.approx(house.simulator.billing.total())
    assert told.currency == "CNY"
    (call,) = house.log.calls()
    assert (call.kind, call.phase, call.shot, call.take) == ("llm", "director", "S01-001", 2)
    assert call.request["digest"] == question().digest
    assert call.response == told.text
    assert call.cost == told.cost
    assert call.usage["prompt"] == told.usage.prompt
    assert KEY not in house.log.path.read_text("utf-8")


def test_the_vendors_sdk_sends_the_same_request(house: House) -> None:
    """Guards against a client and a simulator that are only true to each other."""
    openai = pytest.importorskip("openai")
    request = question("Answer with JSON.", temperature=0.4, max_tokens=100, json_object=True, stream=True)
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


def test_roles_have_their_own_model_and_temperature(house: House) -> None:
    """Guards against per-role settings that reach nobody."""
    environ = {
        "SPARK_VIDEO_LLM_MODEL_DIRECTOR": "qwen3-vl-plus",
        "SPARK_VIDEO_LLM_TEMPERATURE_DIRECTOR": "0.9",
    }
    with house.client(**environ) as chat:
        chat.ask(question(temperature=0.2))
        chat.ask(question(temperature=0.2).model_copy(update={"role": "critic"}))
    assert [(body["model"], body["temperature"]) for body in house.asked()] == [
        ("qwen3-vl-plus", 0.9),
        ("qwen-plus", 0.2),
    ]


def test_threads_share_a_client(house: House) -> None:
    """Guards against scenes that are written in parallel getting each other's answers."""
    told: dict[int, str] = {}
    with house.client() as chat:

        def write(number: int) -> None:
            told[number] = chat.ask(question(f"Scene number {number}, please.")).text

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
        told = chat.ask(question())
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
