"""A client of the simulated Ark without comforts, for tests of what is on the wire. No SDK and none of our own code."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.simulators import plain_http
from tests.simulators.ark.app import KEY, ArkSimulator
from tests.simulators.media import make_png, make_wav
from tests.simulators.server import serving

STANDARD, FAST, PRO = (
    "doubao-seedance-2-0-260128",
    "doubao-seedance-2-0-fast-260128",
    "doubao-seedance-1-5-pro-251215",
)
TASKS = "/api/v3/contents/generations/tasks"


class Ark:
    """A client without comforts."""

    def __init__(self, simulator: ArkSimulator, base_url: str) -> None:
        self.simulator = simulator
        self.base_url = base_url
        self.http = plain_http.opened(base_url, {"Authorization": f"Bearer {KEY}"})

    def create(self, *content: dict[str, Any], model: str = STANDARD, **settings: object) -> httpx.Response:
        """POST a task."""
        body = {"model": model, "content": list(content) or [text("a lighthouse")], **settings}
        return self.http.post(TASKS, json=body)

    def accepted(self, *content: dict[str, Any], **settings: Any) -> str:
        """The id of a task that must be accepted."""
        answer = self.create(*content, **settings)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    def task(self, task_id: str) -> dict[str, Any]:
        """The task object."""
        answer = self.http.get(f"{TASKS}/{task_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def finished(self, *content: dict[str, Any], **settings: Any) -> dict[str, Any]:
        """A task after it has had all the time that it needs."""
        task_id = self.accepted(*content, **settings)
        self.simulator.clock.advance(600)
        return self.task(task_id)


@contextmanager
def served(simulator: ArkSimulator) -> Iterator[Ark]:
    """Serve an account and ask it."""
    with serving(simulator) as base_url:
        client = Ark(simulator, base_url)
        yield client
        client.http.close()


def text(words: str) -> dict[str, Any]:
    """A content item of words."""
    return {"type": "text", "text": words}


def image(role: str | None = "first_frame", size: tuple[int, int] = (640, 480), look: str = "a") -> dict[str, Any]:
    """A content item of one picture."""
    encoded = base64.b64encode(make_png(*size, look)).decode()
    item: dict[str, Any] = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{encoded}"}}
    return item if role is None else {**item, "role": role}


def sound(seconds: float = 3.0) -> dict[str, Any]:
    """A content item of one sound."""
    encoded = base64.b64encode(make_wav(seconds, 16000, "voice")).decode()
    url = {"url": f"data:audio/wav;base64,{encoded}"}
    return {"type": "audio_url", "audio_url": url, "role": "reference_audio"}


def film(url: str) -> dict[str, Any]:
    """A content item of one film."""
    return {"type": "video_url", "video_url": {"url": url}, "role": "reference_video"}


def error_of(answer: httpx.Response) -> tuple[int, str, str]:
    """HTTP status, code and parameter of a refusal."""
    error = answer.json()["error"]
    assert error["message"].rpartition("Request id: ")[2], "every refusal ends with its request id"
    return answer.status_code, error["code"], error["param"]
