"""What clothes tell at a face: backdrops, coloured light, walls in the colours of the cast, pictures turned over."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from resources.judge.base import Portrait
from resources.judge.local.busts import bust_at, bust_of
from resources.judge.local.looks import see_people
from resources.judge.local.people import upside_down_people
from resources.judge.local.reading import Reading, read_clip
from resources.judge.local.skin import looks_like_skin
from resources.judge.local.stills import Picture, turned_over
from resources.video.animatic.figure.portrait import draw_portrait
from resources.video.staging import Figure

MINA = Figure(name="Mina", description="little girl, pink dress, brown pigtails", gender="female", age="child")
ZOE = Figure(name="Zoe", description="young woman, blue coat, black hair", gender="female")
CHEN = Figure(name="Chen", description="old man, grey robe, white hair", gender="male", age="68")
VERA = Figure(name="Vera", description="old woman, silver bun, bright yellow raincoat", gender="female", age="72")
# Of the engine's portraits, 576 x 768: what a face finder frames.
FACE = (173, 215, 230, 230)
SIZE = (576, 768)


@cache
def drawn(figure: Figure) -> Picture:
    """A portrait as the engine draws it, for reading only."""
    return np.ascontiguousarray(draw_portrait(figure, 13)[..., :3])


def card(folder: Path, figure: Figure) -> Portrait:
    """The card of a figure with its portrait."""
    path = folder / f"{figure.name}.png"
    cv2.imwrite(str(path), drawn(figure))
    return Portrait(name=figure.name, image=path)


def before_wall(
    figure: Figure, wall: tuple[int, int, int], light: tuple[float, float, float] = (1, 1, 1)
) -> Picture:
    """A figure cut out of its portrait, before a wall, under tinted light."""
    picture = drawn(figure).copy()
    reached = np.zeros((SIZE[1] + 2, SIZE[0] + 2), np.uint8)
    for corner in ((0, 0), (SIZE[0] - 1, 0)):
        cv2.floodFill(picture.copy(), reached, corner, 0, (3, 3, 3), (3, 3, 3), cv2.FLOODFILL_MASK_ONLY)
    picture[reached[1:-1, 1:-1] > 0] = wall
    return np.clip(picture * np.asarray(light), 0, 255).astype(np.uint8)


def test_the_backdrop_of_a_portrait_is_nobodys_dress(tmp_path):
    """Guards against a child rejected for standing in another place, and a stranger passing before a pale wall."""
    bust = bust_of(card(tmp_path, MINA).image, drawn=True)
    assert bust is not None
    assert bust_at(before_wall(MINA, (30, 40, 60)), bust, FACE) > 0.85
    assert bust_at(before_wall(ZOE, (178, 172, 186)), bust, FACE) < 0.6


def test_the_face_tells_the_light_that_falls_on_the_clothes(tmp_path):
    """Guards against a clean take at dusk rejected because red light makes a grey robe brown."""
    bust = bust_of(card(tmp_path, CHEN).image, drawn=True)
    assert bust is not None
    dusk = (0.8, 0.84, 0.93)
    assert bust_at(before_wall(CHEN, (70, 60, 120), dusk), bust, FACE) > 0.75
    assert bust_at(before_wall(ZOE, (70, 60, 120), dusk), bust, FACE) < 0.6


@pytest.mark.parametrize(
    ("colour", "is_skin"), [((120, 150, 215), True), ((60, 80, 110), True), ((200, 150, 90), False)]
)
def test_a_window_has_not_the_colour_of_skin(colour, is_skin):
    """Guards against a clean take rejected for a stranger who is a lit window."""
    picture = np.full((60, 60, 3), colour, np.uint8)
    assert looks_like_skin(picture, (10, 10, 40, 40)) is is_skin


def staged(figure: Figure, poster: Figure) -> Picture:
    """A figure on a grey stage, and on the wall a small picture with somebody else's colours and no face."""
    stage = np.full((480, 640, 3), (120, 118, 116), np.uint8)
    stage[20:480, 180:525] = cv2.resize(
        before_wall(figure, (120, 118, 116)), (345, 460), interpolation=cv2.INTER_AREA
    )
    stage[30:150, 30:120] = cv2.resize(
        cv2.resize(drawn(poster), (9, 12), interpolation=cv2.INTER_AREA), (90, 120), interpolation=cv2.INTER_LINEAR
    )
    return stage


@pytest.fixture
def filmed(make_clip):
    """Makes a clip of one still picture and reads it."""
    return lambda picture: read_clip(make_clip([picture] * 24))


def test_clothes_on_the_wall_do_not_stand_for_the_person(filmed, tmp_path):
    """Guards against another actor passing because the colours of the part hang somewhere in the picture."""
    vera = card(tmp_path, VERA)
    for look in see_people(filmed(staged(ZOE, VERA)), [vera]).sightings:
        assert "Vera" not in look.named
        assert look.strangers
    for look in see_people(filmed(staged(VERA, ZOE)), [vera]).sightings:
        assert "Vera" in look.known_faces
        assert not look.strangers


def turned(reading: Reading) -> Reading:
    """The same clip turned over."""
    return replace(reading, colours=[turned_over(picture) for picture in reading.colours])


def test_a_face_over_its_own_clothes_tells_which_way_up(filmed, tmp_path):
    """Guards against turned pictures passing because a plain coat fits as well upside down, or a lamp looks like a face."""
    vera = [card(tmp_path, VERA)]
    upright = filmed(staged(VERA, ZOE))
    over = turned(upright)
    assert upside_down_people(upright, see_people(upright, vera)).value == 0.0
    assert upside_down_people(over, see_people(over, vera)).value == 1.0
