"""The sound of one note or drum stroke: additive synthesis, every call deterministic. What is played lives elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from resources.sound.dsp import SAMPLE_RATE, FloatArray, low_pass
from resources.sound.music_moods import Instrument

_Times = npt.NDArray[np.float64]
_TABLE = 1 << 14
"""Length of a wave table: reading it without interpolation leaves less noise than 16-bit samples do for these spectra."""


@dataclass(frozen=True)
class Tone:
    """What to sound.

    Args:
        midi: Pitch, 69 = A4 = 440 Hz; a drum ignores it.
        length_s: How long the key is held; a struck sound may die before, and rings on after.
        brightness: 0 dull .. 1 clear.
    """

    instrument: Instrument
    midi: int
    length_s: float
    brightness: float


def sound(tone: Tone) -> FloatArray:
    """Stereo `(2, n)` sound of about full scale 1 peak, faded to zero at its end."""
    return _PLAYERS[tone.instrument](tone)


def frequency(midi: float) -> float:
    """Hertz of a midi note in equal temperament."""
    return float(440.0 * 2 ** ((midi - 69) / 12))


def _damped_harmonics(
    hertz: float, times: _Times, amplitudes: npt.NDArray[np.float64], damping: _Times
) -> FloatArray:
    """Sum of sines at whole multiples, the h-th damped by `damping`^h.

    Uses sin(hx) = 2 cos(x) sin((h-1)x) - sin((h-2)x): one sine and one cosine for the whole series.
    """
    phase = 2 * np.pi * (hertz * times % 1.0)
    before = np.zeros(times.shape, dtype=np.float32)
    current = np.asarray(np.sin(phase) * damping, dtype=np.float32)
    factor = np.asarray(2 * np.cos(phase) * damping, dtype=np.float32)
    squared = np.asarray(np.square(damping), dtype=np.float32)
    total = np.float32(amplitudes[0]) * current
    for amplitude in amplitudes[1:]:
        before, current = current, factor * current - squared * before
        total += np.float32(amplitude) * current
    return np.asarray(total, dtype=np.float32)


def _cycle(amplitudes: npt.NDArray[np.float64]) -> FloatArray:
    """One cycle of a steady tone as a table; the harmonics' phases are spread so that it has no sharp peak."""
    spectrum = np.zeros(_TABLE // 2 + 1, dtype=np.complex128)
    order = np.arange(1, len(amplitudes) + 1)
    spectrum[order] = amplitudes * np.exp(1j * np.pi * order**2 / len(amplitudes)) * _TABLE / 2
    return np.asarray(np.fft.irfft(spectrum), dtype=np.float32)


def _amplitudes(hertz: float, steepness: float, at_most: int) -> npt.NDArray[np.float64]:
    """1/h^steepness for the harmonics below 6 kHz: higher ones sound like a cheap organ."""
    count = int(max(1, min(at_most, 6000 / hertz)))
    return np.asarray(np.arange(1, count + 1, dtype=np.float64) ** -steepness)


def _times(seconds: float) -> _Times:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _shaped(wave: _Times | FloatArray, attack_s: float, release_s: float) -> FloatArray:
    """Raised-cosine start and end, so that no note clicks."""
    length = wave.shape[-1]
    attack = min(length, max(1, int(attack_s * SAMPLE_RATE)))
    release = min(length, max(1, int(release_s * SAMPLE_RATE)))
    envelope = np.ones(length)
    envelope[:attack] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(attack) / attack)
    envelope[length - release :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(release) / release)
    return np.asarray(wave * envelope.astype(np.float32), dtype=np.float32)


def _both(mono: FloatArray) -> FloatArray:
    return np.stack([mono, mono])


def _struck(
    tone: Tone, *, steepness: float, partials: int, decay: float, damping: float, ring_s: float
) -> FloatArray:
    """A string that is hit or plucked: overtones die faster than the ground tone, high notes faster than low ones."""
    hertz = frequency(tone.midi)
    seconds = min(ring_s, tone.length_s + 0.9)
    times = _times(seconds)
    register = (hertz / 261.6) ** 0.5
    amplitudes = _amplitudes(hertz, steepness - 0.5 * (tone.brightness - 0.5), partials)
    # Overtones of a string hit at an eighth of its length: the eighth is missing, its neighbours are weak.
    amplitudes *= np.abs(np.sin(np.pi * np.arange(1, len(amplitudes) + 1) / 8)) / np.sin(np.pi / 8)
    wave = _damped_harmonics(hertz, times, amplitudes, np.exp(-damping * register * times))
    wave *= (np.exp(-decay * register * times) / (np.sum(amplitudes) * 0.55)).astype(np.float32)
    return _both(_shaped(wave, 0.005, 0.25))


def _pluck(tone: Tone) -> FloatArray:
    return _struck(tone, steepness=1.25, partials=14, decay=1.5, damping=0.9, ring_s=2.2)


def _piano(tone: Tone) -> FloatArray:
    return _struck(tone, steepness=1.7, partials=10, decay=0.8, damping=0.45, ring_s=3.2)


def _music_box(tone: Tone) -> FloatArray:
    """A clamped steel tongue: a pure tone, a soft octave, and a short bright tick."""
    hertz = frequency(tone.midi + 12)
    times = _times(min(2.4, tone.length_s + 1.4))
    wave = np.sin(2 * np.pi * hertz * times) * np.exp(-2.2 * times)
    wave += 0.16 * np.sin(2 * np.pi * 2.0 * hertz * times) * np.exp(-4.5 * times)
    wave += 0.10 * tone.brightness * np.sin(2 * np.pi * 5.4 * min(hertz, 1100) * times) * np.exp(-26 * times)
    return _both(_shaped(wave * 0.75, 0.003, 0.3))


def _bowed(
    tone: Tone, *, steepness: float, attack_s: float, release_s: float, spread: float, vibrato: float
) -> FloatArray:
    """Several players on one note: each side has two, a few cents apart, so that it breathes and is wide."""
    hertz = frequency(tone.midi)
    times = _times(tone.length_s + release_s)
    amplitudes = _amplitudes(hertz, steepness - 0.7 * (tone.brightness - 0.5), 9)
    table = _cycle(amplitudes)
    level = np.float32(1 / (np.sum(amplitudes) * 1.2))
    sway = vibrato * np.sin(2 * np.pi * 5.1 * times) * np.minimum(1, times / 0.8) / (2 * np.pi * 5.1)
    moments = (times + sway) * (hertz * _TABLE)
    sides = []
    for cents in ((-spread, spread * 0.35), (spread, -spread * 0.35)):
        players = np.zeros(times.shape, dtype=np.float32)
        for detune, offset in zip(cents, (0, _TABLE // 3), strict=True):
            place = (moments * 2 ** (detune / 1200)).astype(np.int64) + offset
            players += table[place & (_TABLE - 1)]
        sides.append(_shaped(players * level, attack_s, release_s))
    return np.stack(sides)


def _pad(tone: Tone) -> FloatArray:
    attack_s = min(0.7, tone.length_s * 0.4)
    return _bowed(tone, steepness=2.3, attack_s=attack_s, release_s=1.1, spread=6, vibrato=0.0)


def _strings(tone: Tone) -> FloatArray:
    is_short = tone.length_s < 0.6
    attack_s = 0.05 if is_short else min(0.45, tone.length_s * 0.3)
    return _bowed(
        tone, steepness=1.7, attack_s=attack_s, release_s=0.22 if is_short else 0.8, spread=7, vibrato=0.012
    )


def _brass(tone: Tone) -> FloatArray:
    attack_s = min(0.12, tone.length_s * 0.3)
    return _bowed(tone, steepness=1.55, attack_s=attack_s, release_s=0.3, spread=3, vibrato=0.006)


def _bass(tone: Tone) -> FloatArray:
    hertz = frequency(tone.midi)
    times = _times(min(3.0, tone.length_s + 0.3))
    overtones = np.array([1.0, 0.42, 0.16, 0.05])
    wave = _damped_harmonics(hertz, times, overtones, np.exp(-0.7 * times)) * np.exp(-0.55 * times)
    return _both(_shaped(wave * 0.7, 0.018, 0.28))


def _kick(tone: Tone) -> FloatArray:
    """A soft low drum; the pitch falls from about 95 to 48 Hz."""
    del tone
    times = _times(0.55)
    phase = 2 * np.pi * (48 * times + 47 * 0.05 * (1 - np.exp(-times / 0.05)))
    return _both(_shaped(np.sin(phase) * np.exp(-8 * times), 0.004, 0.2))


def _tom(tone: Tone) -> FloatArray:
    del tone
    times = _times(0.5)
    phase = 2 * np.pi * (96 * times + 40 * 0.06 * (1 - np.exp(-times / 0.06)))
    return _both(_shaped(np.sin(phase) * np.exp(-9 * times), 0.004, 0.2))


def _noise_stroke(seconds: float, rise_s: float, decay: float, floor_hz: float, ceiling_hz: float) -> FloatArray:
    times = _times(seconds)
    noise = np.random.default_rng(5).standard_normal((2, times.size)).astype(np.float32)
    band = low_pass(noise, ceiling_hz, order=4) - low_pass(noise, floor_hz, order=4)
    envelope = np.minimum(1, times / rise_s) * np.exp(-decay * times)
    stroke = _shaped(band * envelope, 0.001, 0.03)
    return np.asarray(stroke / np.max(np.abs(stroke)), dtype=np.float32)


def _shaker(tone: Tone) -> FloatArray:
    del tone
    return 0.35 * _noise_stroke(0.12, 0.02, 32, 3000, 6500)


def _rim(tone: Tone) -> FloatArray:
    del tone
    times = _times(0.12)
    wood = np.sin(2 * np.pi * 820 * times) * np.exp(-60 * times) + 0.5 * np.sin(2 * np.pi * 1310 * times) * np.exp(
        -80 * times
    )
    return _both(_shaped(0.5 * wood, 0.001, 0.03))


_PLAYERS: dict[Instrument, Callable[[Tone], FloatArray]] = {
    "pluck": _pluck,
    "piano": _piano,
    "music_box": _music_box,
    "pad": _pad,
    "strings": _strings,
    "brass": _brass,
    "bass": _bass,
    "kick": _kick,
    "tom": _tom,
    "shaker": _shaker,
    "rim": _rim,
}
