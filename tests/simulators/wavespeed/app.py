"""The simulated WaveSpeed as one server: submit a prediction, poll it, fetch its film, upload media, read the balance."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any, ClassVar

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulators.clock import TaskClock
from tests.simulators.faults import FaultKind
from tests.simulators.files import SignedFiles
from tests.simulators.frame import Call, Refusal, Simulator, new_id
from tests.simulators.inputs import load
from tests.simulators.jobs import JobLine, Pace, Phase, usual_pace
from tests.simulators.wavespeed.models import MODELS
from tests.simulators.wavespeed.predictions import Prediction, check_body, read_inputs
from tests.simulators.wavespeed.uploads import Uploads

KEY = "simulated-wavespeed-key"
_API = "/api/v3"
_RESULTS = "/predictions-store/"
USUAL_PACE = Pace(queue_s=3.0, run_s=10.0, run_s_per_second=20.0)
"""The vendor names 10 to 30 s for each second of film."""
_KEPT_S = 7 * 24 * 3600.0
_USUAL = {
    400: "bad request",
    401: "Unauthorized: the API key is missing or invalid",
    403: "forbidden",
    404: "not found",
    429: "too many requests, please slow down",
    500: "internal server error",
    503: "the service is temporarily unavailable",
}


class WaveSpeedSimulator(Simulator):
    """WaveSpeed with one account.

    Args:
        render_s, seconds_per_request: As in `Simulator`.
        pace: How fast predictions get on, when `render_s` is not enough to say it.
        credit: USD paid in beforehand; a prediction that it does not cover is refused.
    """

    name: ClassVar[str] = "wavespeed"
    currency: ClassVar[str] = "USD"
    keyless: ClassVar[frozenset[str]] = frozenset({"video.download", "upload.put", "upload.read"})

    def __init__(
        self,
        clock: TaskClock | None = None,
        *,
        render_s: float | None = None,
        seconds_per_request: float = 0.0,
        pace: Pace | None = None,
        credit: Decimal = Decimal(1000),
    ) -> None:
        super().__init__(clock, render_s=render_s, seconds_per_request=seconds_per_request)
        self.credit = credit
        self.predictions: JobLine[Prediction] = JobLine(self.clock, pace or usual_pace(render_s, USUAL_PACE))
        self._uploads = Uploads(self, self._require_key)
        self._results = SignedFiles(self.clock, _RESULTS)

    def routes(self) -> list[BaseRoute]:
        """All routes of the provider."""
        return [
            self.operation(f"{_API}/predictions/{{id}}/result", "task.poll", self._poll),
            self.operation(f"{_API}/predictions/{{id}}", "task.poll", self._poll),
            self.operation(f"{_API}/balance", "account.balance", self._balance),
            *self._uploads.routes(_API),
            self.operation(f"{_RESULTS}{{key:path}}", "video.download", self._results.download),
            self.operation(f"{_API}/{{model:path}}", "video.submit", self._submit, method="POST"),
        ]

    def error(self, status: int, code: str, message: str) -> Response:
        """The vendor's envelope, which repeats the HTTP status; it has no codes of its own there."""
        del code
        told = message or _USUAL.get(status, _USUAL[500])
        return JSONResponse({"code": status, "message": told, "data": None}, status_code=status)

    def environment(self, base_url: str) -> dict[str, str]:
        """What makes spark-video use this server."""
        return {"WAVESPEED_BASE_URL": base_url, "WAVESPEED_API_KEY": KEY}

    def settle(self) -> None:
        """Charge what was completed, waive what failed."""
        for prediction in self.predictions.all():
            if prediction.phase is Phase.ENDED and prediction.failure is None:
                self.billing.charge(prediction.id)
            elif prediction.phase is Phase.ENDED:
                self.billing.waive(prediction.id)

    async def _submit(self, call: Call) -> Response:
        self._require_key(call)
        model_id = call.path("model")
        if model_id not in MODELS:
            raise Refusal(404, "", f"model {model_id} not found")
        model = MODELS[model_id]
        values = check_body(call.json(), model)
        if moderated := call.meets(FaultKind.MODERATED):
            raise Refusal(400, "", moderated.message or "The content was flagged as potentially sensitive (NSFW).")
        inputs = await read_inputs(values, model, load)
        prediction_id = hashlib.sha256(new_id().encode()).hexdigest()[:32]
        prediction = Prediction(
            id=prediction_id,
            accepted_at=self.clock.time(),
            seconds=inputs.seconds(one_after_the_other=values["order"] != "meanwhile"),
            fault=call.fault,
            model=model_id,
            resolution=str(values["resolution"]),
            prompt=str(values["prompt"]),
            seed=int(values["seed"]) if values["seed"] >= 0 else int(prediction_id[:7], 16),
            inputs=inputs,
        )
        price = model.price(prediction.resolution)
        if self.billing.total() + prediction.billed_s * price > self.credit:
            raise Refusal(400, "", "Insufficient credits. Please top up your account.")
        self.predictions.add(prediction)
        self._results.put(f"{prediction_id}/1.mp4", "video/mp4", prediction.film)
        self.billing.accept(
            prediction_id,
            operation="video.submit",
            model=model_id,
            unit="second",
            quantity=prediction.billed_s,
            price=price,
            at=prediction.accepted_at,
            detail={"prompt": prediction.prompt, "resolution": prediction.resolution, "body": call.digest},
        )
        return self._success(self._view(call, prediction))

    async def _poll(self, call: Call) -> Response:
        self._require_key(call)
        prediction = self.predictions.get(call.path("id"))
        if prediction is None or self.clock.time() - prediction.accepted_at > _KEPT_S:
            raise Refusal(404, "", f"prediction {call.path('id')} not found")
        return self._success(self._view(call, prediction))

    async def _balance(self, call: Call) -> Response:
        self._require_key(call)
        return self._success({"balance": float(self.credit - self.billing.total())})

    def _view(self, call: Call, prediction: Prediction) -> dict[str, Any]:
        expires_at = (prediction.ended_at or self.clock.time()) + _KEPT_S
        link = self._results.link(call.base_url, f"{prediction.id}/1.mp4", expires_at)
        return prediction.view(f"{call.base_url}{_API}", link)

    def _require_key(self, call: Call) -> None:
        if call.headers.get("authorization") != f"Bearer {KEY}":
            raise Refusal(401, "", "")

    @staticmethod
    def _success(data: dict[str, Any]) -> JSONResponse:
        return JSONResponse({"code": 200, "message": "success", "data": data})
