"""Shaped noise and its slow movement, shared by ambience and foley. What is imitated with it is decided there."""

from __future__ import annotations

import numpy as np

from resources.sound import dsp
from resources.sound.dsp import SAMPLE_RATE, FloatArray

Band = tuple[tuple[float, float], ...]
"""Corner points (Hz, dB) of a spectrum, straight lines between them over log frequency; silent outside."""


def shaped_noise(length: int, band: Band, chance: np.random.Generator, *, channels: int = 2) -> FloatArray:
    """Noise `(channels, length)` of rms 1 with this spectrum; made in the frequency domain, so its end meets its start."""
    frequency = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    corners = np.log([hertz for hertz, _ in band])
    decibels = np.interp(
        np.log(np.maximum(frequency, 1e-3)), corners, [level for _, level in band], left=-120, right=-120
    )
    parts = chance.standard_normal((2, channels, frequency.size), dtype=np.float32)
    spectrum = (parts[0] + 1j * parts[1]) * (10 ** (decibels / 20)).astype(np.float32)
    sound = np.asarray(np.fft.irfft(spectrum, length, axis=-1), dtype=np.float32)
    return sound / np.float32(dsp.amplitude(dsp.rms_dbfs(sound)))


def slow_curve(length: int, period_s: float, chance: np.random.Generator) -> FloatArray:
    """A smooth random curve `(length,)` of 0..1 that changes over about `period_s`, and ends where it starts."""
    count = max(3, round(length / SAMPLE_RATE / period_s))
    knots = chance.uniform(0, 1, count)
    place = np.arange(length) / length * count
    index = place.astype(np.int64)
    share = (place - index).astype(np.float32)
    share *= share * (3 - 2 * share)
    values = np.append(knots, knots[0]).astype(np.float32)
    return np.asarray(values[index] + (values[index + 1] - values[index]) * share, dtype=np.float32)


def burst(
    seconds: float, decay: float, band: Band, chance: np.random.Generator, *, rise_s: float = 0.002
) -> FloatArray:
    """A mono stroke of noise that rises, dies away at `decay` per second, and peaks at 1."""
    length = int(seconds * SAMPLE_RATE)
    times = np.arange(length) / SAMPLE_RATE
    envelope = np.minimum(1, times / rise_s) * np.exp(-decay * times) * (1 - times / seconds)
    stroke = shaped_noise(length, band, chance, channels=1)[0] * envelope.astype(np.float32)
    return np.asarray(stroke / np.max(np.abs(stroke)), dtype=np.float32)


def ring(seconds: float, partials: tuple[tuple[float, float, float], ...]) -> FloatArray:
    """A mono struck body: sum of (Hz, amplitude, decay per second), peaking at 1."""
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    attack = np.minimum(1, times / 0.002) * (1 - times / seconds)
    total = sum(
        level * np.sin(2 * np.pi * hertz * times) * np.exp(-decay * times) for hertz, level, decay in partials
    )
    body = np.asarray(total) * attack
    return np.asarray(body / np.max(np.abs(body)), dtype=np.float32)


def place(track: FloatArray, stroke: FloatArray, at_s: float, gain: float, pan: float = 0.0) -> None:
    """Add a mono stroke into a stereo track that is a loop: what runs over the end goes on at the start."""
    length = track.shape[1]
    start = int(at_s * SAMPLE_RATE) % length
    indices = (start + np.arange(min(stroke.size, length))) % length
    for side, weight in enumerate((min(1.0, 1 - pan), min(1.0, 1 + pan))):
        track[side, indices] += stroke[: indices.size] * np.float32(gain * weight)
