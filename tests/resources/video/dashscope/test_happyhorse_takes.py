"""Takes of HappyHorse from request to clip over a real socket: what is sent, what comes, what it costs, what is told."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from paid_takes import House, take

from resources.errors import ProviderError
from resources.failures import Policy
from resources.media.probe import probe
from resources.prices import quote
from resources.video.dashscope import bl
from resources.video.staging import Figure, Staging
from tests.simulators.media import ClipSpec, make_clip


def sent(house: House) -> dict[str, Any]:
    """Body of the last submit."""
    body = house.simulator.requests.last("video.submit").body
    assert isinstance(body, dict)
    return body


def refused(house: House, **changes: Any) -> str:
    """The message of a request that is refused; nothing may have been sent or lent."""

    async def prepared() -> None:
        provider = house.provider()
        try:
            await provider.prepare(take(**{"resolution": "720P", "duration_s": 3, **changes}))
        finally:
            await provider.aclose()

    with pytest.raises(ProviderError) as caught:
        asyncio.run(prepared())
    assert caught.value.failure == Policy.PERMANENT
    assert not house.simulator.requests.all()
    return str(caught.value)


def test_text_becomes_a_clip_as_the_storyboard_has_it(house: House) -> None:
    """Guards against the model's own defaults: 1080P, 16:9, a watermark, five seconds."""
    outcome = house.perform(take(resolution="720P", ratio="9:16", duration_s=3, seed=7))
    assert outcome.result is not None
    clip = probe(outcome.result.clip)
    assert (clip.width, clip.height, clip.frame_rate, clip.has_audio) == (720, 1280, 24, True)
    assert clip.duration_s == pytest.approx(3, abs=0.1)
    assert sent(house)["parameters"] == {
        "resolution": "720P",
        "ratio": "9:16",
        "duration": 3,
        "watermark": False,
        "seed": 7,
    }
    assert (outcome.cost, outcome.currency) == (Decimal("2.7"), "CNY")
    assert outcome.cost == house.simulator.billing.total()
    assert outcome.result.model == "happyhorse-1.0-t2v"
    assert outcome.result.notes == ()


def test_a_first_frame_is_cropped_to_the_ratio_and_leads_the_clip(house: House) -> None:
    """Guards against a portrait-shaped film in a landscape episode: the clip follows its picture."""
    frame = house.picture("first_frame", "predecessor", (900, 900))
    outcome = house.perform(take(kind="i2v", resolution="720P", duration_s=3, media=(frame,)))
    assert outcome.result is not None
    clip = probe(outcome.result.clip)
    assert (clip.width, clip.height) == (1280, 720)
    (media,) = sent(house)["input"]["media"]
    assert media["type"] == "first_frame"
    assert media["url"].startswith("oss://")
    assert "ratio" not in sent(house)["parameters"]
    (note,) = outcome.result.notes
    assert "cropped from 900x900 px to 900x506 px" in note


def test_people_of_a_demoted_shot_are_called_by_name(house: House) -> None:
    """Guards against `[Image 1]` in a prompt that has no reference picture any more, which the model would misread."""
    staging = Staging(shot_id="S01-001", figures=(Figure(name="Ada"), Figure(name="Bo")))
    request = take(
        kind="i2v",
        resolution="720P",
        duration_s=3,
        prompt="[Image 2] hands the lamp to [Image 1].",
        media=(house.picture("first_frame", "predecessor"),),
        staging=staging,
    )
    house.perform(request)
    assert sent(house)["input"]["prompt"] == "Bo hands the lamp to Ada."


def test_references_go_in_order_with_the_resolve_header(house: House) -> None:
    """Guards against a face in the wrong role, and against addresses that the provider cannot open."""
    media = (
        house.picture("cast", "Ada", (500, 500)),
        house.see_through("cast", "Bo"),
        house.picture("set", "pier"),
        house.sound("reference_voice", "Ada-voice", 2),
    )
    outcome = house.perform(
        take(kind="r2v", resolution="720P", duration_s=3, prompt="[Image 1] sees [Image 2].", media=media)
    )
    record = house.simulator.requests.last("video.submit")
    assert record.headers["x-dashscope-ossresourceresolve"] == "enable"
    assert record.headers["x-dashscope-async"] == "enable"
    assert sent(house)["input"]["prompt"] == "[Image 1] sees [Image 2]."
    assert [item["type"] for item in sent(house)["input"]["media"]] == ["reference_image"] * 3
    assert [item["url"].rpartition(".")[2] for item in sent(house)["input"]["media"]] == ["png", "webp", "png"]
    assert outcome.result is not None
    assert outcome.result.notes == (
        "reference_voice Ada-voice left out: it does not go with r2v",
        "cast Bo: transparency became white",
    )


def test_a_clip_is_mended_with_its_own_length(house: House) -> None:
    """Guards against a whole new take where a small fix was wanted, and against a cost without the clip's own seconds."""
    path = house.folder / "take.mp4"
    path.write_bytes(make_clip(ClipSpec(width=640, height=360, duration_s=4, fps=12)))
    clip = house.picture("cast", "Ada").model_copy(
        update={"role": "reference_video", "path": path, "name": "take 1"}
    )
    request = take(
        kind="r2v",
        resolution="720P",
        duration_s=4,
        prompt="Make the coat red.",
        generate_audio=False,
        media=(clip,),
    )
    outcome = house.perform(request)
    assert sent(house)["model"] == "happyhorse-1.0-video-edit"
    assert sent(house)["parameters"] == {"resolution": "720P", "audio_setting": "origin", "watermark": False}
    assert outcome.cost == Decimal("7.2") == house.simulator.billing.total()
    assert quote(bl.capabilities(house.environ), request).amount >= Decimal("7.2")


def test_too_short_is_asked_longer_and_told(house: House) -> None:
    """Guards against a refused two-second shot, and against seconds that nobody ordered going unmentioned."""
    outcome = house.perform(take(resolution="720P", duration_s=2, negative_prompt="rain", generate_audio=False))
    assert sent(house)["parameters"]["duration"] == 3
    assert outcome.result is not None
    told = "\n".join(outcome.result.notes)
    assert "3 s where 2 s are wanted" in told
    assert "negative prompt is left out" in told
    assert "sound" in told


def test_unwanted_music_is_said_in_the_prompts_language(house: House) -> None:
    """Guards against the model's own music under ours."""
    house.perform(take(resolution="720P", duration_s=3, forbid_music=True, prompt="灯塔下，艾达在等。"))
    assert sent(house)["input"]["prompt"].endswith("不要背景音乐，只有人声和环境声。")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ratio": "21:9"}, "makes no t2v in 21:9; allowed: 16:9, 1:1, 3:4, 4:3, 9:16"),
        ({"resolution": "480P"}, "makes no 480P; allowed: 1080P, 720P"),
        ({"duration_s": 16}, "makes no 16 s; allowed: up to 15 s"),
        ({"seed": -1}, "takes no seed -1; allowed: 0 to 2147483647"),
        ({"prompt": "  "}, "is empty"),
        ({"prompt": "word " * 1001}, "has 5005 characters, the provider reads 5000"),
        ({"prompt": "灯" * 2501}, "has 2501 characters, the provider reads 2500"),
        ({"prompt": "[Image 1] waits."}, "names [Image 1], the request has 0 pictures"),
        ({"kind": "i2v"}, "starts on a picture and the request has none; allowed: 1 first frame"),
        ({"kind": "r2v"}, "r2v needs reference pictures and the request has none; allowed: 1 to 9"),
    ],
)
def test_what_the_model_would_refuse_or_cut_is_refused_first(
    house: House, changes: dict[str, Any], message: str
) -> None:
    """Guards against a paid job for a request that cannot come out, and against prompts cut without a word."""
    told = refused(house, **changes)
    assert message in told
    assert "S01-001" in told


def test_files_that_make_no_sense_are_refused_before_any_travels(house: House) -> None:
    """Guards against a portrait as first frame, a first frame among references, and a tenth picture."""
    portrait, frame = house.picture("cast", "Ada"), house.picture("first_frame", "predecessor")
    assert "does not go with i2v" in refused(house, kind="i2v", media=(portrait, frame))
    assert "does not go with r2v" in refused(house, kind="r2v", media=(portrait, frame))
    assert "does not go with t2v" in refused(house, kind="t2v", media=(portrait,))
    crowd = tuple(house.picture("cast", f"extra{number}", (400, 400)) for number in range(10))
    assert "10 reference pictures are too many" in refused(house, kind="r2v", media=crowd)
    two = (frame, house.picture("first_frame", "another"))
    assert "2 files of this role; allowed: at most 1" in refused(house, kind="i2v", media=two)


@pytest.mark.parametrize(
    ("size", "message"),
    [((399, 600), "is 399x600 px; allowed: 400 px or more"), ((1300, 500), "2.60 times as wide as high")],
)
def test_a_picture_out_of_bounds_is_named(house: House, size: tuple[int, int], message: str) -> None:
    """Guards against a refusal that leaves a user guessing which of nine pictures is meant and what would do."""
    good, bad = house.picture("cast", "Ada"), house.picture("cast", "Bo", size)
    told = refused(house, kind="r2v", media=(good, bad))
    assert message in told
    assert str(bad.path) in told
