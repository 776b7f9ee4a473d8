"""The vendor's own SDK does its jobs at the simulated DashScope: so the simulator is true to more than our clients."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from tests.simulators import plain_http
from tests.simulators.fixtures import RunningDashScope
from tests.simulators.media import ClipSpec, make_clip, make_png

dashscope = pytest.importorskip("dashscope", reason="the vendor's SDK is not installed: pip install '.[sdk]'")

from dashscope import ImageSynthesis, MultiModalConversation, VideoSynthesis  # noqa: E402
from dashscope.aigc.image_generation import ImageGeneration  # noqa: E402
from dashscope.api_entities.http_request import close_shared_sync_session  # noqa: E402
from dashscope.audio.http_tts import HttpSpeechSynthesizer  # noqa: E402
from dashscope.audio.qwen_tts import SpeechSynthesizer  # noqa: E402
from dashscope.utils.oss_utils import OssUtils  # noqa: E402


@pytest.fixture
def sdk(dashscope_simulator: RunningDashScope, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningDashScope]:
    """The SDK pointed at a simulator where a request takes longer than a render: its first poll finds it done."""
    monkeypatch.setattr(dashscope, "base_http_api_url", f"{dashscope_simulator.base_url}/api/v1")
    monkeypatch.setattr(dashscope, "api_key", dashscope_simulator.key)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    # Its error log would say what the answers under test say anyway.
    monkeypatch.setattr(logging.getLogger("dashscope"), "disabled", True)
    dashscope_simulator.simulator.render_s = 20.0
    dashscope_simulator.simulator.seconds_per_request = 25.0
    yield dashscope_simulator
    close_shared_sync_session()


def film_of(url: str) -> tuple[int, int, float, float]:
    """Width, height, frames a second and length of a film behind a link."""
    with av.open(io.BytesIO(plain_http.get(url).content), "r") as container:
        video = container.streams.video[0]
        assert container.streams.audio
        assert video.average_rate
        return video.width, video.height, float(video.average_rate), (container.duration or 0) / av.time_base


def test_text_to_video_is_made_waited_for_and_fetched(sdk: RunningDashScope) -> None:
    """Submit, wait and download would fail in the field although our own client is content with the simulator."""
    made = VideoSynthesis.call(
        "happyhorse-1.0-t2v", "a ferry in fog", resolution="720P", ratio="9:16", duration=3, watermark=False, seed=7
    )
    assert (made.status_code, made.output.task_status) == (200, "SUCCEEDED")
    assert (made.usage.duration, made.usage.SR, made.usage.ratio) == (3, 720, "9:16")
    assert film_of(made.output.video_url) == (720, 1280, 24.0, pytest.approx(3.0, abs=0.06))
    assert [(charge.state, charge.amount) for charge in sdk.simulator.billing.charges()] == [
        ("charged", Decimal("2.70"))
    ]


def test_a_local_first_frame_is_uploaded_and_begins_the_film(sdk: RunningDashScope, tmp_path: Path) -> None:
    """Uploading with the policy, and the header that resolves its address, would be wrong in one of the two."""
    frame = tmp_path / "frame.png"
    Image.new("RGB", (640, 640), (200, 30, 30)).save(frame)
    submitted = VideoSynthesis.async_call(
        "wan2.7-i2v",
        "she turns around",
        media=[{"type": "first_frame", "url": str(frame)}],
        resolution="720P",
        duration=2,
        watermark=False,
    )
    assert submitted.output.task_status == "PENDING"
    done = VideoSynthesis.wait(submitted)
    assert film_of(done.output.video_url)[:3] == (960, 960, 30.0)
    with av.open(io.BytesIO(plain_http.get(done.output.video_url).content), "r") as container:
        first = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert abs(first[480, 480].astype(int) - (200, 30, 30)).max() < 12
    sent = sdk.simulator.requests.last("video.submit")
    assert sent.headers["x-dashscope-ossresourceresolve"] == "enable"
    assert sent.body["input"]["media"][0]["url"].startswith("oss://dashscope-instant/")
    assert [part.name for part in sdk.simulator.requests.last("upload.file").form][-1] == "file"


@pytest.mark.parametrize(
    ("model", "media", "usage"),
    [
        ("happyhorse-1.0-r2v", ["reference_image", "reference_image"], (3, 0)),
        ("wan2.7-r2v", ["reference_image", "first_frame"], (3, 0)),
        ("wan2.7-r2v", ["reference_image", "reference_video"], (5, 2)),
        ("happyhorse-1.0-video-edit", ["video", "reference_image"], (6, 3)),
        ("wan2.7-videoedit", ["video"], (6, 3)),
    ],
)
def test_reference_and_edit_models(
    sdk: RunningDashScope, tmp_path: Path, model: str, media: list[str], usage: tuple[int, int]
) -> None:
    """A kind of media or a billing rule would be known to our client only."""
    seconds = 3 if "video" in media else 2
    files: dict[str, bytes] = {
        "png": make_png(800, 600, "reference"),
        "mp4": make_clip(ClipSpec(640, 360, seconds, 24, "reference")),
    }
    listed = []
    for index, role in enumerate(media):
        ending = "mp4" if "video" in role else "png"
        path = tmp_path / f"{index}.{ending}"
        path.write_bytes(files[ending])
        listed.append({"type": role, "url": str(path)})
    duration = {} if "edit" in model else {"duration": 3}
    made = VideoSynthesis.call(
        model, "图1 and [Image 1] walk", media=listed, resolution="720P", watermark=False, **duration
    )
    assert made.output.task_status == "SUCCEEDED", made
    assert (round(made.usage.duration), round(made.usage.input_video_duration)) == usage


@pytest.mark.parametrize(
    ("model", "arguments", "pixels"),
    [
        ("wan2.6-t2v", {"size": "832*1104"}, (832, 1104)),
        ("wan2.6-i2v", {"img_url": "https://pictures.example/a.png", "resolution": "720P"}, (1280, 720)),
        ("wan2.6-r2v", {"reference_urls": ["https://pictures.example/a.png"], "size": "1280*720"}, (1280, 720)),
    ],
)
def test_older_models_take_their_older_fields(
    sdk: RunningDashScope, model: str, arguments: dict[str, Any], pixels: tuple[int, int]
) -> None:
    """wan2.6 would be asked in the words of wan2.7, or the other way round."""
    made = VideoSynthesis.call(model, "rain", duration=2, **arguments)
    assert made.output.task_status == "SUCCEEDED", made
    assert film_of(made.output.video_url)[:3] == (*pixels, 30.0)


def test_lost_jobs_are_found_in_the_list_and_waiting_ones_cancelled(sdk: RunningDashScope) -> None:
    """The way back to a job whose answer got lost would not be the vendor's."""
    sdk.simulator.render_s, sdk.simulator.seconds_per_request = None, 0.0
    first = VideoSynthesis.async_call("happyhorse-1.0-t2v", "one", duration=3)
    listed = VideoSynthesis.list(model_name="happyhorse-1.0-t2v", status="PENDING")
    assert [line["task_id"] for line in listed.output["data"]] == [first.output.task_id]
    assert VideoSynthesis.cancel(first).status_code == 200
    assert VideoSynthesis.fetch(first).output.task_status == "CANCELED"
    refused = VideoSynthesis.cancel(first)
    assert (refused.status_code, refused.code) == (400, "UnsupportedOperation")
    assert sdk.simulator.billing.total() == 0


def test_failures_reach_the_sdk_in_its_own_terms(sdk: RunningDashScope) -> None:
    """An error of the simulator would be one that the vendor's own code cannot read."""
    sdk.simulator.faults.add("task_failed", code="InvalidParameter", message="The resolution is not valid")
    failed = VideoSynthesis.call("happyhorse-1.0-t2v", "x", duration=3)
    assert (failed.status_code, failed.output.task_status) == (200, "FAILED")
    assert (failed.output.code, failed.output.message) == ("InvalidParameter", "The resolution is not valid")
    sdk.simulator.faults.add("http_error", operation="video.submit", status=401, code="InvalidApiKey")
    refused = VideoSynthesis.async_call("happyhorse-1.0-t2v", "x", duration=3)
    assert (refused.status_code, refused.code) == (401, "InvalidApiKey")
    assert VideoSynthesis.fetch("no-such-task").output.task_status == "UNKNOWN"


def test_the_sdk_pays_twice_when_an_answer_is_lost(sdk: RunningDashScope) -> None:
    """Shows why our client must not retry a submit: the vendor's does, and the account is charged twice."""
    sdk.simulator.faults.add("drop_after_accept")
    VideoSynthesis.async_call("happyhorse-1.0-t2v", "x", duration=3)
    assert len(sdk.simulator.billing.charges("video.submit")) == 2


def test_pictures_at_once_and_as_a_task(sdk: RunningDashScope) -> None:
    """Portraits would be asked for in a form that only the simulator takes."""
    messages = [{"role": "user", "content": [{"text": "a lighthouse keeper"}]}]
    at_once = ImageGeneration.call("wan2.6-t2i", messages=messages, n=1, size="1104*1472", prompt_extend=False)
    assert at_once.usage.image_count == 1
    link = at_once.output.choices[0].message.content[0]["image"]
    assert Image.open(io.BytesIO(plain_http.get(link).content)).size == (1104, 1472)
    task = ImageGeneration.async_call("wan2.6-t2i", messages=messages, n=2)
    done = ImageGeneration.wait(task)
    assert (done.output.task_status, len(done.output.choices)) == ("SUCCEEDED", 2)
    old = ImageSynthesis.call("wan2.2-t2i-flash", "a lighthouse", n=1, size="1024*1024")
    assert old.output.task_metrics == {"TOTAL": 1, "SUCCEEDED": 1, "FAILED": 0}
    assert len(old.output.results) == 1


def test_a_picture_is_edited(sdk: RunningDashScope, tmp_path: Path) -> None:
    """Anchor frames with references would not reach the edit models."""
    reference = tmp_path / "ada.png"
    reference.write_bytes(make_png(600, 900, "ada"))
    content = [{"image": f"file://{reference}"}, {"text": "the same woman, seen from behind"}]
    made = MultiModalConversation.call("qwen-image-edit-plus", [{"role": "user", "content": content}], n=1, seed=3)
    assert made.status_code == 200, made
    assert made.output.choices[0].message.content[0]["image"].startswith("http")
    sent = sdk.simulator.requests.last("image.submit")
    assert sent.body["input"]["messages"][0]["content"][0]["image"].startswith("oss://")


def test_speech_whole_and_streamed(sdk: RunningDashScope) -> None:
    """Narration would come in another form than the vendor's, or its pieces would not add up to the whole."""
    whole = HttpSpeechSynthesizer.call("cosyvoice-v3-flash", "灯塔的灯灭了。", "longanyang", rate=1.0)
    assert whole.audio_url.startswith("http://")
    wav = plain_http.get(whole.audio_url).content
    with av.open(io.BytesIO(wav), "r") as container:
        assert container.streams.audio[0].rate == 24000
        assert (container.duration or 0) / av.time_base == pytest.approx(6 / 3 + 1 / 14, abs=0.01)
    sdk.simulator.seconds_per_request = 1.0
    parts = list(HttpSpeechSynthesizer.call("cosyvoice-v3-flash", "灯塔的灯灭了。", "longanyang", stream=True))
    assert parts[-1].audio_url
    assert parts[-1].audio_data == b"".join(part.audio_data for part in parts[:-1])
    assert parts[-1].sentences[-1]["words"][0]["text"] == "灯"


def test_qwen_speech(sdk: RunningDashScope) -> None:
    """The second voice family shares its endpoint with pictures and could be taken for one."""
    made = SpeechSynthesizer.call("qwen-tts", "The light went out.", voice="Cherry")
    assert made.output.audio["url"].startswith("http")
    assert made.usage.output_tokens > 0
    other = MultiModalConversation.call(
        "qwen3-tts-flash", text="The light went out.", voice="Ethan", language_type="English"
    )
    assert other.usage.characters == 19


def test_an_upload_cannot_be_overwritten(sdk: RunningDashScope, tmp_path: Path) -> None:
    """Two files of one name would silently become one, and a shot get the wrong face."""
    portrait = tmp_path / "portrait.png"
    portrait.write_bytes(make_png(400, 400, "first"))
    address, certificate = OssUtils.upload("wan2.7-r2v", str(portrait), api_key=sdk.key)
    assert address.startswith("oss://")
    with pytest.raises(Exception, match="FileAlreadyExists"):
        OssUtils.upload("wan2.7-r2v", str(portrait), api_key=sdk.key, upload_certificate=certificate)
