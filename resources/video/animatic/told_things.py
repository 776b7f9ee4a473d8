"""What the words of a shot put on stage beside its cards: things that people handle, a place that is seen from outside.

A storyboard names cards only for what comes back; a record lifted out of a drawer once is told in the action alone, and a
picture without it tells nothing.
"""

from __future__ import annotations

import re

from resources.video.animatic.beats import IN_HAND
from resources.video.animatic.sets.reading import INDOORS, family_of
from resources.video.animatic.told_handing import handing_told
from resources.video.staging import Figure, Gesture, Scenery, Staging, Thing
from resources.video.thing_words import ThingTold, kind_of, things_told

_MOST_TOLD = 2
_REACH = 34  # characters between a verb of the hand and the thing that it takes
_TAKES = re.compile(
    r"\b(?:holds?|holding|lifts?|raises?|takes?|carr(?:y|ies)|clutch\w*|grips?|grabs?|picks? up|pulls?|draws?|opens?|closes?"
    r"|reads?|shows?|hands?|gives?|offers?|brings?|swings?|waves?|drinks?|sips?|pours?|plays?"
    r"|looks? (?:down )?at (?:his|her))\b"
    r"|拿|举|端|捧|握|提|抱|抽出|拔|取出|掏出|翻开|合上|递|看看自己|看着自己|喝|倒|用",
    re.IGNORECASE,
)
_SETS_DOWN = re.compile(r"\b(?:sets?|puts?|lays?|places?|knocks?|taps?)\b|放|摆|搁|敲", re.IGNORECASE)
_FIXED = frozenset({"lamp", "candle", "telephone", "microphone", "clock", "laptop"})
"""Things that stand where they are, whatever verb is near."""
_OUTSIDE = re.compile(
    r"\b(?:city|town|roofs?|rooftops?|skyline|streets?)\b|from outside|exterior|城市|屋顶|街上|长街|夜空下",
    re.IGNORECASE,
)


def with_told_things(staging: Staging) -> Staging:
    """The staging with the things that its action names and that no card of the shot stands for."""
    sentences = [part for part in re.split(r"[.!?。！？]\s*", staging.action) if part.strip()]
    if not sentences:
        return staging
    if not staging.figures:
        told = things_told(sentences[0])[:1] if staging.size == "insert" and not staging.things else []
        return staging.model_copy(update={"things": tuple(_thing(one) for one in told)}) if told else staging
    if staging.size == "insert" and staging.things:
        return staging
    return _handled(staging, sentences)


def _handled(staging: Staging, sentences: list[str]) -> Staging:
    given = {kind_of(re.sub(r"[-_]+", " ", thing.name), thing.description) for thing in staging.things}
    alike = {"book": "open_book", "open_book": "book"}
    things, gestures = list(staging.things), dict(staging.gestures)
    for sentence in sentences:
        doer = _doer(sentence, staging)
        if doer is None:
            continue
        for told in things_told(sentence)[:_MOST_TOLD]:
            in_hand = told.kind not in _FIXED and _taken(sentence, told)
            if told.kind in given or alike.get(told.kind) in given or (told.kind == "lamp" and not in_hand):
                continue
            given.add(told.kind)
            if in_hand and gestures.get(doer.name, "none") in ("none", "reach"):
                gestures = {doer.name: _hold(sentence), **{k: v for k, v in gestures.items() if k != doer.name}}
                things.insert(0, _thing(told))
            else:
                things.append(_thing(told))
    return _with_handed(staging.model_copy(update={"things": tuple(things), "gestures": gestures}))


def _with_handed(staging: Staging) -> Staging:
    """What is handed over is in the giver's hand; the receiver's are free."""
    told = handing_told(staging)
    if told is None:
        return staging
    things = [told.thing, *(thing for thing in staging.things if thing != told.thing)]
    others = {
        name: gesture
        for name, gesture in staging.gestures.items()
        if name != told.giver and not (name == told.receiver and gesture in IN_HAND)
    }
    return staging.model_copy(update={"things": tuple(things), "gestures": {told.giver: "offer", **others}})


def _thing(told: ThingTold) -> Thing:
    return Thing(name=told.words, description=told.kind.replace("_", " "))


def _hold(sentence: str) -> Gesture:
    return "offer" if re.search(r"\b(?:hands?|gives?|offers?|shows?)\b|递", sentence, re.IGNORECASE) else "hold"


def _taken(sentence: str, told: ThingTold) -> bool:
    before = sentence[max(0, told.start - _REACH) : told.start + len(told.words)]
    return _TAKES.search(before) is not None and _SETS_DOWN.search(before) is None


def _doer(sentence: str, staging: Staging) -> Figure | None:
    """Who acts in a sentence: the person named first, or the only one there is."""
    named = [
        (at, figure) for figure in staging.figures if (at := sentence.casefold().find(figure.name.casefold())) >= 0
    ]
    if named:
        return min(named, key=lambda pair: pair[0])[1]
    return staging.figures[0] if len(staging.figures) == 1 else None


def seen_from_outside(staging: Staging) -> Staging:
    """An empty establishing shot of a room whose first sentence shows the city around it is drawn as that city."""
    scenery = staging.scenery
    first = re.split(r"[.!?。！？]\s*", staging.action)[0]
    if staging.figures or staging.size != "wide" or family_of(scenery) not in INDOORS or not _OUTSIDE.search(first):
        return staging
    if family_of(Scenery(description=first)) in INDOORS:
        return staging
    outside = Scenery(
        name="rooftops",
        description=first,
        time_of_day=scenery.time_of_day,
        weather=scenery.weather,
        season=scenery.season,
        palette=scenery.palette,
    )
    return staging.model_copy(update={"scenery": outside})
