"""What the simulated Gemini Developer API answers on the wire, where it is not what Vertex answers."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import av
import httpx
import pytest

from tests.simulators import plain_http
from tests.simulators.clock import VirtualClock
from tests.simulators.faults import FaultKind
from tests.simulators.media import make_png
from tests.simulators.server import serving
from tests.simulators.veo.gemini import KEPT_S, KEY, GeminiSimulator

FAST = "veo-3.1-fast-generate-001"


class Gemini:
    """A client without comforts."""

    def __init__(self, simulator: GeminiSimulator, base_url: str) -> None:
        self.simulator = simulator
        self.base_url = base_url
        self.http = plain_http.opened(f"{base_url}/v1beta", {"x-goog-api-key": KEY})

    def submit(
        self, instance: dict[str, Any] | None = None, *, model: str = FAST, **parameters: object
    ) -> httpx.Response:
        """POST a prediction."""
        body = {"instances": [{"prompt": "a lighthouse", **(instance or {})}], "parameters": parameters}
        return self.http.post(f"models/{model}:predictLongRunning", json=body)

    def finished(self, instance: dict[str, Any] | None = None, **parameters: Any) -> dict[str, Any]:
        """The operation of an accepted prediction after it has had all the time that it needs."""
        name = self.submit(instance, **parameters).json()["name"]
        assert self.http.get(name).json() == {"name": name}
        self.simulator.clock.advance(600)
        return dict(self.http.get(name).json())


@pytest.fixture
def gemini() -> Iterator[Gemini]:
    """A fresh key."""
    simulator = GeminiSimulator(VirtualClock())
    with serving(simulator) as base_url:
        client = Gemini(simulator, base_url)
        yield client
        client.http.close()


def image() -> dict[str, str]:
    return {"bytesBase64Encoded": base64.b64encode(make_png(640, 480, "a")).decode(), "mimeType": "image/png"}


def uri_of(done: dict[str, Any]) -> str:
    (sample,) = done["response"]["generateVideoResponse"]["generatedSamples"]
    return str(sample["video"]["uri"])


def error_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["status"]


def test_file_is_fetched_with_the_key_and_through_a_redirect(gemini: Gemini) -> None:
    """A download that follows no redirect, or takes the key along to a foreign host, would look right."""
    uri = uri_of(gemini.finished(durationSeconds=4))
    assert uri.endswith(":download?alt=media")
    assert error_of(plain_http.get(uri)) == (403, "PERMISSION_DENIED")
    first = gemini.http.get(uri)
    assert first.status_code == 302
    location = httpx.URL(first.headers["location"])
    assert location.host != httpx.URL(uri).host
    data = plain_http.get(location).content
    with av.open(io.BytesIO(data)) as container:
        assert container.streams.video[0].frames == 96
        assert len(container.streams.audio) == 1
    assert "x-goog-api-key" not in gemini.simulator.requests.last("video.download").headers


def test_results_are_kept_for_two_days(gemini: Gemini) -> None:
    """A result that was not saved in time would still be there in the rehearsal."""
    name = gemini.submit(durationSeconds=4).json()["name"]
    gemini.simulator.clock.advance(KEPT_S - 1)
    uri = uri_of(gemini.http.get(name).json())
    assert gemini.http.get(uri).status_code == 302
    gemini.simulator.clock.advance(3600)
    assert error_of(gemini.http.get(name)) == (404, "NOT_FOUND")
    assert error_of(gemini.http.get(uri)) == (403, "PERMISSION_DENIED")


def test_blocked_film_is_done_without_samples(gemini: Gemini) -> None:
    """A client that only looks for errors would pass on nothing."""
    gemini.simulator.faults.add(FaultKind.MODERATED_OUTPUT)
    told = gemini.finished()["response"]["generateVideoResponse"]
    assert told.keys() == {"raiMediaFilteredCount", "raiMediaFilteredReasons"}
    assert [charge.state for charge in gemini.simulator.billing.charges()] == ["free"]


@pytest.mark.parametrize(
    ("instance", "parameters"),
    [
        ({}, {"durationSeconds": 6, "resolution": "1080p"}),
        ({"image": image(), "lastFrame": image()}, {"durationSeconds": 4}),
        ({}, {"sampleCount": 2}),
        ({}, {"generateAudio": True}),
        ({}, {"storageUri": "gs://bucket/x"}),
        ({}, {"personGeneration": "allow_adult"}),
        ({"image": image()}, {"personGeneration": "allow_all"}),
        ({"image": {"gcsUri": "gs://bucket/x.png", "mimeType": "image/png"}}, {}),
        ({"mask": image()}, {}),
    ],
)
def test_what_only_vertex_knows_is_refused(
    gemini: Gemini, instance: dict[str, Any], parameters: dict[str, Any]
) -> None:
    """A request for one surface would pass at the other."""
    assert error_of(gemini.submit(instance, **parameters)) == (400, "INVALID_ARGUMENT")


def test_keys_and_models(gemini: Gemini) -> None:
    """A wrong key and a model that was shut down would look alike."""
    path = f"{gemini.base_url}/v1beta/models/{FAST}:predictLongRunning"
    assert error_of(plain_http.post(path, json={})) == (403, "PERMISSION_DENIED")
    wrong = plain_http.post(path, json={}, headers={"x-goog-api-key": "other"})
    assert error_of(wrong) == (400, "INVALID_ARGUMENT")
    assert wrong.json()["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    assert error_of(gemini.submit(model="veo-3.1-fast-generate-preview")) == (404, "NOT_FOUND")
    served = {
        model["name"]: model["supportedGenerationMethods"] for model in gemini.http.get("models").json()["models"]
    }
    assert served[f"models/{FAST}"] == ["predictLongRunning"]
    assert "models/veo-3.1-fast-generate-preview" not in served


def test_a_film_is_extended(gemini: Gemini) -> None:
    """Extension would be refused, or come out at the wrong length."""
    uri = uri_of(gemini.finished(durationSeconds=4))
    longer = gemini.finished({"video": {"uri": uri}})
    data = gemini.http.get(uri_of(longer), follow_redirects=True).content
    with av.open(io.BytesIO(data)) as container:
        assert container.streams.video[0].frames == (4 + 7) * 24
    assert gemini.simulator.billing.charges()[-1].quantity == 7
    assert error_of(gemini.submit({"video": {"uri": "files/none"}})) == (400, "INVALID_ARGUMENT")
