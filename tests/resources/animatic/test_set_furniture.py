"""Where the furniture of sets stands: behind the people, never through them."""

from __future__ import annotations

from dataclasses import replace
from typing import cast, get_args

import numpy as np
import pytest

from resources.video.animatic import canvas
from resources.video.animatic.sets.catalogue import dress
from resources.video.animatic.sets.reading import Family, read_place
from resources.video.animatic.sets.stage import ACTORS, LEFT, RIGHT, WALL_FOOT
from resources.video.animatic.sets.varieties import Variety
from resources.video.staging import Scenery

_SCALE = 0.1
_SHOES_Y = -30.0
_GROUND_WIDE = 1500.0
_NAMES = {
    "inn": "客栈",
    "street": "古街",
    "forest": "竹林",
    "sea": "pier",
    "lamp_room": "lamp room",
    "shop": "kitchen",
    "vehicle": "train",
}


@pytest.mark.parametrize("family", [*get_args(Family), *get_args(Variety)])
def test_furniture_stands_behind_the_shoes_of_the_people(family: str) -> None:
    """Guards against a table leg that grows out of somebody's shoe, because the table's feet end lower than his."""
    place = read_place(Scenery(name=_NAMES.get(family, family)), 3)
    if family in get_args(Variety):
        place = replace(place, variety=cast("Variety", family))
    else:
        assert place.family == family
    for layer in dress(place).behind:
        assert layer.depth < ACTORS
        band = canvas.rasterise(layer.art.svg(LEFT, WALL_FOOT, RIGHT - LEFT, _SHOES_Y + 20 - WALL_FOOT, _SCALE))
        reaching = (band[..., 3] > 60).all(axis=0)
        edges = np.flatnonzero(np.diff(np.pad(reaching.astype(int), 1)))
        for start, end in edges.reshape(-1, 2):
            # What is this wide is the ground itself: a floor, a road, the planks of a pier.
            assert (end - start) / _SCALE > _GROUND_WIDE, f"something at x = {LEFT + start / _SCALE:.0f}"
