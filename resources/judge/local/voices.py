"""Whether a line is heard at the pitch that its speaker's card asks for. It tells high from low, nobody's identity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from resources.judge.base import Portrait
from resources.judge.local.gathering import SPEECH_RATE, Signal
from resources.judge.local.observation import Observation, unmeasured
from resources.judge.local.reading import Reading
from resources.judge.local.stills import Floats
from resources.tts.base import Speaker
from resources.tts.voices import Kind, kind_of, stated_gender
from resources.video.staging import TimedLine

_LOWEST_HZ, _HIGHEST_HZ = 60.0, 450.0
_FRAME, _HOP = 768, 320
_HARMONICS_END_HZ = 1100.0
# Twice the period fits as well as the period itself; a harmonic's fits nearly as well.
_PERIODIC, _AS_GOOD = 0.6, 0.98
_QUIETER_DB = 18.0
_LEAST_FRAMES = 12
# Even the third of the frames that fits best has to be off: laughter, a shout and music are not another voice.
_BEST_THIRD = 33
# Under -30 dBFS peak it is the room that is measured.
_LEAST_PEAK = 0.03

# Speaking pitch of adults 85-155 and 165-255 Hz (Titze 1994), of children above 200; wider here by how espeak's
# voices, old people and excitement leave it.
_EXPECTED_HZ: Mapping[Kind, tuple[float, float]] = {
    "man": (60.0, 165.0),
    "old_man": (60.0, 175.0),
    "woman": (145.0, 330.0),
    "old_woman": (125.0, 330.0),
    "boy": (150.0, 450.0),
    "girl": (160.0, 450.0),
}


def pitch_of(mono: Signal) -> Floats:
    """Fundamental frequency of each voiced frame of 48 ms, Hz; frames without a clear pitch are left out.

    Normalised autocorrelation of the first harmonics (Boersma 1993 without its path search).
    """
    if len(mono) < 2 * _FRAME or float(np.abs(mono).max()) < _LEAST_PEAK:
        return np.zeros(0)
    frames = sliding_window_view(mono, _FRAME)[::_HOP] * np.hanning(_FRAME)
    size = 2 * _FRAME
    power = np.abs(np.fft.rfft(frames, size)) ** 2
    frequency = np.fft.rfftfreq(size, 1 / SPEECH_RATE)
    inside = (frequency > _LOWEST_HZ) & (frequency < _HARMONICS_END_HZ)
    level = 10 * np.log10(power[:, inside].sum(axis=1) + 1e-12)
    likeness = np.fft.irfft(power * inside, size)[:, :_FRAME]
    taper = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(_FRAME), size)) ** 2, size)[:_FRAME]
    likeness = likeness / np.maximum(likeness[:, :1], 1e-12) / np.maximum(taper / taper[0], 0.05)
    shortest, longest = int(SPEECH_RATE / _HIGHEST_HZ), int(SPEECH_RATE / _LOWEST_HZ)
    found = []
    for row in likeness[level > level.max() - _QUIETER_DB]:
        lags = row[shortest : longest + 1]
        peaks = np.flatnonzero((lags[1:-1] > lags[:-2]) & (lags[1:-1] >= lags[2:])) + 1
        if len(peaks) and lags[peaks].max() >= _PERIODIC:
            first = peaks[lags[peaks] >= _AS_GOOD * lags[peaks].max()][0]
            found.append(SPEECH_RATE / (shortest + first))
    return np.asarray(found)


def octaves_off(pitch: Floats, expected: tuple[float, float]) -> float:
    """How far outside an expected range of pitch a voice lies, in octaves; 0 inside it."""
    lowest, highest = (float(np.percentile(pitch, share)) for share in (_BEST_THIRD, 100 - _BEST_THIRD))
    return max(0.0, math.log2(lowest / expected[1]), math.log2(expected[0] / highest))


def voice_measure(
    reading: Reading, lines: Sequence[TimedLine], people: Sequence[Portrait], *, timing_known: bool
) -> Observation:
    """Octaves by which the worst line lies outside the pitch of its speaker's gender and age.

    Where the lines' times are only estimated, the whole clip counts, and only if one person speaks.
    """
    voices = {person.name: person.voice for person in people if person.voice is not None}
    speakers = {line.speaker for line in lines}
    if reading.sound is None or not lines:
        return unmeasured("nobody speaks")
    if not timing_known and len(speakers) > 1:
        return unmeasured("who speaks when is only estimated")
    heard: list[tuple[float, TimedLine, str]] = []
    for line in lines if timing_known else lines[:1]:
        expected = _expected(voices.get(line.speaker))
        start, end = (int(at * SPEECH_RATE) for at in (line.start_s, line.end_s))
        pitch = pitch_of(reading.sound.mono[start:end] if timing_known else reading.sound.mono)
        if expected is None or len(pitch) < _LEAST_FRAMES:
            continue
        note = f"{line.speaker} at {np.median(pitch):.0f} Hz, expected {expected[0]:.0f}-{expected[1]:.0f} Hz"
        heard.append((octaves_off(pitch, expected), line, note))
    if not heard:
        return unmeasured("no line is long enough whose speaker's card tells the gender")
    off, line, note = max(heard, key=lambda one: one[0])
    text = f"the voice of {line.speaker} is not that of the person on the card"
    return Observation(off, line.start_s if timing_known else None, text, note)


def _expected(voice: Speaker | None) -> tuple[float, float] | None:
    if voice is None or stated_gender(voice) is None:
        return None
    return _EXPECTED_HZ[kind_of(voice)]
