"""Our requests equal those of the vendors' own SDKs for the same job: our simulators are not only true to us."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from paid_takes import House, take

from resources.video import seedance, talking_head, veo
from resources.video.base import MediaRef, RenderRequest
from resources.video.seedance.task_body import seed_of
from tests.simulators.ark.app import KEY as ARK_KEY
from tests.simulators.ark.app import ArkSimulator
from tests.simulators.clock import VirtualClock
from tests.simulators.recording import differences
from tests.simulators.veo.gemini import KEY as GEMINI_KEY
from tests.simulators.veo.gemini import GeminiSimulator
from tests.simulators.veo.vertex import LOCATION, PROJECT, TOKEN, VertexSimulator
from tests.simulators.wavespeed.app import KEY as WAVESPEED_KEY
from tests.simulators.wavespeed.app import WaveSpeedSimulator

HOUSES = {
    "ark": (ArkSimulator, seedance.open_provider),
    "vertex": (VertexSimulator, veo.open_provider),
    "developer": (GeminiSimulator, veo.open_provider),
    "wavespeed": (WaveSpeedSimulator, talking_head.open_provider),
}


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[Any]:
    """Opens one simulated provider by name."""
    with ExitStack() as open_ones:

        def opened(name: str) -> House:
            clock = VirtualClock()
            simulator, opener = HOUSES[name]
            return open_ones.enter_context(House(simulator(clock, render_s=1), clock, tmp_path, opener))

        yield opened


def submits_differ(house: House) -> list[str]:
    """What tells our submit from that of the SDK, which came after it."""
    ours, theirs = house.simulator.requests.all("video.submit")
    return differences(ours, theirs)


def pictures(house: House) -> dict[str, MediaRef]:
    """Pictures that are sent as they are: right shape, right format."""
    return {
        "first": house.picture("first_frame", "first", (1280, 720)),
        "last": house.picture("last_frame", "last", (1280, 720)),
        "Ada": house.picture("cast", "Ada", (800, 800)),
        "Pier": house.picture("set", "Pier", (1280, 720)),
    }


def requests(house: House) -> dict[str, RenderRequest]:
    """One request of each kind."""
    found = pictures(house)
    common: dict[str, Any] = {"resolution": "720P", "duration_s": 8, "seed": 11}
    return {
        "t2v": take(generate_audio=False, **common),
        "i2v": take(kind="i2v", media=(found["first"], found["last"]), **common),
        "r2v": take(kind="r2v", media=(found["Ada"], found["Pier"]), **common),
    }


def data_uri(item: MediaRef, kind: str = "image/png") -> dict[str, str]:
    return {"url": f"data:{kind};base64,{base64.b64encode(item.path.read_bytes()).decode()}"}


@pytest.mark.parametrize("kind", ["t2v", "i2v", "r2v"])
def test_seedance(houses: Any, kind: str) -> None:
    """Ark would read a field of ours differently, or not at all."""
    sdk = pytest.importorskip("volcenginesdkarkruntime", reason="Ark's SDK is not installed: pip install '.[sdk]'")
    house = houses("ark")
    request = requests(house)[kind]
    if kind == "r2v":
        voice = house.sound("reference_voice", "voice", 3)
        request = request.model_copy(update={"media": (*request.media, voice), "seed": None})
    house.perform(request)
    roles = {"cast": "reference_image", "set": "reference_image", "reference_voice": "reference_audio"}
    content: list[dict[str, Any]] = [{"type": "text", "text": request.prompt}]
    for item in request.media:
        sort = "audio" if item.role == "reference_voice" else "image"
        told = data_uri(item, "audio/wav" if sort == "audio" else "image/png")
        content.append({"type": f"{sort}_url", f"{sort}_url": told, "role": roles.get(item.role, item.role)})
    with sdk.Ark(base_url=house.environ["ARK_BASE_URL"], api_key=ARK_KEY, max_retries=0) as client:
        client.content_generation.tasks.create(
            model="doubao-seedance-2-0-260128",
            content=content,
            return_last_frame=True,
            generate_audio=request.generate_audio,
            watermark=False,
            seed=seed_of(request),
            resolution="720p",
            ratio="16:9",
            duration=8,
        )
    _, theirs = house.simulator.requests.all("video.submit")
    # The SDK writes out as null what was not asked for.
    theirs.body = {name: value for name, value in theirs.body.items() if value is not None}
    assert submits_differ(house) == []


def google_config(types: Any, request: RenderRequest, surface: str) -> tuple[Any, Any]:
    """Source and configuration of Google's SDK for a request of ours."""

    def image(item: MediaRef) -> Any:
        return types.Image(image_bytes=item.path.read_bytes(), mime_type="image/png")

    config: dict[str, Any] = {
        "number_of_videos": 1,
        "duration_seconds": 8,
        "aspect_ratio": "16:9",
        "resolution": "720p",
    }
    if surface == "vertex":
        config |= {"seed": request.seed, "generate_audio": request.generate_audio}
    elif request.kind != "t2v":
        config["person_generation"] = "allow_adult"
    source: dict[str, Any] = {"prompt": request.prompt}
    if request.kind == "i2v":
        source["image"] = image(request.media[0])
        config["last_frame"] = image(request.media[1])
    if request.kind == "r2v":
        config["reference_images"] = [
            types.VideoGenerationReferenceImage(image=image(item), reference_type="asset") for item in request.media
        ]
    return types.GenerateVideosSource(**source), types.GenerateVideosConfig(**config)


@pytest.mark.parametrize("kind", ["t2v", "i2v", "r2v"])
@pytest.mark.parametrize("surface", ["vertex", "developer"])
def test_veo(houses: Any, surface: str, kind: str) -> None:
    """Google would read a field of ours differently, or not at all."""
    genai = pytest.importorskip("google.genai", reason="google-genai is not installed: pip install '.[sdk]'")
    from google.oauth2.credentials import Credentials

    house = houses(surface)
    request = requests(house)[kind]
    house.perform(request)
    options = genai.types.HttpOptions(base_url=house.base_url, api_version="v1" if surface == "vertex" else None)
    if surface == "vertex":
        client = genai.Client(
            vertexai=True,
            project=PROJECT,
            location=LOCATION,
            credentials=Credentials(TOKEN),
            http_options=options,
        )
    else:
        client = genai.Client(api_key=GEMINI_KEY, http_options=options)
    source, config = google_config(genai.types, request, surface)
    client.models.generate_videos(model="veo-3.1-generate-001", source=source, config=config)
    client.close()
    _, theirs = house.simulator.requests.all("video.submit")
    for reference in theirs.body["instances"][0].get("referenceImages", []):
        # The SDK writes the name of its enumeration, the REST pages small letters.
        reference["referenceType"] = reference["referenceType"].lower()
    assert submits_differ(house) == []


def test_talking_head(houses: Any) -> None:
    """WaveSpeed would read a field of ours differently, or not at all."""
    sdk = pytest.importorskip("wavespeed", reason="wavespeed is not installed: pip install '.[sdk]'")
    house = houses("wavespeed")
    media = (house.picture("cast", "Ada", (854, 480)), house.sound("driving_audio", "line", 2.4))
    house.perform(take(kind="i2v", seed=3, media=media))
    client = sdk.Client(api_key=WAVESPEED_KEY, base_url=house.base_url)
    # Each of them uploads in its own way: only that an address is sent is compared.
    inputs = {
        name: str(client.upload(str(item.path))) for name, item in zip(("image", "audio"), media, strict=True)
    }
    house.simulator.seconds_per_request = 30
    client.run(
        "wavespeed-ai/infinitetalk",
        {**inputs, "prompt": "A woman walks along the pier.", "resolution": "480p", "seed": 3},
        poll_interval=0.001,
    )
    ours, theirs = house.simulator.requests.all("video.submit")
    assert differences(ours, theirs, media=("image", "audio")) == []
