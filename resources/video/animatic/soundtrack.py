"""The sound of one shot: spoken lines in their places, the place's own sound, a few noises. Music is added by the cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from resources.sound import dsp
from resources.sound.ambience import ambience, ambience_of
from resources.sound.foley import foley, foleys_of
from resources.video.animatic.acting import Loudness
from resources.video.animatic.encode import FRAME_RATE, SAMPLE_RATE, SAMPLES_PER_FRAME
from resources.video.animatic.sets.reading import Place
from resources.video.animatic.timeline import PlacedLine
from resources.video.staging import Staging

_ROOM_S = {True: 0.34, False: 0.18}
_ROOM_WET = {True: 0.13, False: 0.05}
_WIDEST_PAN = 0.55
_NOISE_EVERY_S = 1.3
_MOST_NOISES = 3
_CEILING = 0.97


def loudness_of(line: PlacedLine) -> Loudness:
    """Level of a line 0..1 for each frame from its start, for mouths, heads and hands."""
    sound = _mono(line)
    count = max(1, -(-len(sound) // SAMPLES_PER_FRAME))
    padded = np.zeros(count * SAMPLES_PER_FRAME, np.float32)
    padded[: len(sound)] = sound
    level = np.sqrt(np.mean(padded.reshape(count, -1) ** 2, axis=1))
    return np.asarray(level / max(1e-6, float(level.max())), np.float32)


def mixed(
    staging: Staging,
    place: Place,
    lines: Sequence[PlacedLine],
    positions: Mapping[str, float],
    duration_s: float,
    seed: int,
) -> dsp.FloatArray:
    """The whole soundtrack, stereo at 48 kHz and exactly as long as the picture.

    Args:
        staging: For the action's noises.
        place: For ambience and room.
        lines: What is spoken, in place.
        positions: Where each speaker stands on screen, -1 left to 1 right.
        duration_s: Length of the clip.
        seed: Of the noises.
    """
    samples = round(duration_s * FRAME_RATE) * SAMPLES_PER_FRAME
    mix = np.zeros((2, samples), np.float32)
    for line in lines:
        _speak(mix, line, place, 0.0 if line.line.voice_over else positions.get(line.timed.speaker, 0.0))
    weather = f"{place.weather} " if place.weather in ("rain", "storm") else ""
    bed = ambience(ambience_of(f"{weather}{place.words[:600]} {place.hour}"), samples / SAMPLE_RATE, place.seed)
    _add(mix, bed, 0)
    kinds = foleys_of(staging.action)[:_MOST_NOISES]
    if place.weather == "storm" and "thunder" not in kinds:
        kinds = (*kinds, "thunder")
    for number, kind in enumerate(kinds):
        _add(mix, foley(kind, seed + number), round((0.15 + number * _NOISE_EVERY_S) * SAMPLE_RATE))
    return np.asarray(np.tanh(mix / _CEILING) * _CEILING, np.float32)


def _speak(mix: dsp.FloatArray, line: PlacedLine, place: Place, position: float) -> None:
    dry = _mono(line)
    tail = np.zeros(round(_ROOM_S[place.indoors] * SAMPLE_RATE), np.float32)
    wet = dsp.reverb(
        np.concatenate([dry, tail]),
        seconds=_ROOM_S[place.indoors],
        wet=_ROOM_WET[place.indoors],
        seed=place.seed % 997,
    )
    _add(mix, dsp.pan(wet, position * _WIDEST_PAN), round(line.timed.start_s * SAMPLE_RATE))


def _mono(line: PlacedLine) -> dsp.FloatArray:
    sound, rate = dsp.read_wav(line.wav)
    if sound.ndim == 2:
        sound = sound.mean(axis=0)
    return dsp.resample(sound, rate, SAMPLE_RATE)


def _add(mix: dsp.FloatArray, sound: dsp.FloatArray, start: int) -> None:
    count = min(sound.shape[-1], mix.shape[-1] - start)
    if count > 0:
        mix[:, start : start + count] += sound[..., :count]
