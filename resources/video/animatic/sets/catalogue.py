"""Which family is drawn by which function. No drawing here."""

from __future__ import annotations

from collections.abc import Callable

from resources.video.animatic.sets import halls, outdoors, rooms
from resources.video.animatic.sets.reading import Family, Place
from resources.video.animatic.sets.stage import Stage

_FAMILIES: dict[Family, Callable[[Stage], None]] = {
    "home": rooms.home,
    "inn": rooms.inn,
    "shop": rooms.shop,
    "lamp_room": rooms.lamp_room,
    "office": halls.office,
    "classroom": halls.classroom,
    "hospital": halls.hospital,
    "palace": halls.palace,
    "vehicle": halls.vehicle,
    "abstract": halls.abstract,
    "street": outdoors.street,
    "forest": outdoors.forest,
    "sea": outdoors.sea,
    "rooftop": outdoors.rooftop,
}


def dress(place: Place) -> Stage:
    """Build the set of a place: the same place gives the same drawing, always."""
    stage = Stage(place)
    _FAMILIES[place.family](stage)
    return stage
