"""The shape of an episode that is still to be written: scenes by length, chapters, places, who leads. No words here."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.plot_book import ACTS, Act, Plot, plots
from spark_video_assets.crew.writing.premise import PremiseReading
from spark_video_assets.crew.writing.premise_words import words_used
from spark_video_assets.story.cards import SetCard

_SCENES_AT: tuple[tuple[int, int], ...] = ((16, 2), (40, 3), (110, 4), (180, 5), (300, 8), (600, 18))
"""From this many seconds on, this many scenes: 60 s 2-3, 180 s 4-6, 300 s 6-10, 600 s 10-18 (table of the origin)."""
_LONGEST_CHAPTER = 4
_TIMES = (("morning", "清晨"), ("afternoon", "午后"), ("dusk", "黄昏"), ("night", "夜"))
_ACTS_OF: dict[int, tuple[Act, ...]] = {
    1: ("resolution",),
    2: ("setup", "resolution"),
    3: ("setup", "turn", "resolution"),
    4: ACTS,
}


@dataclass(frozen=True)
class ScenePlan:
    """One scene to write: the act of a pattern, where and when, and the names behind its roles."""

    number: int
    plot: Plot
    act: Act
    location: str
    time: str
    roles: dict[str, str]
    last: bool


def scene_count(target_s: int) -> int:
    """How many scenes a film of that length has, at least 1; between the steps of the table evenly more."""
    if target_s < _SCENES_AT[0][0]:
        return 1
    for (low, few), (high, many) in pairwise(_SCENES_AT):
        if target_s < high:
            return few if many == few + 1 else few + (many - few) * (target_s - low) // (high - low)
    longest, most = _SCENES_AT[-1]
    return most * target_s // longest


def scene_plans(world: World, reading: PremiseReading, names: list[str]) -> list[ScenePlan]:
    """All scenes: chapters of two to four scenes, each a pattern of its own with the roles passed on.

    A film longer than all patterns tells them again with other roles and variants: plain, but honest in length.

    Args:
        world: The episode.
        reading: Its premise.
        names: The cast, leads first; at least two.
    """
    count = scene_count(world.brief.target_duration_s)
    ranked = _ranked(world, reading)
    sizes = _chapters(count)
    plans: list[ScenePlan] = []
    for chapter, size in enumerate(sizes):
        plot = ranked[chapter % len(ranked)]
        roles = _roles(plot, chapter, reading, names)
        for act in _ACTS_OF[size]:
            number = len(plans) + 1
            location, time = _place(world, reading, number)
            plans.append(ScenePlan(number, plot, act, location, time, roles, last=number == count))
    return plans


def _ranked(world: World, reading: PremiseReading) -> list[Plot]:
    """The patterns that make sense of the thing, those of which the premise speaks first.

    Equals stand in an order that premise and seed decide: other words, or another seed, and another one leads.
    """
    book = [plot for plot in plots(chinese=world.chinese) if plot.suits(reading.told_of.tags)]
    random.Random(reading.plain).shuffle(book)
    turn = world.brief.seed % len(book)
    turned = [*book[turn:], *book[:turn]]
    # Of two patterns that fit, the one for nothing but such things tells more of them.
    return sorted(turned, key=lambda plot: (-plot.weight(reading.plain), not plot.special))


def _roles(plot: Plot, chapter: int, reading: PremiseReading, names: Sequence[str]) -> dict[str, str]:
    """Who plays which role: the leads in turn; in the first chapter, whose deed the premise tells plays its part."""
    roles = {role: names[(chapter + place) % len(names)] for place, role in enumerate("ABC"[: len(names)])}
    role, verbs = plot.part
    doer = _doer(reading, verbs) if chapter == 0 else None
    if doer in (0, 1) and names[doer] != roles[role]:
        roles["A"], roles["B"] = roles["B"], roles["A"]
    return roles


def _doer(reading: PremiseReading, verbs: Sequence[str]) -> int | None:
    """Which of the premise's people does the first of these things, by whom it speaks of right before."""
    deeds = words_used(reading.plain, verbs)
    before = [place for place, person in enumerate(reading.people) if deeds and person.start < deeds[0][1]]
    return max(before, key=lambda place: reading.people[place].start, default=None)


def _chapters(count: int) -> list[int]:
    chapters = -(-count // _LONGEST_CHAPTER)
    return [count // chapters + (place < count % chapters) for place in range(chapters)]


def _place(world: World, reading: PremiseReading, number: int) -> tuple[str, str]:
    """Location and time of the scene of that number: through all locations, and through the times that each one has.

    Weather and season of the premise stand with the time, unless the location has sets for other times only.
    """
    day = [time[world.chinese] for time in _TIMES]
    told = [_under_sky(time, reading) for time in day]
    hour = (number - 1) % len(day)
    if reading.time in day:
        # A told hour is where the film begins; a night goes on until the film is over.
        hour = min(day.index(reading.time) + number - 1, len(day) - 1)
    places = _locations(world.places, [*day, *told])
    if not places:
        place = reading.places[(number - 1) % len(reading.places)]
        return place if world.chinese else f"The {place}", told[hour]
    again, which = divmod(number - 1, len(places))
    location, times = places[which]
    if not times:
        return location, told[hour]
    fitting = (time for time in (told[hour], day[hour]) if time in times)
    return location, next(fitting, times[again % len(times)])


def _under_sky(time: str, reading: PremiseReading) -> str:
    """A time of day with the premise's weather and season: `rainy winter night`, 冬日雨夜, 雨天清晨."""
    if not reading.chinese:
        return " ".join(word for word in (reading.weather, reading.season, time) if word)
    if reading.season and reading.weather:
        return f"{reading.season}日" + _under_sky(time, replace(reading, season=None))
    sky = reading.weather or reading.season
    return time if sky is None else f"{sky}{'' if time == _TIMES[-1][1] else '天'}{time}"


def _locations(sets: Sequence[SetCard], day: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Locations of the sets, each with the times of day that it has a set for, in the order of the day.

    `Harbour-night` and `Harbour-dusk` are one location in two states: what was written before its sets had cards is
    written alike when they have.
    """
    places: dict[str, list[str]] = {}
    for card in sets:
        time = card.time_of_day or ""
        times = places.setdefault(card.name.removesuffix(f"-{time}") if time else card.name, [])
        times.extend([time] if time else [])
    order = {time: place for place, time in enumerate(day)}
    return [(name, sorted(times, key=lambda time: order.get(time, len(order)))) for name, times in places.items()]
