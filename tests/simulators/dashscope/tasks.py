"""The tasks of an account: query, list, cancel, expiry. How they get on in time is in `tests.simulators.jobs`."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulators.dashscope.account import Account
from tests.simulators.dashscope.wire import (
    MODERATED_OUTPUT,
    NATIVE,
    TIMED_OUT,
    beijing_time,
    from_list_time,
    invalid,
)
from tests.simulators.faults import FaultKind
from tests.simulators.frame import Call, Refusal, Simulator, new_id
from tests.simulators.jobs import Job, JobLine, Pace, Phase

Status = Literal["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED", "UNKNOWN"]
KEPT_S = 24 * 3600.0
"""How long a task can be queried, and how long links to its results work."""
TIME_LIMIT_S = 3 * 3600.0
RUNNING_AT_ONCE = 5
QUEUE_LENGTH = 500


@dataclass(kw_only=True)
class Task(Job):
    """A task as it was accepted.

    Args:
        key: Account that it belongs to.
        queue_s: Simulated seconds before it can start.
        run_s: Simulated seconds that it runs.
        output: From the base URL to what the answer of a success holds beside the times.
        metrics: Whether its answers count results, as those of old image models do.
    """

    key: str
    model: str
    request_id: str
    queue_s: float
    run_s: float
    usage: dict[str, object]
    output: Callable[[str, Task], dict[str, object]]
    metrics: bool = False

    @property
    def failure(self) -> tuple[str, str] | None:
        """Code and message of a task that failed or will fail."""
        if self.phase is Phase.GIVEN_UP:
            return TIMED_OUT
        fault = self.meets(FaultKind.TASK_FAILED, FaultKind.MODERATED_OUTPUT)
        if fault is None:
            return None
        usual = MODERATED_OUTPUT if fault.kind is FaultKind.MODERATED_OUTPUT else _FAILED
        return fault.code or usual[0], fault.message or usual[1]

    @property
    def status(self) -> Status:
        """As the vendor calls it."""
        if self.phase in {Phase.ENDED, Phase.GIVEN_UP}:
            return "FAILED" if self.failure else "SUCCEEDED"
        return _STATUS[self.phase]


_FAILED = ("InternalError.Algo", "An internal error has occured during execution.")
_STATUS: dict[Phase, Status] = {Phase.QUEUED: "PENDING", Phase.RUNNING: "RUNNING", Phase.CANCELLED: "CANCELED"}


class _Line(JobLine[Task]):
    """The tasks of one model, which run five at a time; each has its own length."""

    def run_s(self, job: Task) -> float:
        return job.run_s

    def queue_s(self, job: Task) -> float:
        return job.queue_s


class TaskBoard:
    """All tasks of all models, and their routes.

    `queue_length` of a model may wait; a further submit is turned away.
    """

    def __init__(self, simulator: Simulator, account: Account) -> None:
        self._simulator = simulator
        self._account = account
        self._lines: dict[str, _Line] = {}
        self.queue_length = QUEUE_LENGTH

    def routes(self) -> list[BaseRoute]:
        """Query, list and cancel."""
        operation = self._simulator.operation
        return [
            operation(f"{NATIVE}/tasks", "task.list", self._list),
            operation(f"{NATIVE}/tasks/", "task.list", self._list),
            operation(f"{NATIVE}/tasks/{{id}}/cancel", "task.cancel", self._cancel, method="POST"),
            operation(f"{NATIVE}/tasks/{{id}}", "task.poll", self._poll),
        ]

    def submit(
        self,
        call: Call,
        *,
        key: str,
        model: str,
        seconds: float,
        spans: tuple[tuple[float, float], tuple[float, float]],
        usage: dict[str, object],
        output: Callable[[str, Task], dict[str, object]],
        metrics: bool = False,
    ) -> Task:
        """Accept a task.

        Args:
            call: The request that asks for it, with the fault that it meets.
            key: Account.
            model: As the client wrote it.
            seconds: Length of the film, 0 for pictures.
            spans: Shortest and longest wait and run, in simulated seconds; each task draws its own by its id.
            usage: Of a success.
            output: As in `Task`.
            metrics: As in `Task`.

        Raises:
            Refusal: The queue of the model is full.
        """
        line = self._lines.setdefault(model, _Line(self._simulator.clock, Pace(0, 0, slots=RUNNING_AT_ONCE)))
        if line.waiting() >= self.queue_length:
            raise Refusal(429, "Throttling", "Requests throttling triggered.")
        task_id = new_id()
        draw, fixed = random.Random(task_id), self._simulator.render_s
        task = Task(
            id=task_id,
            accepted_at=self._simulator.clock.time(),
            seconds=seconds,
            fault=call.fault,
            time_limit_s=TIME_LIMIT_S,
            key=key,
            model=model,
            request_id=new_id(),
            queue_s=draw.uniform(*spans[0]) if fixed is None else 0.0,
            run_s=draw.uniform(*spans[1]) if fixed is None else fixed,
            usage=usage,
            output=output,
            metrics=metrics,
        )
        line.add(task)
        return task

    def all(self) -> list[Task]:
        """All tasks of all accounts, the oldest first."""
        found = [task for line in list(self._lines.values()) for task in line.all()]
        return sorted(found, key=lambda task: task.accepted_at)

    def settle(self) -> None:
        """Bill the tasks that succeeded by now; the others that are over cost nothing."""
        for task in self.all():
            if task.status == "SUCCEEDED":
                self._simulator.billing.charge(task.id)
            elif task.status in {"FAILED", "CANCELED"}:
                self._simulator.billing.waive(task.id)

    async def _poll(self, call: Call) -> Response:
        self._account.key_of(call)
        self._account.count_task_call()
        task = self._find(call.path("id"))
        body: dict[str, object] = {"request_id": new_id()}
        if task is None or self._simulator.clock.time() > task.accepted_at + KEPT_S:
            return JSONResponse({**body, "output": {"task_id": call.path("id"), "task_status": "UNKNOWN"}})
        output: dict[str, object] = {"task_id": task.id, "task_status": task.status, **_times(task)}
        if task.status == "SUCCEEDED":
            output |= task.output(call.base_url, task)
            body["usage"] = task.usage
        if task.status == "FAILED" and task.failure:
            output |= {"code": task.failure[0], "message": task.failure[1]}
        if task.metrics:
            done, failed = int(task.status == "SUCCEEDED"), int(task.status == "FAILED")
            output["task_metrics"] = {"TOTAL": 1, "SUCCEEDED": done, "FAILED": failed}
        return JSONResponse({**body, "output": output})

    async def _cancel(self, call: Call) -> Response:
        self._account.key_of(call)
        self._account.count_task_call()
        task = self._find(call.path("id"))
        if task is None or not self._lines[task.model].cancel(task):
            raise Refusal(
                400,
                "UnsupportedOperation",
                "Failed to cancel the task, please confirm if the task is in PENDING status.",
            )
        return JSONResponse({"request_id": new_id()})

    async def _list(self, call: Call) -> Response:
        key = self._account.key_of(call)
        self._account.count_task_call()
        query, now = call.query, self._simulator.clock.time()
        until = from_list_time(query["end_time"]) if query.get("end_time") else now
        since = from_list_time(query["start_time"]) if query.get("start_time") else until - KEPT_S
        if until - since > KEPT_S:
            raise invalid("The time range must not exceed 24 hours.")
        page, size = int(query.get("page_no") or 1), int(query.get("page_size") or 10)
        found = [
            task
            for task in reversed(self.all())
            # The bounds have whole seconds, so the last one counts to its end.
            if task.key == key
            and since <= task.accepted_at < until + 1
            and query.get("task_id") in {None, "", task.id}
            and query.get("model_name") in {None, "", task.model}
            and query.get("status") in {None, "", task.status}
        ]
        return JSONResponse(
            {
                "request_id": new_id(),
                "total": len(found),
                "total_page": math.ceil(len(found) / size),
                "page_no": page,
                "page_size": size,
                "data": [_line(task) for task in found[(page - 1) * size : page * size]],
            }
        )

    def _find(self, task_id: str) -> Task | None:
        found = (line.get(task_id) for line in list(self._lines.values()))
        return next((task for task in found if task is not None), None)


def _times(task: Task) -> dict[str, object]:
    told = {"submit_time": task.accepted_at, "scheduled_time": task.started_at, "end_time": task.ended_at}
    return {name: beijing_time(value) for name, value in told.items() if value is not None}


def _line(task: Task) -> dict[str, object]:
    line: dict[str, object] = {
        "api_key_id": "1",
        "caller_parent_id": "1000000000000001",
        "caller_uid": "1000000000000001",
        "gmt_create": round(task.accepted_at * 1000),
        "model_name": task.model,
        "region": "cn-beijing",
        "request_id": task.request_id,
        "status": task.status,
        "task_id": task.id,
        "user_api_unique_key": f"apikey:v1:aigc:{task.model}",
    }
    if task.started_at is not None:
        line["start_time"] = round(task.started_at * 1000)
    if task.ended_at is not None:
        line["end_time"] = round(task.ended_at * 1000)
    return line
