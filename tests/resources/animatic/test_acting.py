"""How people move in a shot, as figures over time; what it looks like is tested by its frames elsewhere."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from resources.video.animatic.acting import Scene
from resources.video.animatic.blocking import Mark, block
from resources.video.animatic.figure.build import SHIN, THIGH, frame_of
from resources.video.animatic.figure.gestures import state_of
from resources.video.animatic.figure.walking import leg, sink, step
from resources.video.animatic.laid_table import LaidTable, around_table, stands_before
from resources.video.animatic.look import look_of
from resources.video.animatic.render import first_word_s
from resources.video.animatic.sets.brush import Tone
from resources.video.animatic.timeline import PlacedLine
from resources.video.staging import Figure, Gesture, Line, Mood, Staging, Thing, TimedLine

FINN = Figure(name="Finn")
ADA = Figure(name="Ada", description="old woman with a silver bun")


@pytest.mark.parametrize("gesture", ["nod", "shake_head"])
def test_a_head_swings_as_fast_as_a_head_can(gesture: Gesture) -> None:
    """Heads shook five times a second: people in close-up vibrated, and the reviewer took it for a cut, take after take."""
    staging = Staging(shot_id="s", figures=(ADA,), company=(ADA,), gestures={"Ada": gesture}, focus="Ada")
    (mark,) = block(staging, {"Ada": 1000.0}, 16 / 9, random.Random(1))
    scene = Scene(
        staging,
        [mark],
        (),
        (),
        {},
        4.0,
        random.Random(1),
        framing="close",
        view_wide=900.0,
        slow=False,
        step=lambda _, share: 360.0 * share,
    )
    build = frame_of(look_of(ADA, 1))
    swings = []
    for number in range(4 * 24):
        state = state_of(scene.act(mark, number / 24).pose, build, "front")
        swings.append(state.nod / 0.16 if gesture == "nod" else state.shake)
    assert max(np.abs(swings)) > 0.8
    assert np.abs(np.diff(swings)).max() < 0.6
    assert np.abs(swings[-24:]).max() < 0.05


def _spoken(speaker: str, start_s: float, end_s: float, mood: Mood = "neutral") -> PlacedLine:
    timed = TimedLine(speaker=speaker, text="x", start_s=start_s, end_s=end_s)
    return PlacedLine(Line(speaker=speaker, text="x", mood=mood), timed, Path("unused.wav"), ())


def _scene(lines: Sequence[PlacedLine], seed: int, at_table: Sequence[str] = ()) -> tuple[Scene, tuple[Mark, ...]]:
    figures = (ADA, Figure(name="Finn"))
    staging = Staging(shot_id="s", figures=figures, company=figures, focus="Finn")
    marks = block(staging, {"Ada": 1000.0, "Finn": 1000.0}, 16 / 9, random.Random(seed))
    silent = [np.zeros(99, np.float32) for _ in lines]
    chance = random.Random(seed)
    return (
        Scene(staging, marks, lines, silent, {}, 6.0, chance, framing="half", view_wide=1600.0, slow=False,
              step=lambda _, share: 360.0 * share,              at_table=at_table),
        marks,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_one_pose_for_a_line_and_no_fidgeting_between(seed: int) -> None:
    """Guards against arms that cross, drop, cross and point within two seconds, and faces that rage for one."""
    lines = [_spoken("Finn", 0.6, 1.9, "sly"), _spoken("Ada", 2.4, 4.9)]
    scene, marks = _scene(lines, seed)
    for mark in marks:
        poses = [scene.act(mark, number / 24).pose for number in range(6 * 24)]
        shown = [gesture for gesture, _ in groupby(p.gesture for p in poses if p.gesture_amount > 0.5)]
        assert len(shown) <= 2, shown
        moods = [len(list(run)) / 24 for _, run in groupby(pose.mood for pose in poses)]
        assert all(seconds >= 1.0 for seconds in moods[1:-1]), moods


def test_people_do_not_all_open_on_one_pose() -> None:
    """Guards against seven shots of a film that open on hands on hips."""
    opened = [
        tuple(scene.act(mark, 0.0).pose.gesture for mark in marks)
        for scene, marks in (_scene([_spoken("Ada", 4.0, 5.0)], seed) for seed in range(16))
    ]
    assert len(set(opened)) >= 4
    assert max(opened.count(pose) for pose in set(opened)) <= 8


@pytest.mark.parametrize("seed", range(6))
def test_hands_stay_above_a_laid_table(seed: int) -> None:
    """Guards against arms that go through the table top and behind a bowl that stands before them."""
    scene, marks = _scene([_spoken("Ada", 0.6, 2.0), _spoken("Finn", 2.4, 5.0)], seed, at_table=("Ada", "Finn"))
    shown = {scene.act(mark, number / 6).pose.gesture for mark in marks for number in range(36)}
    assert not shown & {"offer", "shrug", "reach"}


def test_a_table_hides_nobody_above_the_chest() -> None:
    """Guards against a child behind a table as tall as she is, whose mouth is cut off by its top."""
    child, grown = Mark(ADA, 160.0, tall=640.0), Mark(Figure(name="Finn"), -160.0, tall=1000.0)
    together = around_table((grown, child))
    assert [stands_before(mark) for mark in together] == [False, True]
    alone = around_table((child,))
    assert not stands_before(alone[0])
    laid = LaidTable([Thing(name="bag")], alone, Tone(), indoors=True, seed=1, pixels_per_unit=0.5)
    assert laid.top_y > -0.55 * child.tall


def test_who_walks_in_speaks_when_in_the_picture() -> None:
    """Guards against somebody who slides in at the edge of the frame, half cut off and already speaking."""
    staging = Staging(
        shot_id="s", figures=(ADA,), company=(ADA,), action="Finn walks in.", lines=(Line(speaker="Ada", text="x"),)
    )
    assert first_word_s(staging) > 1.2
    assert first_word_s(staging.model_copy(update={"action": "Ada nods."})) < 0.5


@pytest.mark.parametrize(("action", "until_s"), [("Finn walks in.", 1.3), ("Finn walks along the pier.", 4.0)])
def test_feet_that_carry_a_body_stay_where_they_are(action: str, until_s: float) -> None:
    """Guards against three strides that lead less than a body's width, and against feet that slide and hover."""
    figure = FINN
    staging = Staging(shot_id="s", figures=(figure,), company=(figure,), action=action, focus="Finn", size="wide")
    (mark,) = block(staging, {"Finn": 1000.0}, 16 / 9, random.Random(1))
    scene = Scene(staging, [mark], (), (), {}, 4.0, random.Random(1), framing="full", view_wide=2600.0, slow=False,
                  step=lambda _, share: step(share))  # fmt: skip
    slid, walked, before = 0.0, 0.0, None
    for number in range(round(until_s * 24)):
        acted = scene.act(mark, number / 24)
        way = -1 if acted.pose.facing == "left" else 1
        assert acted.pose.walk is not None
        side = -1 if math.cos(acted.pose.walk) > 0 else 1
        thigh, knee = leg(acted.pose.walk, side, acted.pose.stride)
        foot = acted.x + way * (THIGH * math.sin(thigh) + SHIN * math.sin(thigh - knee))
        if before is not None and before[0] == side:
            slid += abs(foot - before[1])
            walked += abs(acted.x - before[2])
        before = (side, foot, acted.x)
        assert -30.0 < sink(acted.pose.walk, acted.pose.stride) < 60.0
    assert walked > 500.0
    assert slid < 0.25 * walked


def test_nobody_walks_because_a_chalk_line_runs() -> None:
    """Guards against a baker who strides up to her own shop because a line runs across its floor."""
    figures = (ADA, Figure(name="Finn"))
    staging = Staging(
        shot_id="s", figures=figures, company=figures, focus="Ada",
        action="A chalk line runs across the floor. Ada is in frame.",
    )  # fmt: skip
    marks = block(staging, {"Ada": 1000.0, "Finn": 1000.0}, 16 / 9, random.Random(1))
    assert not any(mark.walks for mark in marks)
