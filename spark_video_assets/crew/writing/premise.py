"""What the offline crew reads out of a premise: people, the thing it is about, when, quoted lines. Words and patterns only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spark_video_assets.crew.wording import cleaned, sentences
from spark_video_assets.crew.writing.premise_people import Mention, absent_kin, people_of
from spark_video_assets.crew.writing.premise_things import PremiseThing, thing_of
from spark_video_assets.crew.writing.premise_words import Tongue, premise_pairs, premise_words, words_used
from spark_video_assets.story.given_lines import QUOTED, READ_CHARS, quoted_lines
from spark_video_assets.story.wording import mostly_cjk

_SPOKEN = "\N{WHITE SQUARE}"
"""Stands for a quotation while sentences are told apart."""
_AT = {
    "en": re.compile(
        r"\b(?:in|on|at|by|near|inside|into|onto|under|beside|across|above)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
    ),
    "zh": re.compile(r"(?:在|到|去|回)[^，。]{0,2}$"),
}
_AROUND = re.compile("[里上中边前后旁的]")
_MOST_PLACES = 2
"""A third one is mostly where somebody comes from."""
_YEARS = {
    "en": re.compile(
        r"\b((?:\w+ty(?:-\w+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3}) years)\b"
    ),
    "zh": re.compile(r"([一二三四五六七八九十百几\d]{1,4}年)(?!级)"),
}


@dataclass(frozen=True)
class Quote:
    """A line that the premise gives word for word, with the name that stands right before or after it, if any."""

    text: str
    speaker: str | None = None


@dataclass(frozen=True)
class PremiseReading:
    """What a premise names.

    Attributes:
        people: Everybody of whom it speaks, in order.
        places: Where it plays, in order; a single default where the premise names none.
        place_told: The premise names them.
        told_of: The object that the story can be hung on; always something.
        time: A time of day of `episode_shape`, where the premise tells one.
        weather: What stands before a time of day, where the premise tells it: `rainy`.
        season: The same: `winter`.
        years: How long ago something was, as told: `thirty years`.
        absent: Whom somebody has lost or has it from, as a word for kin: `grandmother`; not one of the people.
        plain: The premise without quotations.
        gist: First sentences without quotations, for backstories.
    """

    chinese: bool
    people: tuple[Mention, ...]
    told_of: PremiseThing
    places: tuple[str, ...]
    place_told: bool
    time: str | None
    weather: str | None
    season: str | None
    years: str | None
    absent: str | None
    plain: str
    quotes: tuple[Quote, ...]
    gist: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where it begins."""
        return self.places[0]

    @property
    def thing(self) -> str:
        """What the thing is called."""
        return self.told_of.name

    @property
    def names(self) -> tuple[str, ...]:
        """Those of the people who have a name, in order."""
        return tuple(person.name for person in self.people if person.name)


def read_premise(premise: str, *, chinese: bool, forbidden: Sequence[str] = ()) -> PremiseReading:
    """Read a premise in the language that the film is written in; a premise in another script yields the defaults."""
    text = premise[:READ_CHARS]
    plain = cleaned(QUOTED.sub(" ", text))
    told = sentences(cleaned(QUOTED.sub(_SPOKEN, text)))
    tongue: Tongue = "zh" if chinese else "en"
    people = people_of(plain, chinese=chinese)
    places = _places(plain, tongue)
    not_these = {*premise_words(tongue, "places"), *premise_words(tongue, "roles")}
    thing = thing_of(plain, tongue, not_these=not_these, places=places, forbidden=forbidden)
    work_at = premise_pairs(tongue, "places of roles")
    at_work = [work_at[role] for person in people for role in person.roles if role in work_at]
    default_place = next(iter(at_work), "老屋" if chinese else "old house")
    gist = tuple(s for s in told if mostly_cjk(s) == chinese and _SPOKEN not in s)
    names = [person.name for person in people if person.name]
    years = _YEARS[tongue].search(plain.casefold())
    return PremiseReading(
        chinese=chinese,
        people=people,
        told_of=thing,
        places=tuple(dict.fromkeys(places))[:_MOST_PLACES] or (default_place,),
        place_told=bool(places),
        time=_told(plain, tongue, "times"),
        weather=_told(plain, tongue, "weather"),
        season=_told(plain, tongue, "seasons"),
        years=years[1] if years else None,
        absent=absent_kin(plain, chinese=chinese),
        plain=plain,
        quotes=_quotes(text, names),
        gist=gist,
    )


def _told(plain: str, tongue: Tongue, section: str) -> str | None:
    """Which of a list's values a premise names first; words without a value are only ever something else."""
    values = {word: value for value, words in premise_pairs(tongue, section).items() for word in words.split(",")}
    return next((values[word] for word, *_ in words_used(plain, tuple(values)) if values[word]), None)


def _places(plain: str, tongue: Tongue) -> list[str]:
    """Where it plays: what is named first, and what somebody is at; a ship that is waited for is no place."""
    uses = words_used(plain, premise_words(tongue, "places"))
    return [
        word
        for number, (word, start, end) in enumerate(uses)
        if number == 0 or _AT[tongue].search(plain[:start]) or (tongue == "zh" and _AROUND.match(plain, end))
    ]


def _quotes(text: str, names: Sequence[str]) -> tuple[Quote, ...]:
    quotes = []
    for words, start, end in quoted_lines(text):
        around = [(text[max(0, start - 30) : start], -1), (text[end : end + 20], 0)]
        near = [
            found[side] for part, side in around if (found := [n for n in re.findall(r"\w+", part) if n in names])
        ]
        if not near and mostly_cjk(text):
            near = [name for name in names if any(name in part for part, _ in around)]
        quotes.append(Quote(words, next(iter(near), None)))
    return tuple(dict.fromkeys(quotes))
