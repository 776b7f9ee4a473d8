"""Our submits beside those of the vendor's SDK for the same jobs: equal in every field that matters."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from paid_takes import House, take

from resources.video.base import MediaRef, RenderRequest
from tests.simulators.media import ClipSpec, make_clip
from tests.simulators.recording import differences

dashscope = pytest.importorskip("dashscope", reason="the vendor's SDK is not installed: pip install '.[sdk]'")

from dashscope import VideoSynthesis  # noqa: E402
from dashscope.api_entities.http_request import close_shared_sync_session  # noqa: E402

OpenHouse = Callable[..., House]

# Who the SDK is, and what it puts into every input whatever the model: an older switch (models read the parameter
# `prompt_extend`) and the last piece of the path once more.
IGNORED = (
    "headers.x-dashscope-sdk-client",
    "headers.x-dashscope-sdk-session-id",
    "input.extend_prompt",
    "input.function",
)
MEDIA = ("url", "reference_voice", "img_url", "audio_url", "reference_urls")


@pytest.fixture
def sdk_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[House], None]]:
    """Points the SDK at a house."""

    def pointed(house: House) -> None:
        monkeypatch.setattr(dashscope, "base_http_api_url", f"{house.base_url}/api/v1")
        monkeypatch.setattr(dashscope, "api_key", house.environ["DASHSCOPE_API_KEY"])
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr(logging.getLogger("dashscope"), "disabled", True)

    yield pointed
    close_shared_sync_session()


def submit_ours(house: House, request: RenderRequest) -> None:
    """Prepare and submit with our client."""

    async def sent() -> None:
        provider = house.provider()
        await provider.submit(await provider.prepare(request))
        await provider.aclose()

    asyncio.run(sent())


def item(role: str, ref: MediaRef, **more: str) -> dict[str, str]:
    """One medium as the SDK takes it."""
    return {"type": role, "url": str(ref.path), **more}


def film(folder: Path) -> MediaRef:
    """A small clip on disk."""
    path = folder / "clip.mp4"
    path.write_bytes(make_clip(ClipSpec(width=640, height=360, duration_s=3, fps=12)))
    return MediaRef(role="reference_video", path=path, name="clip")


Job = Callable[[House], tuple[RenderRequest, dict[str, Any]]]
"""The same job twice: as our request, and as the SDK's arguments."""


def asked(**changes: Any) -> RenderRequest:
    return take(**{"resolution": "720P", "duration_s": 5, "prompt": "A keeper waits.", **changes})


def horse_words(house: House) -> tuple[RenderRequest, dict[str, Any]]:
    del house
    told = {"resolution": "720P", "ratio": "9:16", "duration": 5, "watermark": False, "seed": 7}
    return asked(ratio="9:16", seed=7), {"model": "happyhorse-1.0-t2v", **told}


def horse_frame(house: House) -> tuple[RenderRequest, dict[str, Any]]:
    frame = house.picture("first_frame", "start", (640, 360))
    told = {"resolution": "720P", "duration": 5, "watermark": False}
    return (
        asked(kind="i2v", media=(frame,)),
        {"model": "happyhorse-1.0-i2v", "media": [item("first_frame", frame)], **told},
    )


def horse_references(house: House) -> tuple[RenderRequest, dict[str, Any]]:
    ada, pier = house.picture("cast", "Ada", (400, 400)), house.picture("set", "pier", (640, 400))
    told = {"resolution": "1080P", "ratio": "16:9", "duration": 5, "watermark": False}
    media = [item("reference_image", ada), item("reference_image", pier)]
    request = asked(kind="r2v", resolution="1080P", media=(ada, pier))
    return request, {"model": "happyhorse-1.0-r2v", "media": media, **told}


def horse_edit(house: House) -> tuple[RenderRequest, dict[str, Any]]:
    clip, ada = film(house.folder), house.picture("cast", "Ada", (400, 400))
    told = {"resolution": "720P", "audio_setting": "auto", "watermark": False}
    media = [item("video", clip), item("reference_image", ada)]
    return asked(kind="r2v", media=(ada, clip)), {"model": "happyhorse-1.0-video-edit", "media": media, **told}


def wan_words(house: House) -> tuple[RenderRequest, dict[str, Any]]:
    line = house.sound("driving_audio", "line", 3)
    told = {"resolution": "720P", "ratio": "16:9", "duration": 5, "prompt_extend": False, "watermark": False}
    arguments = {"negative_prompt": "rain", "audio_url": str(line.path), **told}
    request = asked(negative_prompt="rain", media=(line,))
    return request, {"model": "wan2.7-t2v-2026-04-25", **arguments}


def wan_frames(house: House) -> tuple[RenderRequest, dict[str, Any]]:
    start, end = house.picture("first_frame", "start", (640, 360)), house.picture("last_frame", "end", (640, 360))
    told = {"resolution": "720P", "duration": 5, "prompt_extend": False, "watermark": False}
    media = [item("first_frame", start), item("last_frame", end)]
    return asked(kind="i2v", media=(start, end)), {"model": "wan2.7-i2v-2026-04-25", "media": media, **told}


def wan_references(house: House) -> tuple[RenderRequest, dict[str, Any]]:
    ada, start = house.picture("cast", "Ada", (400, 400)), house.picture("first_frame", "start", (640, 360))
    voice = house.sound("reference_voice", "Ada", 3)
    told = {"resolution": "720P", "ratio": "16:9", "duration": 5, "prompt_extend": False, "watermark": False}
    media = [item("reference_image", ada, reference_voice=str(voice.path)), item("first_frame", start)]
    return asked(kind="r2v", media=(ada, start, voice)), {"model": "wan2.7-r2v", "media": media, **told}


def older(**more: Any) -> dict[str, Any]:
    return {"duration": 5, "prompt_extend": False, "shot_type": "single", "watermark": False, **more}


def older_words(house: House) -> tuple[RenderRequest, dict[str, Any]]:
    del house
    return asked(ratio="1:1"), {"model": "wan2.6-t2v", **older(size="960*960")}


def older_frame(house: House) -> tuple[RenderRequest, dict[str, Any]]:
    frame = house.picture("first_frame", "start", (640, 360))
    arguments = older(resolution="720P", img_url=str(frame.path))
    return asked(kind="i2v", media=(frame,)), {"model": "wan2.6-i2v", **arguments}


def older_references(house: House) -> tuple[RenderRequest, dict[str, Any]]:
    ada = house.picture("cast", "Ada", (400, 400))
    arguments = older(size="1280*720", reference_urls=[str(ada.path)])
    return asked(kind="r2v", media=(ada,)), {"model": "wan2.6-r2v", **arguments}


JOBS: list[tuple[str, str, Job]] = [
    ("bl", "", horse_words),
    ("bl", "", horse_frame),
    ("bl", "", horse_references),
    ("bl", "", horse_edit),
    ("wan27", "", wan_words),
    ("wan27", "", wan_frames),
    ("wan27", "", wan_references),
    ("bl", "wan2.6", older_words),
    ("bl", "wan2.6", older_frame),
    ("bl", "wan2.6", older_references),
]


@pytest.mark.parametrize(("provider", "family", "job"), JOBS, ids=[job.__name__ for _, _, job in JOBS])
def test_a_submit_equals_the_vendors(
    open_house: OpenHouse, sdk_at: Callable[[House], None], provider: str, family: str, job: Job
) -> None:
    """Guards against a client and a simulator that are only true to each other."""
    house = open_house(provider, SPARK_VIDEO_VIDEO_MODEL=family)
    sdk_at(house)
    request, arguments = job(house)
    submit_ours(house, request)
    ours = house.simulator.requests.last("video.submit")
    answer = VideoSynthesis.async_call(prompt="A keeper waits.", **arguments)
    assert answer.status_code == 200, answer
    theirs = house.simulator.requests.last("video.submit")
    assert theirs is not ours
    assert differences(ours, theirs, ignore=IGNORED, media=MEDIA) == []


def test_an_upload_equals_the_vendors(open_house: OpenHouse, sdk_at: Callable[[House], None]) -> None:
    """Guards against a form that only our storage takes: names of fields, the file last, the policy's model."""
    house = open_house("bl")
    sdk_at(house)
    request, arguments = horse_frame(house)
    submit_ours(house, request)
    ours = [house.simulator.requests.last(name) for name in ("upload.policy", "upload.file")]
    VideoSynthesis.async_call(prompt="A keeper waits.", **arguments)
    theirs = [house.simulator.requests.last(name) for name in ("upload.policy", "upload.file")]
    assert differences(ours[0], theirs[0], ignore=(*IGNORED, "headers.content-type")) == []
    told, expected = ours[1].form, theirs[1].form
    assert {part.name for part in told} == {part.name for part in expected} - {"x-oss-content-type"}
    assert (told[-1].name, told[-1].value) == (expected[-1].name, expected[-1].value)
    assert told[-1].name == "file"
