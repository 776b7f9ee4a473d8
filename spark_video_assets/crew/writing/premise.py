"""What the offline crew reads out of a premise: the people, the thing it is about, quoted lines. Words and patterns only."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from spark_video_assets.crew.wording import cleaned, sentences
from spark_video_assets.crew.writing.premise_people import Mention, people_of
from spark_video_assets.crew.writing.premise_words import Tongue, premise_words, words_used
from spark_video_assets.story.given_lines import QUOTED, READ_CHARS, quoted_lines
from spark_video_assets.story.wording import mostly_cjk

_SPOKEN = "\N{WHITE SQUARE}"
"""Stands for a quotation while sentences are told apart."""
_FOUND = re.compile(r"\b(?:a|an|the|his|her|their|my|our|old|lost|last|stolen|missing|broken)\s+([a-z]{3,14})\b")


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
        thing: The object that the story can be hung on; always something.
        gist: First sentences without quotations, for backstories.
    """

    chinese: bool
    people: tuple[Mention, ...]
    thing: str
    place: str
    quotes: tuple[Quote, ...]
    gist: tuple[str, ...]

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
    places = [word for word, *_ in words_used(plain, premise_words(tongue, "places"))]
    thing = _thing(plain, {*places, *premise_words(tongue, "roles")}, tongue, forbidden)
    default_place = "老屋" if chinese else "old house"
    gist = tuple(s for s in told if mostly_cjk(s) == chinese and _SPOKEN not in s)
    names = [person.name for person in people if person.name]
    return PremiseReading(chinese, people, thing, next(iter(places), default_place), _quotes(text, names), gist)


def _thing(plain: str, not_these: Collection[str], tongue: Tongue, forbidden: Sequence[str]) -> str:
    named = [word for word, *_ in words_used(plain, premise_words(tongue, "things"))]
    if tongue == "en":
        named += [
            word for word in _FOUND.findall(plain.casefold()) if word not in premise_words("en", "never things")
        ]
    banned = {term.casefold() for term in forbidden}
    free = [word for word in named if word not in not_these and not any(term in word for term in banned)]
    defaults = ["信", "木盒"] if tongue == "zh" else ["letter", "little box"]
    return next(iter(free), next((d for d in defaults if not any(term in d for term in banned)), defaults[-1]))


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
