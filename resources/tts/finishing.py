"""The last steps of every spoken line: trimming, levelling, and the pair of files in the cache. Engines are elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from resources.atomic import write_json
from resources.errors import MediaError
from resources.sound import dsp
from resources.tts.base import SpokenLine, TimedViseme

SILENCE_S = 0.25
"""Length of a line without a speakable sign."""

_SPEECH_RMS_DBFS = -21.0
_PEAK = 0.6
_KEEP_BEFORE_S, _KEEP_AFTER_S = 0.03, 0.09
_QUIET_BELOW_PEAK_DB = -42.0


def speech_span(sound: dsp.FloatArray) -> tuple[int, int] | None:
    """First and last sample of a line with a breath around it; None when it is silent."""
    peak = float(np.max(np.abs(sound), initial=0.0))
    if peak < dsp.amplitude(-60):
        return None
    loud = np.flatnonzero(np.abs(sound) > peak * dsp.amplitude(_QUIET_BELOW_PEAK_DB))
    begin = max(0, int(loud[0]) - int(_KEEP_BEFORE_S * dsp.SAMPLE_RATE))
    return begin, min(sound.size, int(loud[-1]) + int(_KEEP_AFTER_S * dsp.SAMPLE_RATE))


def levelled(sound: dsp.FloatArray) -> dsp.FloatArray:
    """A trimmed line at the level of all lines, faded at both ends."""
    voiced = sound[np.abs(sound) > 0.02 * np.max(np.abs(sound))]
    gain = min(dsp.amplitude(_SPEECH_RMS_DBFS - dsp.rms_dbfs(voiced)), _PEAK / float(np.max(np.abs(sound))))
    return dsp.fade(sound * np.float32(gain), in_s=0.008, out_s=0.03)


def silence(wav: Path) -> SpokenLine:
    """A short silence at `wav`."""
    dsp.write_wav(wav, np.zeros(int(SILENCE_S * dsp.SAMPLE_RATE), dtype=np.float32))
    return SpokenLine(wav=wav, duration_s=SILENCE_S, visemes=(TimedViseme(viseme="rest", start_s=0.0),))


def write_line(line: SpokenLine) -> None:
    """Write the json next to the wav. It comes last, so its presence says that the wav is whole.

    Raises:
        StorageError: The folder cannot be written.
    """
    fields = line.model_dump(mode="json", exclude={"wav", "cached"})
    write_json(line.wav.with_suffix(".json"), {"schema_version": 1, **fields})


def read_line(wav: Path) -> SpokenLine | None:
    """The cached line; None when it is not there, or damaged and so to be made again."""
    try:
        fields = json.loads(wav.with_suffix(".json").read_text("utf-8"))
        fields.pop("schema_version", None)
        line = SpokenLine.model_validate({**fields, "wav": wav, "cached": True})
        sound, _ = dsp.read_wav(wav)
    except (OSError, ValueError, TypeError, AttributeError, MediaError):
        return None
    return line if abs(sound.shape[-1] / dsp.SAMPLE_RATE - line.duration_s) < 0.01 else None
