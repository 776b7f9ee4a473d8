"""Measures of the sound: level, clipping, speech in its planned windows, lateness, cut-off ends. No voices are told apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from resources.judge.local.gathering import SPEECH_RATE, Signal, Sound
from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.reading import Reading
from resources.judge.local.stills import Floats
from resources.video.staging import TimedLine

HOP_S = 0.02
_HOP = int(HOP_S * SPEECH_RATE)
_SPEECH_BAND = (300.0, 3600.0)
_FLOOR_DB = -100.0
# Speech stands this far above the quietest eighth of the clip, and at least at this level.
_ABOVE_FLOOR_DB, _LEAST_SPEECH_DB = 9.0, -58.0
_LONGEST_LAG_S = 2.0
_DOUBT_PER_S = 0.12
# Sound and plan that hardly vary over what overlaps (dB and shares, squared) tell no shift.
_LEAST_SPREAD = 1e-9
_OVERSAMPLING = 4

_LEVELS = ("sound_peak_db", "true_peak_db", "clipped_share")
_SPEECH = ("speech_level_db", "speech_heard", "speech_line_heard", "speech_late_s", "speech_cut_s")


def decibels(value: float) -> float:
    """Amplitude 0..1 as dBFS, not below -100."""
    return max(_FLOOR_DB, 20.0 * float(np.log10(max(value, 1e-9))))


def sound_measures(reading: Reading, lines: Sequence[TimedLine], *, timing_known: bool) -> Observations:
    """Every measure of the sound against the planned lines.

    Args:
        reading: The decoded clip.
        lines: Planned speech, seconds from the first frame.
        timing_known: False when the lines' places are only estimated: then only amounts are measured.

    Returns:
        `sound_length_error_s`, `sound_peak_db` and `true_peak_db` (dBFS), `clipped_share` (0..1),
        `speech_level_db`, `speech_heard` (heard share of all planned speech), `speech_line_heard` (the same of the
        worst line), `speech_late_s` (positive = late), `speech_cut_s` (planned speech beyond the end, or speech
        broken off at full level).
    """
    sound = reading.sound
    if sound is None or sound.mono.size < SPEECH_RATE // 10:
        reason = "the clip has no sound"
        missing = {"sound_peak_db": Observation(_FLOOR_DB, 0.0, "the clip has no sound stream")}
        if lines:
            missing["speech_heard"] = Observation(0.0, lines[0].start_s, "no speech is heard")
        return {**{name: unmeasured(reason) for name in ("sound_length_error_s", *_LEVELS, *_SPEECH)}, **missing}
    difference = sound.length_s - reading.length_s
    who = "longer" if difference > 0 else "shorter"
    text = f"the sound is {abs(difference):.2f} s {who} than the picture"
    measured = {"sound_length_error_s": Observation(abs(difference), min(sound.length_s, reading.length_s), text)}
    measured |= _levels(sound)
    if not lines:
        return measured | {name: unmeasured("no speech is planned") for name in _SPEECH}
    return measured | _speech(sound, lines, reading.length_s, timing_known=timing_known)


def _levels(sound: Sound) -> Observations:
    channels = sound.channels
    peak = float(np.abs(channels).max())
    flat = clipped_share(channels)
    place = float(np.abs(channels).max(axis=0).argmax() / sound.rate)
    return {
        "sound_peak_db": Observation(decibels(peak), 0.0, "the clip is silent"),
        "true_peak_db": Observation(decibels(true_peak(channels)), place, "the sound peaks above the headroom"),
        "clipped_share": Observation(flat, place, "the sound is clipped"),
    }


def clipped_share(channels: Signal) -> float:
    """Share of samples at full scale; lossy coding rounds a flat top off, so full scale begins at -0.5 dBFS."""
    return float((np.abs(channels) > 0.944).mean())


def true_peak(channels: Signal) -> float:
    """Largest value between the samples (4 x oversampled around the loudest places, ITU-R BS.1770), amplitude."""
    best = float(np.abs(channels).max())
    half = 128
    for channel in channels:
        for place in np.argsort(np.abs(channel))[-3:]:
            piece = channel[max(0, place - half) : place + half].astype(np.float64)
            if len(piece) < 2 * half:
                continue
            spectrum = np.fft.rfft(piece * np.hanning(len(piece)))
            fine = np.fft.irfft(spectrum, len(piece) * _OVERSAMPLING) * _OVERSAMPLING
            best = max(best, float(np.abs(fine).max()))
    return best


def band_levels(mono: Signal) -> Floats:
    """Level of the speech band in dBFS, one value for each 20 ms."""
    count = len(mono) // _HOP
    if count == 0:
        return np.zeros(0)
    frames = mono[: count * _HOP].reshape(count, _HOP) * np.hanning(_HOP)
    power = np.abs(np.fft.rfft(frames, 512)) ** 2
    frequency = np.fft.rfftfreq(512, 1 / SPEECH_RATE)
    inside = (frequency > _SPEECH_BAND[0]) & (frequency < _SPEECH_BAND[1])
    # Twice for the one-sided spectrum, 8/3 for what the Hann window takes of a signal's power.
    mean_square = power[:, inside].sum(axis=1) * 2 / 512 / _HOP * (8 / 3)
    return np.asarray(np.maximum(_FLOOR_DB, 10 * np.log10(mean_square + 1e-12)))


def speech_activity(levels: Floats) -> NDArray[np.bool_]:
    """Where something speech-like sounds: well above the clip's own floor, with short gaps closed."""
    if not len(levels):
        return np.zeros(0, bool)
    floor = float(np.percentile(levels, 12))
    loud = float(np.percentile(levels, 98))
    # A clip that is spoken through from end to end has no floor: what lies within 20 dB of its loudest is speech.
    threshold = max(
        min(floor + _ABOVE_FLOOR_DB, loud - 20.0 if loud - floor > 12 else _FLOOR_DB + 200), _LEAST_SPEECH_DB
    )
    closed = np.convolve(levels > threshold, np.ones(9) / 9, "same")
    return np.asarray(closed > 0.34)


def planned_windows(lines: Sequence[TimedLine], count: int) -> NDArray[np.bool_]:
    """The planned speech as flags on the 20 ms raster."""
    times = np.arange(count) * HOP_S
    planned = np.zeros(count, bool)
    for line in lines:
        planned |= (times >= line.start_s) & (times < line.end_s)
    return planned


def speech_lag(levels: Floats, planned: NDArray[np.bool_]) -> tuple[float, float]:
    """Shift of the heard speech against the plan (seconds, positive = late) and its correlation, -1..1."""
    heard = np.convolve(np.maximum(levels, -60.0), np.ones(11) / 11, "same")[: len(levels)]
    # Sums about a fixed middle lose no digits to the level itself.
    heard, plan = heard - heard.mean(), planned.astype(float)
    reach = min(int(_LONGEST_LAG_S / HOP_S), len(levels) // 3)
    shifts, everywhere = np.arange(-reach, reach + 1), np.ones(len(plan))

    def mean(late: Floats, wanted: Floats) -> Floats:
        """Mean product over what overlaps, for each shift."""
        overlaps = len(plan) - np.abs(shifts)
        return np.asarray(sliding_window_view(np.pad(late, reach), len(plan)) @ wanted / overlaps, np.float64)

    level, share = mean(heard, everywhere), mean(everywhere, plan)
    spread_heard = mean(heard**2, everywhere) - level**2
    spread_plan = share - share**2
    known = (spread_heard > _LEAST_SPREAD) & (spread_plan > _LEAST_SPREAD)
    if not known.any():
        return 0.0, -1.0
    together = mean(heard, plan) - level * share
    likeness = together / np.sqrt(np.where(known, spread_heard * spread_plan, 1.0))
    # Of two nearly equal fits the smaller shift is meant: speech has pauses of its own.
    best = int(np.where(known, likeness - _DOUBT_PER_S * np.abs(shifts) * HOP_S, -np.inf).argmax())
    return float(shifts[best]) * HOP_S, float(likeness[best])


def _speech(sound: Sound, lines: Sequence[TimedLine], length_s: float, *, timing_known: bool) -> Observations:
    levels = band_levels(sound.mono)
    active = speech_activity(levels)
    planned = planned_windows(lines, len(levels))
    planned_s = sum(line.end_s - line.start_s for line in lines)
    spoken = levels[active] if active.any() else np.full(1, _FLOOR_DB)
    level = 10 * float(np.log10(np.mean(10 ** (spoken / 10))))
    first = lines[0]
    measured: Observations = {
        "speech_level_db": Observation(level, first.start_s, "the speech is far too quiet"),
        "speech_cut_s": _cut_off(levels, lines, min(length_s, sound.length_s), timing_known=timing_known),
    }
    if not timing_known:
        heard = float(active.sum() * HOP_S / planned_s) if planned_s > 0 else 1.0
        reason = "the lines' times are only estimated"
        return measured | {
            "speech_heard": Observation(min(1.0, heard), first.start_s, "the planned speech is missing"),
            "speech_line_heard": unmeasured(reason),
            "speech_late_s": unmeasured(reason),
        }
    shares = [(_share(active, line), line) for line in lines]
    total = float((active & planned).sum() / max(1, planned.sum()))
    worst, line = min(shares, key=lambda pair: pair[0])
    measured["speech_heard"] = Observation(total, first.start_s, "the planned speech is missing")
    text = f"the line of {line.speaker} is not heard"
    measured["speech_line_heard"] = Observation(worst, line.start_s, text)
    return measured | {"speech_late_s": _late(levels, planned, first.start_s)}


def _share(active: NDArray[np.bool_], line: TimedLine) -> float:
    window = active[int(line.start_s / HOP_S) : max(int(line.start_s / HOP_S) + 1, int(line.end_s / HOP_S))]
    return float(window.mean()) if len(window) else 0.0


def _late(levels: Floats, planned: NDArray[np.bool_], at_s: float) -> Observation:
    if planned.mean() > 0.93:
        return unmeasured("speech fills the clip: there is no gap to compare with")
    lag, likeness = speech_lag(levels, planned)
    if likeness < 0.3:
        return unmeasured(f"the sound does not follow the plan at any shift (correlation {likeness:.2f})")
    side = "later" if lag > 0 else "earlier"
    return Observation(abs(lag), at_s, f"the speech comes {abs(lag):.2f} s {side} than planned", f"{lag:+.2f} s")


def _cut_off(levels: Floats, lines: Sequence[TimedLine], end_s: float, *, timing_known: bool) -> Observation:
    """Seconds of planned speech that do not fit, or that break off before their planned end."""
    last = max(lines, key=lambda line: line.end_s)
    beyond = max(0.0, last.end_s - end_s)
    if beyond > 0.05 or not timing_known:
        text = f"the line of {last.speaker} runs {beyond:.2f} s beyond the end"
        return Observation(beyond, min(last.end_s, end_s), text)
    start, stop = int(last.start_s / HOP_S), int(last.end_s / HOP_S)
    window = levels[start:stop]
    if len(window) < 10:
        return Observation(0.0)
    loud = np.flatnonzero(window > max(float(np.percentile(window, 90)) - 24.0, _LEAST_SPEECH_DB))
    silent_s = (len(window) - 1 - int(loud[-1])) * HOP_S if len(loud) else 0.0
    text = f"the line of {last.speaker} breaks off {silent_s:.2f} s early"
    return Observation(silent_s, last.end_s - silent_s, text)
