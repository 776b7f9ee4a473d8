"""Simulated Veo on either surface, and short takes on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paid_takes import House, take

from resources.video.base import RenderRequest
from tests.simulators.veo.gemini import GeminiSimulator
from tests.simulators.veo.vertex import VertexSimulator

OpenHouse = Callable[..., House]
SURFACES = {"vertex": VertexSimulator, "developer": GeminiSimulator}


def short(shot_id: str = "S01-001", **fields: Any) -> RenderRequest:
    return take(shot_id, **{"resolution": "720P", "duration_s": 4, **fields})


def sent(house: House) -> dict[str, Any]:
    body = house.simulator.requests.last("video.submit").body
    assert isinstance(body, dict)
    return body
