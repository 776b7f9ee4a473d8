"""What both surfaces of Veo share: taking a request in, the line of operations, the money. Routes are in the subclasses."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from typing import Any, ClassVar

from starlette.responses import Response

from tests.simulators.clock import TaskClock, TokenBucket
from tests.simulators.faults import FaultKind
from tests.simulators.frame import Call, Refusal, Simulator, new_id
from tests.simulators.jobs import JobLine, Pace, Phase, usual_pace
from tests.simulators.veo.models import MODELS, Surface, VeoModel
from tests.simulators.veo.operations import VeoOperation
from tests.simulators.veo.request import VeoRequest, read_request
from tests.simulators.veo.wire import MODERATED_PROMPT, error

USUAL_PACE = Pace(queue_s=5.0, run_s=75.0)
"""The vendor names 11 s to 6 min; ten jobs at once as developers have found (wire document 1.4, 1.6)."""


class VeoSimulator(Simulator):
    """Veo with one account, on one surface.

    Args:
        render_s, seconds_per_request: As in `Simulator`.
        pace: How fast operations get on, when `render_s` is not enough to say it.
    """

    currency: ClassVar[str] = "USD"
    surface: ClassVar[Surface]

    def __init__(
        self,
        clock: TaskClock | None = None,
        *,
        render_s: float | None = None,
        seconds_per_request: float = 0.0,
        pace: Pace | None = None,
    ) -> None:
        super().__init__(clock, render_s=render_s, seconds_per_request=seconds_per_request)
        self.operations: JobLine[VeoOperation] = JobLine(self.clock, pace or usual_pace(render_s, USUAL_PACE))
        self._buckets: dict[str, TokenBucket] = {}

    def error(self, status: int, code: str, message: str) -> Response:
        """Google's error document."""
        return error(status, code, message)

    def settle(self) -> None:
        """Charge the films that were delivered, waive operations that delivered none."""
        for operation in self.operations.all():
            if operation.phase is Phase.ENDED and operation.failure is None and operation.delivered:
                self.billing.charge(operation.id, operation.seconds * operation.delivered)
            elif operation.phase is Phase.ENDED:
                self.billing.waive(operation.id)

    @abstractmethod
    def stored(self, address: str) -> bytes | None:
        """A file that this surface keeps and a request may name; None when there is none."""

    def check_storage(self, wanted: VeoRequest) -> None:
        """Refuse a request whose results could not be put where it wants them.

        Raises:
            Refusal: They could not.
        """
        del wanted

    def take_in(self, call: Call, prefix: str) -> VeoOperation:
        """Check a `predictLongRunning` and accept it.

        Args:
            call: The request, with `model` in its path.
            prefix: Resource name of the model, which the operation's name begins with.

        Raises:
            Refusal: The model is unknown or retired, the body does not fit, too many requests, or moderation.
        """
        model_id = call.path("model")
        model = self._model(model_id)
        self._count(model_id, model)
        wanted = read_request(call.json(), model, self.surface, self.stored)
        self.check_storage(wanted)
        if moderated := call.meets(FaultKind.MODERATED):
            raise Refusal(400, moderated.code or "INVALID_ARGUMENT", moderated.message or MODERATED_PROMPT)
        operation_id = new_id()
        operation = VeoOperation(
            id=operation_id,
            accepted_at=self.clock.time(),
            seconds=wanted.seconds,
            fault=call.fault,
            name=f"{prefix}/operations/{operation_id}",
            model=model_id,
            request=wanted,
            number=self.billing.accepted,
        )
        self.operations.add(operation)
        self.billing.accept(
            operation_id,
            operation="video.submit",
            model=model_id,
            unit="second",
            quantity=wanted.seconds * wanted.samples,
            price=model.price(wanted.resolution),
            at=operation.accepted_at,
            detail={
                "prompt": wanted.prompt,
                "mode": wanted.mode,
                "resolution": wanted.resolution,
                "body": call.digest,
            },
        )
        return operation

    def find(self, name: str, kept_s: float) -> VeoOperation:
        """An operation by its full name.

        Raises:
            Refusal: There is none, or it is not kept any more.
        """
        operation = self.operations.get(name.rpartition("/")[2])
        if operation is None or operation.name != name or self.clock.time() - operation.accepted_at > kept_s:
            raise Refusal(404, "NOT_FOUND", f"Operation {name} not found.")
        return operation

    def is_served(self, model_id: str) -> bool:
        """Whether this surface serves a model today."""
        model = MODELS.get(model_id)
        return (
            model is not None
            and self.surface in model.surfaces
            and not model.is_retired(self.surface, self._today())
        )

    def _today(self) -> dt.date:
        return dt.datetime.fromtimestamp(self.clock.time(), dt.UTC).date()

    def _model(self, model_id: str) -> VeoModel:
        model = MODELS.get(model_id)
        if model is not None and self.surface in model.surfaces and model.is_retired(self.surface, self._today()):
            raise Refusal(404, "NOT_FOUND", f"This model models/{model_id} is no longer available.")
        if model is None or not self.is_served(model_id):
            raise Refusal(404, "NOT_FOUND", self.unknown_model(model_id))
        return model

    @abstractmethod
    def unknown_model(self, model_id: str) -> str:
        """What this surface says of a model that it does not have."""

    def _count(self, model_id: str, model: VeoModel) -> None:
        rate = model.requests_per_minute
        bucket = self._buckets.setdefault(model_id, TokenBucket(self.clock, rate / 60, rate))
        if bucket.take() > 0:
            raise Refusal(
                429,
                "RESOURCE_EXHAUSTED",
                f"Quota exceeded for long-running predictions per minute with base model: {model_id}.",
            )


def pending(operation: VeoOperation) -> dict[str, Any]:
    """An operation that is not done."""
    return {"name": operation.name}


def failed(operation: VeoOperation) -> dict[str, Any]:
    """An operation that is done and has no result."""
    return {"name": operation.name, "done": True, "error": operation.failure}
