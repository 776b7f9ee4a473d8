"""One prediction of InfiniteTalk: reading its inputs, what it makes and costs, how it looks when polled."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.faults import FaultKind
from tests.simulators.frame import Refusal
from tests.simulators.inputs import Picture, Sound, Unreadable, read_picture, read_sound
from tests.simulators.jobs import Job, Phase
from tests.simulators.media import ClipSpec, make_clip
from tests.simulators.wavespeed.models import (
    FRAME_RATE,
    LONGEST_S,
    ORDERS,
    SHORT_SIDE,
    SHORTEST_BILLED_S,
    TalkModel,
)

Loader = Callable[[str], Awaitable[bytes | None]]
"""Bytes behind an address; None for one that is taken on trust. Raises `Unreadable`."""

MODERATED = 1200
MEDIA_UNREACHABLE = 1402
FAILED = 1403
_WORDS = {
    MODERATED: "The content was flagged as potentially sensitive (NSFW). Please modify the input and try again.",
    FAILED: "The task could not be completed.",
}
# Media on trust: nobody can measure them here.
_TRUSTED_S = 5.0
_TRUSTED_SIZE = (768, 768)
_LARGEST_SEED = 2147483647


@dataclass
class Inputs:
    """What the addresses of a request led to; `problem` says which did not lead to media.

    Args:
        sounds: Lengths and voices, in the order of the model's fields.
    """

    image: Picture | None = None
    sounds: list[Sound | None] = field(default_factory=list)
    problem: str = ""

    def seconds(self, *, one_after_the_other: bool) -> float:
        """Length of the film: that of the sound."""
        lengths = [sound.duration_s if sound else _TRUSTED_S for sound in self.sounds]
        if not lengths:
            return 0.0
        return sum(lengths) if one_after_the_other else max(lengths)


@dataclass(kw_only=True)
class Prediction(Job):
    """A prediction as it was accepted."""

    model: str
    resolution: str
    prompt: str
    seed: int
    inputs: Inputs

    @property
    def billed_s(self) -> int:
        """Whole seconds that a success is billed."""
        return max(SHORTEST_BILLED_S, math.ceil(round(self.seconds, 3)))

    @property
    def failure(self) -> tuple[int, str] | None:
        """Code and message with which it fails; None when it succeeds."""
        fault = self.meets(FaultKind.TASK_FAILED, FaultKind.MODERATED_OUTPUT)
        if fault is not None:
            code = int(fault.code or (MODERATED if fault.kind is FaultKind.MODERATED_OUTPUT else FAILED))
            return code, fault.message or _WORDS.get(code, _WORDS[FAILED])
        if self.inputs.problem:
            return MEDIA_UNREACHABLE, self.inputs.problem
        if self.seconds > LONGEST_S:
            return FAILED, f"The audio has {self.seconds:.1f} s, at most {LONGEST_S:g} s are supported."
        return None

    @property
    def status(self) -> str:
        """As the vendor calls it."""
        if self.phase is Phase.ENDED:
            return "failed" if self.failure else "completed"
        return "created" if self.phase is Phase.QUEUED else "processing"

    def film(self) -> bytes:
        """The picture, speaking with the given voice for as long as that lasts."""
        width, height = self._size()
        voice = self.inputs.sounds[0]
        return make_clip(
            ClipSpec(
                width,
                height,
                self.seconds,
                FRAME_RATE,
                look=f"{self.model} {self.prompt} {self.seed}",
                speech=voice.data if voice else None,
                first_frame=self.inputs.image.data if self.inputs.image else None,
                broken=self.meets(FaultKind.WRONG_MEDIA) is not None,
            )
        )

    def _size(self) -> tuple[int, int]:
        """The picture's shape with its shorter side at the resolution, both even."""
        image = self.inputs.image
        width, height = (image.width, image.height) if image else _TRUSTED_SIZE
        scale = SHORT_SIDE[self.resolution] / min(width, height)
        return round(width * scale / 2) * 2, round(height * scale / 2) * 2

    def view(self, api_url: str, output: str) -> dict[str, Any]:
        """The `data` of an answer.

        Args:
            api_url: Address of the API, which `urls.get` begins with.
            output: Link of the film.
        """
        done = self.status == "completed"
        code, message = (self.failure or (0, "")) if self.phase is Phase.ENDED else (0, "")
        ran_s = (self.ended_at or 0.0) - (self.started_at or 0.0) if self.phase is Phase.ENDED else 0.0
        return {
            "id": self.id,
            "model": self.model,
            "outputs": [output] if done else [],
            "urls": {"get": f"{api_url}/predictions/{self.id}/result"},
            "has_nsfw_contents": [False] if done else [],
            "status": self.status,
            "created_at": iso_time(self.accepted_at),
            "code": code,
            "error": message,
            "timings": {"inference": round(ran_s * 1000)},
        }


def iso_time(seconds: float) -> str:
    """A time as the vendor writes it, to the millisecond in UTC."""
    return f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


def bad_request(message: str) -> Refusal:
    """A request that does not fit its model."""
    return Refusal(400, "", message)


def check_body(body: dict[str, Any] | None, model: TalkModel) -> dict[str, Any]:
    """The fields of a request, defaults filled in.

    Raises:
        Refusal: A field is missing, unknown, of a wrong type, or outside of its limits.
    """
    if body is None:
        raise bad_request("invalid request body: a JSON object is required")
    for name in body:
        if name not in model.fields:
            raise bad_request(f'field "{name}" is not supported')
    for name in ("image", *model.audios):
        if not body.get(name):
            raise bad_request(f'field "{name}" is required')
    for name in ("image", "mask_image", "prompt", *model.audios):
        if not isinstance(body.get(name, ""), str):
            raise bad_request(f'field "{name}" must be a string')
    values = {"resolution": next(iter(model.prices)), "order": ORDERS[0], "seed": -1, "prompt": "", **body}
    for name, allowed in (("resolution", tuple(model.prices)), ("order", ORDERS)):
        if values[name] not in allowed:
            raise bad_request(f'field "{name}" must be one of {", ".join(allowed)}, got {values[name]!r}')
    seed = values["seed"]
    if not isinstance(seed, int) or isinstance(seed, bool) or not -1 <= seed <= _LARGEST_SEED:
        raise bad_request(f'field "seed" must be an integer within [-1, {_LARGEST_SEED}], got {seed!r}')
    return values


async def read_inputs(values: dict[str, Any], model: TalkModel, load: Loader) -> Inputs:
    """Follow the addresses of a request. The vendor does it while the job runs: what fails, fails there."""
    inputs = Inputs()
    try:
        image = await load(str(values["image"]))
        inputs.image = read_picture(image) if image is not None else None
        if mask := values.get("mask_image"):
            data = await load(str(mask))
            if data is not None:
                read_picture(data)
        for name in model.audios:
            data = await load(str(values[name]))
            inputs.sounds.append(read_sound(data) if data is not None else None)
    except Unreadable as error:
        inputs.problem = f"Failed to load the provided media: {error}."
    return inputs
