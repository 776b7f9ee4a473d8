"""Takes on simulated Veo over real sockets, on both surfaces: every kind, films in every form, refusals in words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from paid_takes import House, take

from resources.errors import MediaError, ProviderError, UsageError
from resources.failures import Policy
from resources.media.probe import probe
from resources.video.base import Handle, RenderRequest
from resources.video.veo import capabilities, chosen_surface, open_provider, vertex
from resources.video.veo.operations import read_error, read_operation
from tests.simulators.clock import VirtualClock
from tests.simulators.veo.gemini import KEY, GeminiSimulator
from tests.simulators.veo.vertex import BUCKET, VertexSimulator

OpenHouse = Callable[..., House]
SURFACES = {"vertex": VertexSimulator, "developer": GeminiSimulator}


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[OpenHouse]:
    """Opens a simulated surface: `open_house("vertex", SPARK_VIDEO_VIDEO_MODEL="3.1-lite")`."""
    with ExitStack() as open_ones:

        def opened(surface: str = "vertex", **settings: str) -> House:
            clock = VirtualClock()
            simulator = SURFACES[surface](clock, render_s=30)
            return open_ones.enter_context(House(simulator, clock, tmp_path, open_provider, settings))

        yield opened


def short(shot_id: str = "S01-001", **fields: Any) -> RenderRequest:
    return take(shot_id, **{"resolution": "720P", "duration_s": 4, **fields})


def sent(house: House) -> dict[str, Any]:
    body = house.simulator.requests.last("video.submit").body
    assert isinstance(body, dict)
    return body


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


@pytest.mark.parametrize("surface", SURFACES)
def test_a_film_that_was_kept_back_is_a_matter_of_content(open_house: OpenHouse, surface: str) -> None:
    """Google reports success without a film: the ledger would wait, or count it as paid."""
    house = open_house(surface)
    house.simulator.faults.add("moderated_output")
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == Policy.MODERATION
    assert "Support codes: 64151117" in str(caught.value)
    assert house.budget.spent("hf/001").get("USD", Decimal(0)) == 0
    assert house.simulator.billing.total() == 0


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize(
    ("fault", "policy", "told"),
    [
        ({"kind": "moderated"}, Policy.MODERATION, "Support codes: 42237218"),
        ({"kind": "task_failed", "code": "3", "message": "bad input"}, Policy.PERMANENT, "bad input"),
        (
            {
                "kind": "http_error",
                "operation": "video.submit",
                "status": 429,
                "message": "You exceeded your daily quota.",
            },
            Policy.QUOTA,
            "daily quota",
        ),
        ({"kind": "http_error", "operation": "video.submit", "status": 402}, Policy.ARREARS, "HTTP 402"),
        ({"kind": "html", "operation": "video.submit", "status": 200}, Policy.AUTH, "a web page instead of JSON"),
    ],
)
def test_a_refusal_costs_nothing_and_says_what_it_is(
    open_house: OpenHouse, surface: str, fault: dict[str, object], policy: Policy, told: str
) -> None:
    """A refused prompt would be sent again and again, or money would stay reserved for a take that never was."""
    house = open_house(surface)
    house.simulator.faults.add(**fault)  # type: ignore[arg-type]
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == policy
    assert told in str(caught.value)
    assert house.budget.spent("hf/001").get("USD", Decimal(0)) == 0


@pytest.mark.parametrize("surface", SURFACES)
def test_failures_of_the_moment_are_tried_again(open_house: OpenHouse, surface: str) -> None:
    """An episode would stop over a busy minute of Google's."""
    house = open_house(surface)
    house.simulator.faults.add("rate_limited", operation="video.submit")
    house.simulator.faults.add("task_failed", code="13")
    house.simulator.faults.add("http_error", operation="task.poll", status=503)
    assert house.perform(short()).state == "done"
    assert [charge.state for charge in house.simulator.billing.charges()] == ["free", "charged"]


@pytest.mark.parametrize("surface", SURFACES)
def test_a_lost_answer_waits_for_a_person(open_house: OpenHouse, surface: str) -> None:
    """Google lists no operations: a blind second submit would pay twice."""
    house = open_house(surface)
    house.simulator.faults.add("drop_after_accept")
    for _ in range(2):
        with pytest.raises(ProviderError) as caught:
            house.perform(short())
        assert caught.value.failure == Policy.AMBIGUOUS
    assert len(house.wire("video.submit")) == 1


def test_a_wrong_key_is_found_before_anything_is_sent(open_house: OpenHouse) -> None:
    """Every shot would try a key that cannot work; a key in an error text ends up in logs."""
    house = open_house("developer")
    house.environ["GEMINI_API_KEY"] = "wrong-key-of-somebody"
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == Policy.AUTH
    assert "API key not valid" in str(caught.value)
    assert "wrong-key-of-somebody" not in str(caught.value)
    assert not house.wire("video.submit")


def test_an_old_token_says_how_to_get_a_new_one(open_house: OpenHouse) -> None:
    """A token from the environment lasts an hour, an episode longer: the message must say so."""
    house = open_house("vertex")
    house.environ["VERTEX_ACCESS_TOKEN"] = "ya29.yesterday"
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == Policy.AUTH
    assert "VERTEX_ACCESS_TOKEN lasts about an hour" in str(caught.value)
    assert "ya29" not in str(caught.value)


def test_a_retired_model_names_those_there_are(open_house: OpenHouse) -> None:
    """A 404 would leave a person to guess which model replaced which."""
    house = open_house("developer", SPARK_VIDEO_VIDEO_MODEL="3.1-preview")
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == Policy.AUTH
    assert "veo-3.1-generate-preview is not served" in str(caught.value)
    assert "out of service since 2026-10-22" in str(caught.value)
    assert "veo-3.1-fast-generate-001" in str(caught.value)


def test_a_retired_model_is_refused_by_the_submit_where_nothing_lists_models(open_house: OpenHouse) -> None:
    """A list that cannot be read would hide the reason, or stop models that do exist."""
    house = open_house("developer", SPARK_VIDEO_VIDEO_MODEL="3.1-preview")
    house.simulator.faults.add("http_error", operation="model.list", status=500, times=0)
    with pytest.raises(ProviderError, match="no longer available") as caught:
        house.perform(short())
    assert caught.value.failure == Policy.AUTH
    assert "out of service since 2026-10-22" in str(caught.value)


def test_a_film_that_is_gone_keeps_the_job_for_a_person(open_house: OpenHouse) -> None:
    """A film is kept for two days: a later run would pay for it again without asking."""
    house = open_house("developer")
    assert house.perform(short(), timeout_s=0).state == "pending"
    house.clock.advance(49 * 3600)
    with pytest.raises(ProviderError) as caught:
        house.perform(short())
    assert caught.value.failure == Policy.LOST
    assert len(house.wire("video.submit")) == 1


@pytest.mark.parametrize("surface", SURFACES)
def test_what_is_no_film_is_not_taken(open_house: OpenHouse, surface: str) -> None:
    """A web page would be kept as a clip and break the cut."""
    house = open_house(surface, SPARK_VIDEO_VEO_STORAGE_URI=f"gs://{BUCKET}/films")
    house.simulator.faults.add("not_media", times=0)
    with pytest.raises(MediaError):
        house.perform(short())
    house.simulator.faults.clear()
    assert house.perform(short()).state == "done"
    assert len(house.wire("video.submit")) == 1


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
