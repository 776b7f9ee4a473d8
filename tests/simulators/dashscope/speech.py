"""Speech: CosyVoice on its own endpoint, Qwen-TTS on the shared one, whole or as a stream of events."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from tests.simulators.dashscope.account import Account
from tests.simulators.dashscope.tasks import KEPT_S
from tests.simulators.dashscope.wire import (
    MODERATED_INPUT,
    NATIVE,
    chosen,
    flag,
    invalid,
    number,
    text_tokens,
    whole_number,
)
from tests.simulators.faults import FaultKind
from tests.simulators.files import SignedFiles
from tests.simulators.frame import Call, Refusal, Simulator, new_id
from tests.simulators.media import make_compressed, make_pcm, make_wav

_RATES = (22050, 8000, 16000, 24000, 44100, 48000)
_FORMATS = {"mp3": "audio/mpeg", "pcm": "audio/pcm", "wav": "audio/wav", "opus": "audio/ogg"}
_LANGUAGE_HINTS = ("zh", "en", "fr", "de", "ja", "ko", "ru", "pt", "th", "id", "vi")
_LANGUAGES = (
    "Auto",
    "Chinese",
    "English",
    "German",
    "Italian",
    "Portuguese",
    "Spanish",
    "Japanese",
    "Korean",
    "French",
    "Russian",
)
_QWEN_VOICES = frozenset(
    [
        "Cherry",
        "Ethan",
        "Serena",
        "Chelsie",
        "Dylan",
        "Jada",
        "Sunny",
        "Nofish",
        "Jennifer",
        "Ryan",
        "Katerina",
        "Elias",
        "Kai",
        "Moon",
        "Maia",
        "Mia",
        "Aiden",
        "Vincent",
        "Mochi",
        "Pip",
        "Bella",
        "Bunny",
        "Arthur",
        "Eldric Sage",
    ]
)
_QWEN_LIMIT = 600
_QWEN_RATE = 24000
_CHUNK = 8192
_WRONG_VOICE = "[tts:]Engine return error code: 418"

_MARKUP = re.compile(r"<[^>]+>")
_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

COSY_PRICES = {
    "cosyvoice-v3.5-plus": Decimal("1.5"),
    "cosyvoice-v3.5-flash": Decimal("0.8"),
    "cosyvoice-v3-plus": Decimal(2),
    "cosyvoice-v3-flash": Decimal(1),
    "cosyvoice-v2": Decimal(2),
}
QWEN_PRICES = {
    "qwen3-tts-flash": Decimal("0.8"),
    "qwen3-tts-instruct-flash": Decimal("0.8"),
    "qwen-tts": Decimal(0),
}
"""CNY for 10,000 characters; that of v2 is not in the document, and qwen-tts is billed by the token."""


def spoken_seconds(text: str, rate: float) -> float:
    """How long a text takes: about three Chinese characters or fourteen others a second."""
    bare = _MARKUP.sub("", text)
    chinese = len(_CHINESE.findall(bare))
    return max(0.3, chinese / 3 + (len(bare) - chinese) / 14) / rate


@dataclass(frozen=True)
class _Speech:
    model: str
    text: str
    voice: str
    seconds: float
    rate: int
    container: str
    look: str

    def make(self) -> bytes:
        if self.container == "wav":
            return make_wav(self.seconds, self.rate, self.look)
        if self.container == "pcm":
            return make_pcm(self.seconds, self.rate, self.look)
        return make_compressed(self.seconds, self.rate, self.look, self.container)


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
        told = self._admit(call, COSY_PRICES)
        model, text = _model(call), _text(told)
        speech = _Speech(
            model=model,
            text=text,
            voice=_cosy_voice(model, told.get("voice")),
            seconds=spoken_seconds(text, number(told, "rate", 0.5, 2.0, 1.0)),
            rate=chosen(told, "sample_rate", _RATES, 22050),
            container=chosen(told, "format", tuple(_FORMATS), "mp3"),
            look=f"{model}\n{told.get('voice')}\n{whole_number(told, 'seed', 0, 65535, 0)}\n{text}",
        )
        _check_cosy_knobs(told)
        answer_id = self._keep(speech, COSY_PRICES[model], len(text))
        usage: dict[str, object] = {"characters": len(text)}
        if _streamed(call):
            return _events(answer_id, self._cosy_events(call, speech, answer_id))
        output = {"finish_reason": "stop", "audio": self._audio(call, speech, answer_id)}
        return JSONResponse({"request_id": answer_id, "output": output, "usage": usage})

    async def qwen(self, call: Call) -> Response:
        """Answer a request for Qwen-TTS on the shared endpoint."""
        told = self._admit(call, QWEN_PRICES)
        self._account.refuse_async(call)
        model, text = _model(call), _text(told)
        if (text_tokens(text) > 512) if model == "qwen-tts" else len(text) > _QWEN_LIMIT:
            raise invalid(f"Range of input length should be [0, {_QWEN_LIMIT}]")
        if told.get("voice") not in _QWEN_VOICES:
            raise invalid(f"Invalid voice: {told.get('voice')}")
        chosen(told, "language_type", _LANGUAGES, "Auto")
        look = f"{model}\n{told['voice']}\n{text}"
        speech = _Speech(model, text, str(told["voice"]), spoken_seconds(text, 1.0), _QWEN_RATE, "wav", look)
        answer_id = self._keep(speech, QWEN_PRICES[model], len(text))
        usage = _qwen_usage(model, text, speech.seconds)
        if _streamed(call):
            return _events(answer_id, self._qwen_events(call, speech, answer_id, usage))
        output = {
            "text": None,
            "finish_reason": "stop",
            "choices": None,
            "audio": self._audio(call, speech, answer_id),
        }
        return JSONResponse({"output": output, "usage": usage, "request_id": answer_id})

    def _admit(self, call: Call, models: dict[str, Decimal]) -> dict[str, Any]:
        """The `input` of a request that may be served."""
        self._account.key_of(call)
        body = call.json()
        if body is None:
            raise Refusal(400, "BadRequest.IllegalInput", "The input parameter requires json format.")
        if body.get("model") not in models:
            raise Refusal(404, "ModelNotFound", "Model can not be found.")
        self._account.count_submit(str(body["model"]))
        if call.meets(FaultKind.MODERATED):
            raise Refusal(400, *MODERATED_INPUT)
        told = body.get("input")
        if not isinstance(told, dict):
            raise Refusal(400, "BadRequest.EmptyInput", 'Required parameter "input" missing from request.')
        return told

    def _keep(self, speech: _Speech, price: Decimal, characters: int) -> str:
        answer_id = new_id()
        self._results.put(f"{answer_id}.{speech.container}", _FORMATS[speech.container], speech.make)
        self._simulator.billing.accept(
            answer_id,
            operation="speech.submit",
            model=speech.model,
            unit="character",
            quantity=characters,
            price=price / 10_000,
            at=self._simulator.clock.time(),
            detail={"text": speech.text, "voice": speech.voice},
        )
        self._simulator.billing.charge(answer_id)
        return answer_id

    def _audio(self, call: Call, speech: _Speech, answer_id: str) -> dict[str, object]:
        until = self._simulator.clock.time() + KEPT_S
        return {
            "data": "",
            "url": self._results.link(call.base_url, f"{answer_id}.{speech.container}", until),
            "id": f"audio_{answer_id}",
            "expires_at": int(until),
        }

    def _cosy_events(self, call: Call, speech: _Speech, answer_id: str) -> Iterator[dict[str, object]]:
        sentence = {"index": 0, "words": _words(speech)}
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
        self, call: Call, speech: _Speech, answer_id: str, usage: dict[str, object]
    ) -> Iterator[dict[str, object]]:
        # The stream carries bare samples; only the file behind the final link has a head.
        for data in _chunks(make_pcm(speech.seconds, speech.rate, speech.look)):
            audio = {"data": data, "url": "", "id": f"audio_{answer_id}", "expires_at": 0}
            yield {"output": {"finish_reason": "null", "audio": audio}}
        yield {"output": {"finish_reason": "stop", "audio": self._audio(call, speech, answer_id)}, "usage": usage}


def is_speech_model(model: object) -> bool:
    """Whether a request at the shared endpoint is for speech."""
    return isinstance(model, str) and model.startswith(("qwen-tts", "qwen3-tts"))


def _model(call: Call) -> str:
    return str((call.json() or {})["model"])


def _text(told: dict[str, Any]) -> str:
    text = told.get("text")
    if not isinstance(text, str) or not text.strip():
        raise invalid("Required input parameter missing from request: text")
    return text


def _cosy_voice(model: str, voice: object) -> str:
    """The voice, when it is one of this model's generation."""
    if not isinstance(voice, str) or not voice:
        raise invalid("Required input parameter missing from request: voice")
    cloned = voice.startswith("cosyvoice-")
    if cloned:
        fits = voice.startswith(f"{model}-")
    elif model.startswith("cosyvoice-v3.5"):
        fits = False
    else:
        fits = voice.endswith("_v2") if model == "cosyvoice-v2" else not voice.endswith("_v2")
    if not fits:
        raise invalid(_WRONG_VOICE)
    return voice


def _check_cosy_knobs(told: dict[str, Any]) -> None:
    number(told, "volume", 0, 100, 50)
    number(told, "pitch", 0.5, 2.0, 1.0)
    whole_number(told, "bit_rate", 6, 510, 32)
    flag(told, "enable_ssml", default=False)
    flag(told, "word_timestamp_enabled", default=False)
    hints = told.get("language_hints") or []
    if not isinstance(hints, list) or (hints and hints[0] not in _LANGUAGE_HINTS):
        raise invalid(f"The language_hints are not valid: {hints!r}")
    if len(str(told.get("instruction") or "")) > 100:
        raise invalid("The instruction is longer than 100 characters")


def _qwen_usage(model: str, text: str, seconds: float) -> dict[str, object]:
    if model != "qwen-tts":
        return {"characters": len(text), "input_tokens": 0, "output_tokens": 0}
    told, made = text_tokens(text), round(seconds * 50)
    return {
        "input_tokens": told,
        "output_tokens": made,
        "total_tokens": told + made,
        "input_tokens_details": {"text_tokens": told},
        "output_tokens_details": {"audio_tokens": made, "text_tokens": 0},
        "characters": 0,
    }


def _words(speech: _Speech) -> list[dict[str, object]]:
    """Every piece of text with its times, spread evenly over the speech."""
    found = list(re.finditer(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+", speech.text))
    step = speech.seconds * 1000 / max(1, len(found))
    return [
        {
            "text": piece[0],
            "begin_index": piece.start(),
            "end_index": piece.end(),
            "begin_time": round(at * step),
            "end_time": round((at + 1) * step),
        }
        for at, piece in enumerate(found)
    ]


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
