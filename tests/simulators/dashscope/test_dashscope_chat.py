"""The simulated language models: limits of the vendor, good answers by default, bad ones by script."""

from __future__ import annotations

import json
from typing import Any, Literal

import httpx
import pytest
from pydantic import BaseModel, ConfigDict, Field

from tests.simulators.dashscope.chat_script import AXES
from tests.simulators.fixtures import RunningDashScope

CHAT = "/compatible-mode/v1/chat/completions"
FILM = {"type": "video_url", "video_url": {"url": "https://films.example/a.mp4"}}
FACE = {"type": "image_url", "image_url": {"url": "https://films.example/ada.png"}}


def ask(model: str = "qwen-plus", *content: Any, system: str = "You are terse.", **more: Any) -> dict[str, Any]:
    """A request."""
    parts = list(content) or "Say something."
    messages = [{"role": "system", "content": system}, {"role": "user", "content": parts}]
    return {"model": model, "messages": messages, **more}


def text(words: str) -> dict[str, str]:
    """A part."""
    return {"type": "text", "text": words}


def said(answer: httpx.Response) -> str:
    """What a whole answer says."""
    assert answer.status_code == 200, answer.text
    return str(answer.json()["choices"][0]["message"]["content"])


def chunks_of(answer: httpx.Response) -> list[dict[str, Any]]:
    """The documents of a stream that ended well."""
    lines = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def test_judges_accept_and_others_echo(api: httpx.Client) -> None:
    """A rehearsal would stop at the first review, or lose its prompt when it is mended."""
    verdict = json.loads(said(api.post(CHAT, json=ask("qwen3-vl-plus", text("Judge."), FILM))))
    assert min(verdict[axis] for axis in AXES) >= 8
    assert (verdict["verdict"], verdict["critique"]) == ("ACCEPT", "")
    assert said(api.post(CHAT, json=ask("qwen-plus", text("Prompt:\nA ferry at dusk.")))) == "A ferry at dusk."
    again = json.loads(said(api.post(CHAT, json=ask("qwen3-vl-plus", text("Judge."), FILM))))
    assert again == verdict


class Beat(BaseModel):
    """A nested form."""

    id: str = Field(pattern=r"^S\d\d-\d{3}$")
    mood: Literal["calm", "tense"]
    seconds: float = Field(ge=2, le=15)
    after: Beat | None


class Outline(BaseModel):
    """A form with everything that pydantic puts into a schema."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=30, max_length=60)
    beats: list[Beat] = Field(min_length=3)
    pair: tuple[int, str]
    count: int = Field(gt=0)
    note: str | None
    done: bool


def test_a_document_is_answered_in_the_form_that_was_asked_for(api: httpx.Client) -> None:
    """A rehearsal with a writing model would fail at the first form, although nothing is wrong."""
    told = f"Write it. Answer with JSON that fits this schema:\n{json.dumps(Outline.model_json_schema())}"
    answer = said(api.post(CHAT, json=ask("qwen-plus", text(told), response_format={"type": "json_object"})))
    outline = Outline.model_validate_json(answer)
    assert [beat.id for beat in outline.beats] == ["S01-001"] * 3
    bare = ask("qwen-plus", text("Any json."), response_format={"type": "json_object"})
    assert said(api.post(CHAT, json=bare)) == "{}"


@pytest.mark.parametrize(
    ("rule", "check"),
    [
        ({"answer": "text", "content": "yes"}, lambda words: words == "yes"),
        ({"answer": "json", "content": {"a": [1]}}, lambda words: json.loads(words) == {"a": [1]}),
        ({"answer": "fenced", "content": {"a": 1}}, lambda words: '```json\n{"a": 1}\n```' in words),
        (
            {"answer": "truncated", "content": {"a": "bcdefgh"}},
            lambda words: words.startswith('{"a"') and "}" not in words,
        ),
        ({"answer": "refusal"}, lambda words: "can't help" in words),
        ({"answer": "empty"}, lambda words: words == ""),
        (
            {"answer": "verdict", "content": {"physics": 3, "critique": "floats"}},
            lambda words: json.loads(words)["physics"] == 3,
        ),
        ({"answer": "verdict", "content": {"style": None}}, lambda words: "style" not in json.loads(words)),
    ],
)
def test_answers_by_script(
    api: httpx.Client, dashscope_simulator: RunningDashScope, rule: dict[str, Any], check: Any
) -> None:
    """The crew could not be tested with the answers that models really give."""
    dashscope_simulator.simulator.chat.script.add(**rule)
    assert check(said(api.post(CHAT, json=ask())))


def test_malformed_json_is_malformed(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """A parser that repairs nothing would pass."""
    dashscope_simulator.simulator.chat.script.add(answer="malformed", times=1)
    dashscope_simulator.simulator.faults.add("malformed", after=1)
    for _ in range(2):
        with pytest.raises(json.JSONDecodeError):
            json.loads(said(api.post(CHAT, json=ask("qwen3-vl-plus", text("Judge."), FILM))))


def test_rules_choose_by_model_system_text_and_count(
    api: httpx.Client, dashscope_simulator: RunningDashScope
) -> None:
    """A script for the director would answer the critic."""
    script = dashscope_simulator.simulator.chat.script
    script.add(system="critic", content="from the critic")
    script.add(model="qwen-max", content="from max")
    script.add(contains="S01-002", skip=1, times=1, content="second time")
    assert said(api.post(CHAT, json=ask(system="You are a critic."))) == "from the critic"
    assert said(api.post(CHAT, json=ask("qwen-max"))) == "from max"
    answers = [said(api.post(CHAT, json=ask("qwen-plus", text("shot S01-002")))) for _ in range(3)]
    assert answers == ["shot S01-002", "second time", "shot S01-002"]


def test_the_script_is_set_from_another_process(api: httpx.Client) -> None:
    """A test of the real command could not say what its models answer."""
    told = api.post("/_sim/chat", json={"model": "qwen-plus", "content": "over the wire"}).json()
    assert [rule["content"] for rule in told] == ["over the wire"]
    assert said(api.post(CHAT, json=ask())) == "over the wire"
    assert api.delete("/_sim/chat").json() == []
    assert api.post("/_sim/chat", json={"no such field": 1}).status_code == 422


def test_errors_inside_a_good_status(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """HTTP 200 would be taken for success although the document inside is an error."""
    dashscope_simulator.simulator.chat.script.add(answer="error_in_200")
    assert api.post(CHAT, json=ask()).json()["error"]["code"] == "internal_error"
    streamed = api.post(CHAT, json=ask("qwen3.5-omni-plus", stream=True))
    assert "error" in json.loads(streamed.text.removeprefix("data: "))
    assert dashscope_simulator.simulator.billing.charges() == []


@pytest.mark.parametrize("stream", [True, False])
def test_an_endless_answer_ends_with_its_reader(
    api: httpx.Client, dashscope_simulator: RunningDashScope, *, stream: bool
) -> None:
    """A model that never stops would hold a production for ever, and no test could show it."""
    dashscope_simulator.simulator.chat.script.add(answer="endless")
    body = ask("qwen3-vl-plus", stream=stream)
    if not stream:
        with pytest.raises(httpx.ReadTimeout):
            api.post(CHAT, json=body, timeout=0.2)
        return
    with api.stream("POST", CHAT, json=body) as answer:
        lines = answer.iter_lines()
        assert sum(next(lines).startswith("data:") for _ in range(20)) == 10


def test_streams_count_their_tokens(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """Judging would cost nothing in our books."""
    options: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}
    chunks = chunks_of(api.post(CHAT, json=ask("qwen3.5-omni-plus", text("Judge."), FACE, FILM, **options)))
    usage = chunks[-1]["usage"]
    assert chunks[-1]["choices"] == []
    assert usage["prompt_tokens_details"].keys() == {"text_tokens", "image_tokens", "video_tokens", "audio_tokens"}
    assert usage["prompt_tokens"] == sum(usage["prompt_tokens_details"].values())
    charge = dashscope_simulator.simulator.billing.charges("chat.complete")[0]
    assert charge.quantity == usage["total_tokens"]
    assert charge.amount > 0
    without = chunks_of(api.post(CHAT, json=ask("qwen3.5-omni-plus", text("Judge."), FILM, stream=True)))
    assert without[-1]["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (ask("qwen3.5-omni-plus"), "stream"),
        (ask("qwen-plus", text("x"), FILM), "not supported by qwen-plus"),
        (ask("qwen3-vl-plus", {"type": "video", "video": ["https://f.example/1.jpg"] * 3}), "[4, 512]"),
        (ask("qwen3-vl-plus", {"type": "image_url", "image_url": {"url": "oss://gone"}}), "download"),
        (
            ask(
                "qwen3-vl-plus",
                {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 10_485_760}},
            ),
            "10485760",
        ),
        (ask("qwen-plus", text("x"), response_format={"type": "json_object"}), "json"),
        (ask("qwen3.5-omni-plus", text("x"), stream=True, modalities=["text", "audio"]), "audio"),
        ({"model": "qwen-plus", "messages": []}, "messages"),
    ],
)
def test_what_language_models_do_not_take(api: httpx.Client, body: dict[str, Any], words: str) -> None:
    """A judge call would pass its tests and be refused by the vendor."""
    answer = api.post(CHAT, json=body)
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert (words in error["message"], error["code"]) == (True, "invalid_parameter_error")


def test_a_wrong_key_is_refused_in_the_words_of_this_surface(api: httpx.Client) -> None:
    """A check of the key would look for the words of the other surface."""
    answer = api.post(CHAT, json=ask(), headers={"Authorization": "Bearer nonsense"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    assert answer.json()["error"]["message"] == "Incorrect API key provided. "


def test_omni_models_may_refuse_mixed_messages(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """The vendor's pages allow one kind of medium a message; a judge that needs more could not be tried against that."""
    dashscope_simulator.simulator.chat.reader.mixed_modalities = False
    mixed = ask("qwen3.5-omni-plus", text("Judge."), FACE, FILM, stream=True)
    assert api.post(CHAT, json=mixed).status_code == 400
    apart = ask("qwen3.5-omni-plus", text("Judge."), FILM, stream=True)
    apart["messages"].insert(1, {"role": "user", "content": [text("This is Ada."), FACE]})
    assert api.post(CHAT, json=apart).status_code == 200


def test_the_judge_has_a_quota_of_tokens(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """Sixty clips at once would be judged although the vendor allows a minute's worth of tokens."""
    # A short answer: the simulated judge would else say all of it back, a few letters at a time.
    judge = ask("qwen3.5-omni-plus", text("word " * 39_000), stream=True, max_tokens=16)
    assert [api.post(CHAT, json=judge).status_code for _ in range(3)] == [200, 200, 429]
    dashscope_simulator.clock.advance(60)
    assert api.post(CHAT, json=judge).status_code == 200
