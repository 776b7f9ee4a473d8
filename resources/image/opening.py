"""Which picture models there are and how they are opened: one that draws from words, one that changes a picture."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from resources.clock import Clock, SystemClock
from resources.video.base import Capabilities, Maker, PictureRequest
from resources.video.limits import FamilyLimits, chosen_family, load_limits
from resources.wire.access import base_url_of

if TYPE_CHECKING:
    import httpx

Task = Literal["drawing", "editing"]
"""`drawing` makes a picture of words; `editing` a new state of pictures that go with the request."""

MODEL_VARIABLES: dict[Task, str] = {
    "drawing": "SPARK_VIDEO_IMAGE_MODEL",
    "editing": "SPARK_VIDEO_IMAGE_EDIT_MODEL",
}


def capabilities(task: Task, environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What the chosen model can do; needs no key and no network.

    Raises:
        UsageError: The environment names another model, or an address that a key must not go to.
    """
    able = _family(task, environ).capabilities
    return able.model_copy(update={"base_url": base_url_of("dashscope", environ)})


def open_pictures(
    task: Task,
    *,
    environ: Mapping[str, str] = os.environ,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> Maker[PictureRequest]:
    """A maker of pictures, ready for work; the caller closes it.

    Args:
        task: Whether pictures are drawn or changed; each has a model of its own.
        environ: Key, address and models.
        transport: Injected by tests; None = the network.
        clock: Time and pauses.

    Raises:
        UsageError: As `capabilities`, or no key is set.
    """
    from resources.image.at_once import PicturesAtOnce
    from resources.image.letters import write_letter
    from resources.image.picture_file import PICTURE
    from resources.video.dashscope.task_maker import TaskMaker
    from resources.wire.dashscope import open_wire

    limits = _family(task, environ)
    able = limits.capabilities
    time = clock or SystemClock()
    wire = open_wire(able.name, environ, submits_per_s=able.submits_per_s, transport=transport, clock=time)
    if able.can_list:
        return TaskMaker(limits, write_letter, PICTURE, wire, time)
    return PicturesAtOnce(limits, wire, time)


def _family(task: Task, environ: Mapping[str, str]) -> FamilyLimits:
    file = Path(__file__).with_name(f"{task}.json")
    return chosen_family(load_limits(file), environ, MODEL_VARIABLES[task])
