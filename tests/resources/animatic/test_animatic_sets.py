"""Sets: what a card's words become, and that the same card always becomes the same picture."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from resources.video.animatic import canvas
from resources.video.animatic.camera import Lens, View
from resources.video.animatic.canvas import Image
from resources.video.animatic.sets.brush import Art, Tone
from resources.video.animatic.sets.catalogue import dress
from resources.video.animatic.sets.outlooks import outlook
from resources.video.animatic.sets.painted import PaintedSet
from resources.video.animatic.sets.reading import read_place
from resources.video.animatic.sets.stage import Stage
from resources.video.animatic.sets.varieties import Variety
from resources.video.staging import Scenery


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Crooked Lantern Inn", "inn"),
        ("同福客栈大堂", "inn"),
        ("Lighthouse cliff", "sea"),
        ("Lighthouse kitchen", "shop"),
        ("Lamp room of the lighthouse", "lamp_room"),
        ("雨夜小巷", "street"),
        ("Rooftop terrace", "rooftop"),
        ("Night train", "vehicle"),
        ("皇宫大殿", "palace"),
        ("高三教室", "classroom"),
        ("Ward 9", "hospital"),
        ("Bamboo grove", "forest"),
        ("Mei's apartment", "home"),
        ("Newsroom office", "office"),
        ("qzxw 🦄", "abstract"),
        ("", "abstract"),
    ],
)
def test_a_set_card_is_drawn_as_the_place_it_names(name: str, family: str) -> None:
    """Guards against a lighthouse scene that plays in an office."""
    assert read_place(Scenery(name=name), 1).family == family


@pytest.mark.parametrize(
    ("name", "variety"),
    [
        ("The bakery", "bakery"),
        ("街角面包店", "bakery"),
        ("Lighthouse kitchen", "kitchen"),
        ("老面馆", "noodles"),
        ("Café by the bookshop", "books"),
        ("Café", "cafe"),
        ("The corner shop", "plain"),
        ("花店", "flowers"),
        ("修表铺", "clocks"),
        ("The clockmaker's workshop", "workshop"),
        ("裁缝铺", "tailor"),
        ("Barber shop", "barber"),
        ("Library", "library"),
        ("School", "plain"),
        ("剧院", "theatre"),
        ("电影院", "cinema"),
        ("Village church", "church"),
        ("Palace", "plain"),
        ("City museum", "museum"),
        ("照相馆", "photographer"),
        ("Night bus", "bus"),
        ("Night train", "plain"),
    ],
)
def test_neighbours_of_a_family_are_told_apart(name: str, variety: str) -> None:
    """Guards against a bakery with an espresso machine, and a library with a blackboard."""
    assert read_place(Scenery(name=name), 1).variety == variety


def test_no_two_varieties_are_drawn_alike() -> None:
    """Guards against a trade whose words are known and whose shop is still the coffee bar."""
    place = read_place(Scenery(name="shop"), 1)
    walls = [dress(replace(place, variety=variety)).behind for variety in get_args(Variety)]
    assert len({"".join(layer.art.svg(0, 0, 9, 9, 1) for layer in wall) for wall in walls}) == len(walls)


def test_fields_of_the_card_win_over_its_prose() -> None:
    """Guards against a night scene drawn by day because the description mentions a sunny past."""
    scenery = Scenery(
        name="Street", description="sunny in summer", time_of_day="深夜", weather="heavy snow", season="冬"
    )
    place = read_place(scenery, 1)
    assert (place.hour, place.weather, place.season) == ("night", "snow", "winter")


@pytest.mark.parametrize(
    ("hour", "weather"),
    [("dawn", "fog"), ("day", "snow"), ("dusk", "clear"), ("night", "rain"), ("night", "storm")],
)
def test_every_family_draws_in_every_light(hour: str, weather: str) -> None:
    """Guards against a set that only works in the weather it was tried in."""
    names = (
        "home",
        "inn",
        "客栈",
        "office",
        "street",
        "古街",
        "forest",
        "竹林",
        "sea",
        "lamp room",
        "rooftop",
        "train",
    )
    shop = read_place(Scenery(name="shop", time_of_day=hour, weather=weather), 3)
    places = [replace(shop, variety=variety) for variety in get_args(Variety)]
    places += [
        read_place(Scenery(name=name, time_of_day=hour, weather=weather), 3)
        for name in (*names, "classroom", "palace", "皇宫", "hospital", "qq")
    ]
    for place in places:
        name, stage = f"{place.words} {place.variety}", dress(place)
        assert stage.behind, name
        assert all("nan" not in layer.art.svg(0, 0, 10, 10, 1) for layer in stage.behind + stage.front), name


def test_the_same_card_gives_the_same_picture_and_the_light_moves() -> None:
    """Guards against a set that jumps between two shots of a scene, and against a dead slide for a background."""
    place = read_place(Scenery(name="Old inn", time_of_day="night"), 5)
    drawings = [dress(place).behind[0].art.svg(0, 0, 9, 9, 1) for place in (place, place)]
    assert drawings[0] == drawings[1]
    assert drawings[0] != dress(read_place(Scenery(name="Old inn", time_of_day="night"), 6)).behind[0].art.svg(
        0, 0, 9, 9, 1
    )
    painted, lens, pictures = PaintedSet(place, 360), Lens(View(0.0, -580.0, 1480.0), 320, 180), []
    for at_s in (0.0, 0.0, 0.5):
        out = canvas.blank(320, 180)
        painted.draw_behind(out, lens, at_s)
        painted.shine(out, lens, at_s)
        pictures.append(out)
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])


def test_near_layers_move_more_than_far_ones() -> None:
    """Guards against a flat backdrop: depth is what the eye reads from a camera move."""
    here, there = Lens(View(0, -580, 900), 640, 360), Lens(View(200, -580, 900), 640, 360)
    moved = [
        canvas.place(here.matrix(depth), 0, -580)[0] - canvas.place(there.matrix(depth), 0, -580)[0]
        for depth in (0.25, 0.7, 1.0, 1.4)
    ]
    assert moved == sorted(moved)
    assert moved[0] > 0


@pytest.mark.parametrize(
    "place",
    ["Inn", "客栈", "Street", "Kitchen", "Office", "Sea", "Forest", "Rooftop", "Palace", "Train", "X", "Bakery", "Noodle shop",
     "Shop", "Flower shop", "Bookshop", "Library", "Clock shop", "Workshop", "Tailor", "Barber", "Theatre", "Cinema",
     "Church", "Bus", "Museum", "Photo shop"],
)  # fmt: skip
def test_a_place_keeps_its_layout_through_the_day(place: str) -> None:
    """Guards against a restaurant that changes its curtains, chairs and pictures between two scenes of an evening."""
    states = [(hour, weather) for hour in ("day", "dusk", "night") for weather in ("clear", "rain", "snow")]
    dressed = [
        dress(read_place(Scenery(name=f"{place}-{hour}", time_of_day=hour, weather=weather), 1))
        for hour, weather in states
    ]
    assert {stage.place.seed for stage in dressed} == {read_place(Scenery(name=place), 1).seed}
    # What hour and weather decide on may not use up the chance that everything later is chosen by.
    assert {stage.rng.getstate() for stage in dressed} == {dressed[0].rng.getstate()}


def _seen_outside(words: str, weather: str = "clear") -> Image:
    """What a window of one and the same place shows when its card says `words`; no sky."""
    place = replace(read_place(Scenery(name="room", weather=weather), 1), words=words)
    art = Art(Tone())
    outlook(art, Stage(place), (0.0, 0.0, 600.0, 480.0))
    return canvas.rasterise(art.svg(0, 0, 600, 480, 0.25))


def test_a_window_shows_what_the_card_tells_of() -> None:
    """Guards against skyscrapers behind the window of a house in a small town, and against green hills in snow."""
    untold = _seen_outside("my room")
    assert np.array_equal(untold, _seen_outside("my room in a small town"))
    city = _seen_outside("my room in the city")
    assert not np.array_equal(untold, city)
    assert np.array_equal(city, _seen_outside("都市公寓"))
    low = np.s_[80:, :, :3]
    assert _seen_outside("my room", "snow")[low].mean() > untold[low].mean() + 30
