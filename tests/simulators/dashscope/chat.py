"""The OpenAI-compatible chat endpoint: whole answers and streams. What is said is decided by the script beside it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from tests.simulators.dashscope.account import Account
from tests.simulators.dashscope.chat_models import ChatReader, ChatRequest, chat_model
from tests.simulators.dashscope.chat_script import Answer, AnswerKind, ChatScript, malformed
from tests.simulators.dashscope.media_input import MediaInput
from tests.simulators.dashscope.speech_rules import spoken_seconds
from tests.simulators.dashscope.wire import COMPATIBLE, MODERATED_INPUT, text_tokens
from tests.simulators.faults import FaultKind
from tests.simulators.frame import Call, Refusal, Simulator
from tests.simulators.media import make_pcm

_CHUNK_CHARACTERS = 24
_ENDLESS_STEP_S = 0.01
_ERROR_INSIDE = {
    "error": {
        "message": "An internal error has occured, please try again later or contact service support.",
        "type": "internal_error",
        "param": None,
        "code": "internal_error",
    }
}


class ChatService:
    """All language models.

    Args:
        script: What they say.
        reader: What they take.
    """

    def __init__(self, simulator: Simulator, account: Account, media: MediaInput) -> None:
        self._simulator = simulator
        self._account = account
        self.script = ChatScript()
        self.reader = ChatReader(media)

    def routes(self) -> list[BaseRoute]:
        """The endpoint, and the page that sets the script from another process."""
        path = f"{COMPATIBLE}/chat/completions"
        return [
            self._simulator.operation(path, "chat.complete", self._complete, method="POST"),
            Route("/_sim/chat", self._control, methods=["GET", "POST", "DELETE"]),
        ]

    async def _complete(self, call: Call) -> Response:
        key = self._account.key_of(call)
        body = call.json()
        if body is None:
            raise Refusal(400, "InvalidParameter", "The request body is not a JSON object.")
        self._account.count_submit(chat_model(body).name)
        if call.meets(FaultKind.MODERATED):
            raise Refusal(400, *MODERATED_INPUT)
        request = await self.reader.read(call, key, body)
        self._account.count_tokens(request.model.name, request.tokens.prompt)
        answer = self.script.answer(request.conversation)
        if call.meets(FaultKind.MALFORMED):
            answer = malformed(request.conversation)
        answer = _within(answer, request.max_tokens)
        request.tokens.output = text_tokens(answer.text)
        answer_id = f"chatcmpl-{uuid.uuid4()}"
        if answer.kind is AnswerKind.ERROR_IN_200:
            return _error_inside(stream=request.stream)
        self._bill(call, request, answer_id)
        if answer.kind is AnswerKind.ENDLESS:
            return await self._endless(call, request, answer_id)
        if request.stream:
            chunks = self._chunks(request, answer, answer_id)
            return StreamingResponse(_lines(chunks), media_type="text/event-stream")
        return JSONResponse(self._document(request, answer, answer_id))

    def _bill(self, call: Call, request: ChatRequest, answer_id: str) -> None:
        tokens = request.tokens
        count = tokens.prompt + tokens.output
        self._simulator.billing.accept(
            answer_id,
            operation="chat.complete",
            model=request.model.name,
            unit="token",
            quantity=count,
            price=tokens.cost(request.model) / count if count else Decimal(0),
            at=self._simulator.clock.time(),
            detail={"body": hashlib.sha256(call.body).hexdigest()[:16]},
        )
        self._simulator.billing.charge(answer_id)

    def _document(self, request: ChatRequest, answer: Answer, answer_id: str) -> dict[str, Any]:
        message = {"role": "assistant", "content": answer.text}
        choice = {"message": message, "finish_reason": answer.finish_reason, "index": 0, "logprobs": None}
        return {
            "choices": [choice],
            "object": "chat.completion",
            "usage": request.tokens.usage(),
            "created": int(self._simulator.clock.time()),
            "system_fingerprint": None,
            "model": request.model.name,
            "id": answer_id,
        }

    def _chunks(self, request: ChatRequest, answer: Answer, answer_id: str) -> Iterator[dict[str, Any]]:
        yield self._chunk(request, answer_id, {"role": "assistant", "content": ""})
        for start in range(0, len(answer.text), _CHUNK_CHARACTERS):
            yield self._chunk(request, answer_id, {"content": answer.text[start : start + _CHUNK_CHARACTERS]})
        if request.speaks:
            spoken = make_pcm(spoken_seconds(answer.text, 1.0), 24000, answer.text)
            audio = {"id": f"audio_{answer_id}", "data": base64.b64encode(spoken).decode(), "expires_at": 0}
            yield self._chunk(request, answer_id, {"audio": audio})
        yield self._chunk(request, answer_id, {"content": ""}, answer.finish_reason)
        if request.include_usage:
            yield {**self._chunk(request, answer_id, {}), "choices": [], "usage": request.tokens.usage()}

    def _chunk(
        self, request: ChatRequest, answer_id: str, delta: dict[str, Any], finish_reason: str | None = None
    ) -> dict[str, Any]:
        return {
            "id": answer_id,
            "object": "chat.completion.chunk",
            "created": int(self._simulator.clock.time()),
            "model": request.model.name,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}],
            "system_fingerprint": None,
            "usage": None,
        }

    async def _endless(self, call: Call, request: ChatRequest, answer_id: str) -> Response:
        if not request.stream:
            while not await call.request.is_disconnected():  # noqa: ASYNC110 - the frame gives no event for it
                await asyncio.sleep(_ENDLESS_STEP_S)
            return Response()

        async def forever() -> AsyncIterator[str]:
            while True:
                yield f"data: {json.dumps(self._chunk(request, answer_id, {'content': 'and on '}))}\n\n"
                await asyncio.sleep(_ENDLESS_STEP_S)

        return StreamingResponse(forever(), media_type="text/event-stream")

    async def _control(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.script.clear()
        if request.method == "POST":
            told = await request.json()
            try:
                for rule in told if isinstance(told, list) else [told]:
                    self.script.add(**rule)
            except (ValidationError, TypeError) as error:
                return JSONResponse({"error": str(error)}, status_code=422)
        return JSONResponse([rule.model_dump(mode="json") for rule in self.script.rules()])


def _within(answer: Answer, max_tokens: int | None) -> Answer:
    if max_tokens is None or text_tokens(answer.text) <= max_tokens:
        return answer
    # Four characters a token at most, so this is never more than was allowed.
    return Answer(kind=answer.kind, text=answer.text[:max_tokens], finish_reason="length")


def _error_inside(*, stream: bool) -> Response:
    if stream:
        return Response(f"data: {json.dumps(_ERROR_INSIDE)}\n\n", media_type="text/event-stream")
    return JSONResponse(_ERROR_INSIDE)


def _lines(chunks: Iterator[dict[str, Any]]) -> Iterator[str]:
    for chunk in chunks:
        yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"
