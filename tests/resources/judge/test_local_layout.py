"""Which way up a clip is and whether its place has its colours, for the local judge, on painted stand-ins."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from resources.judge.local.layout import look_at_place, place_measures
from resources.judge.local.reading import Reading, read_clip
from resources.judge.local.stills import Picture, turned_over


def landscape() -> Picture:
    """Sky over fields with houses of all colours; right and left differ."""
    chance = np.random.default_rng(7)
    picture = np.zeros((360, 640, 3), np.uint8)
    picture[:160], picture[160:] = (210, 190, 170), (60, 90, 70)
    for _ in range(40):
        x, y = int(chance.integers(0, 600)), int(chance.integers(150, 340))
        colour = [int(part) for part in chance.integers(20, 220, 3)]
        cv2.rectangle(picture, (x, y), (x + 40, y + 30), colour, -1)
    cv2.circle(picture, (520, 70), 40, (120, 220, 250), -1)
    return picture


def turned_hue(picture: Picture) -> Picture:
    """Every hue moved on by a third of the circle."""
    hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + 60) % 180
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR), np.uint8)


@pytest.fixture
def filmed(make_clip) -> Reading:
    """A clip of the landscape."""
    return read_clip(make_clip([landscape()] * 24))


def measured(reading: Reading, change) -> dict[str, float | None]:
    """What the place tells of the clip after a change; the set was seen from the other side."""
    changed = replace(reading, colours=[change(picture) for picture in reading.colours])
    looks = look_at_place(changed, [np.ascontiguousarray(landscape()[:, ::-1])], None)
    return {name: one.value for name, one in place_measures(looks).items()}


def test_the_other_side_of_a_place_tells_which_way_up(filmed):
    """Guards against landscapes on their heads, which passed wherever the set's picture had another view."""
    assert measured(filmed, lambda picture: picture)["upside_down_layout"] < -0.1
    assert measured(filmed, turned_over)["upside_down_layout"] > 0.2


def test_a_turned_hue_is_seen_where_the_place_has_all_colours(filmed):
    """Guards against a film that changes its colours among colours that the set has too, somewhere else."""
    assert measured(filmed, lambda picture: picture)["place_colours"] < 0.25
    assert measured(filmed, turned_hue)["place_colours"] > 0.35
