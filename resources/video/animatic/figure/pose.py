"""What one figure does in one frame: facing, mood, mouth, gesture, breath. No drawing and no timing here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from resources.tts.base import Viseme
from resources.video.animatic.canvas import Sprite
from resources.video.staging import Gesture, Mood

Facing = Literal["left", "right", "front"]
Framing = Literal["full", "half", "close"]


@dataclass(frozen=True, slots=True)
class HeadAhead:
    """The head of the person in front of a figure, in the figure's design units: a hand does not go over it.

    Args:
        near: Its edge, ahead of the figure's middle.
        top: The crown (negative).
        chin: The chin (negative).
    """

    near: float
    top: float
    chin: float


@dataclass(frozen=True, slots=True)
class Pose:
    """One frame of one figure. The caller owns time and easing; the same pose always gives the same pixels.

    Args:
        facing: Where the figure looks on screen; `left` and `right` are three-quarter views.
        mood: Eyes, brows, resting mouth, cheeks and marks such as tears.
        viseme: Mouth shape; `rest` shows the mouth of the mood.
        blink: 0 open, from 0.5 half closed, from 1.5 closed.
        gesture: What arms and head do.
        gesture_amount: 0 (arms hang) to 1 (gesture fully shown), eased by the caller.
        breath: Phase in radians; advance it about 1.6 rad/s at rest. Hair and cloth follow it with a lag.
        nod: Head pitch in radians, positive looks down.
        tilt: Head roll in radians, positive leans the head towards the right of the screen.
        walk: Phase of the stride in radians (two steps for each turn), or None when standing.
        stride: Share of a full stride that the legs take.
        gaze: -1 (left of the screen) to 1 (right of the screen).
        talk_energy: 0 to 1, loudness of the speech now: head bob and beats of the hands.
        framing: How much of the figure the shot shows; keeps rasters sharp for a close-up.
        room: From the middle of the figure to what stands ahead of it, design units: the leading hand stays on this side.
        head_ahead: Whose face the leading hand leaves free; None = nobody's is near.
        held: Picture in the leading hand for `hold`, `offer` and `reach`; its design origin is the grip.
        hand_at: Where the grip of the leading hand goes when a thing changes hands: design units ahead and up (negative).
        hand_out: How far it is on its way there, 0 to 1, whatever the gesture.
    """

    facing: Facing = "front"
    mood: Mood = "neutral"
    viseme: Viseme = "rest"
    blink: float = 0.0
    gesture: Gesture = "none"
    gesture_amount: float = 0.0
    breath: float = 0.0
    nod: float = 0.0
    tilt: float = 0.0
    walk: float | None = None
    stride: float = 1.0
    gaze: float = 0.0
    talk_energy: float = 0.0
    framing: Framing = "half"
    room: float = math.inf
    head_ahead: HeadAhead | None = None
    held: Sprite | None = None
    hand_at: tuple[float, float] = (0.0, 0.0)
    hand_out: float = 0.0
