"""Video at the simulated DashScope: what each model takes and refuses."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from PIL import Image
from video_tasks import GOOD_PICTURE, PICTURE, SMALL_PICTURE, SUBMIT, data_uri, item, media, t2v

from tests.simulators.fixtures import RunningDashScope


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Authorization": ""}, (401, "InvalidApiKey", "No API-key provided.")),
        ({"Authorization": "Bearer nonsense"}, (401, "InvalidApiKey", "Invalid API-key provided.")),
        (
            {"X-DashScope-Async": ""},
            (403, "AccessDenied", "current user api does not support synchronous calls."),
        ),
    ],
)
def test_headers_are_enforced(
    task_api: httpx.Client, headers: dict[str, str], expected: tuple[int, str, str]
) -> None:
    """A client that forgets its key or the async header would pass its tests and fail in the field."""
    answer = task_api.post(SUBMIT, json=t2v(), headers=headers)
    told = answer.json()
    assert (answer.status_code, told["code"], told["message"]) == expected
    assert told.keys() == {"code", "message", "request_id"}


@pytest.mark.parametrize(
    "body",
    [
        t2v(input={"prompt": ""}),
        t2v(input={}),
        t2v(parameters={"resolution": "480P"}),
        t2v(parameters={"ratio": "21:9"}),
        t2v(parameters={"duration": 2}),
        t2v(parameters={"duration": 16}),
        t2v(parameters={"duration": "5"}),
        t2v(parameters={"duration": 5.0}),
        t2v(parameters={"watermark": "no"}),
        t2v(parameters={"seed": 2**31}),
        media("happyhorse-1.0-i2v"),
        media("happyhorse-1.0-i2v", item("first_frame"), item("first_frame")),
        media("happyhorse-1.0-i2v", item("reference_image")),
        media("happyhorse-1.0-i2v", item("first_frame", GOOD_PICTURE)),
        media("happyhorse-1.0-i2v", item("first_frame", "not an address")),
        media("happyhorse-1.0-i2v", item("first_frame", "https://nowhere.invalid/a.png")),
        media("happyhorse-1.0-r2v", *[item("reference_image")] * 10),
        media("happyhorse-1.0-video-edit", item("reference_image")),
        media("wan2.7-i2v", item("first_frame"), item("first_clip")),
        media("wan2.7-i2v", item("last_frame")),
        media("wan2.7-i2v", item("first_frame", SMALL_PICTURE)),
        media("wan2.7-i2v", item("first_frame", data_uri(b"no picture"))),
        media("wan2.7-r2v", item("first_frame")),
        media("wan2.7-r2v", *[item("reference_image")] * 6),
        media("wan2.7-r2v", item("reference_image"), item("reference_video"), duration=11),
        media("wan2.7-r2v", item("reference_image"), item("first_frame"), item("first_frame")),
        media("wan2.7-videoedit", item("video"), duration=1),
        {"model": "wan2.7-r2v", "input": {"prompt": "x", "ref_images": [PICTURE]}, "parameters": {}},
        {"model": "wan2.6-t2v", "input": {"prompt": "x"}, "parameters": {"size": "1280x720"}},
        {"model": "wan2.6-t2v", "input": {"prompt": "x"}, "parameters": {"shot_type": "many"}},
        {"model": "wan2.6-i2v", "input": {"prompt": "x"}, "parameters": {}},
        {"model": "wan2.6-r2v", "input": {"prompt": "x", "reference_urls": []}, "parameters": {}},
    ],
)
def test_what_a_model_does_not_take_is_refused(
    task_api: httpx.Client, dashscope_simulator: RunningDashScope, body: dict[str, Any]
) -> None:
    """Our client would send what the provider refuses, and only a paying user would find out."""
    answer = task_api.post(SUBMIT, json=body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"].split(".")[0] in {"InvalidParameter", "BadRequest", "InvalidImage", "InvalidURL"}
    assert dashscope_simulator.simulator.billing.charges() == []


def test_an_unknown_model_and_a_body_that_is_no_json(task_api: httpx.Client) -> None:
    """A retired model would look like a bad parameter."""
    assert task_api.post(SUBMIT, json=t2v(model="happyhorse-9")).status_code == 404
    assert task_api.post(SUBMIT, content=b"{").json()["code"] == "BadRequest.IllegalInput"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda picture: picture.resize((250, 250)), "InvalidImage.Resolution"),
        (lambda picture: picture.resize((1200, 400)), "InvalidImage.AspectRatio"),
    ],
)
def test_pictures_outside_of_the_limits(
    task_api: httpx.Client,
    dashscope_simulator: RunningDashScope,
    change: Callable[[Image.Image], Image.Image],
    code: str,
) -> None:
    """A portrait that is too small would be found out only after the upload to the real service."""
    target = io.BytesIO()
    change(Image.new("RGB", (600, 600), "teal")).save(target, "png")
    dashscope_simulator.simulator.results.put("x.png", "image/png", target.getvalue)
    until = dashscope_simulator.clock.time() + 3600
    link = dashscope_simulator.simulator.results.link(dashscope_simulator.base_url, "x.png", until)
    answer = task_api.post(SUBMIT, json=media("happyhorse-1.0-r2v", item("reference_image", link)))
    assert (answer.status_code, answer.json()["code"]) == (400, code)
