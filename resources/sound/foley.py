"""Single noises of an action: steps, a door, thunder. Continuous beds of a place live in `ambience`."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from resources.errors import UsageError
from resources.sound import dsp
from resources.sound.noise import burst, place, ring, shaped_noise

_Maker = Callable[[np.random.Generator], dsp.FloatArray]


def foley(kind: str, seed: int = 0) -> dsp.FloatArray:
    """One noise, ready to be placed.

    Args:
        kind: A key of `FOLEYS`.
        seed: Same seed, same noise; another seed is another door of the same house.

    Returns:
        Stereo `(2, n)` float32 at 48 kHz, 0.5 to 5 s, peak -20 dBFS (thunder and bell -16), silent at both ends.

    Raises:
        UsageError: No such kind.
    """
    if kind not in FOLEYS:
        raise UsageError(f"there is no noise {kind!r}", allowed=", ".join(FOLEYS))
    peak_dbfs, room, make = FOLEYS[kind]
    sound = make(np.random.default_rng([seed % 2**32, len(kind)]))
    sound = dsp.reverb(sound, seconds=0.4, wet=room, seed=1)
    sound = dsp.fade(sound, in_s=0.002, out_s=0.06)
    return sound * np.float32(dsp.amplitude(peak_dbfs) / max(1e-6, float(np.max(np.abs(sound)))))


def foleys_of(text: str) -> tuple[str, ...]:
    """The noises that an action names, English or Chinese, in the order in which the text does."""
    lowered = text.lower()
    found = [(match.start(), kind) for kind, words in _WORDS.items() if (match := re.search(words, lowered))]
    return tuple(kind for _, kind in sorted(found))


def _empty(seconds: float) -> dsp.FloatArray:
    return np.zeros((2, int(seconds * dsp.SAMPLE_RATE)), dtype=np.float32)


def _steps(chance: np.random.Generator) -> dsp.FloatArray:
    """Four steps of a person in shoes: heel, then sole."""
    track = _empty(2.6)
    for number in range(4):
        at_s = 0.05 + number * 0.54 + float(chance.normal(0, 0.012))
        side = 0.12 if number % 2 else -0.12
        heel = burst(0.09, 55, ((70, 0), (220, -2), (900, -12), (3000, -28)), chance)
        sole = burst(0.12, 38, ((150, -8), (600, 0), (2500, -10), (5000, -26)), chance, rise_s=0.012)
        place(track, heel, at_s, float(chance.uniform(0.85, 1.0)), side)
        place(track, sole, at_s + 0.075, float(chance.uniform(0.3, 0.42)), side)
    return track


def _door(chance: np.random.Generator) -> dsp.FloatArray:
    """A latch, a creak of the hinge, and the leaf falling to."""
    track = _empty(1.9)
    place(track, burst(0.05, 90, ((600, -4), (1800, 0), (4500, -14)), chance), 0.02, 0.35)
    length = int(0.6 * dsp.SAMPLE_RATE)
    times = np.arange(length) / dsp.SAMPLE_RATE
    pitch = np.cumsum(95 + 60 * np.sin(np.pi * times / 0.6) + chance.normal(0, 6, length)) / dsp.SAMPLE_RATE
    creak = (np.clip(np.sin(2 * np.pi * pitch), 0.6, 1) - 0.6) * np.hanning(length)
    place(track, dsp.high_pass(dsp.low_pass(creak.astype(np.float32), 2200.0), 250.0), 0.2, 0.5)
    place(track, burst(0.5, 14, ((50, 0), (140, -1), (500, -12), (2000, -28)), chance), 0.95, 1.0)
    place(track, burst(0.06, 80, ((500, -4), (1500, 0), (4000, -14)), chance), 0.99, 0.4)
    return track


def _cup(chance: np.random.Generator) -> dsp.FloatArray:
    track = _empty(0.9)
    hertz = float(chance.uniform(1500, 1900))
    body = ring(0.6, ((hertz, 1.0, 16), (hertz * 2.32, 0.4, 26), (hertz * 3.9, 0.15, 45)))
    place(track, body, 0.03, 0.8)
    place(track, burst(0.06, 70, ((120, 0), (500, -4), (2500, -18)), chance), 0.03, 0.9)
    place(track, body, 0.14, 0.3)
    return track


def _paper(chance: np.random.Generator) -> dsp.FloatArray:
    track = _empty(1.0)
    for at_s in np.sort(chance.uniform(0.02, 0.7, 26)):
        crackle = burst(float(chance.uniform(0.02, 0.07)), 60, ((900, -10), (2600, 0), (6500, -10)), chance)
        place(track, crackle, float(at_s), float(chance.uniform(0.2, 1.0)), float(chance.uniform(-0.2, 0.2)))
    return track


def _phone(chance: np.random.Generator) -> dsp.FloatArray:
    """Two rings of a soft two-tone telephone."""
    del chance
    track = _empty(2.6)
    times = np.arange(int(0.9 * dsp.SAMPLE_RATE)) / dsp.SAMPLE_RATE
    is_high = np.sin(2 * np.pi * 9 * times) > 0
    tone = np.where(is_high, np.sin(2 * np.pi * 1320 * times), np.sin(2 * np.pi * 1056 * times))
    call = dsp.fade(dsp.low_pass(tone.astype(np.float32), 3000.0), in_s=0.02, out_s=0.05)
    place(track, call, 0.05, 1.0)
    place(track, call, 1.45, 1.0)
    return track


def _thunder(chance: np.random.Generator) -> dsp.FloatArray:
    """A dull crack, then rolls that come later, lower and longer."""
    track = _empty(5.0)
    place(track, burst(0.7, 7, ((40, -2), (120, 0), (500, -8), (2000, -24)), chance, rise_s=0.03), 0.05, 0.8)
    for number in range(6):
        roll = shaped_noise(
            int(2.0 * dsp.SAMPLE_RATE), ((28, 0), (80, -2), (220, -14), (700, -34)), chance, channels=1
        )[0]
        roll *= np.hanning(roll.size).astype(np.float32) / 3
        place(track, roll, 0.1 + 0.5 * number, 0.9 * 0.8**number, float(chance.uniform(-0.5, 0.5)))
    return track


def _bell(chance: np.random.Generator) -> dsp.FloatArray:
    """A church-like bell: hum, prime, tierce, quint, nominal, as ratios of the strike note."""
    hertz = float(chance.uniform(390, 450))
    ratios = (
        (0.5, 0.5, 0.7),
        (1.0, 0.8, 1.0),
        (1.2, 0.55, 1.4),
        (1.5, 0.3, 1.8),
        (2.0, 0.6, 2.2),
        (3.0, 0.15, 4.0),
    )
    track = _empty(4.2)
    place(track, ring(4.1, tuple((hertz * ratio, level, decay) for ratio, level, decay in ratios)), 0.02, 1.0)
    return track


def _clap(chance: np.random.Generator) -> dsp.FloatArray:
    """A small audience clapping for two seconds."""
    track = _empty(2.8)
    for _ in range(9):
        period, first = float(chance.uniform(0.21, 0.3)), float(chance.uniform(0.02, 0.3))
        side, gain = float(chance.uniform(-0.8, 0.8)), float(chance.uniform(0.35, 1.0))
        clap = burst(0.06, 70, ((350, -10), (1100, 0), (2400, -4), (6000, -20)), chance)
        for number in range(int(2.1 / period)):
            place(track, clap, first + number * period + float(chance.normal(0, 0.012)), gain, side)
    return track


FOLEYS: dict[str, tuple[float, float, _Maker]] = {
    "steps": (-20.0, 0.2, _steps),
    "door": (-20.0, 0.3, _door),
    "cup": (-22.0, 0.15, _cup),
    "paper": (-24.0, 0.05, _paper),
    "phone": (-22.0, 0.2, _phone),
    "thunder": (-16.0, 0.3, _thunder),
    "bell": (-16.0, 0.3, _bell),
    "clap": (-20.0, 0.3, _clap),
}
"""Kind to (peak dBFS, room, maker)."""

_WORDS = {
    "steps": r"\bwalk\w*|\bsteps?\b|\bfootsteps?|\bstrides?|\bpac(?:es|ing)\b|\benters?\b|走|脚步|踱|进来|奔",
    "door": r"\bdoors?\b|\bgate\b|开门|关门|推门|敲门|门口|房门",
    "cup": r"\bcups?\b|\bmugs?\b|\bglass(?:es)?\b|\btea\b|\bcoffee\b|杯|茶|酒盏|碗",
    "paper": r"\bpapers?\b|\bletters?\b|\bbooks?\b|\bpages?\b|\bmaps?\b|\bledger|\bnewspaper|信|纸|书|账本|地图|卷",
    "phone": r"\bphone|\btelephone|\brings?\b|\bcalls?\b|电话|手机|铃响",
    "thunder": r"\bthunder\w*|\blightning|雷|闪电",
    "bell": r"\bbells?\b|\bchimes?|\bgong|钟声|铃铛|钟",
    "clap": r"\bclap\w*|\bapplau\w*|鼓掌|掌声|拍手",
}
