"""DashScope's speech models and their voices as data: which is chosen, and who speaks with which voice. Nothing is sent."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from resources.errors import InvalidDocument, UsageError
from resources.tts.base import Speaker, Voice
from resources.tts.voices import Kind, is_narrator, kind_of
from resources.video.limits import FamilyLimits, chosen_family, load_limits
from resources.video.staging import Model
from resources.wire.access import base_url_of

MODEL_VARIABLE = "SPARK_VIDEO_NARRATOR_TTS_MODEL"
VOICE_VARIABLE = "SPARK_VIDEO_NARRATOR_TTS_VOICE"
_OLD_NAMES = {
    MODEL_VARIABLE: "VIDEOGEN_NARRATOR_TTS_MODEL",
    VOICE_VARIABLE: "VIDEOGEN_NARRATOR_TTS_VOICE",
}

_LIMITS = Path(__file__).with_name("dashscope_speech.json")
_VOICES = Path(__file__).with_name("dashscope_voices.json")
_BEIJING_ONLY = "cosyvoice"
_ELSEWHERE = "qwen3-tts-flash"
"""Outside of Beijing there is no CosyVoice over HTTP."""

# Where a kind has no voice of its own, or too few, the next of these speaks.
_STAND_INS: dict[Kind, tuple[Kind, ...]] = {
    "man": ("man", "old_man", "boy"),
    "woman": ("woman", "old_woman", "girl"),
    "boy": ("boy", "girl", "man"),
    "girl": ("girl", "boy", "woman"),
    "old_man": ("old_man", "man"),
    "old_woman": ("old_woman", "woman"),
}


class SystemVoice(Model):
    """A voice that every account has.

    Args:
        manner: English words that a card may ask for.
        narrates: Fit for a narrator.
        times_words: Can tell when each word is heard.
    """

    voice: str
    kind: Kind
    manner: str = ""
    narrates: bool = False
    times_words: bool = False


class ModelVoices(Model):
    """The voices of one model; they work with no other."""

    voices: tuple[SystemVoice, ...]


class VoicesFile(Model):
    """`dashscope_voices.json`."""

    schema_version: Literal[1]
    as_of: dt.date
    source: str = Field(min_length=1)
    models: dict[str, ModelVoices]


class SpeechModel(Model):
    """One speech model, and what of it is chosen.

    Args:
        voices: Its system voices.
        narrator: Voice of narrators, as the environment has it; may be one that the account cloned.
    """

    name: str
    limits: FamilyLimits
    voices: tuple[SystemVoice, ...]
    narrator: str = ""

    @property
    def dialect(self) -> Literal["cosyvoice", "qwen"]:
        """Whose wire it speaks."""
        return "cosyvoice" if self.name.startswith("cosyvoice") else "qwen"

    @property
    def rates(self) -> tuple[float, float]:
        """Slowest and fastest pace that it speaks with by itself."""
        return (0.5, 2.0) if self.dialect == "cosyvoice" else (1.0, 1.0)

    def times_words(self, voice: str) -> bool:
        """Whether a voice of this model can tell when each word is heard."""
        return any(known.voice == voice and known.times_words for known in self.voices)

    def cast(self, speakers: Sequence[Speaker]) -> dict[str, Voice]:
        """One voice for each speaker, the same in every run; of their own as long as there are enough.

        The order of the list counts: newcomers never change an earlier speaker's voice. A manner of speaking that is
        the name of a voice, or of one cloned for this model, is taken at its word.

        Raises:
            UsageError: The model has no voices of its own and none is named.
        """
        taken: list[str] = []
        casting: dict[str, Voice] = {}
        for speaker in {speaker.name: speaker for speaker in speakers}.values():
            chosen = self._named(speaker) or self._fitting(speaker, taken)
            taken.append(chosen)
            casting[speaker.name] = Voice(engine=self.name, engine_voice=chosen)
        return casting

    def _named(self, speaker: Speaker) -> str:
        told = (speaker.voice_style or "").strip()
        cloned = re.fullmatch(rf"{re.escape(self.name)}-[\w-]+", told) is not None
        if cloned or told in {voice.voice for voice in self.voices}:
            return told
        return self.narrator if is_narrator(speaker) else ""

    def _fitting(self, speaker: Speaker, taken: Sequence[str]) -> str:
        if not self.voices:
            raise UsageError(
                f"{self.name} has no voices of its own",
                where="environment or .env",
                allowed="a voice that this account cloned or designed",
                next_command=f"set {VOICE_VARIABLE}, or another {MODEL_VARIABLE}",
            )
        number = int.from_bytes(hashlib.sha256(speaker.name.encode()).digest()[:6])
        wanted = set(re.findall(r"[a-z]+", (speaker.voice_style or "").lower()))
        narrating = is_narrator(speaker)
        pool: list[SystemVoice] = []
        # Of a narrator nothing may be known at all; then any narrating voice will do, the list's first one first.
        unknown = narrating and not (speaker.gender or speaker.age or speaker.voice_style)
        for kind in ("man",) if unknown else _STAND_INS[kind_of(speaker)]:
            alike = [voice for voice in self.voices if voice.kind == kind and (voice.narrates or not narrating)]
            # A narrator without wishes has the first voice of the list; a cast is spread over all of them.
            turn = 0 if narrating or not alike else number % len(alike)
            spread = alike[turn:] + alike[:turn]
            pool += sorted(spread, key=lambda voice: -len(wanted & set(voice.manner.split())))
        pool = pool or list(self.voices)
        return min(pool, key=lambda voice: taken.count(voice.voice)).voice


@cache
def _voices() -> VoicesFile:
    try:
        return VoicesFile.model_validate_json(_VOICES.read_bytes())
    except ValidationError as error:
        raise InvalidDocument(str(error), where=_VOICES.name) from None


def told(variable: str, environ: Mapping[str, str]) -> str:
    """A variable of this module, under its present or its older name; empty when neither is set."""
    return (environ.get(variable) or environ.get(_OLD_NAMES[variable]) or "").strip()


def chosen_model(environ: Mapping[str, str] = os.environ) -> SpeechModel:
    """The speech model that the environment names, else the usual one of the region.

    Raises:
        UsageError: There is no such model, or not in this region.
    """
    name = told(MODEL_VARIABLE, environ)
    is_beijing = re.search(r"-intl|-us|eu-central|ap-southeast", base_url_of("dashscope", environ)) is None
    if not name and not is_beijing:
        name = _ELSEWHERE
    family = chosen_family(load_limits(_LIMITS), {MODEL_VARIABLE: name}, MODEL_VARIABLE)
    model = family.capabilities.models["speech"]
    if model.startswith(_BEIJING_ONLY) and not is_beijing:
        raise UsageError(
            f"{MODEL_VARIABLE} is {model!r}, which only Beijing has",
            where="environment or .env",
            allowed=_ELSEWHERE,
        )
    return SpeechModel(
        name=model, limits=family, voices=_voices().models[model].voices, narrator=told(VOICE_VARIABLE, environ)
    )
