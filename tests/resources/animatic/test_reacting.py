"""Hands that leave a partner's face free, gestures that change, and what people do in silence."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest

from resources.video.animatic.acting import Scene
from resources.video.animatic.beats import Arms
from resources.video.animatic.blocking import block
from resources.video.animatic.figure.build import FOREARM, UPPER_ARM, frame_of
from resources.video.animatic.figure.gestures import HAND, shoulder, state_of
from resources.video.animatic.look import look_of
from resources.video.animatic.timeline import PlacedLine
from resources.video.staging import Figure, Gesture, Line, Staging, TimedLine

MEI = Figure(name="Mei", description="little girl", gender="female", age="9")
CHEN = Figure(name="Chen", description="stout old man", gender="male", age="62")
TALL = {"Mei": 655.0, "Chen": 941.0}


def _line(speaker: str, start_s: float, end_s: float) -> PlacedLine:
    timed = TimedLine(speaker=speaker, text="x", start_s=start_s, end_s=end_s)
    return PlacedLine(Line(speaker=speaker, text="x"), timed, Path("unused.wav"), ())


@pytest.mark.parametrize("gesture", ["offer", "point", "reach", "wave", "shrug", "recoil"])
@pytest.mark.parametrize("ratio", [16 / 9, 9 / 16])
def test_a_grown_hand_does_not_go_over_a_childs_face(gesture: Gesture, ratio: float) -> None:
    """Guards against an old man whose palm sweeps through a girl's hair and face each time he speaks to her."""
    staging = Staging(
        shot_id="s", figures=(MEI, CHEN), company=(MEI, CHEN), gestures={"Chen": gesture}, focus="Chen"
    )
    marks = block(staging, TALL, ratio, random.Random(1))
    scene = Scene(staging, marks, (), (), {}, 4.0, random.Random(1), framing="half", view_wide=1600.0, slow=False,
                  step=lambda _, share: share)  # fmt: skip
    mei, chen = marks
    build = frame_of(look_of(CHEN, 1))
    for number in range(4 * 12):
        pose = scene.act(chen, number / 12).pose
        arm = state_of(pose, build, "turned").lead
        x, y = shoulder(build, "turned", 1)
        for long, angle in ((UPPER_ARM * arm.fold, arm.upper), (FOREARM * arm.length + HAND, arm.fore)):
            x += long * math.sin(math.radians(angle))
            y += long * math.cos(math.radians(angle))
        over = x * build.body > chen.x - mei.x - 100 and -TALL["Mei"] < y * build.body < -TALL["Mei"] + 205
        assert not over, (number, x, y)


def test_nobody_makes_one_gesture_on_every_line() -> None:
    """Guards against a hand on the heart in shot after shot, and one told gesture that is made on every line of a shot."""
    lines = [_line("Chen", 0.5, 1.5), _line("Mei", 2.5, 4.0), _line("Chen", 5.0, 6.0)]
    shown = []
    for number in (1, 2, 3):
        staging = Staging(
            shot_id=f"S01-00{number}", figures=(MEI, CHEN), company=(MEI, CHEN), gestures={"Chen": "point"}
        )
        marks = block(staging, TALL, 16 / 9, random.Random(1))
        beats = Arms(staging, lines, (), (), 9.0, 1).of(marks[1], random.Random(1))
        spoken = [
            beat.gesture for beat in beats if any(abs(beat.start_s - start_s) < 0.2 for start_s in (0.5, 5.0))
        ]
        assert len(spoken) == 2
        assert spoken[0] == "point" != spoken[1]
        shown.append(spoken[1])
    assert len(set(shown)) > 1


def test_people_react_in_a_silent_end() -> None:
    """Guards against a last picture of four seconds in which two people stand like their own portraits."""
    staging = Staging(shot_id="s", figures=(MEI, CHEN), company=(MEI, CHEN), focus="Chen", mood="happy")
    marks = block(staging, TALL, 16 / 9, random.Random(1))
    scene = Scene(staging, marks, (), (), {}, 3.0, random.Random(1), framing="half", view_wide=1600.0, slow=False,
                  step=lambda _, share: share)  # fmt: skip
    for mark in marks:
        poses = [scene.act(mark, number / 24).pose for number in range(3 * 24)]
        assert max(np.ptp([pose.nod for pose in poses]), 0.0) > 0.1
        assert len({pose.gaze for pose in poses}) > 1
    assert scene.act(marks[0], 2.9).pose.mood == "happy"
