"""What the simulated Vertex AI answers on the wire: limits, operations, inline and stored results, filters."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import av
import httpx
import numpy as np
import pytest
from PIL import Image

from tests.simulators import plain_http
from tests.simulators.clock import VirtualClock
from tests.simulators.faults import FaultKind
from tests.simulators.media import make_png
from tests.simulators.server import serving
from tests.simulators.veo.vertex import BUCKET, LOCATION, PROJECT, TOKEN, VertexSimulator

STANDARD, FAST = "veo-3.1-generate-001", "veo-3.1-fast-generate-001"
LITE = "veo-3.1-lite-generate-001"


class Vertex:
    """A client without comforts."""

    def __init__(self, simulator: VertexSimulator, base_url: str) -> None:
        self.simulator = simulator
        self.base_url = base_url
        self.http = plain_http.opened(base_url, {"Authorization": f"Bearer {TOKEN}"})

    @staticmethod
    def model_url(model: str, project: str = PROJECT) -> str:
        """Path of a model."""
        return f"/v1/projects/{project}/locations/{LOCATION}/publishers/google/models/{model}"

    def submit(
        self, instance: dict[str, Any] | None = None, *, model: str = FAST, **parameters: object
    ) -> httpx.Response:
        """POST a prediction."""
        body = {"instances": [{"prompt": "a lighthouse", **(instance or {})}], "parameters": parameters}
        return self.http.post(f"{self.model_url(model)}:predictLongRunning", json=body)

    def fetch(self, name: str, model: str = FAST) -> dict[str, Any]:
        """Poll an operation."""
        body = {"operationName": name}
        answer = self.http.post(f"{self.model_url(model)}:fetchPredictOperation", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def finished(self, instance: dict[str, Any] | None = None, **parameters: Any) -> dict[str, Any]:
        """The operation of an accepted prediction after it has had all the time that it needs."""
        submitted = self.submit(instance, **parameters)
        assert submitted.status_code == 200, submitted.text
        self.simulator.clock.advance(600)
        return self.fetch(submitted.json()["name"])


@contextmanager
def served() -> Iterator[Vertex]:
    simulator = VertexSimulator(VirtualClock())
    with serving(simulator) as base_url:
        client = Vertex(simulator, base_url)
        yield client
        client.http.close()


@pytest.fixture
def vertex() -> Iterator[Vertex]:
    """A fresh project."""
    with served() as client:
        yield client


@pytest.fixture(scope="module")
def strict_vertex() -> Iterator[Vertex]:
    """A project for requests that leave no trace in it but their number."""
    with served() as client:
        yield client


def image(look: str = "a", size: tuple[int, int] = (640, 480), **more: str) -> dict[str, str]:
    data = base64.b64encode(make_png(*size, look)).decode()
    return {"bytesBase64Encoded": data, "mimeType": "image/png", **more}


def reference(kind: str = "asset") -> dict[str, Any]:
    return {"image": image(), "referenceType": kind}


def error_of(answer: httpx.Response) -> tuple[int, str]:
    error = answer.json()["error"]
    assert error["code"] == answer.status_code
    return answer.status_code, error["status"]


def test_inline_result_is_a_film_of_its_size(vertex: Vertex) -> None:
    """A rehearsed episode would be cut from clips of another length, size or rate than the real provider delivers."""
    name = vertex.submit(durationSeconds=4, aspectRatio="9:16", resolution="720p").json()["name"]
    assert vertex.fetch(name) == {"name": name}
    vertex.simulator.clock.advance(100)
    done = vertex.fetch(name)
    assert done["response"]["@type"].endswith("GenerateVideoResponse")
    assert done["response"]["raiMediaFilteredCount"] == 0
    (video,) = done["response"]["videos"]
    with av.open(io.BytesIO(base64.b64decode(video["bytesBase64Encoded"]))) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate, stream.frames) == (720, 1280, 24, 96)
        assert len(container.streams.audio) == 1


def test_stored_result_is_read_from_the_bucket(vertex: Vertex) -> None:
    """A client that puts results into a bucket could not be rehearsed."""
    done = vertex.finished(durationSeconds=4, storageUri=f"gs://{BUCKET}/takes/", generateAudio=False)
    (video,) = done["response"]["videos"]
    assert video.keys() == {"gcsUri", "mimeType"}
    name = video["gcsUri"].removeprefix(f"gs://{BUCKET}/")
    assert name.startswith("takes/")
    path = f"/storage/v1/b/{BUCKET}/o/{quote(name, safe='')}"
    described = vertex.http.get(path).json()
    data = vertex.http.get(path, params={"alt": "media"}).content
    assert int(described["size"]) == len(data)
    part = vertex.http.get(path, params={"alt": "media"}, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, data[100:200])
    with av.open(io.BytesIO(data)) as container:
        assert len(container.streams.audio) == 0
    stranger = plain_http.get(f"{vertex.base_url}{path}", params={"alt": "media"})
    assert error_of(stranger) == (401, "UNAUTHENTICATED")
    assert vertex.http.get(f"/storage/v1/b/{BUCKET}/o/none", params={"alt": "media"}).status_code == 404


def test_film_goes_from_start_to_end_frame(vertex: Vertex) -> None:
    """A client that swaps image and lastFrame would look right."""
    done = vertex.finished({"image": image("begin", (1280, 720)), "lastFrame": image("finish", (1280, 720))})
    data = base64.b64decode(done["response"]["videos"][0]["bytesBase64Encoded"])
    with av.open(io.BytesIO(data)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(frames) == 8 * 24
    for frame, look in ((frames[0], "begin"), (frames[-1], "finish")):
        wanted = np.asarray(Image.open(io.BytesIO(make_png(1280, 720, look))))
        assert np.abs(wanted.astype(int) - frame).mean() < 6


REFUSED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"durationSeconds": 5}),
    ({}, {"durationSeconds": "8"}),
    ({}, {"aspectRatio": "1:1"}),
    ({}, {"resolution": "480p"}),
    ({}, {"resolution": "4k", "model": LITE}),
    ({}, {"negativePrompt": "blur", "model": LITE}),
    ({}, {"sampleCount": 5}),
    ({}, {"seed": -1}),
    ({}, {"personGeneration": "everybody"}),
    ({}, {"storageUri": "https://bucket"}),
    ({}, {"storageUri": "gs://not-ours/takes"}),
    ({}, {"watermark": False}),
    ({"prompt": ""}, {}),
    ({"prompt": "word " * 1100}, {}),
    ({"prompt": "word " * 500}, {"model": LITE}),
    ({"lastFrame": image()}, {}),
    ({"referenceImages": [reference()]}, {"durationSeconds": 6}),
    ({"referenceImages": [reference()]}, {"aspectRatio": "9:16"}),
    ({"referenceImages": [reference()] * 4}, {}),
    ({"referenceImages": [reference("style")]}, {}),
    ({"referenceImages": [reference()], "image": image()}, {}),
    ({"image": {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}}, {}),
    ({"image": {"bytesBase64Encoded": "not base64!", "mimeType": "image/png"}}, {}),
    ({"image": image() | {"mimeType": "image/jpeg"}}, {}),
    ({"image": {"gcsUri": f"gs://{BUCKET}/none.png", "mimeType": "image/png"}}, {}),
    ({"picture": image()}, {}),
]


@pytest.mark.parametrize(("instance", "parameters"), REFUSED)
def test_what_is_outside_of_the_limits_is_refused(
    strict_vertex: Vertex, instance: dict[str, Any], parameters: dict[str, Any]
) -> None:
    """A request that the real provider refuses would pass the rehearsal, and fail when it counts."""
    strict_vertex.simulator.clock.advance(60)
    assert error_of(strict_vertex.submit(instance, **parameters)) == (400, "INVALID_ARGUMENT")
    assert strict_vertex.simulator.billing.charges() == []


def test_pictures_may_lie_in_the_bucket(vertex: Vertex) -> None:
    """Start frames by gcsUri would be refused."""
    vertex.simulator.buckets[BUCKET]["start.png"] = make_png(640, 480, "a")
    stored = {"gcsUri": f"gs://{BUCKET}/start.png", "mimeType": "image/png"}
    assert vertex.submit({"image": stored}).status_code == 200
    assert vertex.submit({"referenceImages": [{"image": stored, "referenceType": "asset"}]}).status_code == 200


def test_token_project_and_model(vertex: Vertex) -> None:
    """A wrong token, a foreign project and a retired model would look alike."""
    path = f"{vertex.model_url(FAST)}:predictLongRunning"
    for headers, reason in (
        ({}, "CREDENTIALS_MISSING"),
        ({"Authorization": "Bearer x"}, "ACCESS_TOKEN_TYPE_UNSUPPORTED"),
    ):
        stranger = plain_http.post(f"{vertex.base_url}{path}", json={}, headers=headers)
        assert error_of(stranger) == (401, "UNAUTHENTICATED")
        assert stranger.json()["error"]["details"][0]["reason"] == reason
    foreign = vertex.http.post(f"{vertex.model_url(FAST, 'other')}:predictLongRunning", json={})
    assert error_of(foreign) == (403, "PERMISSION_DENIED")
    assert error_of(vertex.submit(model="veo-9")) == (404, "NOT_FOUND")
    retired = vertex.submit(model="veo-3.0-generate-001")
    assert error_of(retired) == (404, "NOT_FOUND")
    assert "no longer available" in retired.json()["error"]["message"]
    assert error_of(vertex.submit(model="veo-3.1-generate-preview")) == (404, "NOT_FOUND")


def test_filtered_films_are_missing_without_an_error(vertex: Vertex) -> None:
    """A client that only looks for errors would pass on nothing, or pay for what was withheld."""
    vertex.simulator.faults.add(FaultKind.MODERATED_OUTPUT, times=2)
    blocked = vertex.finished(durationSeconds=4)["response"]
    assert (blocked["raiMediaFilteredCount"], blocked["videos"]) == (1, [])
    assert "Support codes" in blocked["raiMediaFilteredReasons"][0]
    fewer = vertex.finished(durationSeconds=4, sampleCount=2, storageUri=f"gs://{BUCKET}/x")["response"]
    assert (fewer["raiMediaFilteredCount"], len(fewer["videos"])) == (1, 1)
    states = [(charge.state, charge.amount) for charge in vertex.simulator.billing.charges()]
    assert [state for state, _ in states] == ["free", "charged"]
    assert float(states[1][1]) == pytest.approx(4 * 0.10)


@pytest.mark.parametrize("code", [3, 8, 13])
def test_failed_operations_carry_a_code(vertex: Vertex, code: int) -> None:
    """Retrying could not be told from giving up."""
    vertex.simulator.faults.add(FaultKind.TASK_FAILED, code=str(code))
    done = vertex.finished()
    assert (done["done"], done["error"]["code"]) == (True, code)
    assert "response" not in done
    assert [charge.state for charge in vertex.simulator.billing.charges()] == ["free"]


def test_moderated_prompt_is_refused_at_once(vertex: Vertex) -> None:
    """Moderation arrives both ways; a client that knows one would retry the other."""
    vertex.simulator.faults.add(FaultKind.MODERATED)
    refused = vertex.submit()
    assert error_of(refused) == (400, "INVALID_ARGUMENT")
    assert "Responsible AI" in refused.json()["error"]["message"]
    assert vertex.simulator.billing.charges() == []


def test_prices_follow_model_resolution_and_length(vertex: Vertex) -> None:
    """The book of a rehearsal would show another price than the vendor's list."""
    for model, parameters in (
        (STANDARD, {"resolution": "4k"}),
        (FAST, {"durationSeconds": 6}),
        (FAST, {"resolution": "1080p", "sampleCount": 2}),
        (LITE, {"durationSeconds": 4}),
    ):
        assert vertex.submit(model=model, **parameters).status_code == 200
    asked = [float(charge.quantity * charge.price) for charge in vertex.simulator.billing.charges()]
    assert asked == pytest.approx([8 * 0.60, 6 * 0.10, 2 * 8 * 0.12, 4 * 0.05])


def test_requests_a_minute_are_limited(vertex: Vertex) -> None:
    """A client that floods the project would never meet a limit in the rehearsal."""
    answers = [vertex.submit(model=LITE) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert error_of(answers[-1]) == (429, "RESOURCE_EXHAUSTED")
    vertex.simulator.clock.advance(60)
    assert vertex.submit(model=LITE).status_code == 200


def test_operations_belong_to_their_model(vertex: Vertex) -> None:
    """A mixed-up handle would be polled as if it were right."""
    name = vertex.submit().json()["name"]
    asked = vertex.http.post(f"{vertex.model_url(STANDARD)}:fetchPredictOperation", json={"operationName": name})
    assert error_of(asked) == (400, "INVALID_ARGUMENT")
    gone = vertex.http.post(f"{vertex.model_url(FAST)}:fetchPredictOperation", json={"operationName": f"{name}0"})
    assert error_of(gone) == (404, "NOT_FOUND")
