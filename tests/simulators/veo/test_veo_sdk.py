"""Google's own SDK completes jobs against the simulated Veo: what it sends is understood, what it gets it can read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av
import pytest

from tests.simulators.clock import VirtualClock
from tests.simulators.faults import FaultKind
from tests.simulators.media import make_png
from tests.simulators.server import serving
from tests.simulators.veo.base import VeoSimulator
from tests.simulators.veo.gemini import KEY, GeminiSimulator
from tests.simulators.veo.vertex import BUCKET, LOCATION, PROJECT, TOKEN, VertexSimulator

genai = pytest.importorskip("google.genai", reason="google-genai is not installed: pip install '.[sdk]'")
types = genai.types
FAST = "veo-3.1-fast-generate-001"


class SdkVeo:
    """The SDK beside the simulator that it talks to."""

    def __init__(self, simulator: VeoSimulator, client: Any) -> None:
        self.simulator = simulator
        self.client = client

    def finished(self, source: dict[str, Any], *, seconds: int = 8, **config: Any) -> Any:
        """An operation after it has had all the time that it needs."""
        operation = self.client.models.generate_videos(
            model=FAST,
            source=types.GenerateVideosSource(**source),
            config=types.GenerateVideosConfig(duration_seconds=seconds, **config),
        )
        operation = self.client.operations.get(operation)
        assert not operation.done
        self.simulator.clock.advance(600)
        return self.client.operations.get(operation)


@pytest.fixture
def vertex() -> Iterator[SdkVeo]:
    """A fresh project, and the SDK with a token for it."""
    from google.oauth2.credentials import Credentials

    simulator = VertexSimulator(VirtualClock())
    with serving(simulator) as base_url:
        client = genai.Client(
            vertexai=True,
            project=PROJECT,
            location=LOCATION,
            credentials=Credentials(TOKEN),
            http_options=types.HttpOptions(base_url=base_url),
        )
        yield SdkVeo(simulator, client)
        client.close()


@pytest.fixture
def gemini() -> Iterator[SdkVeo]:
    """A fresh key, and the SDK with it."""
    simulator = GeminiSimulator(VirtualClock())
    with serving(simulator) as base_url:
        client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=base_url))
        yield SdkVeo(simulator, client)
        client.close()


def image(look: str = "a") -> Any:
    return types.Image(image_bytes=make_png(640, 480, look), mime_type="image/png")


def frames_of(data: bytes) -> int:
    with av.open(io.BytesIO(data)) as container:
        return container.streams.video[0].frames


def test_vertex_text_becomes_an_inline_film(vertex: SdkVeo) -> None:
    """The simulator would be faithful to our client only."""
    done = vertex.finished({"prompt": "a lighthouse"}, aspect_ratio="16:9", generate_audio=True, seed=7)
    (generated,) = done.response.generated_videos
    assert generated.video.mime_type == "video/mp4"
    assert frames_of(generated.video.video_bytes) == 192
    assert done.response.rai_media_filtered_count == 0


def test_vertex_frames_into_a_bucket(vertex: SdkVeo) -> None:
    """Start and end frame, and results in a bucket, as Google's SDK asks for them would be refused."""
    done = vertex.finished(
        {"prompt": "from here to there", "image": image()},
        seconds=4,
        last_frame=image("b"),
        output_gcs_uri=f"gs://{BUCKET}/takes",
        number_of_videos=2,
        person_generation="allow_adult",
        negative_prompt="blur",
        enhance_prompt=True,
        compression_quality="optimized",
        resize_mode="crop",
    )
    addresses = [generated.video.uri for generated in done.response.generated_videos]
    assert len(addresses) == 2
    for address in addresses:
        data = vertex.simulator.stored(address)
        assert data is not None
        assert frames_of(data) == 96
    assert vertex.simulator.billing.charges()[0].detail["mode"] == "interpolation"


def test_vertex_reference_images(vertex: SdkVeo) -> None:
    """Reference images as Google's SDK sends them would be refused."""
    references = [
        types.VideoGenerationReferenceImage(image=image(look), reference_type="ASSET") for look in ("a", "b", "c")
    ]
    done = vertex.finished({"prompt": "they meet"}, reference_images=references, output_gcs_uri=f"gs://{BUCKET}/x")
    assert len(done.response.generated_videos) == 1


def test_vertex_errors_and_filters_reach_the_sdk(vertex: SdkVeo) -> None:
    """Errors would have a shape that Google never sends."""
    with pytest.raises(genai.errors.ClientError) as refused:
        vertex.client.models.generate_videos(
            model=FAST,
            source=types.GenerateVideosSource(prompt="x"),
            config=types.GenerateVideosConfig(duration_seconds=5),
        )
    assert (refused.value.code, refused.value.status) == (400, "INVALID_ARGUMENT")
    vertex.simulator.faults.add(FaultKind.TASK_FAILED, code="8")
    assert vertex.finished({"prompt": "x"}).error["code"] == 8
    vertex.simulator.faults.add(FaultKind.MODERATED_OUTPUT)
    blocked = vertex.finished({"prompt": "x"}).response
    assert (blocked.rai_media_filtered_count, blocked.generated_videos) == (1, [])


def test_gemini_text_becomes_a_downloaded_file(gemini: SdkVeo) -> None:
    """The Developer API's operations and files would be true to our client only."""
    done = gemini.finished({"prompt": "a lighthouse"}, aspect_ratio="9:16", resolution="720p", number_of_videos=1)
    (generated,) = done.response.generated_videos
    # The SDK takes addresses apart only when they are https.
    name = "files/" + generated.video.uri.partition("files/")[2].partition(":")[0]
    assert frames_of(gemini.client.files.download(file=name)) == 192


def test_gemini_frames_and_references(gemini: SdkVeo) -> None:
    """Pictures as Google's SDK sends them to the Developer API would be refused."""
    gemini.finished({"prompt": "x", "image": image()}, last_frame=image("b"), person_generation="allow_adult")
    references = [types.VideoGenerationReferenceImage(image=image(), reference_type="ASSET")]
    gemini.finished({"prompt": "x"}, reference_images=references)
    modes = [charge.detail["mode"] for charge in gemini.simulator.billing.charges()]
    assert modes == ["interpolation", "references"]


def test_gemini_lists_models(gemini: SdkVeo) -> None:
    """A client could not find out which models are there."""
    served = {model.name: model.supported_actions for model in gemini.client.models.list()}
    assert served[f"models/{FAST}"] == ["predictLongRunning"]


def test_requests_of_the_sdk_are_kept_for_comparison(vertex: SdkVeo, gemini: SdkVeo) -> None:
    """Nobody could compare our client's request with Google's field by field."""
    for veo, secret in ((vertex, TOKEN), (gemini, KEY)):
        veo.client.models.generate_videos(
            model=FAST,
            source=types.GenerateVideosSource(prompt="x"),
            config=types.GenerateVideosConfig(duration_seconds=8, aspect_ratio="9:16"),
        )
        sent = veo.simulator.requests.last("video.submit")
        assert sent.body["instances"] == [{"prompt": "x"}]
        assert sent.body["parameters"] == {"durationSeconds": 8, "aspectRatio": "9:16"}
        assert secret not in sent.model_dump_json()
