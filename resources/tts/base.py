"""What it means to have a line spoken: voice, spoken line with word times and mouth shapes. No engine here."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Protocol

from resources.video.staging import Model, TimedWord

Viseme = Literal["rest", "m", "a", "e", "i", "o", "u", "s"]


class Voice(Model):
    """A stable voice. `engine_voice` is the engine's own name; pitch 0..100; rate 1.0 = the language's normal pace."""

    engine: str
    engine_voice: str
    pitch: int = 50
    pitch_range: int = 50
    rate: float = 1.0


class TimedViseme(Model):
    """A mouth shape from `start_s` on, in seconds from the start of the line."""

    viseme: Viseme
    start_s: float


class SpokenLine(Model):
    """A line as sound on disk: 48 kHz mono wav, trimmed of leading silence; words and mouths relative to its start."""

    wav: Path
    duration_s: float
    words: tuple[TimedWord, ...] = ()
    visemes: tuple[TimedViseme, ...] = ()
    cached: bool = False


class Speaker(Model):
    """Who speaks, as far as a voice can show it."""

    name: str
    gender: str | None = None
    age: str | None = None
    voice_style: str | None = None


class SpeechEngine(Protocol):
    """Turns text into a wav. Content-cached: the same words in the same voice are made once."""

    @property
    def name(self) -> str:
        """Recorded with every line."""
        ...

    def cast_voices(self, speakers: list[Speaker], language: str) -> dict[str, Voice]:
        """One distinct, stable voice for each speaker; a narrator is a speaker too."""
        ...

    def say(self, text: str, voice: Voice, language: str) -> SpokenLine:
        """Speak. Text without a speakable sign gives a short silence, never an error."""
        ...
