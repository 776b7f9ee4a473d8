"""Writing the notes: chords with voice leading, accompaniment, melody and arc of a piece. No sound is made here."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from resources.sound.instruments import Tone
from resources.sound.music_moods import Drums, Figure, Instrument, Mood, Rhythm

_ROOTS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_QUALITIES = {
    "": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10), "maj7": (0, 4, 7, 11),
    "sus4": (0, 5, 7), "add9": (0, 4, 7, 14),
}  # fmt: skip
_CHORD = re.compile(r"([A-G])(b?)(.*)")
_MIDDLE = 60
_PANS: dict[Instrument, float] = {"pluck": -0.22, "piano": 0.1, "music_box": 0.25, "shaker": 0.4, "rim": -0.35}
_LEVELS: dict[Instrument, float] = {
    "pad": 0.17, "strings": 0.15, "brass": 0.2, "pluck": 0.42, "piano": 0.42, "music_box": 0.26, "bass": 0.42,
    "kick": 0.5, "tom": 0.34, "shaker": 0.16, "rim": 0.14,
}  # fmt: skip
_LINE_WORTH = 1.35
"""How much louder the melody is than the same instrument in the accompaniment."""


@dataclass(frozen=True)
class Note:
    """A note in place: seconds from the start of the piece, linear gain, pan -1..1."""

    start_s: float
    tone: Tone
    gain: float
    pan: float


@dataclass(frozen=True)
class Plan:
    """When the bars of a piece begin.

    Args:
        starts: Seconds; one more than there are bars, the last one is the end. The last bar holds the end chord.
        accents: Bars that begin on a cut.
    """

    starts: tuple[float, ...]
    accents: frozenset[int] = frozenset()

    @property
    def bars(self) -> int:
        """How many bars there are."""
        return len(self.starts) - 1

    def moment(self, bar: int, share: float) -> float:
        """Seconds at which a share 0..1 of the bar has passed."""
        return self.starts[bar] + share * (self.starts[bar + 1] - self.starts[bar])


def chord_tones(symbol: str) -> tuple[int, ...]:
    """Semitones above C of a chord symbol such as "Bb", "Am7", "Cadd9"; the root first."""
    match = _CHORD.fullmatch(symbol)
    if match is None:
        raise KeyError(symbol)
    root = _ROOTS[match[1]] - (1 if match[2] else 0)
    return tuple(root + interval for interval in _QUALITIES[match[3]])


def lead(chord: Sequence[int], previous: Sequence[int], lowest: int = 55, highest: int = 76) -> tuple[int, ...]:
    """Place a chord so that its voices move least from the chord before; the first chord lies around its middle.

    Args:
        chord: Pitches of any octave, the root first.
        previous: Midi pitches of the chord before, or empty.
        lowest: Lowest midi pitch allowed; two octaves should fit.
        highest: Highest midi pitch allowed.
    """
    places = [[pitch for pitch in range(lowest, highest + 1) if (pitch - tone) % 12 == 0] for tone in chord]
    middle = (lowest + highest) / 2

    def cost(voicing: tuple[int, ...]) -> float:
        voices = sorted(voicing)
        span = voices[-1] - voices[0]
        crowding = sum(2.0 for low, high in itertools.pairwise(voices) if high - low < 3)
        drift = abs(sum(voices) / len(voices) - middle)
        if not previous:
            return drift + crowding + max(0, span - 12)
        motion = sum(min(abs(voice - old) for old in previous) for voice in voices)
        return motion + crowding + 0.4 * drift + max(0, span - 14)

    cheapest = min(itertools.product(*places), key=cost)
    return tuple(sorted(cheapest))


def arc(bar: int, bars: int) -> float:
    """Intensity 0..1 of a bar: a quiet start, waves of sixteen bars that rise towards two thirds, a quiet end."""
    if bars < 4:
        return 0.5
    place = bar / (bars - 1)
    hill = min(1.0, 0.25 + 1.15 * place) if place < 0.7 else max(0.3, 1.0 - 2.1 * (place - 0.7))
    wave = 1.0 if bars < 24 else 0.75 + 0.25 * (1 - abs((bar % 16) / 8 - 1))
    return hill * wave


def chords_of(mood: Mood, bars: int) -> list[str]:
    """A chord for each bar: verses, a lift after every two, and the cadence."""
    verse, lift, cadence = mood.verse.split(), mood.lift.split(), mood.cadence.split()
    ending = cadence[-min(len(cadence), max(1, bars // 2)) :]
    circle = itertools.cycle(verse + verse + lift if bars > 20 else verse + lift)
    return [*itertools.islice(circle, bars - len(ending)), *ending]


def write(mood: Mood, plan: Plan, seed: int) -> list[Note]:
    """All notes of a piece."""
    composer = _Composer(mood, plan, random.Random(f"{mood.name}/{seed}"))
    return composer.compose()


class _Composer:
    """Walks through the bars once and collects notes."""

    def __init__(self, mood: Mood, plan: Plan, chance: random.Random) -> None:
        self._mood = mood
        self._plan = plan
        self._chance = chance
        self._key = chance.choice((-3, -2, 0, 2, 3))
        self._notes: list[Note] = []
        self._melody_pitch = _MIDDLE + 12 + mood.register
        self._motif: list[Rhythm] = [chance.choice(mood.rhythms) for _ in range(2)]

    def compose(self) -> list[Note]:
        voicing: tuple[int, ...] = ()
        symbols = chords_of(self._mood, self._plan.bars)
        for bar, symbol in enumerate(symbols):
            chord = [tone + self._key for tone in chord_tones(symbol)]
            voicing = lead(chord, voicing, 55 + self._mood.register // 2, 76 + self._mood.register // 2)
            strength = arc(bar, self._plan.bars)
            if bar == self._plan.bars - 1:
                self._end(chord, voicing)
                continue
            self._sustain(bar, voicing, strength)
            self._accompany(bar, chord, voicing, strength)
            self._sing(bar, chord, strength)
            if bar in self._plan.accents:
                self._add(bar, 0, self._mood.beats, "bass", _bass_pitch(chord), 0.8)
                self._add(bar, 0, 1.0, "music_box", voicing[-1], 0.5)
        return self._notes

    def _add(self, bar: int, beat: float, beats: float, instrument: Instrument, midi: int, velocity: float) -> None:
        """One note, played by a person: a few milliseconds and a tenth of loudness off."""
        late = min(0.014, max(-0.014, self._chance.gauss(0, 0.006)))
        level = _LEVELS[instrument] * velocity * self._chance.uniform(0.9, 1.08)
        start = self._plan.moment(bar, beat / self._mood.beats)
        held = self._plan.moment(bar, (beat + beats) / self._mood.beats) - start
        # A coarse grid of lengths, so that bars of slightly different tempo share their tones.
        tone = Tone(instrument, midi, max(0.05, round(held * 8) / 8), self._mood.brightness)
        self._notes.append(Note(max(0.0, start + late), tone, level, _PANS.get(instrument, 0.0)))

    def _sustain(self, bar: int, voicing: Sequence[int], strength: float) -> None:
        for pitch in voicing:
            self._add(bar, 0, self._mood.beats, self._mood.sustained, pitch, 0.55 + 0.45 * strength)

    def _accompany(self, bar: int, chord: Sequence[int], voicing: Sequence[int], strength: float) -> None:
        mood = self._mood
        if bar > 0 or self._plan.bars < 4:
            self._play_figure(bar, mood.figure, mood.figure_by, (*voicing, voicing[0] + 12), strength)
        if strength > 0.42:
            low = _bass_pitch(chord)
            self._play_figure(bar, mood.bass, "bass", (low, low + 12, low + 7), strength)
        if strength > 0.55:
            self._drum(bar, mood.drums, strength)

    def _play_figure(
        self, bar: int, figure: Figure, instrument: Instrument, pitches: Sequence[int], strength: float
    ) -> None:
        for number, (beat, index, velocity) in enumerate(figure):
            following = figure[number + 1][0] if number + 1 < len(figure) else float(self._mood.beats)
            # At low strength only the first notes of each beat are played, so the figure thins out and not only fades.
            if strength < 0.45 and beat % 1 != 0 and len(figure) > 4:
                continue
            pitch = pitches[index % len(pitches)]
            self._add(bar, beat, following - beat, instrument, pitch, velocity * (0.6 + 0.4 * strength))

    def _drum(self, bar: int, drums: Drums, strength: float) -> None:
        for beat, drum, velocity in drums:
            self._add(bar, beat, 0.5, drum, 0, velocity * strength)

    def _sing(self, bar: int, chord: Sequence[int], strength: float) -> None:
        """A bar of melody in phrases of four: motif, answer, motif again, a long note."""
        phrase, place = divmod(bar, 4)
        is_wanted = strength > 0.5 and random.Random(f"{self._key}/{phrase}").random() < self._mood.density + 0.25
        if not is_wanted or (place == 1 and self._chance.random() > self._mood.density):
            return
        rhythm = ((0.0, float(self._mood.beats)),) if place == 3 else self._motif[place % 2]
        direction = 1 if place in {0, 1} else -1
        for beat, length in rhythm:
            is_strong = beat % 2 == 0 or length >= 2
            self._melody_pitch = self._next_pitch(chord, direction, is_strong=is_strong)
            self._add(
                bar, beat, length, self._mood.melody_by, self._melody_pitch,
                (0.75 if is_strong else 0.6) * _LINE_WORTH * (0.6 + 0.4 * strength),
            )  # fmt: skip

    def _next_pitch(self, chord: Sequence[int], direction: int, *, is_strong: bool) -> int:
        """A step or small leap; on strong beats to a tone of the chord, else to one of the scale."""
        tonic = (9 if self._mood.is_minor else 0) + self._key
        in_scale = {(tonic + step) % 12 for step in self._mood.scale}
        in_chord = {tone % 12 for tone in chord}
        # Where the chord alters the scale (the G sharp of E in A minor), the plain degree beside it would grate.
        altered = in_chord - in_scale
        in_scale = {degree for degree in in_scale if not any((degree - sharp) % 12 in {1, 11} for sharp in altered)}
        centre = _MIDDLE + 12 + self._mood.register
        step = direction * self._chance.choice((1, 2, 2, 3, 4))
        wish = self._melody_pitch + step - round((self._melody_pitch - centre) / 3)
        allowed = in_chord if is_strong else (in_scale | in_chord)
        near = [pitch for pitch in range(centre - 9, centre + 10) if pitch % 12 in allowed]
        # A repeated note sounds stuck, so it has to be the nearest by far.
        return min(near, key=lambda pitch: abs(pitch - wish) + (3 if pitch == self._melody_pitch else 0))

    def _end(self, chord: Sequence[int], voicing: Sequence[int]) -> None:
        """The last chord: spread upwards, held, with the root below and the tonic on top."""
        bar, beats = self._plan.bars - 1, float(self._mood.beats)
        for number, pitch in enumerate(voicing):
            self._add(bar, 0, beats, self._mood.sustained, pitch, 0.7)
            self._add(bar, 0.12 * number, beats - 0.12 * number, self._mood.figure_by, pitch, 0.5)
        self._add(bar, 0, beats, "bass", _bass_pitch(chord), 0.8)
        if self._plan.bars > 4:
            top = min((pitch for pitch in range(66, 86) if (pitch - chord[0]) % 12 == 0), key=lambda p: abs(p - 73))
            self._add(bar, 0.5, beats - 0.5, self._mood.melody_by, top, 0.7)


def _bass_pitch(chord: Sequence[int]) -> int:
    """The root between A1 (55 Hz) and G#2 (104 Hz)."""
    return 33 + (chord[0] - 33) % 12
