"""Talking heads on a simulated WaveSpeed over real sockets: files lent, the sound decides, refusals in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from paid_takes import House, take

from resources.errors import MediaError, ProviderError, UsageError
from resources.failures import Policy
from resources.media.probe import probe
from resources.video.base import RenderRequest
from resources.video.talking_head import capabilities, open_provider
from tests.simulators.clock import VirtualClock
from tests.simulators.wavespeed.app import WaveSpeedSimulator


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A simulated WaveSpeed."""
    clock = VirtualClock()
    with House(WaveSpeedSimulator(clock, render_s=30), clock, tmp_path, open_provider) as opened:
        yield opened


def talk(house: House, seconds: float = 2.4, wanted_s: float = 3, **fields: Any) -> RenderRequest:
    """A person who speaks for so long."""
    media = (house.picture("cast", "Ada", (854, 480)), house.sound("driving_audio", "line", seconds))
    return take(**{"kind": "i2v", "prompt": "She smiles.", "duration_s": wanted_s, "media": media, **fields})


def sent(house: House) -> dict[str, Any]:
    body = house.simulator.requests.last("video.submit").body
    assert isinstance(body, dict)
    return body


def test_the_clip_is_as_long_as_its_sound(house: House) -> None:
    """Lips would run on after the line, or the bill differ from what the gate showed."""
    outcome = house.perform(talk(house))
    assert outcome.result is not None
    facts = probe(outcome.result.clip)
    assert facts.duration_s == pytest.approx(2.4, abs=0.1)
    assert (facts.width, facts.height) == (854, 480)
    assert outcome.result.notes == ("the clip is as long as its sound, 2.4 of 3 s",)
    assert outcome.cost == house.simulator.billing.total() == Decimal("0.15")
    assert sent(house).keys() == {"image", "audio", "prompt", "resolution", "seed"}


def test_a_sound_shorter_than_the_shot_is_billed_by_its_own_length(house: House) -> None:
    """The episode's money would be counted as spent that nobody charged."""
    outcome = house.perform(talk(house, seconds=5.4, wanted_s=8, resolution="720P"))
    assert outcome.cost == house.simulator.billing.total() == Decimal("0.36")


def test_a_sound_that_costs_more_than_the_shot_is_refused(house: House) -> None:
    """A longer line would be billed beyond what was reserved."""
    with pytest.raises(ProviderError, match=r"the sound lasts 6\.00 s .* allowed: the shot's 5 s") as caught:
        house.perform(talk(house, seconds=6, wanted_s=5))
    assert caught.value.failure == Policy.PERMANENT
    assert not house.simulator.requests.all()


def test_a_mask_tells_who_speaks(house: House) -> None:
    """Of two people in a picture the wrong one would move the lips."""
    request = talk(house)
    mask = house.picture("mask", "speaker", (854, 480))
    house.perform(request.model_copy(update={"media": (*request.media, mask)}))
    assert "mask_image" in sent(house)
    other = house.picture("mask", "other", (400, 400))
    with pytest.raises(ProviderError, match="the mask is 400x225; allowed: 854x480"):
        house.perform(request.model_copy(update={"media": (*request.media, other)}))


def test_files_travel_once(house: House) -> None:
    """Every try of a submit would send all files again."""
    house.simulator.faults.add("rate_limited", operation="video.submit")
    house.simulator.faults.add("http_error", operation="upload.file", status=503)
    house.perform(talk(house))
    assert len(house.wire("video.submit")) == 2
    assert len([record for record in house.wire("upload.file") if record["form"]]) == 3


@pytest.mark.parametrize(
    ("fault", "policy", "told"),
    [
        ({"kind": "moderated"}, Policy.MODERATION, "NSFW"),
        ({"kind": "moderated_output"}, Policy.MODERATION, "NSFW"),
        ({"kind": "task_failed"}, Policy.PERMANENT, "could not be completed"),
        (
            {
                "kind": "http_error",
                "operation": "video.submit",
                "status": 400,
                "message": "Insufficient credits. Please top up your account.",
            },
            Policy.ARREARS,
            "Insufficient credits",
        ),
        ({"kind": "html", "operation": "upload.file", "status": 200}, Policy.AUTH, "a web page instead of JSON"),
    ],
)
def test_a_refusal_costs_nothing_and_says_what_it_is(
    house: House, fault: dict[str, object], policy: Policy, told: str
) -> None:
    """A refused picture would be sent again and again, or money would stay reserved for a take that never was."""
    house.simulator.faults.add(**fault)  # type: ignore[arg-type]
    with pytest.raises(ProviderError) as caught:
        house.perform(talk(house))
    assert caught.value.failure == policy
    assert told in str(caught.value)
    assert house.budget.spent("hf/001").get("USD", Decimal(0)) == 0
    assert house.simulator.billing.total() == 0


def test_a_wrong_key_is_never_shown(house: House) -> None:
    """A key in an error text ends up in logs and bug reports."""
    house.environ["WAVESPEED_API_KEY"] = "wrong-key-of-somebody"
    with pytest.raises(ProviderError) as caught:
        house.perform(talk(house))
    assert caught.value.failure == Policy.AUTH
    assert "wrong-key-of-somebody" not in str(caught.value)


def test_a_lost_answer_waits_for_a_person(house: House) -> None:
    """WaveSpeed lists nothing: a blind second submit would pay twice."""
    house.simulator.faults.add("drop_after_accept")
    for _ in range(2):
        with pytest.raises(ProviderError) as caught:
            house.perform(talk(house))
        assert caught.value.failure == Policy.AMBIGUOUS
    assert len(house.wire("video.submit")) == 1


def test_an_expired_link_keeps_the_job_for_a_person(house: House) -> None:
    """A film that was paid and is gone would be paid again without asking."""
    house.simulator.faults.add("expired_url", operation="video.download", times=0)
    with pytest.raises(ProviderError) as caught:
        house.perform(talk(house))
    assert caught.value.failure == Policy.LOST


def test_what_is_no_film_is_not_taken(house: House) -> None:
    """A web page would be kept as a clip and break the cut."""
    house.simulator.faults.add("not_media", operation="video.download", times=0)
    with pytest.raises(MediaError):
        house.perform(talk(house))
    house.simulator.faults.clear()
    assert house.perform(talk(house)).state == "done"
    assert len(house.wire("video.submit")) == 1


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        (("cast",), "a talking head needs exactly one driving_audio, there are 0"),
        (("driving_audio",), "a talking head needs exactly one first_frame or cast, there are 0"),
        (("cast", "first_frame", "driving_audio"), "exactly one first_frame or cast, there are 2"),
        (("cast", "driving_audio", "set"), "set Ada does not go|set Ada: does not go|are too many"),
    ],
)
def test_one_picture_and_one_sound_are_needed(house: House, roles: tuple[str, ...], told: str) -> None:
    """A person would read a foreign error instead of what to add or to leave out."""
    media = tuple(
        house.sound("driving_audio", "line", 2.4)
        if role == "driving_audio"
        else house.picture(role, "Ada", (854, 480))  # type: ignore[arg-type]
        for role in roles
    )
    with pytest.raises(ProviderError, match=told):
        house.perform(talk(house, media=media))
    assert not house.simulator.requests.all()


def test_the_fast_model_has_one_resolution(house: House) -> None:
    """The fast model refuses a field that the other one wants."""
    house.environ["SPARK_VIDEO_VIDEO_MODEL"] = "infinitetalk-fast"
    outcome = house.perform(talk(house))
    assert "resolution" not in sent(house)
    assert outcome.cost == house.simulator.billing.total()
    assert capabilities(house.environ).resolutions == {"480P"}
    del house.environ["WAVESPEED_API_KEY"]
    with pytest.raises(UsageError, match="WAVESPEED_API_KEY is not set"):
        house.provider()
