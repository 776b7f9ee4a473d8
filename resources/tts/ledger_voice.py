"""A voice that costs money: the speech protocol over the desk of one episode. Casting and wires are elsewhere."""

from __future__ import annotations

import asyncio
import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from resources.errors import ProviderError
from resources.failures import Policy
from resources.locking import locked_file
from resources.media.sound import voice_sound
from resources.render_ledger.desk import CommissionDesk
from resources.sound import dsp
from resources.tts.base import Speaker, SpokenLine, Voice
from resources.tts.dashscope_models import SpeechModel
from resources.tts.estimating import estimated_words
from resources.tts.finishing import levelled, read_line, silence, speech_span, write_line
from resources.tts.languages import language_code, speakable
from resources.video.base import Maker, RenderResult, SpeechRequest
from resources.video.staging import TimedWord

RECIPE = 1
"""Part of the cache key: raise it when trimming or levelling change. What was paid for is kept in the ledger anyway."""

_WAIT_FOR_TWIN_S = 600.0
"""How long a process waits while another one has the same line made."""


@dataclass(frozen=True)
class LedgerVoice:
    """Speaks with a paid model, each line at most once for all episodes that share the cache.

    Called from plain functions: every line runs its own event loop, so never from inside of one.

    Args:
        model: Who speaks.
        open_maker: Opens the maker inside the line's event loop.
        desk: Of the episode; a line that was paid for is found in its ledger when the cache is gone.
        cache_dir: Finished lines by content, shared with other engines.
    """

    model: SpeechModel
    open_maker: Callable[[], Maker[SpeechRequest]]
    desk: CommissionDesk
    cache_dir: Path

    @property
    def name(self) -> str:
        """Recorded with every line."""
        return self.model.name

    def cast_voices(self, speakers: list[Speaker], language: str) -> dict[str, Voice]:
        """See `SpeechModel.cast`; the voices of these models speak all their languages."""
        return self.model.cast(speakers)

    def say(self, text: str, voice: Voice, language: str) -> SpokenLine:
        """Speak a line, or find it: in the cache, else in the ledger, else for money.

        Text without a letter or digit gives 0.25 s of silence and costs nothing.

        Raises:
            ProviderError: Refused, out of tries, or it is unknown whether it was billed (`spark-video jobs`).
            MediaError: What came is not a sound.
            BudgetStop: Over a cap, or the price is unknown.
            StorageError: The cache or the log cannot be written.
        """
        words = " ".join(speakable(text).split())
        slowest, fastest = self.model.rates
        pace = min(fastest, max(slowest, round(voice.rate, 3)))
        tempo = round(voice.rate / pace, 3)
        identity = {
            "model": self.model.name,
            "voice": voice.engine_voice,
            "language": language_code(language) or language,
            "text": words,
            "source": text,
            "rate": pace,
            "tempo": tempo,
            "recipe": RECIPE,
        }
        key = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()
        wav = self.cache_dir / key[:2] / f"{key}.wav"
        cached = read_line(wav)
        if cached is not None:
            return cached
        if not words:
            line = silence(wav)
            write_line(line)
            return line
        request = SpeechRequest(
            shot_id=f"line-{_digest_of(identity)}",
            text=words,
            voice=voice.engine_voice,
            language=str(identity["language"]),
            rate=pace,
        )
        with locked_file(wav, busy="this line is being spoken by another process", timeout_s=_WAIT_FOR_TWIN_S):
            cached = read_line(wav)
            return cached or self._keep(asyncio.run(self._ordered(request)), wav, text, tempo)

    async def _ordered(self, request: SpeechRequest) -> RenderResult:
        maker = self.open_maker()
        try:
            return (await self.desk.order(request, maker, phase="speech")).result
        finally:
            await maker.aclose()

    def _keep(self, result: RenderResult, wav: Path, text: str, tempo: float) -> SpokenLine:
        """The line as all engines give it: 48 kHz mono, trimmed, levelled, its words timed."""
        with tempfile.TemporaryDirectory() as work:
            stereo = voice_sound(result.clip, tempo, Path(work))
        sound = np.asarray(stereo.mean(axis=1), dtype=np.float32)
        span = speech_span(sound)
        if span is None:
            raise ProviderError(
                f"the line came back silent: {text[:60]!r}",
                failure=Policy.PERMANENT,
                where=f"{self.model.name}, {result.clip}",
                next_command=f"choose another voice; the sound that was paid for is {result.clip.name}",
            )
        line_sound = levelled(sound[slice(*span)])
        duration = line_sound.size / dsp.SAMPLE_RATE
        dsp.write_wav(wav, line_sound)
        told = result.lines[0].words if result.lines else ()
        cut_s = span[0] / dsp.SAMPLE_RATE
        line = SpokenLine(
            wav=wav,
            duration_s=round(duration, 4),
            words=_moved(told, tempo, cut_s, duration) or estimated_words(text, line_sound),
        )
        write_line(line)
        return line


def _digest_of(identity: dict[str, object]) -> str:
    """Names the job by what is paid for, so that another trimming or tempo finds the same job again."""
    paid = [identity[field] for field in ("model", "voice", "language", "text", "rate")]
    return hashlib.sha256(json.dumps(paid).encode()).hexdigest()[:12]


def _moved(words: tuple[TimedWord, ...], tempo: float, cut_s: float, duration_s: float) -> tuple[TimedWord, ...]:
    """Word times of the raw sound as times of the finished line."""

    def at(seconds: float) -> float:
        return round(min(duration_s, max(0.0, seconds / tempo - cut_s)), 3)

    return tuple(TimedWord(text=word.text, start_s=at(word.start_s), end_s=at(word.end_s)) for word in words)
