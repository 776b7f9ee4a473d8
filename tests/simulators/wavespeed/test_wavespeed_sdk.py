"""WaveSpeed's own SDK uploads media and completes a prediction against the simulator."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av
import pytest

from tests.simulators import plain_http
from tests.simulators.clock import VirtualClock
from tests.simulators.faults import FaultKind
from tests.simulators.media import make_png, make_wav
from tests.simulators.server import serving
from tests.simulators.wavespeed.app import KEY, WaveSpeedSimulator

wavespeed_sdk = pytest.importorskip("wavespeed", reason="wavespeed is not installed: pip install '.[sdk]'")
MODEL = "wavespeed-ai/infinitetalk"


class SdkWaveSpeed:
    """The SDK beside the simulator that it talks to."""

    def __init__(self, simulator: WaveSpeedSimulator, client: Any) -> None:
        self.simulator = simulator
        self.client = client

    def upload(self, name: str, data: bytes) -> str:
        """Address of an uploaded file."""
        file = io.BytesIO(data)
        file.name = name
        return str(self.client.upload(file))

    def media(self) -> dict[str, str]:
        """A face and a voice of 4 s."""
        return {
            "image": self.upload("face.png", make_png(480, 480, "face")),
            "audio": self.upload("line.wav", make_wav(4, 16000, "voice")),
        }


@pytest.fixture
def wavespeed() -> Iterator[SdkWaveSpeed]:
    """A fresh account whose time goes on with every request: the SDK waits in real time."""
    simulator = WaveSpeedSimulator(VirtualClock(), seconds_per_request=30)
    with serving(simulator) as base_url:
        yield SdkWaveSpeed(simulator, wavespeed_sdk.Client(api_key=KEY, base_url=base_url))


def test_a_face_speaks(wavespeed: SdkWaveSpeed) -> None:
    """The simulator would be faithful to our client only."""
    done = wavespeed.client.run(MODEL, {**wavespeed.media(), "resolution": "480p", "seed": 3}, poll_interval=0.001)
    with av.open(io.BytesIO(plain_http.get(done["outputs"][0]).content)) as container:
        assert container.streams.video[0].frames == 100
    assert KEY not in wavespeed.simulator.requests.last("video.submit").model_dump_json()
    assert len(wavespeed.simulator.requests.all("task.poll")) > 1


def test_failures_are_read_by_the_sdk(wavespeed: SdkWaveSpeed) -> None:
    """Failures would have a shape that the vendor never sends."""
    media = wavespeed.media()
    wavespeed.simulator.faults.add(FaultKind.MODERATED_OUTPUT)
    failed = wavespeed.client.run_no_throw(MODEL, media, poll_interval=0.001)
    assert (failed["status"], failed["outputs"]) == ("failed", None)
    assert "sensitive" in failed["error"]
    with pytest.raises(RuntimeError, match=r'HTTP 400: .*field \\"audio\\" is required'):
        wavespeed.client.run(MODEL, {"image": media["image"]})
