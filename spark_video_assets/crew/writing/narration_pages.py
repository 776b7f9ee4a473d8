"""Narration pages by pattern: narrated beats of at most 60 characters, a few spoken ones between. Shape: `episode_shape`."""

from __future__ import annotations

import math
from dataclasses import replace

from spark_video_assets.crew.directing.narration_boards import LONGEST_S, SHORTEST_S, beat_seconds
from spark_video_assets.crew.wording import sentences, shortened, split_line, terms_in
from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.drama_pages import backstory, own_quotes
from spark_video_assets.crew.writing.episode_shape import ScenePlan, scene_plans
from spark_video_assets.crew.writing.parts import action_of, wordings
from spark_video_assets.crew.writing.plot_book import ACTS
from spark_video_assets.crew.writing.premise import PremiseReading, Quote
from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.script import Beat, DialogueLine, ScenePage

LINE_ROOM = 60
"""Longest narrated line, characters (screenwriter rules of the origin)."""
FEWEST_BEATS, MOST_BEATS = 3, 12
_BEAT_S = 3.7
"""Usual length of a beat, seconds: lines of 40-50 characters at the narrator's rate."""


def narration_pages(world: World, reading: PremiseReading, names: list[str]) -> list[ScenePage]:
    """The pages of a narrated episode: the premise is told first, then the pattern is, and each scene ends on a line."""
    plans = scene_plans(world, reading, names)
    told = [line for sentence in reading.gist for line in _lines(sentence, world)]
    share = math.ceil(len(told) / len(plans))
    left = world.brief.target_duration_s
    pages: list[ScenePage] = []
    for before, plan in zip([None, *plans], plans, strict=False):
        wanted = left / (len(plans) - len(pages))
        own = told[(plan.number - 1) * share : plan.number * share]
        given = _given(own_quotes(plan, reading, world, len(plans)), plan)
        pages.append(_page(plan, own, _actions(before, plan, reading, world), given, wanted, world, reading))
        left -= pages[-1].estimated_duration_s
    return pages


def _actions(before: ScenePlan | None, plan: ScenePlan, reading: PremiseReading, world: World) -> list[str]:
    """What happens in a scene: its own act, and the acts of the same pattern that no scene plays."""
    reached = ACTS.index(plan.act)
    first = reached
    if before is not None and before.plot is plan.plot and ACTS.index(before.act) < reached:
        first = ACTS.index(before.act) + 1
    played = [replace(plan, act=act) for act in ACTS[first : reached + 1]]
    return [sentence for act in played for sentence in sentences(action_of(act, reading, world))]


def _page(
    plan: ScenePlan,
    own: list[str],
    actions: list[str],
    given: list[Beat],
    wanted: float,
    world: World,
    reading: PremiseReading,
) -> ScenePage:
    count = max(FEWEST_BEATS, min(MOST_BEATS, round(wanted / _BEAT_S)))
    narrated = [Beat(narration=line, visual=line) for line in own[: max(1, count - 2)]]
    narrated += [Beat(narration=line, visual=sentence) for sentence in actions for line in _lines(sentence, world)]
    spoken = _spoken(plan, world, reading)
    ending = spoken[-1:]
    beats = narrated[: max(1, count - len(given) - len(ending))]
    beats += spoken[: max(0, count - len(beats) - len(given) - len(ending))]
    beats += [*given, *ending]
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
    room = speech_seconds("一" * (LINE_ROOM // 3) if world.chinese else "a" * LINE_ROOM)
    pieces = (piece.strip(" ,;，；、") for piece in split_line(sentence, room))
    return [shortened(piece, LINE_ROOM) for piece in pieces if any(sign.isalnum() for sign in piece)]


def _spoken(plan: ScenePlan, world: World, reading: PremiseReading) -> list[Beat]:
    """Beats in which somebody speaks: the pattern's lines, the last of which ends the scene."""
    cues = [cue for cue in plan.plot.acts[plan.act].cues if not cue.optional and cue.role in plan.roles]
    lines = [
        DialogueLine(speaker=plan.roles[cue.role], text=wordings(cue, plan, reading, world)[0]) for cue in cues
    ]
    return [Beat(dialogue=[line], visual="") for line in lines if not terms_in(line.text, world.forbidden)]


def _given(quotes: list[Quote], plan: ScenePlan) -> list[Beat]:
    """The user's own lines as beats; one that names no speaker of the scene falls to the first lead."""
    cast = plan.roles.values()
    return [
        Beat(
            dialogue=[
                DialogueLine(
                    speaker=quote.speaker if quote.speaker and quote.speaker in cast else plan.roles["A"],
                    text=quote.text,
                )
            ]
        )
        for quote in quotes
    ]
