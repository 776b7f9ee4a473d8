"""Which family, and which variety of it, is drawn by which function. No drawing here."""

from __future__ import annotations

from collections.abc import Callable

from resources.video.animatic.sets import (
    book_rooms,
    crafts,
    food_shops,
    halls,
    houses,
    nature,
    portraits,
    rooms,
    shops,
    streets,
    studio,
    vehicles,
    workrooms,
)
from resources.video.animatic.sets.reading import Family, Place
from resources.video.animatic.sets.stage import Stage
from resources.video.animatic.sets.varieties import Variety

_FAMILIES: dict[Family, Callable[[Stage], None]] = {
    "home": rooms.home,
    "inn": rooms.inn,
    "shop": shops.general_shop,
    "lamp_room": workrooms.lamp_room,
    "office": halls.office,
    "classroom": halls.classroom,
    "hospital": halls.hospital,
    "palace": halls.palace,
    "vehicle": vehicles.train,
    "abstract": halls.abstract,
    "street": streets.street,
    "forest": nature.forest,
    "sea": nature.sea,
    "rooftop": streets.rooftop,
}
_VARIETIES: dict[Variety, Callable[[Stage], None]] = {
    "cafe": workrooms.cafe,
    "bakery": food_shops.bakery,
    "kitchen": workrooms.kitchen,
    "noodles": food_shops.noodle_shop,
    "restaurant": workrooms.restaurant,
    "books": book_rooms.book_shop,
    "flowers": shops.flower_shop,
    "tailor": crafts.tailor,
    "clocks": crafts.clockmaker,
    "workshop": crafts.workshop,
    "barber": crafts.barber,
    "photographer": portraits.photographer,
    "library": book_rooms.library,
    "theatre": houses.theatre,
    "cinema": houses.cinema,
    "church": houses.church,
    "museum": houses.museum,
    "bus": vehicles.bus,
    "sound_studio": studio.sound_studio,
}


def dress(place: Place) -> Stage:
    """Build the set of a place: the same place gives the same drawing, always."""
    stage = Stage(place)
    painter = _VARIETIES.get(place.variety) or _FAMILIES[place.family]
    painter(stage)
    return stage
