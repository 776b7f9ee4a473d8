"""DashScope's speech models as makers for the render ledger: one line, one paid call, one file. Casting is elsewhere.

Both families answer at once with a link, which the handle carries; nothing about them can be listed or cancelled.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from resources.clock import Clock, SystemClock
from resources.errors import MediaError, ProviderError
from resources.failures import Policy, classify_answer, provider_error
from resources.media.probe import probe
from resources.tts.dashscope_models import SpeechModel
from resources.tts.languages import language_code
from resources.video.base import Capabilities, Handle, JobReport, Prepared, RenderResult, SpeechRequest
from resources.video.staging import TimedLine, TimedWord
from resources.wire.access import base_url_of
from resources.wire.answers import plain_usage
from resources.wire.dashscope import NATIVE, open_wire
from resources.wire.download import DownloadLimits, download
from resources.wire.events import event_data

SAMPLE_RATE = 48_000
"""Asked of CosyVoice, so that nothing has to be resampled; Qwen's rate cannot be chosen."""
MAX_INSTRUCTION = {"cosyvoice": 100, "qwen": 0}
"""Characters; qwen3-tts-flash takes none (only the instruct models do)."""

_STREAM = {"X-DashScope-SSE": "enable"}
_COSYVOICE = "audio/tts/SpeechSynthesizer"
_QWEN = "aigc/multimodal-generation/generation"
_HINTS = frozenset({"zh", "en", "fr", "de", "ja", "ko", "ru", "pt", "th", "id", "vi"})
_LANGUAGE_TYPES = {
    "zh": "Chinese", "en": "English", "de": "German", "it": "Italian", "pt": "Portuguese", "es": "Spanish",
    "ja": "Japanese", "ko": "Korean", "fr": "French", "ru": "Russian",
}  # fmt: skip
_LIMITS = DownloadLimits(max_bytes=256 * 1024 * 1024, seconds=300.0)
_SHORTEST_S = 0.02


class DashScopeSpeech:
    """Makes lines with one speech model.

    Args:
        model: Which one.
        environ: Key and address.
        transport: Injected by tests; None = the network.
        clock: Times the handles.

    Raises:
        UsageError: No key, or an address that it must not go to.
    """

    def __init__(
        self,
        model: SpeechModel,
        environ: Mapping[str, str] = os.environ,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._model = model
        self._clock = clock or SystemClock()
        self._capabilities = capabilities(model, environ)
        self._wire = open_wire(
            self._capabilities.name,
            environ,
            submits_per_s=self._capabilities.submits_per_s,
            transport=transport,
            clock=self._clock,
        )

    @property
    def capabilities(self) -> Capabilities:
        """Limits, as data."""
        return self._capabilities

    async def prepare(self, request: SpeechRequest) -> Prepared:
        """Hold the line against the model's limits and word it for the wire.

        Raises:
            ProviderError: PERMANENT; names what does not fit.
        """
        limit = self._capabilities.prompt_limit
        if not request.text.strip():
            raise _unfit(request, "the line is empty")
        if len(request.text) > limit:
            raise _unfit(request, f"the line has {len(request.text)} characters, {self._model.name} takes {limit}")
        slowest, fastest = self._model.rates
        if not slowest <= request.rate <= fastest:
            raise _unfit(
                request, f"the pace is {request.rate:g}, {self._model.name} takes {slowest:g} to {fastest:g}"
            )
        longest = MAX_INSTRUCTION[self._model.dialect]
        if len(request.instruction) > longest:
            told = f"the instruction has {len(request.instruction)} characters"
            raise _unfit(request, f"{told}, {self._model.name} takes {longest}")
        words = _cosyvoice(request) if self._model.dialect == "cosyvoice" else _qwen(request)
        headers = {}
        if self._model.times_words(request.voice):
            # Word times come only with the stream; its last event holds the link, like an answer without one.
            words["word_timestamp_enabled"] = True
            headers = dict(_STREAM)
        body = {"model": self._model.name, "input": words}
        return Prepared(commission=request, model=self._model.name, body=body, headers=headers)

    async def submit(self, prepared: Prepared) -> Handle:
        """Have the line spoken: exactly one call, which costs. Raises `ProviderError` or the transport's own error."""
        service = _COSYVOICE if self._model.dialect == "cosyvoice" else _QWEN
        response = await self._wire.send(
            "POST",
            f"{NATIVE}/services/{service}",
            phase="submit",
            body=prepared.body,
            headers=prepared.headers,
        )
        told = _last_event(response) or self._wire.read(response, phase="submit")
        output = told.get("output") if isinstance(told, dict) else None
        audio = output.get("audio") if isinstance(output, dict) else None
        url = audio.get("url") if isinstance(audio, dict) else None
        if not isinstance(output, dict) or not isinstance(audio, dict) or not isinstance(url, str) or not url:
            raise provider_error(
                Policy.AMBIGUOUS, "the line was answered without the link of a sound file", where=self._model.name
            )
        return Handle(
            provider=self._capabilities.name,
            job_id=str(audio.get("id") or told.get("request_id") or "unnamed"),
            base_url=self._capabilities.base_url,
            submitted_at=self._clock.now(),
            answer={
                "url": url,
                "text": str(prepared.body["input"]["text"]),
                "usage": plain_usage(told.get("usage")),
                "words": _words(output),
            },
        )

    async def poll(self, handle: Handle) -> JobReport:
        """A line is done as soon as it has a handle."""
        return JobReport(state="succeeded", usage=handle.answer.get("usage", {}))

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        """Bring the sound into `folder`.

        Raises:
            ProviderError: LOST when the link has run out, or was never known here (a handle typed in by a person).
            MediaError: What the link leads to is not a sound.
        """
        url = handle.answer.get("url")
        if not isinstance(url, str):
            raise provider_error(
                Policy.LOST,
                "the link of this line was in the answer that was lost; nobody can ask for it again",
                where=f"{self._model.name}, {handle.job_id}",
            )
        file = await download(
            url,
            folder / "line.wav",
            client=self._wire.client,
            provider=self._capabilities.name,
            house=self._capabilities.base_url,
            check=_is_sound,
            limits=_LIMITS,
        )
        words = tuple(TimedWord.model_validate(word) for word in handle.answer.get("words", ()))
        heard = TimedLine(
            speaker="",
            text=str(handle.answer.get("text", "")),
            start_s=words[0].start_s,
            end_s=words[-1].end_s,
            words=words,
        ) if words else None  # fmt: skip
        return RenderResult(
            clip=file,
            model=self._model.name,
            lines=(heard,) if heard else None,
            usage=handle.answer.get("usage", {}),
        )

    async def find_lost(self, request: SpeechRequest, since: dt.datetime) -> list[Handle]:
        """Nothing: the task list holds only what runs in its own time."""
        return []

    async def cancel(self, handle: Handle) -> bool:
        """A line that has a handle is spoken and billed."""
        return False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()


def capabilities(model: SpeechModel, environ: Mapping[str, str] = os.environ) -> Capabilities:
    """Limits of a model at the address that is configured. Raises `UsageError` for an unsafe address."""
    return model.limits.capabilities.model_copy(update={"base_url": base_url_of("dashscope", environ)})


def _cosyvoice(request: SpeechRequest) -> dict[str, Any]:
    """CosyVoice has all its knobs beside the text."""
    words: dict[str, Any] = {
        "text": request.text,
        "voice": request.voice,
        "format": "wav",
        "sample_rate": SAMPLE_RATE,
        "rate": request.rate,
    }
    hint = language_code(request.language)
    if hint in _HINTS:
        words["language_hints"] = [hint]
    if request.instruction:
        words["instruction"] = request.instruction
    return words


def _qwen(request: SpeechRequest) -> dict[str, Any]:
    language = _LANGUAGE_TYPES.get(language_code(request.language) or "", "Auto")
    return {"text": request.text, "voice": request.voice, "language_type": language}


def _last_event(response: httpx.Response) -> dict[str, Any] | None:
    """The closing event of a stream with the words of all sentences before it; None for an answer without events."""
    if not response.is_success or "event-stream" not in response.headers.get("content-type", ""):
        return None
    sentences: dict[int, Any] = {}
    last: dict[str, Any] = {}
    for data in event_data([response.content]):
        try:
            last = json.loads(data)
            sentence = last["output"].get("sentence") or {}
            if sentence.get("words"):
                sentences[int(sentence["index"])] = sentence
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # the sound is what was paid for; word times can be estimated
    if last.get("code"):
        raise _failed(last)
    output = last.get("output")
    if isinstance(output, dict):
        output["sentences"] = [sentences[index] for index in sorted(sentences)]
    return last


def _failed(event: Mapping[str, Any]) -> ProviderError:
    """A stream that ends with a refusal."""
    code, message = str(event["code"]), str(event.get("message") or "no reason given")
    policy = classify_answer("dashscope", None, code, message, phase="submit")
    return provider_error(policy, f"{code}: {message}", where="dashscope")


def _words(output: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Word times of the answer, in seconds; empty where it tells none or tells them wrongly."""
    words: list[dict[str, Any]] = []
    for sentence in output.get("sentences") or ():
        for word in sentence["words"]:
            begin, end = (word.get("begin_time"), word.get("end_time")) if isinstance(word, dict) else (None, None)
            if not isinstance(begin, int) or not isinstance(end, int) or not 0 <= begin <= end:
                return []
            words.append({"text": str(word.get("text") or ""), "start_s": begin / 1000, "end_s": end / 1000})
    return words


def _is_sound(part: Path) -> None:
    info = probe(part)
    if not info.has_audio or info.duration_s < _SHORTEST_S:
        raise MediaError("holds no sound", where=part.name)


def _unfit(request: SpeechRequest, problem: str) -> ProviderError:
    return provider_error(Policy.PERMANENT, problem, where=request.shot_id)
