"""Which family is drawn by which function. No drawing here."""

from __future__ import annotations

from collections.abc import Callable

from resources.video.animatic.sets import halls, nature, rooms, streets, workrooms
from resources.video.animatic.sets.reading import Family, Place
from resources.video.animatic.sets.stage import Stage

_FAMILIES: dict[Family, Callable[[Stage], None]] = {
    "home": rooms.home,
    "inn": rooms.inn,
    "shop": workrooms.shop,
    "lamp_room": workrooms.lamp_room,
    "office": halls.office,
    "classroom": halls.classroom,
    "hospital": halls.hospital,
    "palace": halls.palace,
    "vehicle": halls.vehicle,
    "abstract": halls.abstract,
    "street": streets.street,
    "forest": nature.forest,
    "sea": nature.sea,
    "rooftop": streets.rooftop,
}


def dress(place: Place) -> Stage:
    """Build the set of a place: the same place gives the same drawing, always."""
    stage = Stage(place)
    _FAMILIES[place.family](stage)
    return stage
