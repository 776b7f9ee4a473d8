"""Our picture submits beside those of the vendor's SDK for the same pictures: equal in every field that matters."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from paid_takes import House

from resources.image.opening import Task
from resources.video.base import PictureRequest
from tests.simulators.recording import differences

dashscope = pytest.importorskip("dashscope", reason="the vendor's SDK is not installed: pip install '.[sdk]'")

from dashscope import MultiModalConversation  # noqa: E402
from dashscope.aigc.image_generation import ImageGeneration  # noqa: E402
from dashscope.api_entities.http_request import close_shared_sync_session  # noqa: E402

OpenHouse = Callable[..., House]
# Who the SDK is, and an argument of its own that slips into the parameters: the header chooses the mode.
IGNORED = ("headers.x-dashscope-sdk-client", "headers.x-dashscope-sdk-session-id", "parameters.is_async")
WORDS = "An old keeper."


@pytest.fixture
def sdk_house(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Task], House]]:
    """Opens a house and points the SDK at it."""

    def opened(task: Task) -> House:
        house = open_house(task)
        monkeypatch.setattr(dashscope, "base_http_api_url", f"{house.base_url}/api/v1")
        monkeypatch.setattr(dashscope, "api_key", house.environ["DASHSCOPE_API_KEY"])
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr(logging.getLogger("dashscope"), "disabled", True)
        return house

    yield opened
    close_shared_sync_session()


def submit_ours(house: House, request: PictureRequest) -> None:
    """Prepare and submit with our client."""

    async def sent() -> None:
        maker = house.provider()
        await maker.submit(await maker.prepare(request))  # type: ignore[arg-type]
        await maker.aclose()

    asyncio.run(sent())


def test_a_drawn_picture_is_asked_for_like_the_vendor_does(sdk_house: Callable[[Task], House]) -> None:
    """Guards against a task of a form that only our simulator takes."""
    house = sdk_house("drawing")
    submit_ours(house, PictureRequest(shot_id="cast-Ada", prompt=WORDS, width=1104, height=1472, seed=4))
    ours = house.simulator.requests.last("image.submit")
    messages = [{"role": "user", "content": [{"text": WORDS}]}]
    told = {"n": 1, "size": "1104*1472", "prompt_extend": False, "watermark": False, "seed": 4}
    assert ImageGeneration.async_call("wan2.6-t2i", messages=messages, **told).status_code == 200
    assert differences(ours, house.simulator.requests.last("image.submit"), ignore=IGNORED) == []


def test_an_edited_picture_is_asked_for_like_the_vendor_does(
    sdk_house: Callable[[Task], House], tmp_path: Path
) -> None:
    """Guards against a base picture in a place where only our simulator looks."""
    house = sdk_house("editing")
    base = house.picture("cast", "Ada", (600, 800))
    request = PictureRequest(shot_id="cast-Ada", prompt=WORDS, width=720, height=960, references=(base,))
    submit_ours(house, request)
    ours = house.simulator.requests.last("image.submit")
    content = [{"image": f"file://{tmp_path / base.path.name}"}, {"text": WORDS}]
    told = {"n": 1, "size": "720*960", "prompt_extend": False, "watermark": False}
    answer = MultiModalConversation.call("qwen-image-2.0", [{"role": "user", "content": content}], **told)
    assert answer.status_code == 200, answer
    theirs = house.simulator.requests.last("image.submit")
    assert differences(ours, theirs, ignore=IGNORED, media=("image",)) == []
