"""Pictures from a simulated DashScope over a real socket: drawn as a task, drawn at once, edited; what each costs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from paid_takes import House
from PIL import Image

from resources.errors import MediaError, ProviderError, UsageError
from resources.failures import Policy
from resources.image.opening import Task, capabilities, open_pictures
from resources.image.picture_file import picture_link
from resources.image.sizes import legal_size
from resources.video.base import Handle, PictureRequest
from resources.video.limits import PictureSizes

OpenHouse = Callable[..., House]


def portrait(**changes: Any) -> PictureRequest:
    """Half a million pixels of a keeper."""
    usual: dict[str, Any] = {"shot_id": "cast-Ada", "prompt": "An old keeper.", "width": 720, "height": 960}
    return PictureRequest(**{**usual, **changes})


def buy(house: House, request: PictureRequest) -> Any:
    """Make a picture through the ledger."""
    return house.perform(request)  # type: ignore[arg-type]


def failure_of(house: House, request: PictureRequest) -> ProviderError:
    """The error that a picture ends with."""
    with pytest.raises(ProviderError) as caught:
        buy(house, request)
    return caught.value


def test_one_picture_is_drawn_and_paid(open_house: OpenHouse) -> None:
    """Guards against the usual four pictures for the price of four, a watermark, and a prompt that is rewritten."""
    house = open_house("drawing")
    outcome = buy(house, portrait(negative_prompt="hat", seed=4))
    body = house.simulator.requests.last("image.submit").body
    assert body["model"] == "wan2.6-t2i"
    assert body["input"]["messages"] == [{"role": "user", "content": [{"text": "An old keeper."}]}]
    assert body["parameters"] == {
        "n": 1,
        "size": "1104*1472",
        "negative_prompt": "hat",
        "prompt_extend": False,
        "watermark": False,
        "seed": 4,
    }
    with Image.open(outcome.result.clip) as picture:
        assert picture.size == (1104, 1472)
    assert outcome.result.notes == ("1104x1472 px asked for instead of 720x960",)
    assert outcome.cost == Decimal("0.2") == house.simulator.billing.total()


def test_a_drawn_picture_whose_answer_was_lost_is_found(open_house: OpenHouse) -> None:
    """Guards against paying a portrait twice, which is why pictures are made as tasks where a model has tasks."""
    house = open_house("drawing")
    house.simulator.faults.add("drop_after_accept", operation="image.submit")
    assert buy(house, portrait()).state == "done"
    assert house.simulator.billing.total() == Decimal("0.2")


def test_a_new_state_is_edited_from_its_base(open_house: OpenHouse) -> None:
    """Guards against another face in every costume: the base picture goes with the request."""
    house = open_house("editing")
    base = house.picture("cast", "Ada", (600, 800))
    coat = house.see_through("prop", "coat")
    outcome = buy(house, portrait(prompt="The same woman in this coat.", references=(base, coat)))
    record = house.simulator.requests.last("image.submit")
    content = record.body["input"]["messages"][0]["content"]
    assert [sorted(part) for part in content] == [["image"], ["image"], ["text"]]
    assert content[0]["image"].startswith("oss://")
    assert record.body["model"] == "qwen-image-2.0"
    assert record.body["parameters"] == {"n": 1, "size": "720*960", "prompt_extend": False, "watermark": False}
    assert record.headers["x-dashscope-ossresourceresolve"] == "enable"
    assert "x-dashscope-async" not in record.headers
    with Image.open(outcome.result.clip) as picture:
        assert picture.size == (720, 960)
    assert outcome.result.notes == ("prop coat: transparency became white",)
    assert outcome.cost == Decimal("0.2") == house.simulator.billing.total()
    assert buy(house, portrait(prompt="The same woman in this coat.", references=(base, coat))).reused


def test_an_edit_without_a_size_of_its_own_says_so(open_house: OpenHouse) -> None:
    """Guards against a size that this model refuses."""
    house = open_house("editing", SPARK_VIDEO_IMAGE_EDIT_MODEL="qwen-image-edit")
    outcome = buy(house, portrait(references=(house.picture("cast", "Ada", (600, 800)),)))
    assert "size" not in house.simulator.requests.last("image.submit").body["parameters"]
    assert "720x960 not asked for" in outcome.result.notes[0]
    assert outcome.cost == Decimal("0.3")


def test_a_lost_answer_of_a_model_without_tasks_goes_to_a_person(open_house: OpenHouse) -> None:
    """Guards against asking, and paying, again where nobody can tell whether it was made."""
    house = open_house("drawing", SPARK_VIDEO_IMAGE_MODEL="qwen-image-2.0")
    house.simulator.faults.add("drop_after_accept", operation="image.submit")
    for _ in range(2):
        assert failure_of(house, portrait()).failure == Policy.AMBIGUOUS
    assert len(house.simulator.billing.charges()) == 1


def test_a_crash_after_the_answer_still_has_the_picture(open_house: OpenHouse) -> None:
    """Guards against paying again because only the answer had the link: the ledger keeps it, the manifest hides it."""
    house = open_house("drawing", SPARK_VIDEO_IMAGE_MODEL="qwen-image-2.0")
    house.simulator.faults.add("not_media", operation="image.download", times=3)
    with pytest.raises(MediaError):
        buy(house, portrait())
    bought = buy(house, portrait())
    assert bought.result is not None
    assert len(house.wire("image.submit")) == 1
    manifest = (bought.result.clip.parent / "manifest.json").read_text(encoding="utf-8")
    assert "Signature=[hidden]" in manifest


def test_a_link_that_ran_out_is_lost(open_house: OpenHouse) -> None:
    """Guards against a second bill for a picture that was fetched too late."""
    house = open_house("drawing", SPARK_VIDEO_IMAGE_MODEL="qwen-image-2.0")
    house.simulator.faults.add("expired_url", operation="image.download", times=0)
    assert failure_of(house, portrait()).failure == Policy.LOST


def test_an_adopted_answer_cannot_be_fetched(open_house: OpenHouse) -> None:
    """Guards against waiting for ever after a person adopted an id of a model that keeps no jobs."""
    house = open_house("editing")
    handle = Handle(provider="dashscope", job_id="typed/in", submitted_at=house.clock.now())

    async def looked() -> str:
        maker = house.provider()
        state = (await maker.poll(handle)).state
        with pytest.raises(ProviderError, match="it was lost"):
            await maker.fetch(handle, house.folder)
        assert not await maker.cancel(handle)
        await maker.aclose()
        return state

    assert asyncio.run(looked()) == "unknown"


@pytest.mark.parametrize(
    ("task", "changes", "message"),
    [
        ("drawing", {"prompt": " "}, "is empty"),
        ("drawing", {"prompt": "keeper " * 301}, "has 2107 characters, the provider reads 2100"),
        ("drawing", {"negative_prompt": "hat " * 126}, "negative prompt has 504 characters"),
        ("drawing", {"width": 2000, "height": 400}, "makes no 2000x400 px; allowed: 0.25 to 4 times"),
        ("drawing", {"seed": -3}, "takes no seed -3"),
        ("editing", {}, "0 reference pictures do not fit qwen-image-2.0; allowed: 1 to 3"),
    ],
)
def test_what_cannot_be_made_is_refused_first(
    open_house: OpenHouse, task: Task, changes: dict[str, Any], message: str
) -> None:
    """Guards against a refusal that names neither field nor limit, and against a text cut without a word."""
    house = open_house(task)
    error = failure_of(house, portrait(**changes))
    assert error.failure == Policy.PERMANENT
    assert message in str(error)
    assert not house.wire("image.submit")


def test_drawing_from_words_takes_no_pictures(open_house: OpenHouse) -> None:
    """Guards against a base picture that is silently not used."""
    house = open_house("drawing")
    error = failure_of(house, portrait(references=(house.picture("cast", "Ada", (600, 800)),)))
    assert "allowed: none, or an editing model" in str(error)
    frame = house.picture("first_frame", "start", (600, 800))
    editing = open_house("editing")
    assert "no picture to keep identity from" in str(failure_of(editing, portrait(references=(frame,))))


@pytest.mark.parametrize("task", ["drawing", "editing"])
def test_capabilities_need_no_key(task: Task) -> None:
    """Guards against a price that cannot be told before a key is bought."""
    able = capabilities(task, {})
    assert able.models["image"]
    assert able.as_of is not None
    with pytest.raises(UsageError, match="allowed: "):
        capabilities(task, {"SPARK_VIDEO_IMAGE_MODEL": "dall-e", "SPARK_VIDEO_IMAGE_EDIT_MODEL": "dall-e"})


def test_an_answer_without_a_picture_is_a_doubt(open_house: OpenHouse) -> None:
    """Guards against paying again for an answer that came, was billed, and is not understood."""
    house = open_house("drawing", SPARK_VIDEO_IMAGE_MODEL="qwen-image-2.0")
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"output": {"choices": []}}))

    async def sent() -> None:
        maker = open_pictures("drawing", environ=house.environ, transport=transport, clock=house.clock)
        await maker.submit(await maker.prepare(portrait()))

    with pytest.raises(ProviderError) as caught:
        asyncio.run(sent())
    assert caught.value.failure == Policy.AMBIGUOUS


def test_links_are_found_in_either_form() -> None:
    """Guards against a paid picture that is not found because several come in one message."""
    part = {"image": "https://a.example/1.png"}
    one_message = {"choices": [{"message": {"content": [{"text": "Here."}, part, {"image": "second"}]}}]}
    assert picture_link(one_message) == "https://a.example/1.png"
    assert picture_link({"choices": [{"message": {"content": []}}, {"message": {"content": [part]}}]})
    assert picture_link({"choices": [{"message": None}]}) is None
    assert picture_link(None) is None


@pytest.mark.parametrize("wanted", [(1280, 720), (1, 1), (3000, 1000), (100, 400), (8192, 8192), (1920, 1080)])
def test_sizes_keep_their_shape_within_the_limits(wanted: tuple[int, int]) -> None:
    """Guards against a refused submit, and a portrait that comes back as a landscape."""
    for sizes in (
        PictureSizes(area=(1104 * 1472, 1440 * 1440), step=8),
        PictureSizes(area=(512 * 512, 2048 * 2048), side=(512, 2048), step=16),
    ):
        size = legal_size(wanted, sizes)
        assert size is not None
        assert sizes.area[0] <= size[0] * size[1] <= sizes.area[1]
        assert size[0] / size[1] == pytest.approx(wanted[0] / wanted[1], rel=0.04)
    for recommended in ((1280, 1280), (1104, 1472), (1472, 1104), (960, 1696), (1696, 960)):
        assert legal_size(recommended, PictureSizes(area=(1104 * 1472, 1440 * 1440), step=8)) == recommended
    assert legal_size((1920, 1080), PictureSizes(area=(1104 * 1472, 1440 * 1440), step=8)) == (1920, 1080)
