"""What the offline crew reads out of a premise: names, roles, the thing it is about, quoted lines. Words and patterns only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from spark_video_assets.crew.wording import cleaned, sentences, terms_in
from spark_video_assets.story.given_lines import QUOTED, READ_CHARS, quoted_lines
from spark_video_assets.story.wording import mostly_cjk

MOST_NAMES = 3
_SPOKEN = "\N{WHITE SQUARE}"
"""Stands for a quotation while sentences are told apart."""


@cache
def premise_words(language: Literal["en", "zh"], section: str) -> tuple[str, ...]:
    """A list of words from `plots/words-<language>.md`, in the file's order."""
    page = resources.files("spark_video_assets.crew.writing").joinpath("plots", f"words-{language}.md")
    sections = page.read_text(encoding="utf-8").split("\n## ")
    told = next(part for part in sections if part.partition("\n")[0] == section)
    return tuple(told.split()[len(section.split()) :])


_SURNAMES = "".join(premise_words("zh", "surnames"))
_AFTER_NAME = "的，。、,是在和与想要把被去来说发找：:到打赌丢对用给为开卖带拿救捡遇问"
_CAPITAL = re.compile(r"(?<![\w'’])([A-Z][a-zà-ÿ]{2,})(?![\w])")
_NAMED_ZH = re.compile(
    rf"(?:名叫|叫做|叫|名为)([\u4e00-\u9fff]{{2,3}}?)(?=[的，。、,.!！?？是在和与想要把被去来：:“]|$)"
    rf"|(?<![\u4e00-\u9fff])([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=[{_AFTER_NAME}])"
    rf"|(?:{'|'.join(premise_words('zh', 'roles'))})([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=[{_AFTER_NAME}])"
    rf"|((?:阿|小|老)[{_SURNAMES}福宝明强红兰芳玉珍梅花丽])(?=[^板师人])"
)
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
        thing: The object that the story can be hung on; always something.
        gist: First sentences without quotations, for backstories.
    """

    chinese: bool
    names: tuple[str, ...]
    roles: tuple[str, ...]
    thing: str
    place: str
    quotes: tuple[Quote, ...]
    gist: tuple[str, ...]


def read_premise(premise: str, *, chinese: bool, forbidden: Sequence[str] = ()) -> PremiseReading:
    """Read a premise in the language that the film is written in; a premise in another script yields the defaults."""
    text = premise[:READ_CHARS]
    plain = cleaned(QUOTED.sub(" ", text))
    told = sentences(cleaned(QUOTED.sub(_SPOKEN, text)))
    tongue: Literal["en", "zh"] = "zh" if chinese else "en"
    names = _names(plain, chinese=chinese)
    roles = tuple(word for word in _in_order(plain, premise_words(tongue, "roles")))
    places = _in_order(plain, premise_words(tongue, "places"))
    thing = _thing(plain, {*roles, *places}, chinese=chinese, forbidden=forbidden)
    default_place = "老屋" if chinese else "old house"
    gist = tuple(s for s in told if mostly_cjk(s) == chinese and _SPOKEN not in s)
    return PremiseReading(
        chinese, names, roles, thing, next(iter(places), default_place), _quotes(text, names), gist
    )


def _in_order(text: str, words: Sequence[str]) -> list[str]:
    """The words that a text names, longer ones first claimed, in order of their place."""
    lowered, found = text.casefold(), []
    for word in sorted(words, key=len, reverse=True):
        if terms_in(lowered, [word]):
            found.append((lowered.find(word), word))
            if mostly_cjk(word):
                lowered = lowered.replace(word, "＿" * len(word))
    return [word for _, word in sorted(found)]


def _names(plain: str, *, chinese: bool) -> tuple[str, ...]:
    if chinese:
        told = [next(group for group in match.groups() if group) for match in _NAMED_ZH.finditer(plain)]
        known = {word for section in ("roles", "places", "things") for word in premise_words("zh", section)}
        return tuple(dict.fromkeys(name for name in told if name not in known))[:MOST_NAMES]
    common = {*premise_words("en", "never names"), *(role.title() for role in premise_words("en", "roles"))}
    told = []
    for match in _CAPITAL.finditer(plain):
        before, after = plain[: match.start()], plain[match.end() :]
        place = re.search(r"\b(?:in|at|of|from|near|to)\s+(?:[A-Z]\w+\s+)*$", before) and re.match(
            r"\s+[A-Z]", after
        )
        # "Mara Bell": the family name is no second person; "Grandmother Rosa" is one, called Rosa.
        given = re.search(r"([A-Z][a-z]+)\s+$", before)
        surname = given is not None and given[1] not in common
        if match[1] not in common and match[1].lower() not in plain.split() and not place and not surname:
            told.append(match[1])
    return tuple(dict.fromkeys(told))[:MOST_NAMES]


def _thing(plain: str, not_these: set[str], *, chinese: bool, forbidden: Sequence[str]) -> str:
    named = _in_order(plain, premise_words("zh" if chinese else "en", "things"))
    if not chinese:
        named += [
            word for word in _FOUND.findall(plain.casefold()) if word not in premise_words("en", "never things")
        ]
    banned = {term.casefold() for term in forbidden}
    free = [word for word in named if word not in not_these and not any(term in word for term in banned)]
    defaults = ["信", "木盒"] if chinese else ["letter", "little box"]
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
