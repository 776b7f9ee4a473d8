"""Bare requests for video tasks at the simulated DashScope: small legal bodies, submitting, polling."""

from __future__ import annotations

import base64
from typing import Any

import httpx

from tests.simulators.media import make_png

SUBMIT = "/api/v1/services/aigc/video-generation/video-synthesis"
PICTURE = "https://pictures.example/a.png"


def t2v(**changes: Any) -> dict[str, Any]:
    """A small legal request."""
    parameters = {"resolution": "720P", "ratio": "16:9", "duration": 3, "watermark": False, "seed": 1}
    return {"model": "happyhorse-1.0-t2v", "input": {"prompt": "a ferry"}, "parameters": parameters, **changes}


def media(model: str, *items: dict[str, str], **parameters: Any) -> dict[str, Any]:
    """A request with media."""
    told = {"resolution": "720P", "duration": 3, **parameters}
    return {"model": model, "input": {"prompt": "图1", "media": list(items)}, "parameters": told}


def item(role: str, url: str = PICTURE, **more: str) -> dict[str, str]:
    """One medium."""
    return {"type": role, "url": url, **more}


def data_uri(data: bytes, kind: str = "image/png") -> str:
    """The file itself as an address."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def submit(task_api: httpx.Client, body: dict[str, Any]) -> str:
    """Submit what must be taken; the task's id."""
    answer = task_api.post(SUBMIT, json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["output"]["task_status"] == "PENDING"
    return str(answer.json()["output"]["task_id"])


def poll(task_api: httpx.Client, task_id: str) -> dict[str, Any]:
    """The whole answer to a query."""
    answer = task_api.get(f"/api/v1/tasks/{task_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def status(task_api: httpx.Client, task_id: str) -> str:
    """The state of a task."""
    return str(poll(task_api, task_id)["output"]["task_status"])


SMALL_PICTURE = data_uri(make_png(200, 200, "small"))
GOOD_PICTURE = data_uri(make_png(640, 480, "good"))
