"""Speech: CosyVoice on its own endpoint, Qwen-TTS on the shared one, whole or as a stream of events."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from tests.simulators.dashscope.account import Account
from tests.simulators.dashscope.speech_rules import (
    COSY_PRICES,
    QWEN_PRICES,
    Speech,
    qwen_usage,
    read_cosy,
    read_qwen,
    timed_words,
)
from tests.simulators.dashscope.tasks import KEPT_S
from tests.simulators.dashscope.wire import MODERATED_INPUT, NATIVE, input_of, json_object, named_model
from tests.simulators.faults import FaultKind
from tests.simulators.files import SignedFiles
from tests.simulators.frame import Call, Refusal, Simulator, new_id
from tests.simulators.media import make_pcm

_CHUNK = 8192


class SpeechService:
    """Both families."""

    def __init__(self, simulator: Simulator, account: Account, results: SignedFiles) -> None:
        self._simulator = simulator
        self._account = account
        self._results = results

    def routes(self) -> list[BaseRoute]:
        """CosyVoice's endpoint."""
        path = f"{NATIVE}/services/audio/tts/SpeechSynthesizer"
        return [self._simulator.operation(path, "speech.submit", self._cosy, method="POST")]

    async def _cosy(self, call: Call) -> Response:
        model, told = self._admit(call, COSY_PRICES)
        speech = read_cosy(model, told)
        answer_id = self._keep(speech, COSY_PRICES[model])
        usage: dict[str, object] = {"characters": len(speech.text)}
        if _streamed(call):
            return _events(answer_id, self._cosy_events(call, speech, answer_id))
        output = {"finish_reason": "stop", "audio": self._audio(call, speech, answer_id)}
        return JSONResponse({"request_id": answer_id, "output": output, "usage": usage})

    async def qwen(self, call: Call) -> Response:
        """Answer a request for Qwen-TTS on the shared endpoint."""
        model, told = self._admit(call, QWEN_PRICES)
        self._account.refuse_async(call)
        speech = read_qwen(model, told)
        answer_id = self._keep(speech, QWEN_PRICES[model])
        usage = qwen_usage(speech)
        if _streamed(call):
            return _events(answer_id, self._qwen_events(call, speech, answer_id, usage))
        output = {
            "text": None,
            "finish_reason": "stop",
            "choices": None,
            "audio": self._audio(call, speech, answer_id),
        }
        return JSONResponse({"output": output, "usage": usage, "request_id": answer_id})

    def _admit(self, call: Call, models: dict[str, Decimal]) -> tuple[str, dict[str, Any]]:
        """Model and `input` of a request that may be served."""
        self._account.key_of(call)
        body = json_object(call)
        named_model(body, models)
        self._account.count_submit(str(body["model"]))
        if call.meets(FaultKind.MODERATED):
            raise Refusal(400, *MODERATED_INPUT)
        return str(body["model"]), input_of(body)

    def _keep(self, speech: Speech, price: Decimal) -> str:
        answer_id = new_id()
        self._results.put(f"{answer_id}.{speech.container}", speech.content_type, speech.make)
        self._simulator.billing.accept(
            answer_id,
            operation="speech.submit",
            model=speech.model,
            unit="character",
            quantity=len(speech.text),
            price=price / 10_000,
            at=self._simulator.clock.time(),
            detail={"text": speech.text, "voice": speech.voice},
        )
        self._simulator.billing.charge(answer_id)
        return answer_id

    def _audio(self, call: Call, speech: Speech, answer_id: str) -> dict[str, object]:
        until = self._simulator.clock.time() + KEPT_S
        return {
            "data": "",
            "url": self._results.link(call.base_url, f"{answer_id}.{speech.container}", until),
            "id": f"audio_{answer_id}",
            "expires_at": int(until),
        }

    def _cosy_events(self, call: Call, speech: Speech, answer_id: str) -> Iterator[dict[str, object]]:
        sentence = {"index": 0, "words": timed_words(speech)}
        spoken = {"original_text": speech.text, "finish_reason": "null"}
        yield {"output": {"type": "sentence-begin", "sentence": {"index": 0, "words": []}, **spoken}}
        for data in _chunks(speech.make()):
            audio = {"data": data, "id": f"audio_{answer_id}"}
            yield {"output": {"type": "sentence-synthesis", "audio": audio, "sentence": {"index": 0}, **spoken}}
        characters = {"characters": len(speech.text)}
        yield {"output": {"type": "sentence-end", "sentence": sentence, **spoken}, "usage": characters}
        yield {
            "output": {"finish_reason": "stop", "audio": self._audio(call, speech, answer_id)},
            "usage": characters,
        }

    def _qwen_events(
        self, call: Call, speech: Speech, answer_id: str, usage: dict[str, object]
    ) -> Iterator[dict[str, object]]:
        # The stream carries bare samples; only the file behind the final link has a head.
        for data in _chunks(make_pcm(speech.seconds, speech.rate, speech.look)):
            audio = {"data": data, "url": "", "id": f"audio_{answer_id}", "expires_at": 0}
            yield {"output": {"finish_reason": "null", "audio": audio}}
        yield {"output": {"finish_reason": "stop", "audio": self._audio(call, speech, answer_id)}, "usage": usage}


def _streamed(call: Call) -> bool:
    return call.headers.get("x-dashscope-sse", "").lower() == "enable"


def _chunks(data: bytes) -> Iterator[str]:
    for start in range(0, len(data), _CHUNK):
        yield base64.b64encode(data[start : start + _CHUNK]).decode()


def _events(answer_id: str, documents: Iterator[dict[str, object]]) -> Response:
    def lines() -> Iterator[str]:
        for number_, document in enumerate(documents, start=1):
            data = json.dumps({**document, "request_id": answer_id}, ensure_ascii=False)
            yield f"id:{number_}\nevent:result\n:HTTP_STATUS/200\ndata:{data}\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream;charset=UTF-8")
