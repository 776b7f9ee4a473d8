"""Narration pages by pattern: narrated beats of at most 60 characters, a few spoken ones between. Shape: `episode_shape`."""

from __future__ import annotations

import math

from spark_video_assets.crew.drama_pages import backstory, filled, leads
from spark_video_assets.crew.episode_shape import ScenePlan, scene_plans
from spark_video_assets.crew.narration_boards import LONGEST_S, SHORTEST_S, beat_seconds
from spark_video_assets.crew.premise import PremiseReading
from spark_video_assets.crew.wording import sentences, shortened, split_line, terms_in
from spark_video_assets.crew.world import World
from spark_video_assets.story.narration import CJK_PER_SECOND, OTHER_PER_SECOND
from spark_video_assets.story.script import Beat, DialogueLine, ScenePage

LINE_ROOM = 60
"""Longest narrated line, characters (screenwriter rules of the origin)."""
FEWEST_BEATS, MOST_BEATS = 3, 12
_BEAT_S = 3.7
"""Usual length of a beat, seconds: lines of 40-50 characters at the narrator's rate."""


def narration_pages(world: World, reading: PremiseReading) -> list[ScenePage]:
    """The pages of a narrated episode: the premise is told first, then the pattern is, and each scene ends on a line."""
    plans = scene_plans(world, reading, leads(world, reading))
    told = [line for sentence in reading.gist for line in _lines(sentence, world)]
    share = math.ceil(len(told) / len(plans))
    left = world.brief.target_duration_s
    pages: list[ScenePage] = []
    for plan in plans:
        wanted = left / (len(plans) - len(pages))
        own = told[(plan.number - 1) * share : plan.number * share]
        pages.append(_page(plan, own, wanted, world, reading))
        left -= pages[-1].estimated_duration_s
    return pages


def _page(plan: ScenePlan, own: list[str], wanted: float, world: World, reading: PremiseReading) -> ScenePage:
    count = max(FEWEST_BEATS, min(MOST_BEATS, round(wanted / _BEAT_S)))
    narrated = [Beat(narration=line, visual=line) for line in own[: max(1, count - 2)]]
    narrated += [
        Beat(narration=line, visual=sentence)
        for sentence in sentences(filled(plan.plot.acts[plan.act].action, plan, reading))
        for line in _lines(sentence, world)
    ]
    spoken = _spoken(plan, world, reading)
    ending = spoken[-1:]
    beats = narrated[: count - len(ending)]
    beats += spoken[: max(0, count - len(beats) - len(ending))]
    beats += ending
    seconds = [beat_seconds(beat) for beat in beats]
    room = sum(max(LONGEST_S, s) for s in seconds)
    people = world.people_in(
        " ".join([*(beat.visual for beat in beats), *(line.speaker for beat in beats for line in beat.dialogue)])
    )
    return ScenePage(
        number=plan.number,
        location=plan.location,
        time=plan.time,
        type="narration",
        characters=people,
        estimated_duration_s=max(SHORTEST_S, sum(seconds), min(room, round(wanted))),
        backstory=backstory(plan, world, reading),
        beats=[beat.model_copy(update={"duration_s": s}) for beat, s in zip(beats, seconds, strict=True)],
    )


def _lines(sentence: str, world: World) -> list[str]:
    """A sentence as narrated lines within the room; forbidden words leave nothing of it."""
    if terms_in(sentence, world.forbidden):
        return []
    room = (LINE_ROOM // 2 / CJK_PER_SECOND) if world.chinese else LINE_ROOM / OTHER_PER_SECOND
    pieces = (piece.strip(" ,;，；、") for piece in split_line(sentence, room))
    return [shortened(piece, LINE_ROOM) for piece in pieces if any(sign.isalnum() for sign in piece)]


def _spoken(plan: ScenePlan, world: World, reading: PremiseReading) -> list[Beat]:
    """Beats in which somebody speaks: the user's own lines, then the pattern's, the last of which ends the scene."""
    cues = [cue for cue in plan.plot.acts[plan.act].cues if not cue.optional and cue.role in plan.roles]
    lines = [
        DialogueLine(speaker=plan.roles[cue.role], text=filled(cue.texts_for(None)[0], plan, reading))
        for cue in cues
    ]
    own = [
        DialogueLine(
            speaker=quote.speaker if quote.speaker in plan.roles.values() else plan.roles["A"], text=quote.text
        )
        for quote in (reading.quotes if plan.last else ())
    ]
    return [Beat(dialogue=[line], visual="") for line in [*own, *lines] if not terms_in(line.text, world.forbidden)]
