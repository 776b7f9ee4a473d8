"""The sound of a place, as a quiet stereo bed of any length. Single noises of an action live in `foley`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from resources.errors import UsageError
from resources.sound import dsp
from resources.sound.noise import burst, place, ring, shaped_noise, slow_curve

_LOOP_S = 16.0
"""Longer beds repeat their first 16 s without a seam; nobody learns noise by heart."""
_FADE_S = 0.25

_Maker = Callable[[int, np.random.Generator], dsp.FloatArray]


def ambience(kind: str, duration_s: float, seed: int) -> dsp.FloatArray:
    """A bed of the place's sound.

    Args:
        kind: A key of `AMBIENCES`; free text goes through `ambience_of` first.
        duration_s: Seconds; 0 gives no samples.
        seed: Same seed, same bed.

    Returns:
        Stereo `(2, n)` float32 at 48 kHz, rms -45 dBFS (room) to -38 dBFS (rain), short fades at both ends.

    Raises:
        UsageError: No such kind, or a negative length.
    """
    if kind not in AMBIENCES:
        raise UsageError(f"there is no ambience {kind!r}", allowed=", ".join(AMBIENCES))
    if duration_s < 0:
        raise UsageError(f"an ambience cannot last {duration_s:g} s")
    length = round(duration_s * dsp.SAMPLE_RATE)
    if length == 0:
        return np.zeros((2, 0), dtype=np.float32)
    loop = _loop(kind, seed)
    bed = np.tile(loop, (1, -(-length // loop.shape[1])))[:, :length]
    return dsp.fade(bed, in_s=min(_FADE_S, duration_s / 2), out_s=min(_FADE_S, duration_s / 2))


@lru_cache(maxsize=8)
def _loop(kind: str, seed: int) -> dsp.FloatArray:
    """The seamless loop at its level; kept, because the shots of a scene ask for the same one again and again."""
    level_dbfs, make = AMBIENCES[kind]
    loop = make(int(_LOOP_S * dsp.SAMPLE_RATE), np.random.default_rng([seed % 2**32, len(kind)]))
    return loop * np.float32(dsp.amplitude(level_dbfs - dsp.rms_dbfs(loop)))


def ambience_of(text: str) -> str:
    """The ambience that fits the description of a set, English or Chinese; "room" when nothing fits.

    Weather comes before place: a street in the rain sounds of rain.
    """
    lowered = text.lower()
    return next((kind for kind, words in _WORDS.items() if re.search(words, lowered)), "room")


def _room(length: int, chance: np.random.Generator) -> dsp.FloatArray:
    return shaped_noise(length, ((30, -6), (90, 0), (250, -10), (1000, -26), (5000, -48)), chance)


def _street(length: int, chance: np.random.Generator) -> dsp.FloatArray:
    bed = shaped_noise(length, ((35, -4), (110, 0), (400, -9), (1500, -22), (6000, -42)), chance)
    bed *= 0.6 + 0.4 * slow_curve(length, 4, chance)
    for _ in range(3):
        _pass_by(bed, float(chance.uniform(0, _LOOP_S)), chance)
    return bed


def _pass_by(bed: dsp.FloatArray, at_s: float, chance: np.random.Generator) -> None:
    """A car: noise that swells and moves from one side to the other."""
    length = int(chance.uniform(3.5, 5.5) * dsp.SAMPLE_RATE)
    swell = np.hanning(length).astype(np.float32) ** 2
    noise = shaped_noise(length, ((50, 0), (200, -3), (900, -10), (3000, -28)), chance, channels=1)[0] * swell
    way = np.linspace(0, 1, length, dtype=np.float32)
    near, far = (way, 1 - way) if chance.random() < 0.5 else (1 - way, way)
    place(bed, noise * near, at_s, 1.3, pan=-1)
    place(bed, noise * far, at_s, 1.3, pan=1)


def _rain(length: int, chance: np.random.Generator) -> dsp.FloatArray:
    bed = shaped_noise(length, ((150, -14), (700, -6), (2500, 0), (6000, -6), (11000, -22)), chance)
    bed *= 0.85 + 0.15 * slow_curve(length, 3, chance)
    drop = ring(0.05, ((1850, 1.0, 90), (2900, 0.4, 140)))
    for at_s in chance.uniform(0, _LOOP_S, 110):
        place(bed, drop, float(at_s), float(chance.uniform(0.5, 2.2)), float(chance.uniform(-0.8, 0.8)))
    return bed


def _sea(length: int, chance: np.random.Generator) -> dsp.FloatArray:
    deep = shaped_noise(length, ((40, -3), (150, 0), (600, -9), (1500, -24)), chance)
    foam = shaped_noise(length, ((300, -12), (1200, 0), (3500, -5), (8000, -24)), chance)
    times = np.arange(length) / length
    bed = np.zeros_like(deep)
    for side in range(2):
        # Two wave trains of whole periods in the loop, 8 and 5.3 s; the foam comes after the crest.
        phase = chance.uniform(0, 1)
        swell = sum(np.sin(2 * np.pi * (count * times + phase * count)) for count in (2, 3)) / 2
        crest = np.clip(np.asarray(swell) * 0.8 + 0.35, 0, 1) ** 2
        bed[side] = (
            deep[side] * (0.45 + 0.55 * crest) + foam[side] * np.roll(crest, int(0.6 * dsp.SAMPLE_RATE)) * 0.7
        )
    return bed


def _forest(length: int, chance: np.random.Generator) -> dsp.FloatArray:
    leaves = shaped_noise(length, ((200, -16), (1200, -4), (3500, 0), (7000, -12)), chance)
    bed = leaves * (0.35 + 0.65 * slow_curve(length, 5, chance))
    bed += 0.6 * shaped_noise(length, ((60, -4), (250, 0), (800, -14)), chance)
    for _ in range(6):
        at_s, side = float(chance.uniform(0, _LOOP_S)), float(chance.uniform(-0.9, 0.9))
        hertz = float(chance.uniform(2300, 3600))
        for number in range(int(chance.integers(2, 5))):
            place(bed, _chirp(hertz * float(chance.uniform(0.94, 1.08))), at_s + number * 0.17, 1.6, side)
    return bed


def _chirp(hertz: float) -> dsp.FloatArray:
    """One syllable of a small bird: a tone that slides up a third and down again."""
    times = np.arange(int(0.11 * dsp.SAMPLE_RATE)) / dsp.SAMPLE_RATE
    slide = hertz * (times - 0.13 * 0.11 / np.pi * np.cos(np.pi * times / 0.11))
    return np.asarray(np.sin(2 * np.pi * slide) * np.hanning(times.size), dtype=np.float32)


def _night(length: int, chance: np.random.Generator) -> dsp.FloatArray:
    bed = 0.5 * shaped_noise(length, ((60, -4), (200, 0), (900, -18), (4000, -30)), chance)
    times = np.arange(length) / dsp.SAMPLE_RATE
    for hertz, pulses, pause_s in ((4100.0, 26.0, 1.6), (4430.0, 30.0, 2.0), (3720.0, 22.0, 3.2)):
        # A cricket's song: fast pulses of one tone, some pulses long, then a pause; whole periods in the loop.
        pulse = np.clip(np.sin(2 * np.pi * pulses * times), 0, 1)
        is_singing = (times / pause_s + chance.uniform(0, 1)) % 1 < 0.45
        song = np.sin(2 * np.pi * hertz * times) * pulse * is_singing
        position = float(chance.uniform(-0.9, 0.9))
        bed += dsp.pan(dsp.low_pass(song.astype(np.float32), 6500.0), position) * 0.55
    return bed


def _crowd(length: int, chance: np.random.Generator) -> dsp.FloatArray:
    """Babble: many voices' worth of vowel-like noise, each with syllables of its own rhythm."""
    bed = 0.35 * shaped_noise(length, ((100, -6), (400, 0), (1200, -8), (4000, -26)), chance)
    for _ in range(8):
        formant = float(chance.uniform(350, 900))
        voice = shaped_noise(
            length,
            ((110, -10), (formant, 0), (formant * 1.6, -12), (formant * 2.7, -7), (4200, -34)),
            chance,
            channels=1,
        )[0]
        syllables = slow_curve(length, float(chance.uniform(0.16, 0.26)), chance) ** 2
        phrases = np.clip(slow_curve(length, 2.5, chance) * 2 - 0.6, 0, 1)
        bed += dsp.pan(voice * syllables * phrases, float(chance.uniform(-0.9, 0.9))) * 0.5
    return bed


def _train(length: int, chance: np.random.Generator) -> dsp.FloatArray:
    bed = shaped_noise(length, ((35, -2), (90, 0), (300, -8), (1200, -20), (4000, -36)), chance)
    clack = burst(0.14, 34, ((90, -4), (350, 0), (1500, -14), (4000, -30)), chance)
    for beat in range(int(_LOOP_S / 1.6)):
        for delay, gain in ((0.0, 2.4), (0.17, 1.9)):
            place(bed, clack, beat * 1.6 + delay, gain, 0.1)
    return bed


def _wind(length: int, chance: np.random.Generator) -> dsp.FloatArray:
    low = shaped_noise(length, ((50, -6), (180, 0), (500, -8), (1200, -26)), chance)
    whistle = shaped_noise(length, ((400, -24), (700, 0), (900, -2), (1500, -26)), chance)
    gust = slow_curve(length, 3.5, chance)
    return low * (0.3 + 0.7 * gust) + whistle * (0.5 * gust**3)


AMBIENCES: dict[str, tuple[float, _Maker]] = {
    "room": (-45.0, _room),
    "street": (-41.0, _street),
    "rain": (-38.0, _rain),
    "sea": (-39.0, _sea),
    "forest": (-43.0, _forest),
    "night": (-44.0, _night),
    "crowd": (-41.0, _crowd),
    "train": (-40.0, _train),
    "wind": (-41.0, _wind),
}

_OUTSIDE = r"(?:\byard|\bfield|\bvillage|\bcountry|\boutdoors?|\bcourtyard|\bpond)"
_WORDS = {
    "rain": r"\brain\w*|\bstorm\w*|\bdrizzle|downpour|雨",
    "sea": (
        r"\bsea(?:side|shore)?\b|\bocean|\bbeach|\bharbou?r|\blighthouse|\bcoast|\bwaves?\b|\bpier\b|\bship"
        r"|海|灯塔|码头|船|沙滩"
    ),
    "train": r"\btrains?\b|\brailway|\bsubway|\bmetro\b|carriage|火车|地铁|列车|高铁|车厢",
    "wind": (
        r"\bwind(?:y|s)?\b|\brooftop|\bsnow\w*|blizzard|\bmountain|\bdesert|\bcliff"
        r"|风|雪|屋顶|天台|山顶|沙漠|悬崖"
    ),
    "crowd": (
        r"\bcrowd\w*|\bmarket|\binn\b|\btavern|\brestaurant|\bcaf[eé]|\bbar\b|\bparty|\bbanquet"
        r"|人群|集市|市场|客栈|酒楼|餐厅|酒吧|宴"
    ),
    "night": (
        rf"{_OUTSIDE}.*\bnight|\bnight\w*.*{_OUTSIDE}|\bcrickets?"
        r"|夜.*(?:院|田|村|野|池)|(?:院|田|村|野|池).*夜|蟋蟀|虫鸣"
    ),
    "forest": r"\bforest|\bwoods?\b|\bjungle|\bgarden|\bpark\b|\bgrove|\bmeadow|森林|树林|竹林|花园|公园|丛林",
    "street": (
        r"\bstreet|\broad\b|\bcity\b|\btraffic|\balley|\bcar\b|\btaxi|\bsquare\b|街|马路|城市|巷|广场|路口|汽车"
    ),
}
