"""How the figures of a shot act over time: who looks at whom, moods, gestures, blinks, steps. No drawing here."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from resources.video.animatic.beats import IN_HAND, Arms
from resources.video.animatic.blinking import blink_at, blink_times
from resources.video.animatic.blocking import Mark
from resources.video.animatic.camera import ease
from resources.video.animatic.canvas import Sprite
from resources.video.animatic.figure.gestures import SWUNG
from resources.video.animatic.figure.pose import Facing, Framing, HeadAhead, Pose
from resources.video.animatic.handing import Handing
from resources.video.animatic.reacting import silence_of
from resources.video.animatic.timeline import PlacedLine
from resources.video.animatic.ways import Ways
from resources.video.staging import Gesture, Mood, Staging

_REACTIONS: dict[Mood, Mood] = {
    "angry": "scared", "sad": "tender", "happy": "happy", "scared": "surprised", "surprised": "surprised",
    "tender": "tender", "sly": "neutral",
}  # fmt: skip
_RISE_S, _FALL_S = 0.45, 0.5
_SWUNG_S = 1.3
"""Seconds of two nods or shakes of the head: people nod about 1.5 times a second, and faster ones look like a cut."""
_SMALL_BOW = 0.6  # share of a bow in a close shot, where a whole one takes the face out of the frame
# From the middle of a person to the edge of the trunk and of a sleeve: so far a neighbour's hand may come.
_TRUNK = 135.0
_HEAD_WIDE, _HEAD_HIGH = 270.0, 245.0  # with hair, and a hand's breadth under the chin
_REACTS_AFTER_S, _LEADS_S = 0.55, 0.35
_CARRIED_MOOD_S = 0.3
_LEAST_MOOD_S = 1.5  # a face that changes and changes back within a second reads as a twitch

Loudness = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Acted:
    """One figure in one frame: its pose and where its feet are."""

    pose: Pose
    x: float
    y: float
    size: float


class Scene:
    """The acting of one shot, a function of time only.

    Args:
        loudness: For each line, its level 0..1 in steps of 1/24 s.
        held: For each figure's name, the thing in its hand.
        at_table: Names of those behind a table with things on it.
        view_wide: Width of the widest view of the shot, in world units.
        slow: Calmer motion was asked for.
        step: How far a step of somebody carries that is a share of a full one, in units.
        handing: What changes hands; it is in the giver's hand in `held`.
    """

    def __init__(
        self,
        staging: Staging,
        marks: Sequence[Mark],
        lines: Sequence[PlacedLine],
        loudness: Sequence[Loudness],
        held: Mapping[str, Sprite],
        duration_s: float,
        rng: random.Random,
        *,
        framing: Framing,
        view_wide: float,
        slow: bool,
        step: Callable[[str, float], float],
        at_table: Collection[str] = (),
        handing: Handing | None = None,
    ) -> None:
        self._staging = staging
        self._marks = marks
        self._lines = [line for line in lines if not line.line.voice_over]
        self._loudness = [level for level, line in zip(loudness, lines, strict=True) if not line.line.voice_over]
        self._silence = silence_of(staging, lines, duration_s)
        self._held = held
        self._handing = handing
        self._duration_s = duration_s
        self._framing: Framing = framing
        self._tempo = 0.7 if slow else 1.0
        leftwards = staging.movement == "pan_left"
        self._ways = Ways(step, duration_s, view_wide, self._tempo, len(marks) == 1, leftwards=leftwards)
        self._blinks = {mark.figure.name: blink_times(duration_s, rng) for mark in marks}
        arms = Arms(staging, self._lines, held, at_table, duration_s, rng.randrange(60), handing)
        self._beats = {mark.figure.name: arms.of(mark, rng) for mark in marks}
        self._begun: dict[str, tuple[Gesture, Mood]] = {}
        self._phases = {mark.figure.name: rng.uniform(0, math.tau) for mark in marks}

    def act(self, mark: Mark, at_s: float) -> Acted:
        """The figure of a mark at a moment."""
        where = self._ways.of(mark, at_s)
        x = where.x
        name = mark.figure.name
        phase = self._phases[name]
        mine = self._line_of(name, at_s)
        energy = self._energy(mine, at_s)
        facing = where.heading or self._facing(mark, at_s)
        gesture, amount = self._gesture(mark, at_s)
        if gesture == "bow" and self._framing != "full":
            amount *= _SMALL_BOW
        mood = self._silence.mood(name, at_s, self._mood(name, at_s))
        # A listener nods now and then; a speaker's head follows the voice.
        nod = 0.02 * math.sin(at_s * 1.3 * self._tempo + phase) + 0.05 * energy * math.sin(at_s * 8.5 + phase)
        if mine is None and self._someone_speaks(at_s):
            nod += 0.05 * max(0.0, math.sin(at_s * 2.1 + phase)) ** 8
        nod += self._silence.nod(name, at_s)
        tilt = 0.022 * math.sin(at_s * 0.9 * self._tempo + phase * 2)
        if mood in ("sad", "tender"):
            tilt += 0.05 * (1 if facing == "right" else -1)
        gaze = {"left": -0.6, "right": 0.6, "front": 0.25 * math.sin(at_s * 0.5 + phase)}[facing]
        pose = Pose(
            facing=facing,
            mood=mood,
            viseme=mine.viseme_at(at_s) if mine is not None else "rest",
            blink=blink_at(self._blinks[name], at_s),
            gesture=gesture,
            gesture_amount=amount,
            breath=at_s * 1.6 * self._tempo + phase,
            nod=nod,
            tilt=tilt,
            walk=where.walk,
            stride=where.stride,
            gaze=0.0 if self._silence.looks_away(name, at_s) else gaze,
            talk_energy=energy,
            framing=self._framing,
            room=self._room(mark, facing),
            head_ahead=self._head_ahead(mark, facing),
            held=self._in_hand(name, at_s) if gesture in IN_HAND else None,
        )
        if self._handing is not None and (out := self._handing.out(name, at_s)) > 0.0:
            grip_x, grip_y = self._handing.grips[name]
            ahead = (grip_x - x) * (-1 if facing == "left" else 1)
            pose = replace(pose, hand_out=out, hand_at=(ahead / mark.size, (grip_y + mark.lift) / mark.size))
        return Acted(pose, x, -mark.lift, mark.size)

    def _in_hand(self, name: str, at_s: float) -> Sprite | None:
        if self._handing is not None and name == self._handing.giver and at_s >= self._handing.at_s:
            return None
        if self._handing is not None and name == self._handing.receiver:
            return self._handing.taken if at_s >= self._handing.at_s else None
        return self._held.get(name)

    def _line_of(self, name: str, at_s: float) -> PlacedLine | None:
        return next(
            (
                line
                for line in self._lines
                if line.timed.speaker == name and line.timed.start_s - 0.05 <= at_s < line.timed.end_s
            ),
            None,
        )

    def _someone_speaks(self, at_s: float) -> bool:
        return any(line.timed.start_s <= at_s < line.timed.end_s for line in self._lines)

    def _energy(self, line: PlacedLine | None, at_s: float) -> float:
        if line is None:
            return 0.0
        level = self._loudness[self._lines.index(line)]
        index = int((at_s - line.timed.start_s) * 24)
        return float(level[index]) if 0 <= index < len(level) else 0.0

    def _facing(self, mark: Mark, at_s: float) -> Facing:
        """Towards whoever speaks; a speaker faces the last other speaker, or the nearest person."""
        others = [other for other in self._marks if other is not mark]
        if not others:
            return "left" if mark.x > 20 else "right" if mark.x < -20 else "front"
        spoken = [line for line in self._lines if line.timed.start_s - 0.3 <= at_s]
        partner = self._handing.faces(mark.figure.name, at_s) if self._handing is not None else None
        target = next((other for other in others if other.figure.name == partner), None)
        if target is not None:
            return "right" if target.x > mark.x else "left"
        for line in reversed(spoken):
            if line.timed.speaker != mark.figure.name:
                target = next((other for other in others if other.figure.name == line.timed.speaker), None)
                break
        if target is None:
            target = next((other for other in others if other.figure.name == self._staging.focus), None)
        if target is None:
            target = min(others, key=lambda other: abs(other.x - mark.x))
        return "right" if target.x > mark.x else "left"

    def _room(self, mark: Mark, facing: Facing) -> float:
        """How far an arm may reach towards the next person, in units of the figure's own size."""
        way = {"left": -1, "right": 1, "front": 0}[facing]
        ahead = [(other.x - mark.x) * way - _TRUNK * other.size for other in self._marks if other is not mark]
        return min((space for space in ahead if space > -_TRUNK), default=math.inf) / mark.size if way else math.inf

    def _head_ahead(self, mark: Mark, facing: Facing) -> HeadAhead | None:
        """The head of the nearest person that a figure faces, in units of the figure's own size."""
        way = {"left": -1, "right": 1, "front": 0}[facing]
        ahead = [other for other in self._marks if (other.x - mark.x) * way > 0]
        if not ahead:
            return None
        other = min(ahead, key=lambda one: abs(one.x - mark.x))
        crown = -other.tall * other.size - other.lift + mark.lift
        return HeadAhead(
            near=(abs(other.x - mark.x) - _HEAD_WIDE / 2 * other.size) / mark.size,
            top=crown / mark.size,
            chin=(crown + _HEAD_HIGH * other.size) / mark.size,
        )

    def begin_as(self, name: str, gesture: Gesture, mood: Mood) -> None:
        """Let a figure begin in a pose of the shot before, and go over to what it does in this one."""
        self._begun[name] = (gesture, mood)

    def begin_afresh(self) -> None:
        """Forget every pose of the shot before."""
        self._begun.clear()

    def _mood(self, name: str, at_s: float) -> Mood:
        """The mood of the own line from a moment before it; before that, a reaction to what others say.

        Nobody reacts for less than a moment before the own line, and nobody to what leaves the face as it is.
        """
        if name in self._begun and at_s < _CARRIED_MOOD_S:
            return self._begun[name][1]
        mood: Mood = self._staging.mood if name == self._staging.focus or len(self._marks) == 1 else "neutral"
        mine = [line.timed.start_s - _LEADS_S for line in self._lines if line.timed.speaker == name]
        for line in self._lines:
            if line.timed.speaker == name and at_s >= line.timed.start_s - _LEADS_S:
                mood = line.line.mood
            elif line.timed.speaker != name and at_s >= (hears_s := line.timed.start_s + _REACTS_AFTER_S):
                own_s = min((start_s for start_s in mine if start_s > hears_s), default=self._duration_s)
                if own_s - hears_s >= _LEAST_MOOD_S:
                    mood = _REACTIONS.get(line.line.mood, mood)
        return mood

    def _gesture(self, mark: Mark, at_s: float) -> tuple[Gesture, float]:
        """The gesture of the moment and how far it is shown: arms go down between two that differ."""
        beats, rises_s = self._beats[mark.figure.name], -math.inf
        if mark.figure.name in self._begun:
            carried, _ = self._begun[mark.figure.name]
            if carried != next((beat.gesture for beat in beats if beat.start_s <= _FALL_S), "none"):
                if at_s < _FALL_S:
                    return carried, 1.0 - ease(at_s / _FALL_S)
                rises_s = _FALL_S
        for beat in beats:
            if beat.start_s <= at_s < beat.end_s:
                if beat.gesture in SWUNG:
                    takes_s = min(_SWUNG_S / self._tempo, beat.end_s - beat.start_s)
                    return beat.gesture, min(1.0, (at_s - beat.start_s) / takes_s)
                rise = ease((at_s - max(beat.start_s, rises_s)) / (_RISE_S / self._tempo))
                return beat.gesture, rise - ease((at_s - beat.end_s + _FALL_S) / _FALL_S)
        return "none", 0.0
