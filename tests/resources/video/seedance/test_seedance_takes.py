"""Takes on a simulated Ark over real sockets: every mode, and what may be asked of which model."""

from __future__ import annotations

from decimal import Decimal

import av
import numpy as np
import pytest
from ark_house import roles, sent, shortcut
from paid_takes import House, take
from PIL import Image

from resources.errors import ProviderError, UsageError
from resources.failures import Policy
from resources.media.frames import last_frame
from resources.media.probe import probe
from resources.video.base import MediaRef, RenderRequest
from resources.video.seedance import capabilities
from tests.simulators.ark.app import ArkSimulator


def test_text_becomes_a_take_at_the_quoted_price(house: House) -> None:
    """A take would cost other than the gate showed, or come in another shape than the storyboard's."""
    outcome = house.perform(take(ratio="9:16", duration_s=4.2))
    assert outcome.result is not None
    facts = probe(outcome.result.clip)
    assert (facts.width, facts.height, facts.has_audio) == (496, 864, True)
    assert outcome.cost == round(house.simulator.billing.total(), 4)
    assert outcome.currency == "CNY"
    assert outcome.result.notes == ("seedance makes 5 s where 4.2 s are wanted: trimmed in the cut",)
    assert {"watermark": False, "generate_audio": True, "duration": 5, "ratio": "9:16"}.items() <= sent(
        house
    ).items()


def test_a_silent_take_has_no_sound(house: House) -> None:
    """Music of the model would lie under ours."""
    outcome = house.perform(take(generate_audio=False))
    assert outcome.result is not None
    assert not probe(outcome.result.clip).has_audio


def test_frames_are_sent_in_the_shape_of_the_clip(house: House) -> None:
    """A square anchor frame would come back with bars or a stretched face."""
    media = (house.picture("first_frame", "start", (864, 864)), house.picture("last_frame", "end", (864, 496)))
    outcome = house.perform(take(kind="i2v", media=media))
    assert roles(house) == ["text", "first_frame", "last_frame"]
    assert outcome.result is not None
    assert outcome.result.notes == ("first frame start: cropped from 864x864 px to 864x496 px, 864:496",)


def test_the_last_frame_comes_with_the_clip(house: House) -> None:
    """The next shot of a chain would start on another picture than this one ends on."""
    outcome = house.perform(take())
    assert outcome.result is not None
    assert outcome.result.last_frame is not None
    with Image.open(outcome.result.last_frame) as picture:
        told = np.asarray(picture.convert("RGB"), np.int16)
    assert np.abs(told - last_frame(outcome.result.clip)[..., :3]).mean() < 2


def test_a_last_frame_that_cannot_be_fetched_costs_no_clip(house: House) -> None:
    """A paid clip would be thrown away over a picture that can be taken from it."""
    house.simulator.faults.add("expired_url", contains="last_frame.png", times=0)
    outcome = house.perform(take())
    assert outcome.result is not None
    assert outcome.result.last_frame is None
    assert outcome.result.notes == ("Ark's last frame could not be fetched: take it from the clip",)


def test_references_go_with_numbers_and_voices(house: House) -> None:
    """The wrong face would be given to a character, or a voice would be lost without a word."""
    media = (
        house.see_through("cast", "Ada"),
        house.picture("set", "Pier"),
        house.sound("reference_voice", "Ada", 3),
        house.picture("last_frame", "end"),
    )
    outcome = house.perform(
        take(prompt="[Image 1] waits on [Image 2].", kind="r2v", forbid_music=True, media=media)
    )
    assert roles(house) == ["text", "reference_image", "reference_image", "reference_audio"]
    assert sent(house)["content"][0]["text"] == (  # type: ignore[index]
        "Image 1 waits on Image 2. No background music, only voices and ambient sound."
    )
    assert outcome.result is not None
    assert outcome.result.notes == ("last_frame end left out: it does not go with r2v",)


def test_a_verified_portrait_goes_by_its_address(house: House) -> None:
    """Real faces are refused as pictures: without the asset's address an actor could not be filmed at all."""
    assert isinstance(house.simulator, ArkSimulator)
    house.simulator.portraits["asset-1"] = house.picture("cast", "Ada").path.read_bytes()
    house.perform(
        take(
            prompt="[Image 1] waits.",
            kind="r2v",
            media=(shortcut(house, "Ada", "asset://asset-1", "cast"),),
        )
    )
    assert sent(house)["content"][1]["image_url"] == {"url": "asset://asset-1"}  # type: ignore[index]


def test_a_reference_clip_goes_by_its_address_and_is_paid_for(house: House) -> None:
    """The seconds of a reference clip are billed too: the reservation would be too small."""
    clip = house.perform(take()).result
    assert clip is not None
    assert isinstance(house.simulator, ArkSimulator)
    house.simulator.portraits["film"] = clip.clip.read_bytes()
    outcome = house.perform(
        take(
            "S01-002",
            kind="r2v",
            prompt="As in the clip.",
            resolution="480P",
            media=(shortcut(house, "dance", "asset://film", "reference_video"),),
        )
    )
    last = house.simulator.billing.charges()[-1]
    assert outcome.cost == round(last.amount, 4)
    assert last.price == Decimal(28) / 1_000_000


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"duration_s": 16}, "duration: seedance 2.0 makes no 16 s; allowed: up to 15 s"),
        ({"seed": -7}, "seed: seedance 2.0 takes no seed -7; allowed: -1 to 4294967295"),
        ({"prompt": "word " * 1001}, "prompt: the prompt has 5005 characters, the provider reads 5000"),
        ({"prompt": "a " * 1001}, "prompt: the prompt has 1001 words; allowed: 1000"),
        ({"kind": "i2v"}, "frames: i2v needs one first frame and at most one last frame, there are 0 and 0"),
        ({"kind": "r2v"}, "pictures: r2v needs a reference picture or clip, sounds alone are refused"),
    ],
)
def test_what_ark_would_refuse_is_refused_before_it_is_sent(
    house: House, fields: dict[str, object], told: str
) -> None:
    """A person would read a foreign error, or none, instead of what to change."""
    with pytest.raises(ProviderError) as caught:
        house.perform(take(**fields))
    assert caught.value.failure == Policy.PERMANENT
    assert told in str(caught.value)
    assert not house.wire("video.submit")


def test_files_outside_of_the_limits_are_named(house: House) -> None:
    """A picture would be refused by Ark without telling which one."""
    refused: dict[str, RenderRequest] = {
        "small": take(kind="r2v", media=(house.picture("cast", "small", (200, 200)),)),
        "narrow": take(kind="r2v", media=(house.picture("cast", "narrow", (2000, 500)),)),
        "long": take(
            kind="r2v",
            media=(house.picture("cast", "Ada", (640, 640)), house.sound("reference_voice", "long", 16)),
        ),
        "first_frame start": take(
            kind="r2v",
            media=(house.picture("cast", "Ada", (640, 640)), house.picture("first_frame", "start")),
        ),
        "by address only": take(
            kind="r2v",
            media=(MediaRef(role="reference_video", path=house.folder / "dance.mp4", name="dance"),),
        ),
        "holds no address": take(
            kind="r2v", media=(shortcut(house, "evil", "file:///etc/passwd", "reference_video"),)
        ),
    }
    (house.folder / "dance.mp4").write_bytes(b"any clip")
    for named, request in refused.items():
        with pytest.raises(ProviderError, match=named) as caught:
            house.perform(request)
        assert caught.value.failure == Policy.PERMANENT
    assert not house.wire("video.submit")


def test_the_family_decides_what_can_be_asked(house: House) -> None:
    """A model would be asked for what only another one makes, or at another one's price."""
    house.environ["SPARK_VIDEO_VIDEO_MODEL"] = "1.5-pro-flex"
    outcome = house.perform(take())
    assert sent(house)["service_tier"] == "flex"
    assert outcome.cost == round(house.simulator.billing.total(), 4)
    with pytest.raises(UsageError, match=r"1\.5-pro-flex makes no r2v\n  allowed: i2v, t2v"):
        house.perform(take(kind="r2v", media=(house.picture("cast", "Ada"),)))
    house.environ["SPARK_VIDEO_VIDEO_MODEL"] = "3.0"
    with pytest.raises(UsageError, match=r"2\.0, 2\.0-fast, 2\.0-mini, 1\.5-pro, 1\.5-pro-flex"):
        house.perform(take())


def test_abroad_the_models_have_other_names() -> None:
    """BytePlus knows no `doubao` model and bills in dollars."""
    able = capabilities({"ARK_BASE_URL": "https://ark.ap-southeast.bytepluses.com/api/v3"})
    assert able.models["t2v"] == "dreamina-seedance-2-0-260128"
    assert capabilities({}).models["t2v"] == "doubao-seedance-2-0-260128"


def test_a_take_on_the_wire_is_written_down_without_its_pictures(house: House) -> None:
    """The episode folder would grow by every picture once more for each take."""
    house.perform(take(kind="r2v", media=(house.picture("cast", "Ada", (1600, 1600)),)))
    (wire,) = (house.folder / "projects/hf/episode-001/renders").glob("*/wire.json")
    assert wire.stat().st_size < 4000
    assert "doubao-seedance-2-0-260128" in wire.read_text("utf-8")


def test_every_frame_of_the_film_arrives(house: House) -> None:
    """A resumed download would leave a hole in the film."""
    house.simulator.faults.add("truncated", contains="film.mp4", times=2)
    outcome = house.perform(take(duration_s=4))
    assert outcome.result is not None
    with av.open(str(outcome.result.clip)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 97
