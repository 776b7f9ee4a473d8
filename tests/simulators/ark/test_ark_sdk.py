"""The vendor's own SDK completes jobs against the simulated Ark: what it sends is understood, what it gets it can read."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import av
import pytest

from tests.simulators import plain_http
from tests.simulators.ark.app import KEY, ArkSimulator
from tests.simulators.clock import VirtualClock
from tests.simulators.faults import FaultKind
from tests.simulators.media import make_png, make_wav
from tests.simulators.server import serving

ark_sdk = pytest.importorskip(
    "volcenginesdkarkruntime", reason="the SDK of Volcengine Ark is not installed: pip install '.[sdk]'"
)
STANDARD = "doubao-seedance-2-0-260128"


class SdkArk:
    """The SDK beside the simulator that it talks to."""

    def __init__(self, simulator: ArkSimulator, api_url: str, client: Any) -> None:
        self.simulator = simulator
        self.api_url = api_url
        self.client = client
        self.tasks = client.content_generation.tasks

    def finished(self, content: list[dict[str, Any]], **settings: Any) -> Any:
        """A task of 480p after it has had all the time that it needs."""
        created = self.tasks.create(
            model=STANDARD, content=content, **{"resolution": "480p", "duration": 4, **settings}
        )
        assert self.tasks.get(task_id=created.id).status == "queued"
        self.simulator.clock.advance(600)
        return self.tasks.get(task_id=created.id)


@pytest.fixture
def ark() -> Iterator[SdkArk]:
    """A fresh account, and the SDK without its retries."""
    simulator = ArkSimulator(VirtualClock())
    with serving(simulator) as base_url:
        api_url = f"{base_url}/api/v3"
        with ark_sdk.Ark(base_url=api_url, api_key=KEY, max_retries=0) as client:
            yield SdkArk(simulator, api_url, client)


def data_uri(data: bytes, kind: str) -> dict[str, str]:
    return {"url": f"data:{kind};base64,{base64.b64encode(data).decode()}"}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def image(role: str, look: str = "a") -> dict[str, Any]:
    return {"type": "image_url", "image_url": data_uri(make_png(640, 480, look), "image/png"), "role": role}


def test_text_becomes_a_film(ark: SdkArk) -> None:
    """The simulator would be faithful to our client only."""
    done = ark.finished([text("a lighthouse")], ratio="16:9", seed=11, watermark=False)
    assert (done.status, done.error, done.seed, done.duration, done.framespersecond) == (
        "succeeded",
        None,
        11,
        4,
        24,
    )
    assert done.usage.completion_tokens == done.usage.total_tokens == round(864 * 496 * 97 / 1024)
    with av.open(io.BytesIO(plain_http.get(done.content.video_url).content)) as container:
        assert container.streams.video[0].frames == 97


def test_first_and_last_frame(ark: SdkArk) -> None:
    """Frames sent as the vendor's SDK sends them would be refused."""
    done = ark.finished(
        [text("from here to there"), image("first_frame"), image("last_frame", "b")],
        ratio="adaptive",
        return_last_frame=True,
    )
    assert (done.status, done.ratio) == ("succeeded", "4:3")
    assert plain_http.get(done.content.last_frame_url).headers["content-type"] == "image/png"
    assert ark.simulator.billing.charges()[0].detail["mode"] == "first_last"


def test_references_of_all_kinds(ark: SdkArk) -> None:
    """Reference mode as the vendor's SDK asks for it would be refused."""
    source = ark.finished([text("a source")], ratio="16:9")
    video = {"type": "video_url", "video_url": {"url": source.content.video_url}, "role": "reference_video"}
    audio = {
        "type": "audio_url",
        "audio_url": data_uri(make_wav(3, 16000, "voice"), "audio/wav"),
        "role": "reference_audio",
    }
    done = ark.finished(
        [text("with all of them"), image("reference_image"), image("reference_image", "b"), video, audio],
        generate_audio=True,
        safety_identifier="hashed-user",
        execution_expires_after=7200,
        tools=[{"type": "web_search"}],
    )
    assert (done.status, done.safety_identifier, done.execution_expires_after) == ("succeeded", "hashed-user", 7200)
    assert done.usage.completion_tokens > source.usage.completion_tokens * 1.9


def test_list_and_delete(ark: SdkArk) -> None:
    """Reconciling by the list would be rehearsed against another list than the vendor's."""
    first = ark.tasks.create(model=STANDARD, content=[text("one")])
    second = ark.tasks.create(model=STANDARD, content=[text("two")])
    found = ark.tasks.list(page_num=1, page_size=10, status="queued", task_ids=[first.id, second.id])
    assert (found.total, [item.id for item in found.items]) == (2, [second.id, first.id])
    ark.tasks.delete(task_id=second.id)
    assert ark.tasks.get(task_id=second.id).status == "cancelled"
    assert ark.tasks.list(status="cancelled").items[0].id == second.id
    ark.simulator.clock.advance(60)
    with pytest.raises(ark_sdk._exceptions.ArkConflictError) as refused:
        ark.tasks.delete(task_id=first.id)
    assert refused.value.code == "InvalidAction.RunningTaskDeletion"


def test_refusals_reach_the_sdk_as_its_own_errors(ark: SdkArk) -> None:
    """Errors would have a shape that the vendor never sends."""
    with pytest.raises(ark_sdk._exceptions.ArkBadRequestError) as refused:
        ark.tasks.create(model=STANDARD, content=[text("x")], duration=3)
    assert refused.value.param == "duration"
    stranger = ark_sdk.Ark(base_url=ark.api_url, api_key="other", max_retries=0)
    with stranger, pytest.raises(ark_sdk._exceptions.ArkAuthenticationError):
        stranger.content_generation.tasks.list()
    ark.simulator.faults.add(FaultKind.RATE_LIMITED, operation="task.list")
    with pytest.raises(ark_sdk._exceptions.ArkRateLimitError):
        ark.tasks.list()


def test_failed_task_is_read_inside_http_200(ark: SdkArk) -> None:
    """A moderated result would not be told from a success by the vendor's reading of it."""
    ark.simulator.faults.add(FaultKind.MODERATED_OUTPUT)
    done = ark.finished([text("x")])
    assert (done.status, done.error.code) == ("failed", "OutputVideoSensitiveContentDetected")


def test_requests_of_the_sdk_are_kept_for_comparison(ark: SdkArk) -> None:
    """Nobody could compare our client's request with the vendor's field by field."""
    ark.tasks.create(model=STANDARD, content=[text("x"), image("first_frame")], resolution="720p", duration=5)
    sent = ark.simulator.requests.last("video.submit")
    set_fields = {name: value for name, value in sent.body.items() if value is not None}
    assert set_fields.keys() == {"model", "content", "resolution", "duration"}
    assert sent.headers["authorization"].startswith("Bearer sha256:")
    assert KEY not in sent.model_dump_json()
