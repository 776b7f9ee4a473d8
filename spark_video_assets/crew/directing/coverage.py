"""How a scene page is broken into camera setups: order, framing, people and seconds. Words of prompts are in `direction_pen`.

A page tells actions (sentences) and dialogue (lines) apart. They are put in one order by a fixed rule: the first
sentence opens the scene; the last one closes it when several sentences name people; the others are spread evenly, and
each goes to the nearest line of the person whom it names first: what somebody does while speaking is played, not cut to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from resources.video.staging import Movement
from spark_video_assets.crew.directing.acting import arriving
from spark_video_assets.crew.directing.rhythm import fitted, limits, varied, with_reaction
from spark_video_assets.crew.directing.setups import LONGEST_SHOT_S, SILENT_S, Setup
from spark_video_assets.crew.directing.shot_grammar import Framing
from spark_video_assets.crew.wording import sentences, shot_seconds, split_line, tells_wardrobe
from spark_video_assets.crew.world import World
from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.off_screen import is_narrator
from spark_video_assets.story.script import DialogueLine, ScenePage

LONGEST_PIECE_S = 11.0
"""A line longer than this is split over two shots: rules say 12-15 s only for long dialogue, and cuts keep it alive."""
EXCHANGE_LIMIT_S = 8.0
"""Two lines share one two-shot when both fit into this."""
EMPTY_OPENING_FROM_S = 30
"""Later scenes at least this long open on an empty place; in shorter ones a viewer misses the people: they open on them,
unless a voice is heard first and the page begins with a picture of the place."""
LONGEST_EMPTY_S = SILENT_S["establish"][2]
"""A voice that takes longer is heard over people, who come in meanwhile, not over an empty place."""
SHORT_REPLY_S = 1.7
"""A reply up to this long stays in the shot of the line it answers: a cut would be longer than the words."""


def break_down(page: ScenePage, world: World) -> list[Setup]:
    """All setups of a drama page, in order, with seconds that meet the page's estimate where its words allow it."""
    return fitted(varied(_setups(page, world)), page)


def seconds_range(page: ScenePage, world: World) -> tuple[int, int]:
    """Fewest and most seconds that the page's setups can be moved to."""
    ranges = [limits(setup) for setup in _setups(page, world)]
    return sum(low for low, _ in ranges), sum(high for _, high in ranges)


def company(page: ScenePage, world: World) -> list[str]:
    """Everyone to be seen on the page, by the cast's own names: listed people first, then further speakers."""
    told = [*page.characters, *(line.speaker for line in page.spoken() if not line.voice_over)]
    return list(dict.fromkeys(world.speaker(name) for name in told if not is_narrator(name)))


def _setups(page: ScenePage, world: World) -> list[Setup]:
    return with_reaction(_told_setups(page, world), page, company(page, world))


def _told_setups(page: ScenePage, world: World) -> list[Setup]:
    present = company(page, world)
    actions = [s for s in sentences(page.action) if not tells_wardrobe(s)]
    lines = [
        line.model_copy(update={"speaker": world.speaker(line.speaker), "text": piece})
        for line in page.dialogue
        for piece in split_line(line.text, LONGEST_PIECE_S)
    ]
    opening, rest = _opening(page, world, actions, present)
    at = _heard_over(opening, lines)
    if at:
        shortest = opening.seconds if lines[0].voice_over else 0
        opening = replace(opening, lines=tuple(lines[:at]), seconds=max(shortest, _spoken_seconds(lines[:at])))
    peopled = sum(1 for sentence in actions if world.people_in(sentence))
    slots = _slots(rest, lines, at, world, closes=peopled > 1)
    setups = [opening]
    while True:
        before_line = list(slots.get(at, ()))
        played = _business(before_line, lines[at : at + 1], world)
        setups += [_action(sentence, world, present, setups) for sentence in before_line]
        if at == len(lines):
            return setups
        taken = _run_length(lines, at, slots, setups)
        spoken = _speaking(lines[at : at + taken], present, setups, closing=at + taken == len(lines))
        setups.append(_with_business(spoken, played, world) if played else spoken)
        at += taken


def _heard_over(opening: Setup, lines: Sequence[DialogueLine]) -> int:
    """How many of the first lines are heard over the opening: voices without a face, or the line of whom it shows."""
    if not lines:
        return 0
    if not lines[0].voice_over:
        return int(opening.part == "master" and opening.focus == lines[0].speaker)
    count = 1
    while (
        count < len(lines)
        and lines[count].voice_over
        and shot_seconds([line.text for line in lines[: count + 1]]) <= EXCHANGE_LIMIT_S
    ):
        count += 1
    return count


def _business(sentences_before: list[str], line: Sequence[DialogueLine], world: World) -> str:
    """Takes away the last sentence before a line when it tells what that line's speaker does: it is played, not cut to."""
    if not sentences_before or not line:
        return ""
    doer = world.people_in(sentences_before[-1])[:1]
    return sentences_before.pop() if doer == [line[0].speaker] else ""


def _with_business(setup: Setup, sentence: str, world: World) -> Setup:
    """The setup with what its speaker does meanwhile; whoever the sentence names comes into frame."""
    people = tuple(dict.fromkeys([*setup.people, *world.people_in(sentence)]))
    framing: Framing = setup.framing
    if len(people) > len(setup.people):
        framing = "master" if len(people) > 2 else "two_shot"
    return replace(
        setup, action=sentence, people=people, props=tuple(world.props_in(sentence)[:2]), framing=framing
    )


def _spoken_seconds(lines: Sequence[DialogueLine]) -> int:
    return min(LONGEST_SHOT_S, math.ceil(shot_seconds([line.text for line in lines])))


def _opening(page: ScenePage, world: World, actions: list[str], present: list[str]) -> tuple[Setup, list[str]]:
    first = actions[0] if actions else ""
    peopled = bool(first and (world.people_in(first) or world.props_in(first)))
    over = [line for line in page.dialogue[:1] if line.voice_over]
    of_the_place = page.number == 1 or page.estimated_duration_s >= EMPTY_OPENING_FROM_S or (over and not peopled)
    seconds = SILENT_S["establish"][1]
    if not present or (of_the_place and _spoken_seconds(over) <= LONGEST_EMPTY_S):
        move: Movement = "push_in" if page.number % 2 else "pan_right"
        setup = Setup("establish", "wide", move, seconds, "" if peopled else first)
        return setup, actions if peopled else actions[1:]
    named = world.people_in(first) or present
    if over and not peopled:
        come = arriving(named[:4], chinese=world.prompts_in_chinese)
        first = f"{first}{'' if world.prompts_in_chinese else ' '}{come}".strip()
    setup = Setup(
        "master", "master", "push_in", seconds, first, (), tuple(named[:4]), tuple(world.props_in(first)[:2])
    )
    return setup, actions[1:]


def _slots(
    actions: Sequence[str], lines: Sequence[DialogueLine], first: int, world: World, *, closes: bool
) -> dict[int, list[str]]:
    """Which sentences stand before which line, from line `first` on; slot `len(lines)` is after the last one."""
    slots: dict[int, list[str]] = {}
    spread = max(1, len(actions) - closes)
    reached = first
    for index, sentence in enumerate(actions):
        if closes and index == len(actions) - 1:
            slots.setdefault(len(lines), []).append(sentence)
            continue
        even = min(len(lines), max(reached, round(index * len(lines) / spread)))
        doer = world.people_in(sentence)[:1]
        own = [place for place in range(reached, len(lines)) if doer == [lines[place].speaker]]
        distances = [(abs(place - even), place) for place in own]
        reached = min(distances)[1] if distances else even
        slots.setdefault(reached, []).append(sentence)
    return slots


def _run_length(
    lines: Sequence[DialogueLine], at: int, slots: dict[int, list[str]], before: Sequence[Setup]
) -> int:
    """How many lines from `at` on share one shot: an opening exchange, or a line with its short reply."""
    taken = 1
    first = not any(len(setup.lines) > 1 for setup in before)
    while at + taken < len(lines) and not slots.get(at + taken):
        together = lines[at : at + taken + 1]
        speakers = {line.speaker for line in together}
        fits = shot_seconds([line.text for line in together]) <= EXCHANGE_LIMIT_S
        reply = speech_seconds(together[-1].text) <= SHORT_REPLY_S and at + taken + 1 < len(lines)
        unseen = any(line.voice_over for line in together)
        if unseen or not fits or len(speakers) != 2 or len(together) > 2 or not (first or reply):
            break
        taken += 1
    return taken


def _speaking(
    lines: Sequence[DialogueLine], present: list[str], before: Sequence[Setup], *, closing: bool
) -> Setup:
    seconds = _spoken_seconds(lines)
    speaker = lines[0].speaker
    others = [name for name in present if name != speaker]
    heard = list(dict.fromkeys(line.speaker for line in lines))
    if lines[0].voice_over:
        return _unseen(lines, others, seconds)
    if len(heard) > 1:
        return Setup("exchange", "two_shot", "static", seconds, "", tuple(lines), tuple(heard))
    partner = next((s.focus for s in reversed(before) if s.lines and s.focus not in ("", speaker)), None)
    partner = partner or next(iter(others), None)
    strong = lines[0].text.rstrip().endswith(("!", "！")) or closing
    spoken_before = sum(1 for setup in before if setup.lines and not setup.lines[0].voice_over)
    if strong or partner is None:
        framing: Framing = "close"
    else:
        framing = ("over_shoulder", "medium", "over_shoulder", "close")[spoken_before % 4]
    people = (speaker, partner) if partner and framing == "over_shoulder" else (speaker,)
    move: Movement = "push_in" if strong else ("static", "track", "static", "handheld")[spoken_before % 4]
    return Setup("line", framing, move, seconds, "", tuple(lines), people)


def _unseen(lines: Sequence[DialogueLine], others: Sequence[str], seconds: int) -> Setup:
    """A voice without a face: who hears it is seen, for a narrator everybody, in an empty scene the place."""
    if not others:
        return Setup("line", "wide", "pan_right", seconds, "", tuple(lines))
    if is_narrator(lines[0].speaker) and len(others) > 1:
        return Setup("line", "master", "push_in", seconds, "", tuple(lines), tuple(others[:4]))
    return Setup("line", "close", "push_in", seconds, "", tuple(lines), (others[0],))


def _action(sentence: str, world: World, present: list[str], before: Sequence[Setup]) -> Setup:
    people = [name for name in world.people_in(sentence) if name in present] or world.people_in(sentence)
    props = world.props_in(sentence)[:2]
    last = before[-1]
    carried = any(setup.carries_on for setup in before)
    if last.lines and people and set(people) <= set(last.people) and not props and not carried:
        return Setup(
            "carry_on",
            last.framing,
            "static",
            SILENT_S["carry_on"][1],
            sentence,
            (),
            last.people,
            (),
            carries_on=True,
        )
    if props and len(people) < 2:
        return Setup(
            "insert", "insert", "tilt_down", SILENT_S["insert"][1], sentence, (), tuple(people), tuple(props)
        )
    framing: Framing = "master" if len(people) > 2 else ("two_shot" if len(people) == 2 else "medium")
    if not people:
        framing = "wide"
    return Setup("action", framing, "track", SILENT_S["action"][1], sentence, (), tuple(people), tuple(props))
