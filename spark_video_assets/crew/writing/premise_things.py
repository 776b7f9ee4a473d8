"""The thing that a story hangs on, read out of its premise: its name, its look in a few words, of what kind it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from spark_video_assets.crew.writing.premise_words import Tongue, premise_pairs, premise_words, words_used

ThingKind = Literal[
    "letter",
    "writing",
    "picture",
    "food",
    "animal",
    "plant",
    "garment",
    "instrument",
    "vehicle",
    "furniture",
    "object",
    "place",
]
THING_KINDS: tuple[ThingKind, ...] = (
    "letter", "writing", "picture", "food", "animal", "plant", "garment", "instrument", "vehicle", "furniture", "object",
    "place",
)  # fmt: skip
THING_TAGS = frozenset({*THING_KINDS, "big", "small"})
"""What patterns may ask of a thing: its kind, or whether people can take it in one hand."""
_BIG: frozenset[ThingKind] = frozenset({"vehicle", "furniture", "place"})
_NEITHER: frozenset[ThingKind] = frozenset({"animal", "food"})

_NOUN_ENDS = (
    r"(?=\s*(?:[,.;:!?)]|$)|\s+(?:that|which|who|of|in|on|at|from|for|with|to|and|or|but|by|is|was|has|until)\b)"
)
_FOUND = re.compile(
    r"\b(?:an?|the|his|her|their|my|our|old|lost|last|stolen|missing|broken)\s+([a-z]{3,14})" + _NOUN_ENDS
)
_TAKEN = re.compile(
    r"\b(?:finds?|found|gets?|receives?|buys?|steals?|stole|builds?|built|inherits?|loses?|lost|keeps?|sells?|repairs?"
    r"|invents?|discovers?|brings?|makes?|carries|hides?|guards?)\s+(?:an?|the|his|her|their)\s+(?:[a-z-]+\s+){0,2}?([a-z]{3,14})"
    + _NOUN_ENDS
)
_TAKEN_ZH = re.compile(
    r"(?:找到|捡到|发现|收到|买下|买到|买了|得到|偷走|弄丢|丢了|造出|做出|带来|守着|藏着)了?(?:一|那|这)?[个只件台把支张块颗枚架辆副条顶座]?"
    r"(?:[\u4e00-\u9fff]{1,6}的)?([\u4e00-\u9fff]{1,4})(?=[，。、；！？,.;!?]|$)"
)
_NO_THING = re.compile(r"(?:er|or|ist|ian|man|men|ant|ed|ing|ly|ness|tion|nce|day|self)$")
"""Ends of words for people, deeds and states: a `shoemaker` that no list holds is no thing."""
_NO_LOOK = frozenset(
    ("a", "an", "the", "his", "her", "their", "my", "our", "its", "same", "only", "one", "that", "this", "every", "each",
     "last", "first", "own")
)  # fmt: skip
_LOOK_ZH = re.compile(r"[红黄蓝绿白黑金银紫旧破老小大]{1,2}$")


@dataclass(frozen=True)
class PremiseThing:
    """The object that a story can be hung on.

    Attributes:
        name: One noun in the film's language.
        look: The noun with what the premise tells of it: `red umbrella`.
        tags: Its kind, and `big` or `small` where that can be told; of `THING_TAGS`.
    """

    name: str
    look: str
    tags: frozenset[str]


def thing_of(
    plain: str, tongue: Tongue, *, not_these: Collection[str], places: Sequence[str], forbidden: Sequence[str]
) -> PremiseThing:
    """The thing that a premise speaks of most, else one of its people's trades or of its place; always something.

    Args:
        plain: The premise without quotations.
        tongue: Whose words are read.
        not_these: Words that are people or places.
        places: Of the premise, in order.
        forbidden: Terms of the lore; no thing is called by one.
    """
    kinds = {word: kind for kind in THING_KINDS for word in premise_words(tongue, f"things/{kind}")}
    banned = {term.casefold() for term in forbidden}
    roles = [word for word, *_ in words_used(plain, premise_words(tongue, "roles"))]
    named = _named(plain, tongue, kinds, not_these)
    candidates = [*named, *_of("roles", roles, tongue), *_of("places", places, tongue), *_defaults(tongue)]
    free = [word for word in candidates if not any(term in word for term in banned)]
    told = next(iter(free), _defaults(tongue)[-1])
    name = premise_pairs(tongue, "called").get(told, told)
    return PremiseThing(name, _look(plain, name, tongue), _tags(kinds.get(told, "object")))


def _named(plain: str, tongue: Tongue, kinds: Collection[str], not_these: Collection[str]) -> Iterator[str]:
    """Things of the premise, those told most often first."""
    # Never things are claimed as well, so that a word inside one of them (the 信 of 相信) is not taken.
    never = premise_words(tongue, "never things")
    used = words_used(plain, [*kinds, *not_these, *never])
    # Of a compound the last word is the thing: a tomato plant is a plant.
    heads = [
        one
        for one, after in pairwise([*used, ("", -1, -1)])
        if tongue == "zh" or one[2] + 1 != after[1] or after[0] not in kinds
    ]
    counted = Counter(word for word, *_ in heads if word in kinds and word not in not_these)
    yield from sorted(counted, key=lambda word: -counted[word])
    lowered = plain.casefold()
    taken = _TAKEN.findall(lowered) + _FOUND.findall(lowered) if tongue == "en" else _TAKEN_ZH.findall(plain)
    strangers = {*never, *not_these}
    yield from (word for word in taken if not _NO_THING.search(word) and not _names_one(word, strangers, tongue))


def _names_one(word: str, others: Collection[str], tongue: Tongue) -> bool:
    """True for one of these words; in Chinese also for one that holds them, as no blank parts words."""
    return word in others or (tongue == "zh" and any(other in word for other in others))


def _of(section: str, owners: Sequence[str], tongue: Tongue) -> list[str]:
    """What people of these trades work with, or what belongs to these places."""
    belongs = premise_pairs(tongue, f"things of {section}")
    return [belongs[owner] for owner in owners if owner in belongs]


def _defaults(tongue: Tongue) -> tuple[str, str]:
    return ("灯笼", "木盒") if tongue == "zh" else ("lamp", "little box")


def _tags(kind: ThingKind) -> frozenset[str]:
    if kind in _NEITHER:
        return frozenset({kind})
    told: set[str] = {"letter", "writing"} if kind == "letter" else {kind}
    return frozenset({*told, "big" if kind in _BIG else "small"})


def _look(plain: str, name: str, tongue: Tongue) -> str:
    if tongue == "zh":
        looks = [
            found[0]
            for use in re.finditer(re.escape(name), plain)
            if (found := _LOOK_ZH.search(plain[: use.start()]))
        ]
        return next(iter(looks), "") + name
    before = re.search(rf"((?:[a-z-]+\s+){{1,2}}){re.escape(name)}\b", plain.casefold())
    told = before[1].split() if before else []
    while told and _is_no_look(told[0]):
        told.pop(0)
    return " ".join([*told, name]) if not any(map(_is_no_look, told)) else name


def _is_no_look(word: str) -> bool:
    return word in _NO_LOOK or word.endswith(("s", "ed", "ing"))
