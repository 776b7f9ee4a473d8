"""The embedded voice: espeak-ng from its wheel, one short process for each line, cached by content. No casting here."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import logging
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from resources.errors import ProviderError
from resources.failures import Policy
from resources.sound import dsp
from resources.tts import espeak_worker, voices
from resources.tts.base import Speaker, SpokenLine, Voice
from resources.tts.finishing import levelled, read_line, silence, speech_span, write_line
from resources.tts.languages import espeak_language, natural_rate, reading_language, speakable
from resources.tts.timing import mouth_shapes, timed_words

_log = logging.getLogger(__name__)

RECIPE = 1
"""Part of the cache key: raise it when the filtering or the timing changes."""

_TIMEOUT_S = 30.0
_LOW_PASS_HZ = 5200.0  # above it formant synthesis only buzzes (animatic spike)
_HIGH_PASS_HZ = 75.0


class EspeakEngine:
    """Speaks with espeak-ng. Safe to share between threads and between processes that use one cache folder.

    Args:
        cache_dir: Folder of finished lines, `<2 hex>/<sha256>.{wav,json}`; made when missing.
        timeout_s: Longest time that one line may take to synthesise; an hour of speech takes about 3 s.
    """

    def __init__(self, cache_dir: Path, *, timeout_s: float = _TIMEOUT_S) -> None:
        self._cache_dir = cache_dir
        self._timeout_s = timeout_s

    @property
    def name(self) -> str:
        """Recorded with every line."""
        return voices.ENGINE

    @cached_property
    def _library(self) -> tuple[str, str, str]:
        """Path of the library, of its data, and the version of the wheel."""
        try:
            import espeakng_loader

            library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
            version = importlib.metadata.version("espeakng-loader")
        except (ImportError, RuntimeError) as error:
            raise _no_voice(f"espeak-ng is not installed ({error})") from error
        if not Path(library).is_file():
            raise _no_voice("the speech library is missing from its package")
        return library, data, version

    def cast_voices(self, speakers: list[Speaker], language: str) -> dict[str, Voice]:
        """One distinct, stable voice for each speaker; see `voices.cast_voices`."""
        return voices.cast_voices(speakers, language)

    def say(self, text: str, voice: Voice, language: str) -> SpokenLine:
        """Speak a line, or find it in the cache.

        Text without a letter or digit gives 0.25 s of silence. A language that espeak does not know is read as English,
        with a warning in the log; a text in another script than the language's is read by the voice of its script.

        Raises:
            ProviderError: espeak-ng is missing, failed, or took too long.
            StorageError: The cache folder cannot be written.
        """
        words = speakable(text)
        if espeak_language(language) is None:
            _log.warning("espeak does not know the language %r: reading it as English", language)
        request: dict[str, str | int] = {
            "text": words,
            "voice": f"{reading_language(words, language)}+{voice.engine_voice}",
            "rate": min(450, max(80, round(natural_rate(reading_language(words, language)) * voice.rate))),
            "pitch": min(99, max(0, voice.pitch)),
            "pitch_range": min(99, max(0, voice.pitch_range)),
        }
        version = self._library[2] if words else "none"
        identity = json.dumps({**request, "source": text, "version": version, "recipe": RECIPE}, sort_keys=True)
        key = hashlib.sha256(identity.encode()).hexdigest()
        wav = self._cache_dir / key[:2] / f"{key}.wav"
        cached = read_line(wav)
        if cached is not None:
            return cached
        line = self._synthesise(text, request, wav) if words else silence(wav)
        write_line(line)
        return line

    def _synthesise(self, text: str, request: dict[str, str | int], wav: Path) -> SpokenLine:
        header, pcm = self._ask_worker(request)
        rate = int(header["sample_rate"])
        sound, trimmed_s = _polish(dsp.resample(dsp.pcm_to_float(pcm), rate))
        if sound.size == 0:
            return silence(wav)
        duration = sound.size / dsp.SAMPLE_RATE

        def shifted(milliseconds: int) -> float:
            return min(duration, max(0.0, milliseconds / 1000 - trimmed_s))

        phonemes = [(shifted(moment), name) for moment, name in header["phonemes"]]
        events = [(shifted(moment), position - 1) for moment, position, _ in header["words"]]
        dsp.write_wav(wav, sound)
        return SpokenLine(
            wav=wav,
            duration_s=round(duration, 4),
            words=timed_words(text, events, phonemes),
            visemes=mouth_shapes(phonemes, duration),
        )

    def _ask_worker(self, request: dict[str, str | int]) -> tuple[dict[str, Any], bytes]:
        library, data, _ = self._library
        variant = str(request["voice"]).partition("+")[2]
        # The library itself would speak with its default voice, without a word.
        if not (Path(data) / "voices" / "!v" / variant).is_file():
            raise _no_voice(f"there is no voice {variant!r}")
        message = json.dumps({**request, "library": library, "data": data}).encode()
        # By path, isolated and without site: the worker needs the standard library only, and starts faster so.
        command = [sys.executable, "-I", "-S", str(Path(espeak_worker.__file__))]
        try:
            done = subprocess.run(command, input=message, capture_output=True, timeout=self._timeout_s, check=False)
        except subprocess.TimeoutExpired as error:
            problem = f"a line of {len(str(request['text']))} characters took over {self._timeout_s:g} s"
            raise _no_voice(problem, Policy.TRANSIENT) from error
        except OSError as error:
            raise _no_voice(f"the speech process did not start ({error})") from error
        first_line, _, pcm = done.stdout.partition(b"\n")
        try:
            header: dict[str, Any] = json.loads(first_line)
        except ValueError as error:
            last_words = done.stderr.decode("utf-8", "replace").strip()[-200:]
            raise _no_voice(f"the speech process ended with code {done.returncode}: {last_words}") from error
        if "error" in header:
            raise _no_voice(str(header["error"]))
        return header, pcm


def _no_voice(problem: str, policy: Policy = Policy.PERMANENT) -> ProviderError:
    return ProviderError(problem, failure=policy, where="espeak", next_command="spark-video doctor")


def _polish(sound: dsp.FloatArray) -> tuple[dsp.FloatArray, float]:
    """Filter, trim and level a line.

    Returns:
        The sound (empty when it was silent), and the seconds cut off at its start.
    """
    span = speech_span(sound)
    if span is None:
        return sound[:0], 0.0
    clean = dsp.low_pass(dsp.high_pass(sound, _HIGH_PASS_HZ), _LOW_PASS_HZ)[slice(*span)]
    return levelled(clean), span[0] / dsp.SAMPLE_RATE
