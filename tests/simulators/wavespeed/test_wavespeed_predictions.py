"""What the simulated WaveSpeed answers on the wire: limits, predictions, billing, uploads."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import av
import httpx
import numpy as np
import pytest

from tests.simulators import plain_http
from tests.simulators.clock import VirtualClock
from tests.simulators.faults import FaultKind
from tests.simulators.media import make_png, make_wav
from tests.simulators.server import serving
from tests.simulators.wavespeed.app import KEY, WaveSpeedSimulator

MODEL = "wavespeed-ai/infinitetalk"
WEEK_S = 7 * 24 * 3600.0


class WaveSpeed:
    """A client without comforts, with media uploaded."""

    def __init__(self, simulator: WaveSpeedSimulator, base_url: str) -> None:
        self.simulator = simulator
        self.base_url = base_url
        api = f"{base_url}/api/v3/"
        self.http = plain_http.opened(api, {"Authorization": f"Bearer {KEY}"})

    def upload(self, name: str, data: bytes) -> str:
        """Address of an uploaded file."""
        answer = self.http.post("media/upload/binary", files={"file": (name, data)})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["download_url"])

    def face(self, width: int = 600, height: int = 800) -> str:
        """Address of a picture."""
        return self.upload("face.png", make_png(width, height, "face"))

    def voice(self, seconds: float = 3.2) -> str:
        """Address of a sound."""
        return self.upload("line.wav", make_wav(seconds, 16000, "voice"))

    def submit(self, model: str = MODEL, **fields: object) -> httpx.Response:
        """POST a prediction."""
        return self.http.post(model, json=fields)

    def finished(self, model: str = MODEL, **fields: object) -> dict[str, Any]:
        """An accepted prediction after it has had all the time that it needs."""
        created = self.submit(model, **fields).json()["data"]
        self.simulator.clock.advance(4 * 3600)
        return dict(self.http.get(created["urls"]["get"]).json()["data"])


@pytest.fixture
def wavespeed() -> Iterator[WaveSpeed]:
    """A fresh account."""
    simulator = WaveSpeedSimulator(VirtualClock())
    with serving(simulator) as base_url:
        client = WaveSpeed(simulator, base_url)
        yield client
        client.http.close()


def refusal_of(answer: httpx.Response) -> tuple[int, str]:
    envelope = answer.json()
    assert envelope["code"] == answer.status_code
    return answer.status_code, envelope["message"]


def test_a_prediction_is_created_runs_and_completes(wavespeed: WaveSpeed) -> None:
    """A rehearsed speaker would have another size or length than the real one."""
    created = wavespeed.submit(image=wavespeed.face(), audio=wavespeed.voice(), resolution="480p").json()
    assert (created["code"], created["message"]) == (200, "success")
    data = created["data"]
    assert data["status"] == "created"
    assert data["urls"]["get"].endswith(f"/api/v3/predictions/{data['id']}/result")
    wavespeed.simulator.clock.advance(30)
    assert wavespeed.http.get(data["urls"]["get"]).json()["data"]["status"] == "processing"
    wavespeed.simulator.clock.advance(100)
    done = wavespeed.http.get(f"predictions/{data['id']}").json()["data"]
    assert (done["status"], done["error"], done["has_nsfw_contents"]) == ("completed", "", [False])
    assert done["timings"]["inference"] == pytest.approx((10 + 20 * 3.2) * 1000)
    with av.open(io.BytesIO(plain_http.get(done["outputs"][0]).content)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height, video.frames) == (480, 640, 80)


def test_the_given_voice_is_heard(wavespeed: WaveSpeed) -> None:
    """A client that sends the wrong line would look right."""
    voice = make_wav(3.2, 16000, "voice")
    done = wavespeed.finished(image=wavespeed.face(), audio=wavespeed.upload("line.wav", voice))
    heard = envelope_of(plain_http.get(done["outputs"][0]).content)
    said = envelope_of(voice)
    length = min(len(heard), len(said))
    assert np.corrcoef(heard[:length], said[:length])[0, 1] > 0.95


def envelope_of(data: bytes) -> np.ndarray:
    """Loudness in steps of 20 ms."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=16000)
    with av.open(io.BytesIO(data)) as container:
        samples = [out.to_ndarray()[0] for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    whole = np.concatenate(samples)
    return np.abs(whole[: len(whole) // 320 * 320]).reshape(-1, 320).mean(axis=1)


@pytest.mark.parametrize(
    ("seconds", "settings", "amount"),
    [
        (3.2, {}, "0.15"),
        (5.01, {"resolution": "720p"}, "0.36"),
        (12.0, {"resolution": "480p"}, "0.36"),
        (12.0, {"model": "wavespeed-ai/infinitetalk-fast"}, "0.180"),
    ],
)
def test_billing_rounds_up_and_has_a_minimum(
    wavespeed: WaveSpeed, seconds: float, settings: dict[str, str], amount: str
) -> None:
    """Short lines would seem cheaper than the vendor bills them."""
    done = wavespeed.finished(image=wavespeed.face(), audio=wavespeed.voice(seconds), **settings)
    assert done["status"] == "completed"
    assert wavespeed.simulator.billing.total() == Decimal(amount)
    assert wavespeed.http.get("balance").json()["data"]["balance"] == pytest.approx(1000 - float(amount))


def test_two_voices_one_after_the_other(wavespeed: WaveSpeed) -> None:
    """A dialogue would be as long as one of its voices."""
    fields = {"image": wavespeed.face(), "left_audio": wavespeed.voice(4), "right_audio": wavespeed.voice(3)}
    wavespeed.finished(f"{MODEL}/multi", order="left_right", **fields)
    wavespeed.finished(f"{MODEL}/multi", order="meanwhile", **fields)
    assert [charge.quantity for charge in wavespeed.simulator.billing.charges()] == [7, 5]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"audio": "a"}, 'field "image" is required'),
        ({"image": "a"}, 'field "audio" is required'),
        ({"image": "a", "audio": "b", "resolution": "1080p"}, '"resolution" must be one of'),
        ({"image": "a", "audio": "b", "seed": -2}, '"seed" must be an integer'),
        ({"image": "a", "audio": "b", "width": 720}, '"width" is not supported'),
        (
            {"image": "a", "audio": "b", "resolution": "480p", "model": f"{MODEL}-fast"},
            '"resolution" is not supported',
        ),
        ({"image": "a", "audio": 1}, '"audio" must be a string'),
    ],
)
def test_what_is_outside_of_the_limits_is_refused(
    wavespeed: WaveSpeed, fields: dict[str, Any], message: str
) -> None:
    """A request that the real provider refuses would pass the rehearsal, and fail when it counts."""
    status, told = refusal_of(wavespeed.submit(**fields))
    assert status == 400
    assert message in told
    assert wavespeed.simulator.billing.charges() == []


def test_keys_models_and_ids(wavespeed: WaveSpeed) -> None:
    """A wrong key, a mistyped model and a lost prediction would look alike."""
    stranger = plain_http.post(
        f"{wavespeed.base_url}/api/v3/{MODEL}", json={}, headers={"Authorization": "Bearer x"}
    )
    assert refusal_of(stranger)[0] == 401
    assert refusal_of(wavespeed.submit("wavespeed-ai/no-such-model"))[0] == 404
    assert refusal_of(wavespeed.http.get("predictions/none/result"))[0] == 404


def test_failures_come_inside_http_200_and_cost_nothing(wavespeed: WaveSpeed) -> None:
    """A client that looks at the HTTP status only would wait for ever, or pay for what it did not get."""
    good = {"image": wavespeed.face(), "audio": wavespeed.voice()}
    unreachable = wavespeed.finished(**good | {"image": "https://nowhere.invalid/face.png"})
    assert (unreachable["status"], unreachable["code"], unreachable["outputs"]) == ("failed", 1402, [])
    not_sound = wavespeed.finished(**good | {"audio": good["image"]})
    assert "audio cannot be decoded" in not_sound["error"]
    wavespeed.simulator.faults.add(FaultKind.MODERATED_OUTPUT)
    moderated = wavespeed.finished(**good)
    assert (moderated["code"], "sensitive" in moderated["error"]) == (1200, True)
    wavespeed.simulator.faults.add(FaultKind.TASK_FAILED, message="HTTP 503 upstream")
    assert wavespeed.finished(**good)["error"] == "HTTP 503 upstream"
    assert {charge.state for charge in wavespeed.simulator.billing.charges()} == {"free"}


def test_more_than_ten_minutes_fail(wavespeed: WaveSpeed) -> None:
    """A narration that is too long would be rendered in the rehearsal."""
    silence = io.BytesIO()
    with wave.open(silence, "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(601 * 8000))
    long = wavespeed.upload("long.wav", silence.getvalue())
    assert "at most 600 s" in wavespeed.finished(image=wavespeed.face(), audio=long)["error"]


def test_credit_ends() -> None:
    """An account without money would go on in the rehearsal."""
    with serving(WaveSpeedSimulator(VirtualClock(), credit=Decimal("0.20"))) as base_url:
        client = plain_http.opened(f"{base_url}/api/v3/", {"Authorization": f"Bearer {KEY}"})
        with client:
            body = {
                "image": "https://example.com/a.png",
                "audio": "https://example.com/a.wav",
                "resolution": "720p",
            }
            assert refusal_of(client.post(MODEL, json=body)) == (
                400,
                "Insufficient credits. Please top up your account.",
            )
            assert client.post(MODEL, json=body | {"resolution": "480p"}).status_code == 200


def test_uploads_and_results_are_kept_for_a_week(wavespeed: WaveSpeed) -> None:
    """An address from an earlier session would still work in the rehearsal."""
    face, voice = wavespeed.face(), wavespeed.voice()
    done = wavespeed.finished(image=face, audio=voice)
    assert plain_http.get(face).content == make_png(600, 800, "face")
    wavespeed.simulator.clock.advance(WEEK_S)
    assert plain_http.get(face).status_code == 403
    assert plain_http.get(done["outputs"][0]).status_code == 403
    assert wavespeed.finished(image=face, audio=voice)["code"] == 1402
    assert refusal_of(wavespeed.http.post("media/upload/binary", files={"file": ("x.exe", b"MZ")}))[0] == 400
