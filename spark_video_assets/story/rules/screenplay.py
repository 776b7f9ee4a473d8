"""Rules about the script that can be counted. Whether it is a good story is the critic's business."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher

from spark_video_assets.story.off_screen import is_narrator
from spark_video_assets.story.rules.finding import Facts, Finding, Severity, repeated
from spark_video_assets.story.rules.speech import (
    LONGEST_NARRATION,
    LONGEST_NARRATION_SENTENCES,
    dialogue_seconds,
    sentence_count,
)
from spark_video_assets.story.rules.whole_film import LENGTH_TOLERANCE, off_target
from spark_video_assets.story.script import ScenePage, Script
from spark_video_assets.story.wording import mentions, same_words

ScriptRule = Callable[[Script, Facts], Iterable[Finding]]

SCENE_COUNTS: tuple[tuple[int, int, int], ...] = ((0, 1, 1), (60, 2, 3), (180, 4, 6), (300, 6, 10), (600, 10, 18))
"""(seconds of film, fewest scenes, most scenes); screenwriter rules of the origin, the first row is ours."""
BEATS_IN_A_SCENE = (3, 12)
"""Beats of a narration scene; screenwriter rules of the origin."""
REWORDED = 0.6
"""Likeness from which a line of the script is taken for a user's line in other words; own choice, only the message uses it."""
_MACHINE_WORDS = re.compile(
    r"\[\s*image\s*\d+\s*\]|\b(?:happyhorse|wan\s?2\.\d|seedance|veo\s?\d|kling|sora|midjourney|stable diffusion)\b",
    re.IGNORECASE,
)


def scene_range(target_s: int) -> tuple[int, int]:
    """Fewest and most scenes for a film of that length; between the rows of the table by proportion, the last row holds on."""
    for (start, low, high), (end, next_low, next_high) in itertools.pairwise(SCENE_COUNTS):
        if target_s <= end:
            share = (target_s - start) / (end - start)
            return math.floor(low + share * (next_low - low)), math.ceil(high + share * (next_high - high))
    last_s, low, high = SCENE_COUNTS[-1]
    return math.floor(low * target_s / last_s), math.ceil(high * target_s / last_s)


def _about(page: ScenePage, field: str, *, code: str, severity: Severity, message: str, mend: str) -> Finding:
    place = f"scenes/scene-{page.number:02d}.md {field}"
    return Finding(
        code=code, severity=severity, place=place, message=message, mend=mend, subjects=[f"S{page.number:02d}"]
    )


def pages_are_numbered(script: Script, _: Facts) -> Iterator[Finding]:
    """Scene numbers become file names and shot ids: each once, without gaps, from 1."""
    if not script.pages:
        yield Finding(
            code="no-scenes", severity="ERROR", place="scenes/", message="there is no scene page",
            mend="let the screenwriter write, or add scenes/scene-01.md",
        )  # fmt: skip
    for number in repeated(str(page.number) for page in script.pages):
        page = [p for p in script.pages if str(p.number) == number][-1]
        yield _about(
            page, "heading", code="duplicate-scene-number", severity="ERROR",
            message=f"scene {number} is there twice", mend="number the scenes from 1, each once",
        )  # fmt: skip
    for expected, page in enumerate(script.pages, start=1):
        if page.number != expected:
            yield _about(
                page, "heading", code="scene-number-gap", severity="WARN",
                message=f"scene {page.number} is the {expected}. page", mend="number the scenes from 1 without gaps",
            )  # fmt: skip
            return


def pages_tell_something(script: Script, _: Facts) -> Iterator[Finding]:
    """A page without action, dialogue and beats cannot be boarded: a writer left it open."""
    for page in script.pages:
        if not (page.action.strip() or page.dialogue or page.beats):
            yield _about(
                page, "action", code="page-empty", severity="ERROR",
                message="nothing happens on this page",
                mend=f"write it, or reject gate script with a note that names scene {page.number}",
            )  # fmt: skip


def length_and_scenes(script: Script, facts: Facts) -> Iterator[Finding]:
    """Sum of durations within 15 % of the target, number of scenes within the table."""
    target_s = facts.wanted_s()
    if not facts.whole or not script.pages or target_s is None:
        return
    total = script.total_duration()
    if off_target(total, target_s):
        yield Finding(
            code="length-off-target", severity="WARN", place="scenes/ estimated duration",
            message=f"the scenes add up to {total} s for a film of {target_s} s",
            mend=f"stay within {LENGTH_TOLERANCE:.0%}",
        )  # fmt: skip
    low, high = scene_range(target_s)
    if not low <= len(script.pages) <= high:
        yield Finding(
            code="scene-count", severity="WARN", place="scenes/",
            message=f"{len(script.pages)} scenes for {target_s} s",
            mend=f"{low} to {high} scenes carry that length",
        )  # fmt: skip


def checks_are_written(script: Script, _: Facts) -> Iterator[Finding]:
    """The last page lists cast and props, so that nobody is boarded without a face."""
    if not script.pages:
        return
    last = script.pages[-1]
    if not any(page.cast_check for page in script.pages):
        yield _about(
            last, "CAST CHECK", code="cast-check-missing", severity="WARN",
            message="no page carries the CAST CHECK block",
            mend="end the last page with <!-- CAST CHECK ... --> naming leads, named NPCs and extras",
        )  # fmt: skip
    if not any(page.prop_check for page in script.pages):
        yield _about(
            last, "PROP CHECK", code="prop-check-missing", severity="INFO",
            message="no page carries the PROP CHECK block",
            mend="list key props with their states, if there are any",
        )  # fmt: skip


def only_cast_speaks(script: Script, facts: Facts) -> Iterator[Finding]:
    """Only cast names speak; named NPCs of the CAST CHECK get a card before storyboarding."""
    if not facts.cast.entries:
        return
    known = set(facts.cast.names)
    for name in facts.cast.names:
        card = facts.cast_card(name)
        known.update(card.aliases if card else [])
    npcs = {npc.name for page in script.pages if page.cast_check for npc in page.cast_check.named_npcs}
    told: set[str] = set()
    for page in script.pages:
        for index, line in enumerate(page.spoken()):
            if line.speaker in known or line.speaker in told or is_narrator(line.speaker):
                continue
            told.add(line.speaker)
            expected = line.speaker in npcs
            yield _about(
                page, f"dialogue[{index}] speaker",
                code="npc-needs-card" if expected else "unknown-speaker", severity="INFO" if expected else "ERROR",
                message=f"{line.speaker!r} speaks and is not in the cast",
                mend="write a cast card" if expected else f"use one of {', '.join(facts.cast.names)}, or list a named NPC",
            )  # fmt: skip


def words_fit_their_scene(script: Script, _: Facts) -> Iterator[Finding]:
    """Dialogue that takes longer than its scene."""
    for page in script.pages:
        seconds = sum(dialogue_seconds(line.text) for line in page.spoken())
        if seconds > page.estimated_duration_s:
            yield _about(
                page, "estimated duration", code="dialogue-too-long", severity="WARN",
                message=f"its lines take about {seconds:.0f} s of {page.estimated_duration_s} s",
                mend="cut lines or lengthen the scene",
            )  # fmt: skip


def narration_is_short(script: Script, _: Facts) -> Iterator[Finding]:
    """Narration lines of at most 60 characters and two sentences, 3 to 12 beats in a scene."""
    fewest, most = BEATS_IN_A_SCENE
    for page in script.pages:
        if page.type == "narration" and not fewest <= len(page.beats) <= most:
            yield _about(
                page, "beats", code="beat-count", severity="WARN",
                message=f"{len(page.beats)} beats", mend=f"{fewest} to {most} beats carry a narrated scene",
            )  # fmt: skip
        for index, beat in enumerate(page.beats):
            text = beat.narration or ""
            if len(text) > LONGEST_NARRATION or sentence_count(text) > LONGEST_NARRATION_SENTENCES:
                yield _about(
                    page, f"beats[{index}] narration", code="narration-line-long", severity="WARN",
                    message=f"{len(text)} characters in {sentence_count(text)} sentences",
                    mend=f"at most {LONGEST_NARRATION} characters and {LONGEST_NARRATION_SENTENCES} sentences",
                )  # fmt: skip


def user_lines_are_kept(script: Script, facts: Facts) -> Iterator[Finding]:
    """The user's own lines stand in some scene, word for word."""
    said = [(page, line.text) for page in script.pages for line in page.spoken()]
    said += [(page, beat.narration) for page in script.pages for beat in page.beats if beat.narration]
    heard = [same_words(text) for _, text in said]
    for line in facts.user_lines if facts.whole else ():
        words = same_words(line)
        if not words or any(words in text for text in heard):
            continue
        message = f"the user's line {line!r} is in no scene"
        mend = "put it in word for word, or take it out of the premise in brief.yaml"
        alike = [SequenceMatcher(None, words, text, autojunk=False).ratio() for text in heard]
        nearest = max(range(len(alike)), key=alike.__getitem__, default=None)
        if nearest is not None and alike[nearest] >= REWORDED:
            page, text = said[nearest]
            yield _about(
                page, "dialogue", code="user-line-missing", severity="ERROR",
                message=f"{message}; scene {page.number} says {text!r}", mend=mend,
            )  # fmt: skip
        else:
            yield Finding(
                code="user-line-missing", severity="ERROR", place="scenes/ dialogue", message=message, mend=mend
            )


def nothing_forbidden(script: Script, facts: Facts) -> Iterator[Finding]:
    """Forbidden terms of the lore; names of models and picture syntax, which belong to prompts."""
    for page in script.pages:
        told = " ".join([
            page.location, page.backstory, page.action, page.extra, *(line.text for line in page.spoken()),
            *(f"{beat.narration or ''} {beat.visual}" for beat in page.beats),
        ])  # fmt: skip
        for term in facts.lore.forbidden if facts.lore else ():
            if mentions(told, term):
                yield _about(
                    page, "text", code="forbidden-term", severity="ERROR",
                    message=f"{term!r} is forbidden by the lore", mend="say it differently, or change the lore",
                )  # fmt: skip
        if match := _MACHINE_WORDS.search(told):
            yield _about(
                page, "text", code="machine-words-in-script", severity="WARN",
                message=f"{match[0]!r} has no place in a script", mend="leave models and pictures to the director",
            )  # fmt: skip


RULES: tuple[ScriptRule, ...] = (
    pages_are_numbered, pages_tell_something, length_and_scenes, checks_are_written, only_cast_speaks, words_fit_their_scene,
    narration_is_short, user_lines_are_kept, nothing_forbidden,
)  # fmt: skip
