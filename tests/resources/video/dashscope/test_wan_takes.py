"""Takes of Wan 2.7 and Wan 2.6 from request to clip over a real socket: sets of files, voices, sizes, sums."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from paid_takes import House, take

from resources.errors import ProviderError
from resources.file_digest import file_digest
from resources.media.probe import probe
from resources.video.base import MediaRef, MediaRole, Prepared, RenderRequest
from tests.simulators.media import ClipSpec, make_clip

OpenHouse = Callable[..., House]


def asked(**changes: Any) -> RenderRequest:
    """Two seconds at 720P, Wan's shortest."""
    return take(**{"resolution": "720P", "duration_s": 2, **changes})


def prepared(house: House, request: RenderRequest) -> Prepared:
    """What would be sent; files are lent, nothing is submitted."""

    async def made() -> Prepared:
        provider = house.provider()
        try:
            return await provider.prepare(request)
        finally:
            await provider.aclose()

    return asyncio.run(made())


def clip(folder: Path, role: MediaRole, name: str, seconds: float = 3) -> MediaRef:
    """A small film on disk."""
    path = folder / f"{name}.mp4"
    path.write_bytes(make_clip(ClipSpec(width=480, height=272, duration_s=seconds, fps=12)))
    return MediaRef(role=role, path=path, name=name, digest=file_digest(path))


@pytest.fixture
def wan27(open_house: OpenHouse) -> House:
    return open_house("wan27")


@pytest.fixture
def wan26(open_house: OpenHouse) -> House:
    return open_house("bl", SPARK_VIDEO_VIDEO_MODEL="wan2.6")


def test_a_chained_reference_shot_carries_voice_frame_and_wishes(wan27: House) -> None:
    """Guards against a shot that jumps, a stranger's voice, and a prompt that the model rewrites."""
    media = (
        wan27.picture("cast", "Ada", (500, 500)),
        wan27.see_through("cast", "Bo"),
        wan27.picture("first_frame", "predecessor", (900, 900)),
        wan27.sound("reference_voice", "Ada", 3),
    )
    request = asked(
        kind="r2v",
        prompt="[Image 1] sees [Image 2].",
        negative_prompt="rain",
        forbid_music=True,
        seed=3,
        media=media,
    )
    outcome = wan27.perform(request)
    body = wan27.simulator.requests.last("video.submit").body
    assert body["model"] == "wan2.7-r2v"
    assert body["input"]["prompt"].startswith("Image 1 sees Image 2. No background music")
    assert body["input"]["negative_prompt"] == "rain, background music, soundtrack"
    items = body["input"]["media"]
    assert [(item["type"], "reference_voice" in item) for item in items] == [
        ("reference_image", True),
        ("reference_image", False),
        ("first_frame", False),
    ]
    assert items[0]["reference_voice"].endswith(".wav")
    assert body["parameters"] == {
        "resolution": "720P",
        "ratio": "16:9",
        "duration": 2,
        "prompt_extend": False,
        "watermark": False,
        "seed": 3,
    }
    assert outcome.result is not None
    made = probe(outcome.result.clip)
    assert (made.width, made.height, made.frame_rate) == (1280, 720, 30)
    assert any("transparency became white" in note for note in outcome.result.notes)
    assert outcome.cost == Decimal("1.2") == wan27.simulator.billing.total()


def test_a_chinese_prompt_names_pictures_in_chinese(wan27: House) -> None:
    """Guards against `Image 1` inside Chinese words, which the model does not tie to the picture."""
    pictures = (wan27.picture("cast", "艾达", (300, 300)), wan27.picture("cast", "阿波", (300, 310)))
    request = asked(kind="r2v", prompt="[Image 1]把灯交给[Image 2]。", media=pictures)
    assert prepared(wan27, request).body["input"]["prompt"] == "图1把灯交给图2。"


@pytest.mark.parametrize(
    ("roles", "types"),
    [
        (("first_frame",), ["first_frame"]),
        (("first_frame", "driving_audio"), ["first_frame", "driving_audio"]),
        (("first_frame", "last_frame"), ["first_frame", "last_frame"]),
        (("first_frame", "last_frame", "driving_audio"), ["first_frame", "last_frame", "driving_audio"]),
        (("reference_video",), ["first_clip"]),
        (("reference_video", "last_frame"), ["last_frame", "first_clip"]),
        (("last_frame",), []),
        (("reference_video", "driving_audio"), []),
        (("reference_video", "first_frame"), []),
        ((), []),
    ],
)
def test_only_documented_sets_of_files_start_a_shot(
    wan27: House, roles: tuple[MediaRole, ...], types: list[str]
) -> None:
    """Guards against a refused submit, or a file that is silently not used."""
    makers: dict[str, Callable[[MediaRole], MediaRef]] = {
        "first_frame": lambda role: wan27.picture(role, "start", (640, 360)),
        "last_frame": lambda role: wan27.picture(role, "end", (640, 360)),
        "driving_audio": lambda role: wan27.sound(role, "line", 2.5),
        "reference_video": lambda role: clip(wan27.folder, role, "before"),
    }
    request = asked(kind="i2v", duration_s=5, media=tuple(makers[role](role) for role in roles))
    if not types:
        with pytest.raises(ProviderError, match="allowed: first_frame; first_frame"):
            prepared(wan27, request)
        return
    ready = prepared(wan27, request)
    assert [item["type"] for item in ready.body["input"]["media"]] == types
    assert ready.model == "wan2.7-i2v-2026-04-25"
    assert "ratio" not in ready.body["parameters"]


def test_text_may_follow_a_recorded_line(wan27: House) -> None:
    """Guards against a recorded line that the picture does not follow."""
    outcome = wan27.perform(asked(ratio="4:3", media=(wan27.sound("driving_audio", "line", 2.5),)))
    body = wan27.simulator.requests.last("video.submit").body
    assert body["input"]["audio_url"].startswith("oss://")
    assert "media" not in body["input"]
    assert outcome.result is not None
    made = probe(outcome.result.clip)
    assert (made.width, made.height) == (1104, 832)


def test_reference_clips_bound_the_length_and_are_paid(wan27: House) -> None:
    """Guards against a submit that is refused for its length, and a reservation below the bill."""
    before = clip(wan27.folder, "reference_video", "walk", 3)
    request = asked(kind="r2v", prompt="Video 1 walks on.", media=(before,))
    with pytest.raises(ProviderError, match="makes no 11 s; allowed: up to 10 s"):
        prepared(wan27, request.model_copy(update={"duration_s": 11}))
    outcome = wan27.perform(request)
    assert outcome.cost == Decimal("3.0") == wan27.simulator.billing.total()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "r2v"}, "0 reference pictures and clips; allowed: 1 to 5"),
        ({"prompt": "word " * 1001}, "has 5005 characters, the provider reads 5000"),
        ({"negative_prompt": "rain " * 101}, "negative prompt has"),
        ({"duration_s": 15.5}, "makes no 15.5 s; allowed: up to 15 s"),
    ],
)
def test_what_wan_would_refuse_or_cut_is_refused_first(wan27: House, changes: dict[str, Any], message: str) -> None:
    """Guards against paying for a request that cannot come out, and against text cut without a word."""
    with pytest.raises(ProviderError) as caught:
        prepared(wan27, asked(**changes))
    assert message in str(caught.value)


def test_voices_belong_to_people_who_are_shown(wan27: House) -> None:
    """Guards against one person speaking with another's voice."""
    media = (wan27.picture("cast", "Ada", (300, 300)), wan27.sound("reference_voice", "Bo", 3))
    with pytest.raises(ProviderError, match="the voice of Bo has no picture; allowed: Ada"):
        prepared(wan27, asked(kind="r2v", media=media))
    long_voice = wan27.sound("reference_voice", "Ada", 11)
    with pytest.raises(ProviderError, match=r"lasts 11\.0 s; allowed: 1 to 10 s"):
        prepared(wan27, asked(kind="r2v", media=(media[0], long_voice)))


def test_a_planned_end_gives_way_in_a_reference_shot(wan27: House) -> None:
    """Guards against a shot that can never be made because its plan has an end frame."""
    media = (wan27.picture("cast", "Ada", (300, 300)), wan27.picture("last_frame", "end", (300, 310)))
    ready = prepared(wan27, asked(kind="r2v", media=media))
    assert [item["type"] for item in ready.body["input"]["media"]] == ["reference_image"]
    assert ready.notes == ("last_frame end left out: it does not go with r2v",)


@pytest.mark.parametrize("kind", ["t2v", "i2v", "r2v"])
def test_wan26_is_asked_in_its_older_form(wan26: House, kind: str) -> None:
    """Guards against the newer form's fields, which the older models do not know."""
    media = {
        "t2v": (),
        "i2v": (wan26.picture("first_frame", "start", (640, 360)),),
        "r2v": (wan26.picture("cast", "Ada", (300, 300)), wan26.picture("set", "pier", (640, 360))),
    }[kind]
    prompt = "[Image 1] waits." if kind == "r2v" else "Ada waits."
    outcome = wan26.perform(asked(kind=kind, prompt=prompt, negative_prompt="rain", ratio="16:9", media=media))
    body = wan26.simulator.requests.last("video.submit").body
    assert body["model"] == f"wan2.6-{kind}"
    assert body["input"]["negative_prompt"] == "rain"
    common = {"duration": 2, "prompt_extend": False, "shot_type": "single", "watermark": False}
    shape = {"resolution": "720P"} if kind == "i2v" else {"size": "1280*720"}
    assert body["parameters"] == {**shape, **common}
    if kind == "i2v":
        assert body["input"]["img_url"].startswith("oss://")
    if kind == "r2v":
        assert body["input"]["prompt"] == "character1 waits."
        assert len(body["input"]["reference_urls"]) == 2
    assert outcome.cost == Decimal("1.2") == wan26.simulator.billing.total()


def test_wan26_sizes_and_lengths_are_its_own(wan26: House) -> None:
    """Guards against Wan 2.7's pixels and lengths in a request to Wan 2.6."""
    assert prepared(wan26, asked(ratio="4:3")).body["parameters"]["size"] == "1088*832"
    pictures = (wan26.picture("cast", "Ada", (300, 300)),)
    with pytest.raises(ProviderError, match="makes no 12 s; allowed: up to 10 s"):
        prepared(wan26, asked(kind="r2v", duration_s=12, media=pictures))
