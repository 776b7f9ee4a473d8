"""Pictures: wan2.6-t2i at once or as a task, the qwen-image family at once, older wan models as tasks."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulators.dashscope.account import Account
from tests.simulators.dashscope.image_models import IMAGE_MODELS, OLD_MODELS, ImageModel
from tests.simulators.dashscope.media_input import ImageLimits, MediaInput, check_image
from tests.simulators.dashscope.tasks import KEPT_S, Task, TaskBoard
from tests.simulators.dashscope.wire import (
    MODERATED_INPUT,
    NATIVE,
    flag,
    input_of,
    invalid,
    json_object,
    named_model,
    parameters_of,
    text_tokens,
    whole_number,
)
from tests.simulators.faults import FaultKind
from tests.simulators.files import SignedFiles
from tests.simulators.frame import Call, Refusal, Simulator, new_id
from tests.simulators.media import make_png

_EDIT_INPUT = ImageLimits(10, 20_000, 100, 10, frozenset({"jpeg", "png", "bmp", "tiff", "webp", "gif"}))
_TASK_SPANS = ((0.04, 2.0), (8.0, 30.0))


@dataclass(frozen=True)
class ImageJob:
    """What was asked for, after defaults and silent cuts."""

    model: ImageModel
    prompt: str
    size: tuple[int, int]
    count: int
    watermark: bool
    look: str

    def keys(self, job_id: str) -> list[str]:
        """Under which its results are kept."""
        return [f"{job_id}-{index}.png" for index in range(self.count)]


class ImageService:
    """All picture models."""

    def __init__(
        self, simulator: Simulator, account: Account, board: TaskBoard, media: MediaInput, results: SignedFiles
    ) -> None:
        self._simulator = simulator
        self._account = account
        self._board = board
        self._media = media
        self._results = results

    def routes(self) -> list[BaseRoute]:
        """The two endpoints that give tasks; the one that answers at once is shared with speech."""
        return [
            self._simulator.operation(path, "image.submit", handler, method="POST")
            for path, handler in (
                (f"{NATIVE}/services/aigc/image-generation/generation", self._submit_task),
                (f"{NATIVE}/services/aigc/text2image/image-synthesis", self._submit_old_task),
            )
        ]

    async def generate(self, call: Call) -> Response:
        """Answer at once."""
        key = self._account.key_of(call)
        body = json_object(call)
        model = named_model(body, IMAGE_MODELS)
        self._account.refuse_async(call)
        job = await self._read(call, key, model, body)
        answer_id = new_id()
        self._keep(call, job, answer_id)
        self._simulator.billing.charge(answer_id)
        until = self._simulator.clock.time() + KEPT_S
        links = [self._results.link(call.base_url, name, until) for name in job.keys(answer_id)]
        output = {"choices": _choices(links)} | ({"finished": True} if model.is_wan else {})
        return JSONResponse({"output": output, "usage": _usage(job), "request_id": answer_id})

    async def _submit_task(self, call: Call) -> Response:
        key = self._account.key_of(call)
        self._account.require_async(call)
        body = json_object(call)
        model = named_model(body, {name: model for name, model in IMAGE_MODELS.items() if model.is_wan})
        job = await self._read(call, key, model, body)

        def output(base_url: str, task: Task) -> dict[str, object]:
            return {"choices": _choices(self._links(base_url, job, task)), "finished": True}

        return self._accept_task(call, key, job, output, metrics=False)

    async def _submit_old_task(self, call: Call) -> Response:
        key = self._account.key_of(call)
        self._account.require_async(call)
        body = json_object(call)
        model = named_model(body, OLD_MODELS)
        prompt = input_of(body).get("prompt")
        if not isinstance(prompt, str) or not prompt:
            raise invalid("Required input parameter missing from request: prompt")
        self._admit(call, model)
        job = _job(model, prompt, parameters_of(body), [])

        def output(base_url: str, task: Task) -> dict[str, object]:
            links = self._links(base_url, job, task)
            return {
                "results": [{"orig_prompt": job.prompt, "actual_prompt": job.prompt, "url": link} for link in links]
            }

        return self._accept_task(call, key, job, output, metrics=True)

    def _accept_task(
        self,
        call: Call,
        key: str,
        job: ImageJob,
        output: Callable[[str, Task], dict[str, object]],
        *,
        metrics: bool,
    ) -> Response:
        task = self._board.submit(
            call,
            key=key,
            model=job.model.name,
            seconds=0,
            spans=_TASK_SPANS,
            usage={"image_count": job.count} if metrics else _usage(job),
            output=output,
            metrics=metrics,
        )
        self._keep(call, job, task.id)
        return JSONResponse({"output": {"task_status": "PENDING", "task_id": task.id}, "request_id": new_id()})

    def _links(self, base_url: str, job: ImageJob, task: Task) -> list[str]:
        until = (task.ended_at or 0.0) + KEPT_S
        return [self._results.link(base_url, name, until) for name in job.keys(task.id)]

    def _admit(self, call: Call, model: ImageModel) -> None:
        self._account.count_submit(model.name)
        if call.meets(FaultKind.MODERATED):
            raise Refusal(400, *MODERATED_INPUT)

    async def _read(self, call: Call, key: str, model: ImageModel, body: dict[str, Any]) -> ImageJob:
        self._admit(call, model)
        texts, addresses = _content(body, model)
        if len(texts) != 1 or not texts[0].strip():
            raise invalid("The content must hold exactly one text")
        low, high = model.inputs
        if not low <= len(addresses) <= high:
            raise invalid(f"The content holds {len(addresses)} images, must be in [{low}, {high}]")
        data = [await self._media.read(call, address, key, model.name, data_uri=True) for address in addresses]
        sizes = [check_image(item, _EDIT_INPUT) for item in data]
        job = _job(model, texts[0], parameters_of(body), [item for item in data if item])
        if not parameters_of(body).get("size") and sizes and sizes[-1]:
            return ImageJob(job.model, job.prompt, _square_mega(*sizes[-1]), job.count, job.watermark, job.look)
        return job

    def _keep(self, call: Call, job: ImageJob, job_id: str) -> None:
        mark = "AI" if job.watermark else ""
        for index, name in enumerate(job.keys(job_id)):
            self._results.put(name, "image/png", partial(make_png, *job.size, f"{job.look}\n{index}", mark))
        self._simulator.billing.accept(
            job_id,
            operation="image.submit",
            model=job.model.name,
            unit="image",
            quantity=job.count,
            price=job.model.price,
            at=self._simulator.clock.time(),
            detail={"prompt": job.prompt, "body": hashlib.sha256(call.body).hexdigest()[:16]},
        )


def _content(body: dict[str, Any], model: ImageModel) -> tuple[list[str], list[str]]:
    messages = input_of(body).get("messages")
    if not isinstance(messages, list) or len(messages) != 1 or messages[0].get("role") != "user":
        raise invalid("input.messages must hold exactly one message of the user")
    content = messages[0].get("content")
    if not isinstance(content, list) or not content:
        raise invalid("The content must be a list")
    texts = [part["text"] for part in content if isinstance(part.get("text"), str)]
    addresses = [part["image"] for part in content if "image" in part]
    if model.is_wan and len(content) != 1:
        raise invalid("The content must hold exactly one text")
    return texts, addresses


def _job(model: ImageModel, prompt: str, parameters: dict[str, Any], inputs: list[bytes]) -> ImageJob:
    count = whole_number(parameters, "n", 1, model.most, model.usual)
    flag(parameters, "prompt_extend", default=True)
    seeded = parameters.get("seed") is not None
    seed = str(whole_number(parameters, "seed", 0, 2**31 - 1, 0)) if seeded else new_id()
    cut = prompt[: model.text_limit] if model.is_wan else _first_tokens(prompt, model.text_limit)
    references = [hashlib.sha256(item).hexdigest() for item in inputs]
    return ImageJob(
        model=model,
        prompt=cut,
        size=_size(model, parameters.get("size")),
        count=count,
        watermark=flag(parameters, "watermark", default=False),
        look="\n".join([model.name, cut, seed, *references]),
    )


def _first_tokens(prompt: str, limit: int) -> str:
    while text_tokens(prompt) > limit:
        prompt = prompt[: -max(1, text_tokens(prompt) - limit)]
    return prompt


def _size(model: ImageModel, told: object) -> tuple[int, int]:
    if not told:
        return (1280, 1280) if model.is_wan else (1024, 1024)
    try:
        width, height = (int(side) for side in str(told).split("*"))
    except ValueError:
        raise invalid(f'The size is not valid: {told!r}, must be "width*height"') from None
    low, high = model.pixels
    if min(width, height) < 1 or not low <= width * height <= high:
        raise invalid(f"The size is not match the allowed size, total pixels must be in [{low}, {high}]: {told}")
    if model.sides and not model.sides[0] <= min(width, height) <= max(width, height) <= model.sides[1]:
        raise invalid(f"The size is not match the allowed size, sides must be in {list(model.sides)}: {told}")
    if max(width, height) / min(width, height) > 4:
        raise invalid(f"The size is not match the allowed size, ratio must be in [1:4, 4:1]: {told}")
    return (width, height) if model.is_wan else (round(width / 16) * 16, round(height / 16) * 16)


def _square_mega(width: int, height: int) -> tuple[int, int]:
    """About a million pixels in the ratio of a picture."""
    scale = math.sqrt(1024 * 1024 / (width * height))
    return max(16, round(width * scale / 16) * 16), max(16, round(height * scale / 16) * 16)


def _choices(links: list[str]) -> list[dict[str, object]]:
    return [
        {"finish_reason": "stop", "message": {"role": "assistant", "content": [{"image": link, "type": "image"}]}}
        for link in links
    ]


def _usage(job: ImageJob) -> dict[str, object]:
    width, height = job.size
    if not job.model.is_wan:
        return {"image_count": job.count, "width": width, "height": height}
    tokens = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
    return {"image_count": job.count, "size": f"{width}*{height}", **tokens}
