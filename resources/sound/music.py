"""The generated music bed: tempo to fit the cuts, rendering of the written notes, room and level. No notes are chosen here."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np

from resources.errors import UsageError
from resources.sound import dsp
from resources.sound.instruments import Tone, sound
from resources.sound.music_moods import MOODS, mood_of
from resources.sound.music_score import Note, Plan, write

__all__ = ["MOODS", "compose", "compose_to_file", "mood_of"]

LEVEL_DBFS = -22.4
"""Rms of every piece: -20 LUFS within 0.6 (measured over all moods). The mixer lowers it under speech."""

_PEAK = dsp.amplitude(-3)
_NUDGE = 0.08  # more than 8 % faster or slower and the mood changes with it
_STRAIN = 8.0  # one cut more is worth 8 % for 20 s
_LAST_BREATH_S = 0.5
_LAST_FADE_S = 0.9  # the end chord rings under the last picture; over 2.5 s it was gone before the picture was
_BLOCK = 1 << 20
_ROOM_S, _ROOM_WET = 1.7, 0.24


def compose(mood: str, duration_s: float, seed: int, cut_times: tuple[float, ...] = ()) -> dsp.FloatArray:
    """Make a piece of exactly this length.

    Args:
        mood: A key of `MOODS`; free text goes through `mood_of` first.
        duration_s: Seconds; 0 gives no samples.
        seed: Same seed, same piece, to the sample.
        cut_times: Cuts of the picture in seconds; the tempo gives way by up to 8 % so that bars begin on many of them,
            and those bars get a soft accent.

    Returns:
        Stereo `(2, n)` float32 at 48 kHz; -20 LUFS, peak at most -3 dBFS, fading to zero at both ends.

    Raises:
        UsageError: No such mood, or a negative length.
    """
    if mood not in MOODS:
        raise UsageError(f"there is no music mood {mood!r}", allowed=", ".join(MOODS))
    if duration_s < 0:
        raise UsageError(f"music cannot last {duration_s:g} s")
    length = round(duration_s * dsp.SAMPLE_RATE)
    if length == 0:
        return np.zeros((2, 0), dtype=np.float32)
    plan = plan_bars(mood, duration_s, cut_times)
    mix = _render(write(MOODS[mood], plan, seed), length)
    mix = dsp.reverb(mix, seconds=_ROOM_S, wet=_ROOM_WET, seed=seed % 1000)
    mix = dsp.fade(mix, in_s=min(0.4, duration_s / 4), out_s=min(_LAST_FADE_S, duration_s / 3))
    return _levelled(mix)


def compose_to_file(path: Path, mood: str, duration_s: float, seed: int, cut_times: tuple[float, ...] = ()) -> Path:
    """Write `compose(...)` to a 48 kHz stereo wav, whole or not at all.

    Raises:
        UsageError: As `compose`.
        StorageError: The folder cannot be written.
    """
    dsp.write_wav(path, compose(mood, duration_s, seed, cut_times))
    return path


def plan_bars(mood: str, duration_s: float, cut_times: tuple[float, ...]) -> Plan:
    """Choose the tempo between cuts so that as many cuts as possible begin a bar.

    The cheapest path through the cuts: every stretch between two chosen cuts holds a whole number of bars, none off the
    mood's tempo by more than `_NUDGE`; the last stretch may be off by more, as the end chord hides it.
    """
    normal_s = MOODS[mood].beats * 60 / MOODS[mood].bpm
    end = max(duration_s - _LAST_BREATH_S, duration_s / 2)
    inside = sorted({cut for cut in cut_times if normal_s * 0.5 < cut < end - normal_s * 0.5})
    points = [0.0, *inside, end]
    costs = [0.0] + [math.inf] * (len(points) - 1)
    came_from = [0] * len(points)
    for here in range(1, len(points)):
        for before in range(here):
            length = points[here] - points[before]
            off = abs(math.log(length / (_whole_bars(length, normal_s) * normal_s)))
            if off > _NUDGE and here < len(points) - 1:
                continue
            cost = costs[before] + length * off * off * _STRAIN - 1.0
            if cost < costs[here]:
                costs[here], came_from[here] = cost, before
    path = [len(points) - 1]
    while path[-1] != 0:
        path.append(came_from[path[-1]])
    starts: list[float] = []
    accents: set[int] = set()
    for before, here in itertools.pairwise(reversed(path)):
        if before:
            accents.add(len(starts))
        bars = _whole_bars(points[here] - points[before], normal_s)
        starts += np.linspace(points[before], points[here], bars, endpoint=False).tolist()
    return Plan((*starts, end), frozenset(accents))


def _whole_bars(length_s: float, bar_s: float) -> int:
    return max(1, round(length_s / bar_s))


def _render(notes: list[Note], length: int) -> dsp.FloatArray:
    """Sum the notes into a stereo track; a tone is synthesised once however often it is played."""
    track = np.zeros((2, length), dtype=np.float32)
    tones: dict[Tone, dsp.FloatArray] = {}
    for note in notes:
        if note.tone not in tones:
            tones[note.tone] = sound(note.tone)
        start = int(note.start_s * dsp.SAMPLE_RATE)
        count = min(tones[note.tone].shape[1], length - start)
        if count > 0:
            sides = np.array([[min(1.0, 1 - note.pan)], [min(1.0, 1 + note.pan)]], dtype=np.float32) * note.gain
            track[:, start : start + count] += tones[note.tone][:, :count] * sides.astype(np.float32)
    return track


def _levelled(mix: dsp.FloatArray) -> dsp.FloatArray:
    """Bring the piece to `LEVEL_DBFS` in place; peaks bend softly below -3 dBFS instead of clipping.

    Works in blocks: a music bed may be as long as the film, and copies of it would fill the memory.
    """
    mix *= np.float32(dsp.amplitude(LEVEL_DBFS - dsp.rms_dbfs(mix)))
    knee = 0.6 * _PEAK
    for start in range(0, mix.shape[1], _BLOCK):
        block = mix[:, start : start + _BLOCK]
        high = np.abs(block) > knee
        excess = (np.abs(block[high]) - knee) / (_PEAK - knee)
        block[high] = np.copysign(knee + (_PEAK - knee) * np.tanh(excess), block[high])
    return mix
