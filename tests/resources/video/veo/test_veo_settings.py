"""What can be asked of Veo: limits and wishes before anything is sent, surface, project, ids."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest
from paid_takes import House
from veo_house import SURFACES, OpenHouse, sent, short

from resources.errors import ProviderError, UsageError
from resources.failures import Policy
from resources.media.probe import probe
from resources.video.base import Handle
from resources.video.veo import capabilities, chosen_surface


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"duration_s": 9}, "duration: veo 3.1 makes no 9 s; allowed: up to 8 s"),
        ({"ratio": "1:1"}, "ratio: veo 3.1 makes no t2v in 1:1; allowed: 16:9, 9:16"),
        ({"prompt": "x" * 4001}, "prompt: the prompt has 4001 characters, the provider reads 4000"),
        ({"prompt": "雨" * 1001}, "prompt: the prompt has 1001 characters, the provider reads 1000"),
        ({"seed": -1}, "seed: veo 3.1 takes no seed -1; allowed: 0 to 4294967295"),
        ({"kind": "i2v"}, "frames: i2v needs one first frame and at most one last frame, there are 0 and 0"),
        ({"kind": "r2v"}, "pictures: r2v needs a reference picture, there is none"),
    ],
)
def test_what_google_would_refuse_is_refused_before_it_is_sent(
    open_house: OpenHouse, fields: dict[str, object], told: str
) -> None:
    """A person would read a foreign error, or none, instead of what to change."""
    house = open_house("vertex")
    with pytest.raises(ProviderError) as caught:
        house.perform(short(**fields))
    assert caught.value.failure == Policy.PERMANENT
    assert told in str(caught.value)
    assert not house.wire("video.submit")


def test_upright_references_and_low_resolution_are_refused_by_name(open_house: OpenHouse) -> None:
    """Google's own words name neither the shot nor what would do."""
    house = open_house("vertex")
    media = (house.picture("cast", "Ada"),)
    with pytest.raises(ProviderError, match="makes no r2v in 9:16; allowed: 16:9"):
        house.perform(short(kind="r2v", ratio="9:16", media=media))
    four = tuple(house.picture("cast", name) for name in ("Ada", "Bea", "Cem", "Dan"))
    with pytest.raises(ProviderError, match=r"4 reference pictures are too many for veo 3\.1; allowed: 3"):
        house.perform(short(kind="r2v", media=four))
    assert not house.wire("video.submit")


@pytest.mark.parametrize("surface", SURFACES)
def test_what_a_model_does_not_take_is_told(open_house: OpenHouse, surface: str) -> None:
    """A wish would be dropped silently, or the whole job refused over it."""
    house = open_house(surface, SPARK_VIDEO_VIDEO_MODEL="3.1-lite")
    outcome = house.perform(short(seed=7, negative_prompt="rain", generate_audio=False, forbid_music=True))
    assert outcome.result is not None
    told = " ".join(outcome.result.notes)
    assert "negative prompt left out" in told
    assert "always makes sound" in told
    assert ("seed 7 left out" in told) == (surface == "developer")
    assert outcome.cost == house.simulator.billing.total() == Decimal("0.2")


def test_wishes_that_are_taken_arrive(open_house: OpenHouse) -> None:
    """Sound that nobody wants would be made, and a wish for no music be lost."""
    house = open_house("vertex")
    outcome = house.perform(short(seed=7, negative_prompt="rain", generate_audio=False, forbid_music=True))
    parameters = sent(house)["parameters"]
    assert (parameters["seed"], parameters["generateAudio"]) == (7, False)
    assert parameters["negativePrompt"] == "rain, background music, soundtrack"
    assert outcome.result is not None
    assert not probe(outcome.result.clip).has_audio


def test_the_environment_chooses_the_surface() -> None:
    """Jobs would go to another account than the one that is set up."""
    assert chosen_surface({"GEMINI_API_KEY": "k"}) == "developer"
    assert chosen_surface({"GEMINI_API_KEY": "k", "GOOGLE_CLOUD_PROJECT": "p"}) == "vertex"
    both = {"GEMINI_API_KEY": "k", "GOOGLE_CLOUD_PROJECT": "p", "SPARK_VIDEO_VEO_SURFACE": "developer"}
    assert capabilities(both).base_url == "https://generativelanguage.googleapis.com"
    world = capabilities({"GOOGLE_CLOUD_PROJECT": "p", "GOOGLE_CLOUD_LOCATION": "global"})
    assert world.base_url == "https://aiplatform.googleapis.com"
    with pytest.raises(UsageError, match="allowed: vertex, developer"):
        chosen_surface({"SPARK_VIDEO_VEO_SURFACE": "studio"})


def test_settings_that_cannot_be_are_named(open_house: OpenHouse) -> None:
    """A wrong project or bucket would only show as a foreign 404 in the middle of an episode."""
    house = open_house("vertex")
    for variable, value in (
        ("GOOGLE_CLOUD_PROJECT", "my project"),
        ("GOOGLE_CLOUD_LOCATION", "us/central"),
        ("SPARK_VIDEO_VEO_STORAGE_URI", "s3://films"),
    ):
        kept = house.environ.get(variable)
        house.environ[variable] = value
        house.environ["SPARK_VIDEO_VEO_SURFACE"] = "vertex"
        with pytest.raises(UsageError, match=variable):
            house.provider()
        house.environ[variable] = kept or ""


def test_an_id_typed_by_a_person_is_checked(open_house: OpenHouse) -> None:
    """`spark-video jobs adopt` with a wrong id would ask for any path of the API."""
    for surface in SURFACES:
        house = open_house(surface)

        async def look(house: House = house) -> None:
            provider = house.provider()
            try:
                handle = Handle(provider="veo", job_id="../../models", submitted_at=house.clock.now())
                await provider.poll(handle)
            finally:
                await provider.aclose()

        with pytest.raises(ProviderError, match="is no name of an operation"):
            asyncio.run(look())
