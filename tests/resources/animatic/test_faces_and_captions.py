"""Faces above captions: where eyes and mouths of everybody lie in a frame, against the box that a caption takes."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from resources.media.captions import draw_caption
from resources.video.animatic import canvas
from resources.video.animatic.acting import Scene
from resources.video.animatic.blocking import Mark, block
from resources.video.animatic.camera import Lens
from resources.video.animatic.figure.build import CROWN_Y
from resources.video.animatic.figure.headgear import hat_above_crown
from resources.video.animatic.framing import frame
from resources.video.animatic.laid_table import around_table
from resources.video.animatic.shot_picture import rig_of
from resources.video.animatic.timeline import PlacedLine
from resources.video.staging import Figure, Gesture, Line, Movement, ShotSize, Staging, TimedLine

_TALL = Figure(name="Bram", description="old man, brown hat, green sweater", gender="male", age="63")
_SMALL = Figure(name="朵朵", description="小女孩，黑发双辫，黄色连衣裙", gender="female", age="9")
_OTHER = Figure(name="Mara", description="woman, black bob, pink shirt", gender="female", age="34")
_CASTS = ((_TALL,), (_SMALL,), (_TALL, _SMALL), (_TALL, _OTHER))
_SIZES: tuple[ShotSize, ...] = ("wide", "full", "medium", "close", "extreme_close", "over_shoulder")
_MOVES: tuple[Movement, ...] = (
    "static", "push_in", "pull_out", "pan_left", "tilt_up", "tilt_down", "handheld", "whip",
)  # fmt: skip
_WITH_TABLE_AND_BOW: tuple[tuple[bool, Gesture], ...] = ((False, "none"), (True, "bow"))
_TEXT = {1280: "你早问啊。把我那几把最好的勺子统统都放回原处去。", 720: "By order of the harbour office, " * 2}
_SECONDS = 4.0


class _Feature(NamedTuple):
    x: float
    y: float
    half: float


def _features(scene: Scene, marks: tuple[Mark, ...], mark: Mark, lens: Lens, at_s: float) -> list[_Feature]:
    """Eyes and mouth of one figure, pixels, with half the room that they take."""
    acted = scene.act(mark, at_s)
    base = canvas.chain(lens.matrix(1.0), canvas.shift(acted.x, acted.y), canvas.zoom(acted.size))
    points = rig_of(mark.figure, 1).anchors(acted.pose)
    # The head's middle is between the eyes; a mouth in speech opens 20 units down.
    return [_Feature(*canvas.place(base, *point), 20 * lens.scale) for point in (points.head, points.mouth)]


def _caption_box(size: tuple[int, int]) -> tuple[int, int, int, int]:
    box = draw_caption(_TEXT[size[1]], "何婆婆", *size).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("size", [(720, 1280), (1280, 720)])
@pytest.mark.parametrize("cast", _CASTS, ids=lambda cast: "+".join(figure.name for figure in cast))
def test_no_caption_lies_on_eyes_or_mouth(size: tuple[int, int], cast: tuple[Figure, ...]) -> None:
    """Guards against a face that speaks behind its own words, in any shot and at any moment of the camera's move."""
    ratio, (left, top, right, bottom) = size[0] / size[1], _caption_box(size)
    seen = 0
    for shot, move, (table, gesture) in itertools.product(_SIZES, _MOVES, _WITH_TABLE_AND_BOW):
        staging = _staging(cast, shot, move, gesture)
        heights = {figure.name: rig_of(figure, 1).height for figure in cast}
        marks = block(staging, heights, ratio, random.Random(2))
        marks = around_table(marks) if table else marks
        lines = [_line(cast[-1].name, 0.4)]
        framing = frame(staging, marks, lines, ratio, _SECONDS, random.Random(2))
        scene = Scene(
            staging, marks, lines, [np.full(40, 0.7, np.float32)], {}, _SECONDS, random.Random(2),
            framing="close", view_wide=framing.tallest * ratio, slow=False, step=lambda _, share: share,
        )  # fmt: skip
        for mark in marks:
            if mark is framing.over_shoulder_of:
                continue
            for at_s in (0.0, 1.2, 2.4, _SECONDS - 0.04):
                lens = Lens(framing.move.at(at_s), *size)
                for feature in _features(scene, marks, mark, lens, at_s):
                    across = left - feature.half < feature.x < right + feature.half
                    down = top - feature.half < feature.y < bottom + feature.half
                    assert not (across and down), (shot, move, gesture, table, mark.figure.name, at_s, feature)
                    seen += 0 <= feature.x < size[0] and 0 <= feature.y < size[1]
    assert seen > 500, "hardly a face is in any frame"


def _staging(cast: tuple[Figure, ...], size: ShotSize, move: Movement, gesture: Gesture) -> Staging:
    return Staging(
        shot_id="s",
        figures=cast,
        company=cast,
        size=size,
        movement=move,
        focus=cast[0].name,
        gestures=dict.fromkeys((figure.name for figure in cast), gesture),
        world_seed=1,
    )


def _line(speaker: str, start_s: float) -> PlacedLine:
    timed = TimedLine(speaker=speaker, text="x!", start_s=start_s, end_s=start_s + 1.6)
    return PlacedLine(Line(speaker=speaker, text="x!", mood="angry"), timed, Path("unused.wav"), ((start_s, "a"),))


@pytest.mark.parametrize("hat", ["brown hat", "woolly hat", "straw hat", "golden crown", "cap"])
def test_a_push_in_of_a_tall_film_leaves_the_hat_on(hat: str) -> None:
    """Guards against vertical close-ups that cut the hat of whoever speaks while the camera goes closer."""
    figure = _TALL.model_copy(update={"description": f"old man, {hat}, green sweater"})
    rig = rig_of(figure, 1)
    staging = _staging((figure,), "close", "push_in", "none")
    marks = block(staging, {figure.name: rig.height}, 9 / 16, random.Random(2), {figure.name: rig.hat})
    move = frame(staging, marks, [], 9 / 16, _SECONDS, random.Random(2)).move
    last = move.at(_SECONDS)
    assert last.height < 0.9 * move.at(0.0).height
    assert last.y - last.height / 2 < -(rig.height + rig.hat) - marks[0].lift

    drawn = rig._parts.head(1.0, "front", "neutral", "rest", 0, 0)
    assert abs(drawn.y - (CROWN_Y - hat_above_crown(rig.look))) < 4
