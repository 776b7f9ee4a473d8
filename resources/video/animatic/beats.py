"""What people do with their arms over a shot, and when: one pose for a line, few changes between. Angles: `figure.gestures`."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from resources.video.animatic.blocking import Mark
from resources.video.animatic.handing import Handing
from resources.video.animatic.sets.reading import seed_of
from resources.video.animatic.timeline import PlacedLine
from resources.video.staging import Gesture, Mood, Staging

_SPOKEN: dict[Mood, tuple[Gesture, ...]] = {
    "angry": ("point", "hands_on_hips"), "happy": ("offer", "hand_on_heart", "clasped_hands"),
    "sad": ("hand_on_heart", "shake_head"),
    "scared": ("recoil",), "surprised": ("recoil", "shrug"), "tender": ("hand_on_heart", "offer"),
    "sly": ("crossed_arms", "hand_on_hip"), "neutral": ("offer", "hand_on_heart", "shrug", "hand_on_hip"),
}  # fmt: skip
_HEARD: dict[Mood, tuple[Gesture, ...]] = {
    "angry": ("crossed_arms", "clasped_hands"), "happy": ("clasped_hands", "hand_on_heart"),
    "sad": ("hand_on_heart", "clasped_hands"), "scared": ("hand_on_heart",), "surprised": ("think", "hand_on_heart"),
    "tender": ("hand_on_heart", "clasped_hands"), "sly": ("crossed_arms", "hand_on_hip"),
    "neutral": ("think", "crossed_arms", "none"),
}  # fmt: skip
# How people stand while nothing is asked of them; who stands beside somebody takes another one.
_STANCES: tuple[Gesture, ...] = ("none", "clasped_hands", "hand_on_hip", "none", "crossed_arms", "hands_on_hips")
# Who feels something stands by that.
_MOOD_STANCES: dict[Mood, Gesture] = {
    "happy": "none", "sad": "none", "angry": "hands_on_hips", "scared": "hand_on_heart", "surprised": "none",
    "tender": "hand_on_heart", "sly": "crossed_arms",
}  # fmt: skip
# Arms that go out low: before somebody at a table they would pass through what stands on it.
_LOW: frozenset[Gesture] = frozenset({"offer", "shrug", "reach", "clasped_hands"})
_STAYING: frozenset[Gesture] = frozenset({"crossed_arms", "hands_on_hips", "hand_on_hip", "hand_on_heart",
                                          "clasped_hands", "think"})  # fmt: skip
IN_HAND: frozenset[Gesture] = frozenset({"hold", "offer", "reach"})
"""Gestures that hold a thing."""
_LEAST_HELD_S = 3.0
_LEAST_OPENING_S = 1.6  # a pose that was there before the shot began is seen for at least so long
_ONE_SPEECH_S = 1.5  # lines closer than this are spoken in one pose
_LEADS_S, _LINGERS_S = 0.1, 0.6
_REACTS_AFTER_S = 0.55


@dataclass(frozen=True, slots=True)
class Beat:
    """A gesture and its time in seconds; it may begin before the shot does."""

    start_s: float
    end_s: float
    gesture: Gesture


@dataclass(frozen=True, slots=True)
class Arms:
    """Plans the gestures of everybody in one shot.

    Args:
        lines: What is spoken by people in the picture, in order.
        held: Names of those with a thing in the hand.
        at_table: Names of those behind a table with things on it.
        turn: Seeded for the shot: where in the list of stances its first person begins.
        handing: What changes hands, and when.
    """

    staging: Staging
    lines: Sequence[PlacedLine]
    held: Collection[str]
    at_table: Collection[str]
    duration_s: float
    turn: int
    handing: Handing | None = None

    def of(self, mark: Mark, rng: random.Random) -> list[Beat]:
        """One person's own lines, what it is told to do, and between these it stands and listens."""
        name = mark.figure.name
        told = self.staging.gestures.get(name, "none")
        handing = self.handing
        if handing is not None and name == handing.giver:
            given = Beat(-1.0, handing.free_from_s, "hold")
            return [given, *_between(self._acted(mark, "none", rng), given.end_s, self.duration_s + 1.0)]
        if handing is not None and name == handing.receiver:
            taken = Beat(handing.busy_from_s, self.duration_s + 1.0, "hold")
            return [*_between(self._acted(mark, told, rng), -1.0, taken.start_s), taken]
        if name in self.held:
            return [Beat(-1.0, self.duration_s + 1.0, told if told in IN_HAND else "hold")]
        return self._acted(mark, told, rng)

    def _acted(self, mark: Mark, told: Gesture, rng: random.Random) -> list[Beat]:
        """The gestures of somebody whose hands are free."""
        name = mark.figure.name
        asked = self._speeches(name, told)
        if not asked and told != "none":
            asked = [Beat(self.duration_s * 0.18, self.duration_s + 1.0, told)]
        beats: list[Beat] = []
        free_from = -1.0
        for beat in [*asked, Beat(self.duration_s + 1.0, self.duration_s + 1.0, "none")]:
            if not (mark.walks or mark.enters or mark.leaves):
                beats += self._between(mark, free_from, beat.start_s, rng)
            beats.append(beat)
            free_from = beat.end_s
        return _joined(beats)

    def _speeches(self, name: str, told: Gesture) -> list[Beat]:
        """A pose for each line; lines close to each other share one, and one that rests stays until the shot ends."""
        beats: list[Beat] = []
        for line in self.lines:
            if line.timed.speaker != name:
                continue
            start_s, end_s = line.timed.start_s - _LEADS_S, line.timed.end_s + _LINGERS_S
            if beats and start_s - beats[-1].end_s < _ONE_SPEECH_S:
                beats[-1] = Beat(beats[-1].start_s, end_s, beats[-1].gesture)
            else:
                chosen = (
                    told if told != "none" and not beats else self._turn_of(name, line.line.mood, len(beats), told)
                )
                beats.append(Beat(start_s, end_s, chosen))
        if beats and beats[-1].gesture in _STAYING and self.duration_s - beats[-1].end_s < _LEAST_HELD_S:
            beats[-1] = Beat(beats[-1].start_s, self.duration_s + 1.0, beats[-1].gesture)
        return beats

    def _turn_of(self, name: str, mood: Mood, spoken: int, told: Gesture) -> Gesture:
        """The next of a person's gestures: from speech to speech and from shot to shot it is another one."""
        fitting = [gesture for gesture in self._fitting(name, _SPOKEN[mood]) if gesture != told]
        numbers = sum(int(digits) for digits in re.findall(r"\d+", self.staging.shot_id)) if fitting else 0
        begins = seed_of(self.staging.world_seed, name, "gestures")
        return fitting[(begins + numbers + spoken) % len(fitting)] if fitting else told

    def _fitting(self, name: str, gestures: Sequence[Gesture]) -> Sequence[Gesture]:
        if name not in self.at_table:
            return gestures
        return [gesture for gesture in gestures if gesture not in _LOW] or ["hand_on_heart"]

    def _between(self, mark: Mark, start_s: float, end_s: float, rng: random.Random) -> list[Beat]:
        """A stance, and another one when a line is heard and there is time to see both; none when there is not."""
        seen_s = end_s - max(0.0, start_s)
        if seen_s < (_LEAST_OPENING_S if start_s < 0 else _LEAST_HELD_S):
            return []
        name = mark.figure.name
        stance = self._stance(name, start_s)
        for line in self.lines:
            hears_s = line.timed.start_s + _REACTS_AFTER_S
            if line.timed.speaker == name or hears_s - max(0.0, start_s) < _LEAST_OPENING_S:
                continue
            if end_s - hears_s < _LEAST_HELD_S:
                break
            answer = rng.choice(self._fitting(name, _HEARD[line.line.mood]))
            if answer != stance:
                return [Beat(start_s, hears_s, stance), Beat(hears_s, end_s, answer)]
            break
        return [Beat(start_s, end_s, stance)]

    def _stance(self, name: str, at_s: float) -> Gesture:
        spoken = [line.line.mood for line in self.lines if line.timed.speaker == name and line.timed.start_s < at_s]
        mood = spoken[-1] if spoken else self.staging.mood if name == self.staging.focus else "neutral"
        if mood in _MOOD_STANCES:
            return _MOOD_STANCES[mood]
        company = [figure.name for figure in self.staging.company or self.staging.figures]
        order = company.index(name) if name in company else 0
        return self._fitting(name, [_STANCES[(self.turn + order * 2) % len(_STANCES)]])[0]


def _between(beats: Sequence[Beat], start_s: float, end_s: float) -> list[Beat]:
    """What of these lies in a time and is long enough to be seen."""
    cut = [Beat(max(beat.start_s, start_s), min(beat.end_s, end_s), beat.gesture) for beat in beats]
    return [beat for beat in cut if beat.end_s - max(0.0, beat.start_s) >= _LEAST_OPENING_S]


def _joined(beats: Sequence[Beat]) -> list[Beat]:
    """One beat for two of the same gesture that touch: arms do not go down to come up again."""
    joined: list[Beat] = []
    for beat in beats:
        if joined and joined[-1].gesture == beat.gesture and joined[-1].end_s >= beat.start_s:
            joined[-1] = Beat(joined[-1].start_s, beat.end_s, beat.gesture)
        else:
            joined.append(beat)
    return joined
