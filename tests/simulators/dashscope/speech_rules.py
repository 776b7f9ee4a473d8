"""What the simulated voices take: reads a request into a speech or refuses it. Answers and events live in `speech`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.simulators.dashscope.wire import chosen, flag, invalid, number, text_tokens, whole_number
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
class Speech:
    """One speech, as it was asked for; `rate` in samples a second."""

    model: str
    text: str
    voice: str
    seconds: float
    rate: int
    container: str
    look: str

    @property
    def content_type(self) -> str:
        """Of the file."""
        return _FORMATS[self.container]

    def make(self) -> bytes:
        """The file."""
        if self.container == "wav":
            return make_wav(self.seconds, self.rate, self.look)
        if self.container == "pcm":
            return make_pcm(self.seconds, self.rate, self.look)
        return make_compressed(self.seconds, self.rate, self.look, self.container)


def is_speech_model(model: object) -> bool:
    """Whether a request at the shared endpoint is for speech."""
    return isinstance(model, str) and model.startswith(("qwen-tts", "qwen3-tts"))


def read_cosy(model: str, told: dict[str, Any]) -> Speech:
    """The speech that a CosyVoice request asks for; all its knobs are in `input`.

    Raises:
        Refusal: It does not fit the model.
    """
    text = _text(told)
    _check_cosy_knobs(told)
    return Speech(
        model=model,
        text=text,
        voice=_cosy_voice(model, told.get("voice")),
        seconds=spoken_seconds(text, number(told, "rate", 0.5, 2.0, 1.0)),
        rate=chosen(told, "sample_rate", _RATES, 22050),
        container=chosen(told, "format", tuple(_FORMATS), "mp3"),
        look=f"{model}\n{told.get('voice')}\n{whole_number(told, 'seed', 0, 65535, 0)}\n{text}",
    )


def read_qwen(model: str, told: dict[str, Any]) -> Speech:
    """The speech that a Qwen-TTS request asks for.

    Raises:
        Refusal: It does not fit the model.
    """
    text = _text(told)
    if (text_tokens(text) > 512) if model == "qwen-tts" else len(text) > _QWEN_LIMIT:
        raise invalid(f"Range of input length should be [0, {_QWEN_LIMIT}]")
    voice = told.get("voice")
    if voice not in _QWEN_VOICES:
        raise invalid(f"Invalid voice: {voice}")
    chosen(told, "language_type", _LANGUAGES, "Auto")
    return Speech(
        model, text, str(voice), spoken_seconds(text, 1.0), _QWEN_RATE, "wav", f"{model}\n{voice}\n{text}"
    )


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


def qwen_usage(speech: Speech) -> dict[str, object]:
    """The `usage` of Qwen-TTS: the old model counts tokens, the newer ones characters."""
    if speech.model != "qwen-tts":
        return {"characters": len(speech.text), "input_tokens": 0, "output_tokens": 0}
    told, made = text_tokens(speech.text), round(speech.seconds * 50)
    return {
        "input_tokens": told,
        "output_tokens": made,
        "total_tokens": told + made,
        "input_tokens_details": {"text_tokens": told},
        "output_tokens_details": {"audio_tokens": made, "text_tokens": 0},
        "characters": 0,
    }


def timed_words(speech: Speech) -> list[dict[str, object]]:
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
