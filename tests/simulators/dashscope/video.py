"""Submitting video: from a request to a task and a line in the billing book. Rules and clocks live beside it."""

from __future__ import annotations

import hashlib
from functools import partial

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulators.dashscope.account import Account
from tests.simulators.dashscope.tasks import KEPT_S, Task, TaskBoard
from tests.simulators.dashscope.video_job import VideoJob
from tests.simulators.dashscope.video_models import QUEUE_S, VIDEO_MODELS
from tests.simulators.dashscope.video_rules import VideoRules
from tests.simulators.dashscope.wire import MODERATED_INPUT, NATIVE, json_object, named_model
from tests.simulators.faults import FaultKind
from tests.simulators.files import SignedFiles
from tests.simulators.frame import Call, Refusal, Simulator, new_id
from tests.simulators.media import make_clip


class VideoService:
    """The endpoint that all video models share."""

    def __init__(
        self, simulator: Simulator, account: Account, board: TaskBoard, rules: VideoRules, results: SignedFiles
    ) -> None:
        self._simulator = simulator
        self._account = account
        self._board = board
        self._rules = rules
        self._results = results

    def routes(self) -> list[BaseRoute]:
        """The submit; tasks have routes of their own."""
        path = f"{NATIVE}/services/aigc/video-generation/video-synthesis"
        return [self._simulator.operation(path, "video.submit", self._submit, method="POST")]

    async def _submit(self, call: Call) -> Response:
        key = self._account.key_of(call)
        self._account.require_async(call)
        body = json_object(call)
        model = named_model(body, VIDEO_MODELS)
        self._account.count_submit(model.name)
        if call.meets(FaultKind.MODERATED):
            raise Refusal(400, *MODERATED_INPUT)
        job = await self._rules.read(call, key, model, body)
        task = self._board.submit(
            call,
            key=key,
            model=str(body["model"]),
            seconds=job.output_s,
            spans=(QUEUE_S, model.run_s),
            usage=job.usage(),
            output=partial(self._output, job),
        )
        broken = call.meets(FaultKind.WRONG_MEDIA) is not None
        film = job.clip(self._simulator.billing.accepted, broken=broken)
        self._results.put(f"{task.id}.mp4", "video/mp4", partial(make_clip, film))
        self._simulator.billing.accept(
            task.id,
            operation="video.submit",
            model=model.name,
            unit="second",
            quantity=job.billed_s,
            price=job.price,
            at=self._simulator.clock.time(),
            detail={
                "resolution": job.resolution,
                "prompt": job.prompt,
                "body": hashlib.sha256(call.body).hexdigest()[:16],
            },
        )
        return JSONResponse({"output": {"task_status": "PENDING", "task_id": task.id}, "request_id": new_id()})

    def _output(self, job: VideoJob, base_url: str, task: Task) -> dict[str, object]:
        link = self._results.link(base_url, f"{task.id}.mp4", (task.ended_at or 0.0) + KEPT_S)
        return {"orig_prompt": job.prompt, "video_url": link}
