"""What the simulated Ark refuses: everything outside of the limits of its documents, named in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulators.ark.app import ArkSimulator
from tests.simulators.ark.plain_client import (
    FAST,
    PRO,
    STANDARD,
    TASKS,
    Ark,
    error_of,
    film,
    image,
    served,
    sound,
    text,
)
from tests.simulators.clock import VirtualClock


@pytest.fixture(scope="module")
def strict_ark() -> Iterator[Ark]:
    """An account for requests that leave no trace in it."""
    with served(ArkSimulator(VirtualClock())) as client:
        yield client


MIXED = [image("first_frame"), image("reference_image")]
REFUSED: list[tuple[str, list[dict[str, Any]], dict[str, Any]]] = [
    ("content", [image("last_frame")], {}),
    ("content", MIXED, {}),
    ("content", [image(None), image(None)], {}),
    ("content", [image("reference_image")] * 10, {}),
    ("content", [sound()], {}),
    ("content", [image("reference_image")], {"model": PRO}),
    ("content", [text("x")], {"model": "doubao-seedance-1-0-lite-i2v-250428"}),
    ("content[0].text", [text("海" * 501)], {}),
    ("content[0].text", [text("word " * 1001)], {}),
    ("content[0].role", [image("start")], {}),
    ("content[0].type", [{"type": "picture"}], {}),
    ("content[0].image_url", [image(size=(299, 400))], {}),
    ("content[0].image_url", [image(size=(1000, 400))], {}),
    ("content[0].video_url.url", [film("data:video/mp4;base64,AAAA")], {}),
    (
        "content[0].image_url.url",
        [{"type": "image_url", "image_url": {"url": "data:image/PNG;base64,AAAA"}}],
        {},
    ),
    ("content[1].audio_url", [image("reference_image"), sound(1.0)], {}),
    ("content", [image("reference_image"), sound(8.0), sound(8.0)], {}),
    ("duration", [], {"duration": 3}),
    ("duration", [], {"duration": 16}),
    ("duration", [], {"duration": 5.0}),
    ("duration", [], {"duration": 13, "model": PRO}),
    ("resolution", [], {"resolution": "1080p", "model": FAST}),
    ("resolution", [], {"resolution": "720P"}),
    ("ratio", [], {"ratio": "2:1"}),
    ("seed", [], {"seed": 2**32}),
    ("service_tier", [], {"service_tier": "flex"}),
    ("execution_expires_after", [], {"execution_expires_after": 3599}),
    ("frames", [], {"frames": 57}),
    ("frames", [], {"frames": 30, "model": "doubao-seedance-1-0-pro-250528"}),
    ("camera_fixed", [], {"camera_fixed": True}),
    ("generate_audio", [], {"generate_audio": "yes"}),
    ("priority", [], {"priority": 10}),
    ("resolution", [], {"draft": True, "resolution": "720p", "model": PRO}),
    ("draft", [], {"draft": True, "return_last_frame": True, "model": PRO}),
    ("negative_prompt", [], {"negative_prompt": "blur"}),
]


@pytest.mark.parametrize(("param", "content", "settings"), REFUSED)
def test_what_is_outside_of_the_limits_is_refused(
    strict_ark: Ark, param: str, content: list[dict[str, Any]], settings: dict[str, Any]
) -> None:
    """A request that the real provider refuses would pass the rehearsal, and fail when it counts."""
    answer = strict_ark.create(*content, **settings)
    assert error_of(answer) == (400, "InvalidParameter", param)
    assert strict_ark.simulator.billing.charges() == []


def test_what_is_missing_is_named(strict_ark: Ark) -> None:
    """The message would not tell what to add."""
    assert error_of(strict_ark.http.post(TASKS, json={"content": []}))[1:] == ("MissingParameter", "model")
    assert error_of(strict_ark.http.post(TASKS, json={"model": STANDARD}))[1:] == ("MissingParameter", "content")
    assert error_of(strict_ark.create(text("  ")))[1:] == ("MissingParameter", "content.text")
