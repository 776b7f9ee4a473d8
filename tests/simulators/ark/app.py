"""The simulated Ark as one server: create, query, list and delete tasks, and the links of their results."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulators.ark.callbacks import Callbacks
from tests.simulators.ark.content import Content, read_content
from tests.simulators.ark.models import MODELS, ArkModel
from tests.simulators.ark.settings import Settings, read_settings
from tests.simulators.ark.tasks import CANCELLED_KEPT_S, KEPT_S, LINK_LIFETIME_S, ArkTask
from tests.simulators.ark.wire import MODERATED_INPUT, TaskIds, error, invalid, missing, request_id
from tests.simulators.clock import TaskClock, TokenBucket
from tests.simulators.faults import FaultKind
from tests.simulators.files import SignedFiles
from tests.simulators.frame import Call, Refusal, Simulator
from tests.simulators.inputs import Unreadable, load
from tests.simulators.jobs import JobLine, Pace, Phase, usual_pace

KEY = "simulated-ark-key"
_API = "/api/v3"
_TASKS = f"{_API}/contents/generations/tasks"
_RESULTS = "/ark-content-generation/"
USUAL_PACE = Pace(queue_s=20.0, run_s=280.0)
"""A film of 5 s at 720p takes about five minutes (wire document 4.3)."""
_BODY_LIMIT = 64 * 1024 * 1024
_PAGE_LIMIT = 500
_STATUSES = ("queued", "running", "succeeded", "failed", "cancelled", "expired")


class ArkSimulator(Simulator):
    """Ark in Beijing with one account.

    Args:
        render_s, seconds_per_request: As in `Simulator`.
        pace: How fast tasks get on, when `render_s` is not enough to say it.
        activated: Models that the account has opened.
        endpoints: Endpoint ids of the account with their models.
        requests_per_minute: Creates that one model takes; the vendor publishes no number, so none by default.
    """

    name: ClassVar[str] = "ark"
    currency: ClassVar[str] = "CNY"

    def __init__(
        self,
        clock: TaskClock | None = None,
        *,
        render_s: float | None = None,
        seconds_per_request: float = 0.0,
        pace: Pace | None = None,
        activated: Collection[str] = MODELS.keys(),
        endpoints: Mapping[str, str] | None = None,
        requests_per_minute: float | None = None,
    ) -> None:
        super().__init__(clock, render_s=render_s, seconds_per_request=seconds_per_request)
        self.tasks: JobLine[ArkTask] = JobLine(self.clock, pace or usual_pace(render_s, USUAL_PACE))
        self.activated = frozenset(activated)
        self.endpoints = dict(endpoints or {})
        self.portraits: dict[str, bytes] = {}
        self._files = SignedFiles(self.clock, _RESULTS)
        self._ids = TaskIds()
        self._callbacks = Callbacks(self, self.tasks)
        self._rate = requests_per_minute
        self._buckets: dict[str, TokenBucket] = {}

    def routes(self) -> list[BaseRoute]:
        """All routes of the provider."""
        return [
            self.operation(_TASKS, "video.submit", self._create, method="POST"),
            self.operation(_TASKS, "task.list", self._list),
            self.operation(f"{_TASKS}/{{task}}", "task.poll", self._query),
            self.operation(f"{_TASKS}/{{task}}", "task.cancel", self._delete, method="DELETE"),
            self.operation(f"{_RESULTS}{{key:path}}", "video.download", self._files.download),
        ]

    def error(self, status: int, code: str, message: str) -> Response:
        """Ark's error document."""
        return error(status, code, message)

    def refuse(self, call: Call, refusal: Refusal) -> Response:
        """Ark's error document, which names the parameter."""
        del call
        return error(refusal.status, refusal.code, refusal.message, refusal.param)

    def environment(self, base_url: str) -> dict[str, str]:
        """What makes spark-video use this server."""
        return {"ARK_BASE_URL": f"{base_url}{_API}", "ARK_API_KEY": KEY}

    def settle(self) -> None:
        """Charge what succeeded, waive what did not."""
        for task in self.tasks.all():
            status = task.status(task.phase)
            if status == "succeeded":
                self.billing.charge(task.id, task.tokens)
            elif status in {"failed", "cancelled", "expired"}:
                self.billing.waive(task.id)

    async def _create(self, call: Call) -> Response:
        self._require_key(call)
        if len(call.body) > _BODY_LIMIT:
            raise invalid("body", "the request body must not exceed 64 MB")
        body = call.json()
        if body is None:
            raise invalid("body", "a JSON object is required")
        asked_model, model = self._model(body)
        self._count(asked_model)
        content = await read_content(body.get("content"), model, self._load)
        settings = read_settings(body, model, content)
        if moderated := call.meets(FaultKind.MODERATED):
            raise Refusal(400, moderated.code or MODERATED_INPUT[0], moderated.message or MODERATED_INPUT[1])
        task = self._accept(call, asked_model, model, content, settings)
        if not task.meets(FaultKind.TASK_UNKNOWN):
            self._callbacks.add(task, lambda history: task.view(history, self._links(call, task)))
        answer: dict[str, Any] = {"id": task.id}
        if settings.safety_identifier is not None:
            answer["safety_identifier"] = settings.safety_identifier
        return _json(answer)

    def _accept(
        self, call: Call, asked_model: str, model: ArkModel, content: Content, settings: Settings
    ) -> ArkTask:
        now = self.clock.time()
        draft_task = content.draft_task
        if draft_task:
            content, settings = self._final_of(draft_task, settings)
        task_id = self._ids.next(now)
        task = ArkTask(
            id=task_id,
            accepted_at=now,
            seconds=settings.frame_count / 24,
            fault=call.fault,
            time_limit_s=settings.expires_after_s,
            asked_model=asked_model,
            model=model,
            content=content,
            settings=settings,
            seed=settings.seed if settings.seed >= 0 else int(hashlib.sha256(task_id.encode()).hexdigest()[:6], 16),
            draft_task=draft_task,
        )
        self.tasks.add(task)
        self._files.put(f"{task_id}/film.{settings.output_format}", f"video/{settings.output_format}", task.film)
        if settings.return_last_frame:
            self._files.put(f"{task_id}/last_frame.png", "image/png", task.last_frame)
        self.billing.accept(
            task_id,
            operation="video.submit",
            model=asked_model,
            unit="token",
            quantity=task.tokens,
            price=task.token_price,
            at=now,
            detail={
                "prompt": content.text,
                "mode": content.mode,
                "resolution": settings.resolution,
                "body": call.digest,
            },
        )
        return task

    def _final_of(self, draft_id: str, wanted: Settings) -> tuple[Content, Settings]:
        """Content and settings of a draft, at the resolution that is wanted now."""
        draft = self.tasks.get(draft_id)
        if draft is None or not draft.settings.draft or draft.status(draft.phase) != "succeeded":
            raise invalid("content[0].draft_task.id", f"{draft_id} is not a succeeded draft task of this account")
        return draft.content, replace(draft.settings, draft=False, resolution=wanted.resolution, seed=draft.seed)

    async def _query(self, call: Call) -> Response:
        self._require_key(call)
        return _json(self._view(call, self._task(call)))

    async def _list(self, call: Call) -> Response:
        self._require_key(call)
        page = _page(call.query, "page_num", 1)
        size = _page(call.query, "page_size", 20)
        status = call.query.get("filter.status")
        if status is not None and status not in _STATUSES:
            raise invalid("filter.status", f"{status!r} is not one of {', '.join(_STATUSES)}")
        ids = call.request.query_params.getlist("filter.task_ids")
        tier = call.query.get("filter.service_tier")
        wanted_model = call.query.get("filter.model")
        found = [
            self._view(call, task)
            for task in reversed(self.tasks.all())
            if not self._forgotten(task)
            and (not ids or task.id in ids)
            and (wanted_model is None or task.asked_model == wanted_model)
            and (status is None or task.status(task.phase) == status)
            and (tier is None or task.settings.flex == (tier == "flex"))
        ]
        return _json({"items": found[(page - 1) * size : page * size], "total": len(found)})

    async def _delete(self, call: Call) -> Response:
        self._require_key(call)
        task = self._task(call)
        self.settle()
        if task.phase in {Phase.RUNNING, Phase.CANCELLED}:
            # Code and words for a running task as several adapters have met them; that of a cancelled one is ours.
            status = task.status(task.phase)
            code = f"InvalidAction.{status.capitalize()}TaskDeletion"
            raise Refusal(409, code, f"Cannot delete task because it is currently {status}.")
        if not self.tasks.cancel(task):
            self.tasks.forget(task)
        return Response(headers={"X-Request-Id": request_id()})

    def _view(self, call: Call, task: ArkTask) -> dict[str, Any]:
        return task.view(self.tasks.history(task), self._links(call, task))

    def _links(self, call: Call, task: ArkTask) -> dict[str, str]:
        """Links of the results, which run out a day after the task ended."""
        expires_at = (task.ended_at or self.clock.time()) + LINK_LIFETIME_S
        names = {"video_url": f"film.{task.settings.output_format}"}
        if task.settings.return_last_frame:
            names["last_frame_url"] = "last_frame.png"
        return {
            name: self._files.link(call.base_url, f"{task.id}/{key}", expires_at) for name, key in names.items()
        }

    def _task(self, call: Call) -> ArkTask:
        task_id = call.path("task")
        task = self.tasks.get(task_id)
        if task is None or self._forgotten(task):
            raise Refusal(404, "ResourceNotFound", f"The specified resource `{task_id}` is not found.")
        return task

    def _forgotten(self, task: ArkTask) -> bool:
        now = self.clock.time()
        if task.phase is Phase.CANCELLED and task.ended_at is not None and now - task.ended_at > CANCELLED_KEPT_S:
            return True
        return now - task.accepted_at > KEPT_S

    def _require_key(self, call: Call) -> None:
        if call.headers.get("authorization") != f"Bearer {KEY}":
            raise Refusal(401, "", "")

    def _model(self, body: dict[str, Any]) -> tuple[str, ArkModel]:
        asked = body.get("model")
        if asked is None:
            raise missing("model")
        model_id = self.endpoints.get(str(asked), str(asked))
        if model_id not in MODELS:
            code = "InvalidEndpoint.NotFound" if str(asked).startswith("ep-") else "InvalidEndpointOrModel.NotFound"
            raise Refusal(
                404, code, f"The model or endpoint {asked} does not exist or you do not have access to it."
            )
        if model_id not in self.activated:
            raise Refusal(
                404,
                "ModelNotOpen",
                f"Your account has not activated the model {asked}. Please activate the model service in the Ark Console.",
            )
        return str(asked), MODELS[model_id]

    def _count(self, model: str) -> None:
        if self._rate is None:
            return
        bucket = self._buckets.setdefault(model, TokenBucket(self.clock, self._rate / 60, self._rate))
        if bucket.take() > 0:
            raise Refusal(
                429,
                "ModelAccountRpmRateLimitExceeded",
                f"The requests per minute (RPM) limit of the account for the model {model} is exceeded.",
            )

    async def _load(self, address: str) -> bytes | None:
        if not address.startswith("asset://"):
            return await load(address)
        try:
            return self.portraits[address.removeprefix("asset://")]
        except KeyError:
            raise Unreadable(f"{address} is not an asset of this account") from None


def _page(query: Mapping[str, str], name: str, default: int) -> int:
    told = query.get(name, str(default))
    if not told.isdecimal() or not 1 <= int(told) <= _PAGE_LIMIT:
        raise invalid(name, f"{told!r} is not an integer within [1, {_PAGE_LIMIT}]")
    return int(told)


def _json(body: dict[str, Any]) -> JSONResponse:
    return JSONResponse(body, headers={"X-Request-Id": request_id()})
