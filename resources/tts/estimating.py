"""When words are heard in a line whose maker does not tell: spread over the sound. Real timings replace it."""

from __future__ import annotations

import numpy as np

from resources.sound import dsp
from resources.tts.timing import tokens
from resources.video.staging import TimedWord

_STEP_S = 0.01
_QUIET_BELOW_PEAK_DB = -32.0
"""Below this is a pause; breath and room of the synthetic voices stay under it."""


def estimated_words(text: str, sound: dsp.FloatArray) -> tuple[TimedWord, ...]:
    """Words by their share of the letters, counted over the time in which something is heard.

    Args:
        text: The line.
        sound: Mono, 48 kHz, trimmed.
    """
    spans = tokens(text)
    step = int(_STEP_S * dsp.SAMPLE_RATE)
    count = sound.size // step
    if not spans or count == 0:
        return ()
    levels = np.sqrt(np.mean(np.square(sound[: count * step].reshape(count, step)), axis=1))
    heard = levels > np.max(levels) * dsp.amplitude(_QUIET_BELOW_PEAK_DB)
    if not heard.any():
        return ()
    moments = np.flatnonzero(heard) * _STEP_S
    letters = np.array([sum(map(str.isalnum, text[begin:end])) for begin, end in spans], dtype=np.float64)
    edges = np.concatenate([[0.0], np.cumsum(letters) / letters.sum()]) * len(moments)
    words = []
    for index, (begin, end) in enumerate(spans):
        first = moments[min(int(edges[index]), len(moments) - 1)]
        last = moments[min(max(int(edges[index]), int(edges[index + 1]) - 1), len(moments) - 1)] + _STEP_S
        words.append(TimedWord(text=text[begin:end], start_s=round(float(first), 3), end_s=round(float(last), 3)))
    return tuple(words)
