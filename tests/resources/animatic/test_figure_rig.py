"""The rig: figures appear where they are put, move as their pose says and stay cheap."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from resources.video.animatic import ink
from resources.video.animatic.canvas import Image, Sprite, blank, chain, rasterise, shift, trimmed, zoom
from resources.video.animatic.figure import FigureRig, Pose, draw_portrait
from resources.video.animatic.figure.build import View, face_x
from resources.video.animatic.figure.gestures import PLANS
from resources.video.animatic.figure.hairdos import FRONTS
from resources.video.animatic.ink import Box
from resources.video.animatic.look import look_of
from resources.video.animatic.look_words import COSTUMES, HAIR_STYLES, HEADGEAR
from resources.video.staging import Figure, Gesture, Mood

CARD = Figure(name="Tess", description="young woman, green sweater, ponytail")
SCALE = 0.25


@pytest.fixture(scope="module")
def rig() -> FigureRig:
    return FigureRig(look_of(CARD, 5))


def drawn(rig: FigureRig, pose: Pose) -> Image:
    """The figure alone on a 300x300 frame, feet at (150, 290)."""
    out = blank(300, 300)
    rig.draw(out, replace(pose, framing="full"), chain(shift(150, 290), zoom(SCALE)))
    return out


def changed(one: Image, other: Image) -> float:
    """Mean absolute difference."""
    return float(np.abs(one.astype(np.int16) - other).mean())


def test_the_figure_stands_where_it_is_put(rig: FigureRig) -> None:
    """Guards against floating or sunken people: feet on the given point, crown at `height`."""
    alpha = drawn(rig, Pose())[..., 3]
    rows = np.flatnonzero(alpha.max(axis=1) > 128)
    columns = np.flatnonzero(alpha.max(axis=0) > 128)
    assert abs(rows[-1] - 290) <= 4
    assert abs((290 - rows[0]) / SCALE - rig.height) < 60
    assert abs((columns[0] + columns[-1]) / 2 - 150) < 16


def test_no_colour_without_alpha(rig: FigureRig) -> None:
    """Guards against bright fringes around people: premultiplied colour never exceeds its alpha."""
    out = drawn(rig, Pose(mood="sad", gesture="wave", gesture_amount=0.6))
    assert int((out[..., :3].max(axis=2).astype(np.int16) - out[..., 3]).max()) <= 2


def test_the_same_pose_gives_the_same_pixels() -> None:
    """Guards against takes that differ from run to run."""
    pose = Pose(facing="left", mood="angry", gesture="point", gesture_amount=0.8)
    pictures = [drawn(FigureRig(look_of(CARD, 5)), pose) for _ in range(2)]
    assert np.array_equal(*pictures)


def test_left_is_the_mirror_of_right(rig: FigureRig) -> None:
    """Guards against two people who both look out of the frame instead of at each other."""
    right, left = (drawn(rig, Pose(facing=facing))[:, :300] for facing in ("right", "left"))
    assert changed(right[:, 1:], left[:, ::-1][:, :-1]) < 3.0
    assert changed(right, left) > 3.0


@pytest.mark.parametrize("mood", [mood for mood in get_args(Mood) if mood != "neutral"])
def test_every_mood_reads_in_the_face(rig: FigureRig, mood: Mood) -> None:
    """Guards against a story told with one frozen face."""
    assert changed(drawn(rig, Pose(mood=mood))[40:120], drawn(rig, Pose())[40:120]) > 0.25


def test_mouth_eyes_and_gaze_move_inside_the_face(rig: FigureRig) -> None:
    """Guards against speakers whose lips do not move, and people who never blink or look aside."""
    still = drawn(rig, Pose())
    for pose in (Pose(viseme="a"), Pose(viseme="o"), Pose(blink=2), Pose(blink=0.7), Pose(gaze=1.0)):
        assert changed(drawn(rig, pose), still) > 0.005, pose


@pytest.mark.parametrize("gesture", [gesture for gesture in get_args(Gesture) if gesture != "none"])
def test_every_gesture_moves_and_begins_at_rest(rig: FigureRig, gesture: Gesture) -> None:
    """Guards against gestures that do nothing, or that jump at their first frame."""
    assert gesture in PLANS
    shown = drawn(rig, Pose(facing="right", gesture=gesture, gesture_amount=0.9))
    still = drawn(rig, Pose(facing="right"))
    assert changed(shown, still) > 0.3
    states = [rig.anchors(Pose(gesture=gesture, gesture_amount=step / 40)) for step in range(41)]
    jumps = [math.dist(one.right_hand, two.right_hand) for one, two in pairwise(states)]
    assert max(jumps) < 45


@pytest.mark.parametrize("gesture", ["point", "reach", "offer"])
def test_a_hand_stays_on_this_side_of_the_next_person(rig: FigureRig, gesture: Gesture) -> None:
    """Guards against a speaker whose open hand lies on the other one's chest."""
    free = Pose(facing="right", gesture=gesture, gesture_amount=1.0)
    near = replace(free, room=260.0)
    assert rig.anchors(near).right_hand[0] < min(260.0, rig.anchors(free).right_hand[0])
    assert rig.anchors(replace(free, gesture="none", room=60.0)) == rig.anchors(replace(free, gesture="none"))


def test_hands_touch_what_the_gesture_names(rig: FigureRig) -> None:
    """Guards against a thinker whose fist hangs in the air far from the chin."""
    think = rig.anchors(Pose(gesture="think", gesture_amount=1))
    assert math.dist(think.right_hand, think.mouth) < 90
    heart = rig.anchors(Pose(gesture="hand_on_heart", gesture_amount=1))
    assert math.dist(heart.left_hand, heart.chest) < 60


def test_a_held_thing_is_drawn_in_the_hand(rig: FigureRig) -> None:
    """Guards against the letter of the story that nobody holds."""
    thing = Sprite(np.full((60, 60, 4), (0, 0, 255, 255), np.uint8), -30, -60)
    pose = Pose(facing="right", gesture="hold", gesture_amount=1.0)
    with_thing, without = drawn(rig, replace(pose, held=thing)), drawn(rig, pose)
    x, y = rig.anchors(pose).right_hand
    ys, xs = np.nonzero(np.abs(with_thing.astype(np.int16) - without).max(axis=2) > 40)
    assert math.dist((xs.mean(), ys.mean()), (150 + x * SCALE, 290 + y * SCALE)) < 20


@pytest.mark.parametrize("gesture", ["hold", "offer", "reach"])
def test_fingers_close_over_a_held_thing(rig: FigureRig, gesture: Gesture) -> None:
    """Guards against a sleeve that ends on an envelope without a hand."""
    thing = Sprite(np.full((110, 170, 4), (0, 0, 255, 255), np.uint8), -85, -80)
    pose = Pose(facing="right", gesture=gesture, gesture_amount=1.0, held=thing)
    bare = drawn(rig, replace(pose, held=None))
    x, y = rig.anchors(pose).right_hand
    column, row = round(150 + x * SCALE), round(290 + y * SCALE)
    around = (slice(row - 9, row + 10), slice(column - 9, column + 10))
    skin = bare[around][bare[around][..., 3] > 250].astype(int)
    over = drawn(rig, pose)[around][..., :3].astype(int)
    tone = np.median(skin[:, :3], axis=0)
    assert (np.abs(over - tone).max(axis=2) < 30).sum() > 25, "no finger is seen over the thing"


@pytest.mark.parametrize("view", ["front", "turned"])
def test_no_hair_lies_over_an_eye(view: View) -> None:
    """Guards against the far lock of long hair over the outer eye, in every close-up of a heroine."""
    box = Box(-104, -128, 208, 62)
    for name, style in FRONTS.items():
        look = replace(look_of(Figure(name="Mei", description="young woman, red coat"), 1), hair_style=name)
        hair = rasterise(ink.document(style(look, view), box, 1.0))
        for side in (-1, 1):
            left = round(face_x(side * 44, view)) - 20 - round(box.x)
            assert hair[12:52, left : left + 40, 3].mean() < 16, (name, side)


def test_children_are_smaller_than_adults() -> None:
    """Guards against a child as tall as its father."""
    child = FigureRig(look_of(Figure(name="Kit", description="boy of 7 years old"), 1))
    adult = FigureRig(look_of(Figure(name="Ned", description="adult man"), 1))
    assert child.height < 0.75 * adult.height
    assert child.eye_y > adult.eye_y


def test_walking_moves_the_legs_and_breath_the_cloth(rig: FigureRig) -> None:
    """Guards against figures that slide over the floor like chess pieces."""
    assert (
        changed(drawn(rig, Pose(facing="right", walk=0.5))[215:], drawn(rig, Pose(facing="right", walk=2.1))[215:])
        > 0.5
    )
    assert changed(drawn(rig, Pose(breath=0.0)), drawn(rig, Pose(breath=1.5))) > 0.02


def test_every_word_of_the_wardrobe_can_be_drawn() -> None:
    """Guards against a costume, hair style or hat that a card can ask for and nobody drew."""
    base = look_of(Figure(name="Q", description="man"), 2)
    everything = frozenset(
        {"glasses", "beard", "scarf", "necklace", "bag", "ribbon", "eyepatch", "hairpin", "flower", "tie"}
    )
    seen = set()
    for index, costume in enumerate(COSTUMES):
        styles, hats = list(HAIR_STYLES), [*HEADGEAR, None]
        look = replace(
            base,
            costume=costume,
            hair_style=styles[index % len(styles)],
            headgear=hats[index % len(hats)],
            ornaments=everything if index % 2 else frozenset(),
            gender="female" if index % 3 else "male",
        )
        seen.add(drawn(FigureRig(look), Pose(facing="right")).tobytes())
    assert len(seen) == len(COSTUMES)


def test_a_portrait_is_opaque_and_holds_the_figure() -> None:
    """Guards against cast cards with an empty or see-through picture."""
    picture = draw_portrait(CARD, 5, (192, 256))
    assert picture.shape == (256, 192, 4)
    assert int(picture[..., 3].min()) == 255
    assert changed(picture, draw_portrait(Figure(name="Bo", description="old man in red robe"), 5, (192, 256))) > 8


def test_kept_sprites_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a long film that eats all memory: old sprites are dropped, and drawn again when needed."""
    from resources.video.animatic.figure import wardrobe

    pose = Pose(facing="right", mood="happy", viseme="a")
    expected = drawn(FigureRig(look_of(CARD, 5)), pose)
    monkeypatch.setattr(wardrobe, "MOST_BYTES", 40_000)
    small = FigureRig(look_of(CARD, 5))
    for viseme in ("a", "o", "e"):
        drawn(small, replace(pose, viseme=viseme))
    assert small._parts._kept._bytes <= 40_000
    assert np.array_equal(drawn(small, pose), expected)


@pytest.mark.parametrize("style", list(HAIR_STYLES))
def test_no_part_is_cut_by_its_box(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against hair, hats and hems that end in a straight line because their raster box is too small."""
    from resources.video.animatic.figure import wardrobe

    cut: list[tuple[int, ...]] = []

    def watched(image: Image, scale: float, x: float, y: float) -> Sprite:
        alpha = image[..., 3]
        if max(int(edge.max()) for edge in (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1])):
            cut.append(image.shape)
        return trimmed(image, scale, x, y)

    monkeypatch.setattr(wardrobe, "trimmed", watched)
    index = list(HAIR_STYLES).index(style)
    look = replace(
        look_of(Figure(name="Q", description="fat old man"), 2),
        hair_style=style,
        costume=list(COSTUMES)[index % len(COSTUMES)],
        headgear=[*HEADGEAR, None, None][index % (len(HEADGEAR) + 2)],
        ornaments=frozenset({"beard", "scarf", "hairpin", "ribbon", "flower", "glasses"}),
    )
    for facing in ("front", "right"):
        drawn(FigureRig(look), Pose(facing=facing, mood="angry"))
    assert not cut
