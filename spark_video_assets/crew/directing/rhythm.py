"""The rhythm of a scene's setups: their seconds, no three alike in a row, a silent face between lines. No words here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from spark_video_assets.crew.directing.setups import LONGEST_SHOT_S, SILENT_S, Setup
from spark_video_assets.crew.directing.shot_grammar import Framing
from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.script import ScenePage


def with_reaction(setups: list[Setup], page: ScenePage, present: Sequence[str]) -> list[Setup]:
    """The setups, and one silent face after the line that weighs most, when the page leaves seconds for it.

    Dialogue is half of what is said and half of who hears it: the longest line that somebody else then does not answer
    at once in a close shot is the one to hear.
    """
    seconds = SILENT_S["reaction"][1]
    if sum(setup.seconds for setup in setups) + seconds > page.estimated_duration_s:
        return setups
    weights = [
        (speech_seconds(setup.lines[0].text), -place)
        for place, setup in enumerate(setups[:-1])
        if setup.part == "line"
        and not setup.lines[0].voice_over
        and not setups[place + 1].carries_on
        and setups[place + 1].part == "line"
    ]
    if not weights:
        return setups
    place = -max(weights)[1]
    speaker, following = setups[place].focus, setups[place + 1].focus
    listener = following if following != speaker else next((name for name in present if name != speaker), "")
    if not listener:
        return setups
    framing: Framing = "medium" if setups[place + 1].framing == "close" else "close"
    reaction = Setup("reaction", framing, "static", seconds, "", (), (listener,))
    return [*setups[: place + 1], reaction, *setups[place + 1 :]]


def varied(setups: list[Setup]) -> list[Setup]:
    """The setups without jump cuts, and without three neighbours of one framing and kind: the middle one is reframed."""
    mixed = [_closer_than(before, setup) for before, setup in pairwise([None, *setups]) if setup]
    for middle in range(1, len(mixed) - 1):
        trio = mixed[middle - 1 : middle + 2]
        if len({(s.framing, s.kind) for s in trio}) == 1 and not mixed[middle + 1].carries_on:
            mixed[middle] = replace(mixed[middle], framing=_reframed(mixed[middle]))
    return mixed


def _closer_than(before: Setup | None, setup: Setup) -> Setup:
    """A medium shot out of a two-shot shows its person as large as before: the other one only seems to vanish."""
    jumps = before and before.framing == "two_shot" and setup.focus in before.people and not setup.carries_on
    return replace(setup, framing="close") if jumps and setup.framing == "medium" else setup


def _reframed(setup: Setup) -> Framing:
    swap: dict[Framing, Framing] = {
        "close": "extreme_close",
        "medium": "close",
        "over_shoulder": "medium",
        "two_shot": "over_shoulder",
        "insert": "extreme_close",
        "wide": "master",
    }
    return swap.get(setup.framing, "medium")


def fitted(setups: list[Setup], page: ScenePage) -> list[Setup]:
    """The setups with their seconds moved towards the page's estimate: silence first, then air around the words."""
    target = page.estimated_duration_s
    seconds = [setup.seconds for setup in setups]
    ranges = [limits(setup) for setup in setups]
    order = sorted(range(len(setups)), key=lambda index: (bool(setups[index].lines), index))
    while sum(seconds) != target:
        step = 1 if sum(seconds) < target else -1
        free = [i for i in order if ranges[i][0] <= seconds[i] + step <= ranges[i][1]]
        if not free:
            break
        silent = [i for i in free if not setups[i].lines] or free
        chosen = min(silent, key=lambda i: (abs(seconds[i] + step - setups[i].seconds), i))
        seconds[chosen] += step
    return [replace(setup, seconds=told) for setup, told in zip(setups, seconds, strict=True)]


def limits(setup: Setup) -> tuple[int, int]:
    """Fewest and most seconds that a setup may last."""
    if setup.lines and not setup.people:  # a voice over an empty place
        return setup.seconds, max(setup.seconds, SILENT_S["establish"][2])
    if setup.lines:
        return setup.seconds, min(LONGEST_SHOT_S, setup.seconds + 2)
    shortest, _, longest = SILENT_S[setup.part]
    return shortest, longest
