"""The OpenAI SDK talks to the simulated chat models, whole and streamed, and reads their errors."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.simulators.fixtures import RunningDashScope
from tests.simulators.media import ClipSpec, make_clip

openai = pytest.importorskip("openai", reason="the vendor's SDK is not installed: pip install '.[sdk]'")


@pytest.fixture
def client(dashscope_simulator: RunningDashScope) -> Iterator[openai.OpenAI]:
    """The SDK at a simulator; it does not retry, so that one call is one request."""
    with (
        httpx.Client(trust_env=False, verify=False) as transport,
        openai.OpenAI(
            base_url=f"{dashscope_simulator.base_url}/compatible-mode/v1",
            api_key=dashscope_simulator.key,
            max_retries=0,
            http_client=transport,
        ) as made,
    ):
        yield made


def test_a_prompt_is_rewritten(client: openai.OpenAI) -> None:
    """Plain completions would not be readable for the vendor's client."""
    made = client.chat.completions.create(
        model="qwen-plus",
        temperature=0.4,
        messages=[
            {"role": "system", "content": "Rewrite the prompt."},
            {"role": "user", "content": "Prompt:\nA ferry leaves the harbour at dusk."},
        ],
    )
    assert made.choices[0].message.content == "A ferry leaves the harbour at dusk."
    assert made.choices[0].finish_reason == "stop"
    assert made.usage
    assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens


def test_the_omni_judge_streams_its_verdict(client: openai.OpenAI, dashscope_simulator: RunningDashScope) -> None:
    """The stream, its usage chunk or its end would not be what clients of this API expect."""
    clip = make_clip(ClipSpec(320, 180, 2, 24, "a take"))
    dashscope_simulator.simulator.results.put("take.mp4", "video/mp4", lambda: clip)
    until = dashscope_simulator.clock.time() + 60
    link = dashscope_simulator.simulator.results.link(dashscope_simulator.base_url, "take.mp4", until)
    stream = client.chat.completions.create(
        model="qwen3.5-omni-plus",
        stream=True,
        stream_options={"include_usage": True},
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "Judge on six axes, answer in JSON."},
                    {"type": "video_url", "video_url": {"url": link}},  # type: ignore[list-item]
                ],
            }
        ],
    )
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    verdict = json.loads(text)
    assert verdict["verdict"] == "ACCEPT"
    assert {"logic", "proportion", "physics", "style", "cast_match", "dialog_attribution"} < verdict.keys()
    assert chunks[-1].choices == []
    assert chunks[-1].usage
    assert chunks[-1].usage.prompt_tokens > 500
    assert dashscope_simulator.simulator.billing.total() > 0


def test_the_omni_judge_refuses_to_answer_at_once(client: openai.OpenAI) -> None:
    """A judge that forgets to stream would work in tests and fail in the field."""
    with pytest.raises(openai.BadRequestError, match="stream"):
        client.chat.completions.create(
            model="qwen3.5-omni-plus", messages=[{"role": "user", "content": "Judge this."}]
        )


@pytest.mark.parametrize(
    ("status", "code", "raised", "spelled"),
    [
        (401, "InvalidApiKey", openai.AuthenticationError, "invalid_api_key"),
        (404, "ModelNotFound", openai.NotFoundError, "model_not_found"),
        (429, "Throttling.RateQuota", openai.RateLimitError, "limit_requests"),
        (429, "Throttling.AllocationQuota", openai.RateLimitError, "insufficient_quota"),
        (400, "DataInspectionFailed", openai.BadRequestError, "data_inspection_failed"),
        (500, "InternalError", openai.InternalServerError, "internal_error"),
    ],
)
def test_errors_are_spelled_as_on_this_surface(
    client: openai.OpenAI,
    dashscope_simulator: RunningDashScope,
    status: int,
    code: str,
    raised: type[openai.APIStatusError],
    spelled: str,
) -> None:
    """Our failure table would be tested with codes that this surface never sends."""
    dashscope_simulator.simulator.faults.add("http_error", operation="chat.complete", status=status, code=code)
    with pytest.raises(raised) as caught:
        client.chat.completions.create(model="qwen-plus", messages=[{"role": "user", "content": "x"}])
    assert caught.value.code == spelled


def test_an_unknown_model_is_not_found(client: openai.OpenAI) -> None:
    """A model name with a typing error would be answered as if it were there."""
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="qwen-pluss", messages=[{"role": "user", "content": "x"}])
