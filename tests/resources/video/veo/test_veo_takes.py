"""Takes on simulated Veo over real sockets, on both surfaces: every kind, films in every form."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from veo_house import SURFACES, OpenHouse, sent, short

from resources.errors import ProviderError
from resources.media.probe import probe
from resources.video.veo import vertex
from resources.video.veo.operations import read_error, read_operation
from tests.simulators.veo.gemini import KEY
from tests.simulators.veo.vertex import BUCKET


@pytest.mark.parametrize("surface", SURFACES)
def test_text_becomes_a_take_of_the_next_longer_length(open_house: OpenHouse, surface: str) -> None:
    """A shot would be cut short, or cost other than the gate showed."""
    house = open_house(surface)
    outcome = house.perform(short(duration_s=4.5, ratio="9:16"))
    assert outcome.result is not None
    facts = probe(outcome.result.clip)
    assert (facts.width, facts.height, round(facts.duration_s), facts.has_audio) == (720, 1280, 6, True)
    assert outcome.result.notes == ("veo makes 6 s where 4.5 s are wanted: trimmed in the cut",)
    assert (outcome.cost, outcome.currency) == (Decimal("2.4"), "USD")
    assert house.simulator.billing.total() == Decimal("2.4")
    assert outcome.result.model == "veo-3.1-generate-001"


@pytest.mark.parametrize(("surface", "seconds"), [("vertex", 4), ("developer", 8)])
def test_frames_are_sent_in_the_shape_of_the_clip(open_house: OpenHouse, surface: str, seconds: int) -> None:
    """A square anchor frame would come back with bars; where frames force 8 s, 8 s must have been reserved."""
    house = open_house(surface)
    media = (house.picture("first_frame", "start", (720, 720)), house.picture("last_frame", "end"))
    outcome = house.perform(short(kind="i2v", media=media))
    assert sent(house)["parameters"]["durationSeconds"] == seconds
    assert {"image", "lastFrame"} <= sent(house)["instances"][0].keys()
    assert outcome.result is not None
    assert "first frame start: cropped from 720x720 px to 720x405 px" in outcome.result.notes[-1]
    assert outcome.cost == house.simulator.billing.total() == Decimal("0.4") * seconds


@pytest.mark.parametrize("surface", SURFACES)
def test_references_are_named_in_words(open_house: OpenHouse, surface: str) -> None:
    """Veo counts no pictures: `[Image 1]` would be read aloud or drawn."""
    house = open_house(surface)
    media = (house.see_through("cast", "Ada"), house.picture("set", "Pier"), house.picture("last_frame", "end"))
    outcome = house.perform(short(kind="r2v", prompt="[Image 1] waits on [Image 2].", media=media))
    instance = sent(house)["instances"][0]
    assert instance["prompt"] == "Ada waits on Pier."
    assert [item["referenceType"] for item in instance["referenceImages"]] == ["asset", "asset"]
    assert outcome.result is not None
    assert outcome.result.notes == (
        "veo makes 8 s where 4 s are wanted: trimmed in the cut",
        "last_frame end left out: it does not go with r2v",
        "cast Ada: WEBP became PNG",
    )
    assert outcome.cost == house.simulator.billing.total() == Decimal("3.2")


def test_a_film_comes_out_of_a_bucket(open_house: OpenHouse) -> None:
    """With a bucket set, films would be looked for inside the answer and lost."""
    house = open_house("vertex", SPARK_VIDEO_VEO_STORAGE_URI=f"gs://{BUCKET}/films")
    house.simulator.faults.add("truncated", operation="video.download")
    outcome = house.perform(short())
    assert outcome.result is not None
    assert sent(house)["parameters"]["storageUri"] == f"gs://{BUCKET}/films"
    assert probe(outcome.result.clip).frame_count == 96


def test_a_film_inside_the_answer_is_written_whole(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A film of more than one piece would lose a piece, or leave half a file behind."""
    monkeypatch.setattr(vertex, "_BASE64_STEP", 4096)
    house = open_house("vertex")
    outcome = house.perform(short())
    assert outcome.result is not None
    assert probe(outcome.result.clip).frame_count == 96
    assert sorted(path.name for path in outcome.result.clip.parent.glob("clip*")) == ["clip.mp4"]


def test_the_key_stays_with_google(open_house: OpenHouse) -> None:
    """The link of a film leads on to a store of somebody else, who would get the key."""
    house = open_house("developer")
    house.perform(short())
    link = house.simulator.requests.last("video.link")
    download = house.simulator.requests.last("video.download")
    assert "x-goog-api-key" in link.headers
    assert "x-goog-api-key" not in download.headers
    assert KEY not in str(house.simulator.requests.all())


def test_a_foreign_link_gets_no_key(open_house: OpenHouse, tmp_path: Path) -> None:
    """An answer that names another host at once would carry the key there."""
    house = open_house("developer")
    house.perform(short())
    before = len(house.simulator.requests.all("video.link"))

    async def bring() -> None:
        provider = house.provider()
        foreign = house.base_url.replace("127.0.0.1", "localhost")
        try:
            await provider._surface.bring(  # type: ignore[attr-defined]
                {"uri": f"{foreign}/v1beta/files/abc:download?alt=media"}, tmp_path / "clip.mp4"
            )
        finally:
            await provider.aclose()

    with pytest.raises(ProviderError):
        asyncio.run(bring())
    last = house.simulator.requests.all("video.link")[before:]
    assert last
    assert all("x-goog-api-key" not in request.headers for request in last)


def test_answers_in_odd_forms_are_read() -> None:
    """An operation without film and reason would count as a success, a list of errors as a stranger's answer."""
    assert read_operation({"done": True}) is None
    empty = read_operation({"name": "n", "done": True, "response": {"generateVideoResponse": {}}})
    assert empty is not None
    assert (empty.report().state, empty.report().error_code) == ("failed", "13")
    counted = read_operation({"name": "n", "done": True, "response": {"raiMediaFilteredCount": 1}})
    assert counted is not None
    assert counted.report().error_code == "RAI_FILTERED"
    assert read_error([{"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "no"}}]) == (
        "PERMISSION_DENIED",
        "no",
    )
    assert read_error("nothing") == ("", "")
