"""One long-running operation of Veo: what it makes, how many films are withheld, what it costs. Routes are elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.simulators.faults import FaultKind
from tests.simulators.jobs import Job
from tests.simulators.media import ClipSpec, make_clip
from tests.simulators.veo.models import FRAME_RATE
from tests.simulators.veo.request import VeoRequest
from tests.simulators.veo.wire import FAILED_OPERATION, FILTERED, INTERNAL


@dataclass(kw_only=True)
class VeoOperation(Job):
    """An operation as it was accepted.

    Args:
        name: Full resource name, which clients poll.
        model: Model id.
        request: What was asked for.
        number: How many were accepted before it; films without a seed differ by it.
    """

    name: str
    model: str
    request: VeoRequest
    number: int

    @property
    def failure(self) -> dict[str, object] | None:
        """The error of an operation that failed; None for one that did not, even when all films are withheld."""
        fault = self.meets(FaultKind.TASK_FAILED)
        if fault is None:
            return None
        code = int(fault.code or INTERNAL)
        return {"code": code, "message": fault.message or FAILED_OPERATION.get(code, FAILED_OPERATION[INTERNAL])}

    @property
    def filtered_reasons(self) -> list[str]:
        """Why films are withheld, one text for each; a filtered operation withholds one of its films."""
        fault = self.meets(FaultKind.MODERATED_OUTPUT)
        return [fault.message or FILTERED] if fault is not None else []

    @property
    def delivered(self) -> int:
        """How many films come out of a success."""
        return self.request.samples - len(self.filtered_reasons)

    def films(self) -> list[Callable[[], bytes]]:
        """Makers of the films that are delivered."""
        return [partial(make_clip, self._clip_spec(sample)) for sample in range(self.delivered)]

    def _clip_spec(self, sample: int) -> ClipSpec:
        wanted = self.request
        width, height = wanted.size
        before_s = wanted.film.duration_s if wanted.film is not None else 0.0
        return ClipSpec(
            width,
            height,
            before_s + wanted.seconds,
            FRAME_RATE,
            look=f"{self.model} {wanted.prompt} {f'job {self.number}' if wanted.seed is None else wanted.seed} {sample}",
            sound=wanted.sound,
            first_frame=wanted.image.data if wanted.image is not None else None,
            last_frame=wanted.last_frame.data if wanted.last_frame is not None else None,
            broken=self.meets(FaultKind.WRONG_MEDIA) is not None,
        )
