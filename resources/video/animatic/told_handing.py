"""Who hands what to whom, by the words of a shot. Where the hands meet and when: `handing`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from resources.video.staging import Staging, Thing
from resources.video.thing_words import kind_of, things_told

_GIVES = re.compile(
    r"\b(?:gives?|offers?|holds? out|slides?)\b"
    r"|\bhands?\b(?= (?:over|back|it|him|her|them|the|an?|his|their|[A-Z一-鿿]))"
    r"|\bpass(?:es)?\b(?! (?:by|through|over|under|along)\b)"
    r"|\b(?:returns?|brings?)\b(?= (?:it|him|her|them|the|an?|his|their|[A-Z一-鿿]))"
    r"|递|交给|还给|送给|塞给|转交|奉上",
)
_TAKES = re.compile(r"\b(?:takes?|accepts?|receives?)\b(?=.*\bfrom\b)|接过|接下", re.IGNORECASE)
_REFUSED = re.compile(
    r"(?:n['’]t|\b(?:not|never|nobody|refuses? to|without))\s+(?:\w+\s+)?(?:tak|accept|touch|reach|give|hand|offer|pass)"
    r"|\b(?:refuses?|declines?|turns? (?:it|him|her) down)\b"
    r"|不接|没接|没有接|不收|没收|没有伸手|不肯|推开|推回|拒绝|不递|没递|没有递|没有交|没有还",
    re.IGNORECASE,
)
_CLOTHES = re.compile(
    r"\b(?:scarf|hat|cap|coat|jacket|raincoat|gloves?|mittens?|shawl|sweater|apron|boots?)\b"
    r"|围巾|帽子|外套|大衣|手套|毛衣|斗篷|披肩|围裙",
    re.IGNORECASE,
)
_IT = re.compile(r"^\W*(?:over |back )?(?:it|them|this|that)\b|^.{0,8}\b(?:it|this|that)\b|它|其", re.IGNORECASE)
_SENTENCES = re.compile(r"[.!?。！？]\s*")


@dataclass(frozen=True, slots=True)
class HandingTold:
    """Somebody in the shot hands a thing to somebody else in it.

    Args:
        giver: A figure's name.
        receiver: Another one's.
        thing: What changes hands; one of the staging's things where it stands for the words.
    """

    giver: str
    receiver: str
    thing: Thing


def handing_told(staging: Staging) -> HandingTold | None:
    """The first thing that the action hands over; None = nothing is, it is refused, or nobody is there to take it."""
    if len(staging.figures) < 2 or _REFUSED.search(staging.action):
        return None
    before = ""
    for sentence in _SENTENCES.split(staging.action):
        for verb, takes in ((_GIVES.search(sentence), False), (_TAKES.search(sentence), True)):
            if verb is None:
                continue
            first, second = _two(sentence, verb.start(), verb.end(), staging)
            thing = _thing(sentence, verb.end(), before, staging)
            if first and second and thing is not None:
                return HandingTold(second, first, thing) if takes else HandingTold(first, second, thing)
        before += sentence + " "
    return None


def _two(sentence: str, start: int, end: int, staging: Staging) -> tuple[str | None, str | None]:
    """Who is named before the verb and who behind it; of two people the other one need not be named."""
    names = [figure.name for figure in staging.figures]
    subject = max((name for name in names if name in sentence[:start]), key=sentence[:start].rfind, default=None)
    behind = sentence[end:]
    target = min((name for name in names if name in behind and name != subject), key=behind.find, default=None)
    if len(names) == 2:
        if target is None and subject is not None:
            target = next(name for name in names if name != subject)
        elif subject is None and target is not None:
            subject = next(name for name in names if name != target)
    return subject, target


def _thing(sentence: str, verb_end: int, before: str, staging: Staging) -> Thing | None:
    """What is handed: the thing named nearest to the verb, or what stands for `it`."""
    found = [(told.start, told.words, told.kind.replace("_", " ")) for told in things_told(sentence)]
    found += [(worn.start(), worn[0], "") for worn in _CLOTHES.finditer(sentence)]
    if not found:
        named = [thing for thing in staging.things if _spoken(thing.name) in sentence.casefold()]
        if named:
            return named[0]
        if not _IT.search(sentence[verb_end:]):
            return None
        earlier = things_told(before)
        found = [(0, told.words, told.kind.replace("_", " ")) for told in earlier[-1:]]
        if not found:
            return next(iter(staging.things), None)
    _, words, kind = min(found, key=lambda one: abs(one[0] - verb_end))
    wanted = kind_of(words, kind)
    for thing in staging.things:
        if _spoken(thing.name) == words.casefold() or (
            wanted and kind_of(_spoken(thing.name), thing.description) == wanted
        ):
            return thing
    return Thing(name=words, description=kind)


def _spoken(name: str) -> str:
    return re.sub(r"[-_]+", " ", name).casefold()
