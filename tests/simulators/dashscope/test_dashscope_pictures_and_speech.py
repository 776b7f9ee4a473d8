"""Pictures and speech at the simulated DashScope: what is taken, what comes back, what it costs."""

from __future__ import annotations

import base64
import io
import json
from decimal import Decimal
from typing import Any

import av
import httpx
import pytest
from PIL import Image

from tests.simulators import plain_http
from tests.simulators.fixtures import RunningDashScope
from tests.simulators.media import make_png

SHARED = "/api/v1/services/aigc/multimodal-generation/generation"
TASK = "/api/v1/services/aigc/image-generation/generation"
COSY = "/api/v1/services/audio/tts/SpeechSynthesizer"
PORTRAIT = f"data:image/png;base64,{base64.b64encode(make_png(600, 900, 'ada')).decode()}"


def picture(model: str = "wan2.6-t2i", *content: dict[str, str], **parameters: Any) -> dict[str, Any]:
    """A request for a picture."""
    told = list(content) or [{"text": "a lighthouse"}]
    return {"model": model, "input": {"messages": [{"role": "user", "content": told}]}, "parameters": parameters}


def cosy(**changes: Any) -> dict[str, Any]:
    """A request for speech."""
    return {"model": "cosyvoice-v3-flash", "input": {"text": "灯灭了", "voice": "longanyang", **changes}}


def images_of(answer: httpx.Response) -> list[Image.Image]:
    """The pictures of an answer."""
    assert answer.status_code == 200, answer.text
    links = [choice["message"]["content"][0]["image"] for choice in answer.json()["output"]["choices"]]
    return [Image.open(io.BytesIO(plain_http.get(link).content)) for link in links]


def test_four_pictures_come_when_nobody_says_one(api: httpx.Client, dashscope_simulator: RunningDashScope) -> None:
    """A portrait would cost four times its price because a request left `n` out."""
    made = images_of(api.post(SHARED, json=picture(size="1104*1472")))
    assert [image.size for image in made] == [(1104, 1472)] * 4
    assert len({image.tobytes() for image in made}) == 4
    assert dashscope_simulator.simulator.billing.total() == Decimal("0.8")
    dashscope_simulator.clock.advance(1)
    assert len(images_of(api.post(SHARED, json=picture(n=1, seed=3)))) == 1


@pytest.mark.parametrize(
    "body",
    [
        picture(size="1280x1280"),
        picture(size="512*512"),
        picture(size="3000*600"),
        picture(n=5),
        picture("wan2.6-t2i", {"text": "a"}, {"text": "b"}),
        picture("wan2.6-t2i", {"image": PORTRAIT}, {"text": "b"}),
        picture("qwen-image-edit", {"text": "no picture to edit"}),
        picture("qwen-image-edit", {"image": PORTRAIT}, {"text": "x"}, n=2),
        picture("qwen-image-edit-plus", *[{"image": PORTRAIT}] * 4, {"text": "x"}),
        picture("qwen-image-edit-plus", {"image": "data:image/png;base64,AAAA"}, {"text": "x"}),
        picture("qwen-image-2.0", {"text": "x"}, size="4096*4096"),
    ],
)
def test_what_picture_models_do_not_take(api: httpx.Client, body: dict[str, Any]) -> None:
    """An illegal size or count would be found out by a paying user."""
    answer = api.post(SHARED, json=body)
    assert answer.status_code == 400, answer.text


def test_modes_are_not_mixed(api: httpx.Client) -> None:
    """A picture model that only answers at once would be waited for as a task."""
    enable = {"X-DashScope-Async": "enable"}
    body = picture("qwen-image-2.0")
    refused = api.post(SHARED, json=body, headers=enable).json()
    assert refused["message"] == "Current user api does not support asynchronous calls."
    assert api.post(TASK, json=picture()).status_code == 403
    assert api.post(TASK, json=body, headers=enable).status_code == 404
    assert api.post(TASK, json=picture(n=1), headers=enable).json()["output"]["task_status"] == "PENDING"


def test_an_edit_keeps_the_shape_of_its_last_picture(api: httpx.Client) -> None:
    """An anchor frame would come back as a square."""
    made = images_of(api.post(SHARED, json=picture("qwen-image-edit-plus", {"image": PORTRAIT}, {"text": "night"})))
    assert [image.size for image in made] == [(832, 1248)]
    answer = api.post(
        SHARED, json=picture("qwen-image-edit-plus", {"image": PORTRAIT}, {"text": "x"}, size="1000*700")
    )
    assert answer.json()["usage"] == {"image_count": 1, "width": 992, "height": 704}


@pytest.mark.parametrize(
    ("knobs", "codec", "rate", "seconds"),
    [
        ({}, "mp3float", 22050, 1.0),
        ({"format": "wav", "sample_rate": 24000}, "pcm_s16le", 24000, 1.0),
        ({"format": "wav", "rate": 2.0}, "pcm_s16le", 22050, 0.5),
        ({"format": "opus", "sample_rate": 48000}, "opus", 48000, 1.0),
    ],
)
def test_speech_has_format_rate_and_length(
    api: httpx.Client, knobs: dict[str, Any], codec: str, rate: int, seconds: float
) -> None:
    """Narration would be fitted to lengths that no voice ever has."""
    answer = api.post(COSY, json=cosy(**knobs)).json()
    assert answer["output"]["audio"]["url"].startswith("http://")
    assert answer["usage"] == {"characters": 3}
    with av.open(io.BytesIO(plain_http.get(answer["output"]["audio"]["url"]).content), "r") as container:
        audio = container.streams.audio[0]
        length = sum(frame.samples for frame in container.decode(audio)) / audio.rate
    assert (audio.codec_context.name, audio.rate) == (codec, rate)
    assert length == pytest.approx(seconds, abs=0.1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"voice": "longxiaochun_v2"}, "418"),
        ({"voice": None}, "voice"),
        ({"text": " "}, "text"),
        ({"rate": 2.5}, "rate"),
        ({"sample_rate": 11025}, "sample_rate"),
        ({"format": "flac"}, "format"),
        ({"language_hints": ["xx"]}, "language_hints"),
        ({"instruction": "x" * 101}, "instruction"),
    ],
)
def test_what_voices_do_not_take(api: httpx.Client, changes: dict[str, Any], words: str) -> None:
    """A voice of another generation or a rate out of bounds would be found out by a paying user."""
    answer = api.post(COSY, json=cosy(**changes))
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidParameter")
    assert words in answer.json()["message"]


def test_the_newest_generation_has_no_voices_of_its_own(api: httpx.Client) -> None:
    """A default voice would be sent to a model that only knows cloned ones."""
    body = cosy()
    body["model"] = "cosyvoice-v3.5-plus"
    assert "418" in api.post(COSY, json=body).json()["message"]
    body["input"]["voice"] = "cosyvoice-v3.5-plus-ada-1234"
    assert api.post(COSY, json=body).status_code == 200


def test_streamed_speech_adds_up(api: httpx.Client) -> None:
    """Streamed narration would lose its last piece."""
    headers = {"X-DashScope-SSE": "enable"}
    answer = api.post(COSY, json=cosy(format="wav", word_timestamp_enabled=True), headers=headers)
    events = [
        json.loads(line.removeprefix("data:")) for line in answer.text.splitlines() if line.startswith("data:")
    ]
    kinds = [event["output"].get("type") for event in events]
    assert (kinds[0], kinds[-2], kinds[-1]) == ("sentence-begin", "sentence-end", None)
    pieces = [base64.b64decode(event["output"]["audio"]["data"]) for event in events[1:-2]]
    whole = plain_http.get(events[-1]["output"]["audio"]["url"]).content
    assert b"".join(pieces) == whole
    words = events[-2]["output"]["sentence"]["words"]
    assert [word["text"] for word in words] == ["灯", "灭", "了"]
    assert words[-1]["end_time"] == 1000


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"text": "hello", "voice": "Cherry", "language_type": "English"}, 200),
        ({"text": "hello", "voice": "Cherry", "language": "English"}, 200),
        ({"text": "x" * 601, "voice": "Cherry"}, 400),
        ({"text": "hello", "voice": "longanyang"}, 400),
        ({"text": "hello", "voice": "Cherry", "language_type": "en"}, 400),
    ],
)
def test_qwen_voices(api: httpx.Client, told: dict[str, str], status: int) -> None:
    """The wrong field for the language, or a text too long, would pass."""
    assert api.post(SHARED, json={"model": "qwen3-tts-flash", "input": told}).status_code == status
