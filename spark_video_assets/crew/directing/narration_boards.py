"""Shots of a narration scene: one per beat, the narrated line verbatim. How long a voice needs: `story.narration`."""

from __future__ import annotations

import math
import re

from resources.video.staging import Movement
from resources.video.thing_words import things_told
from spark_video_assets.crew.directing.direction_pen import PURPOSE_ROOM, beat_of, compose
from spark_video_assets.crew.directing.setups import LONGEST_SHOT_S
from spark_video_assets.crew.directing.shot_grammar import Framing, camera_words
from spark_video_assets.crew.wording import cleaned, sentences, shortened, shot_seconds
from spark_video_assets.crew.world import World
from spark_video_assets.story.cards import SetCard
from spark_video_assets.story.names import scene_id, shot_id
from spark_video_assets.story.narration import NARRATOR_RATE, speech_seconds
from spark_video_assets.story.script import Beat, ScenePage
from spark_video_assets.story.storyboard import Shot

SHORTEST_S, LONGEST_S = 3, 6
"""Seconds of a narration shot (director rules of the origin)."""
OVERHANG_S = 0.3
"""How much longer than its picture a narrated line may be planned; the cut's own limit is 0.55 s."""

_MOVES: tuple[Movement, ...] = ("push_in", "pan_right", "pull_out", "tilt_up", "pan_left", "track")
_MOVES_ON_PEOPLE: tuple[Movement, ...] = ("push_in", "track", "pull_out", "static")
"""In turn, where the words ask for nothing; a pan would leave whom the line is about."""
_MOVE_SIGNS: tuple[tuple[Movement, re.Pattern[str]], ...] = (
    (
        "handheld",
        re.compile(
            r"\b(?:honk|bounc|danc|jump|shak|rattl|race|racing|chas|hurr|stumbl|runs?\b|running|crowd|storm)"
            r"|跳|跑|追|摇晃|鸣笛|舞|颠|冲|人群|狂风",
            re.IGNORECASE,
        ),
    ),
    (
        "tilt_up",
        re.compile(
            r"\b(?:high above|rises?|rising|towers?|tall|up into|looks up)\b|高处|升起|高楼|抬头", re.IGNORECASE
        ),
    ),
    (
        "pan_right",
        re.compile(r"\b(?:long row|row of|line of|along|passes by)\b|一排|一长串|沿着|驶过", re.IGNORECASE),
    ),
)
"""Words of a picture that ask for a move: what jumps is not panned over slowly."""
_TOO_WIDE_FOR_DETAIL = re.compile(
    r"\b(?:row|line of|crowd|street|city|skyline|square|sea|forest|fills)\b|一排|一长串|人群|街|城|广场|大海|森林",
    re.IGNORECASE,
)


def narrated_shots(page: ScenePage, world: World, set_card: SetCard | None) -> list[Shot]:
    """One shot per beat, 3-6 s each, moved towards the page's estimate; a beat with dialogue is a spoken shot."""
    seconds = _seconds(page)
    return [
        _spoken(page, beat, number, told, world)
        if beat.dialogue and not beat.narration
        else _narrated(page, beat, number, told, world, set_card)
        for number, (beat, told) in enumerate(zip(page.beats, seconds, strict=True), 1)
    ]


def _seconds(page: ScenePage) -> list[int]:
    floors = [beat_seconds(beat) for beat in page.beats]
    seconds = [
        max(floor, min(LONGEST_S, beat.duration_s or floor)) for floor, beat in zip(floors, page.beats, strict=True)
    ]
    while seconds and sum(seconds) != page.estimated_duration_s:
        step = 1 if sum(seconds) < page.estimated_duration_s else -1
        free = [i for i, told in enumerate(seconds) if floors[i] <= told + step <= max(LONGEST_S, floors[i])]
        if not free:
            break
        chosen = min(free, key=lambda i: (seconds[i] * step, i))
        seconds[chosen] += step
    return seconds


def beat_seconds(beat: Beat) -> int:
    """Fewest whole seconds that show a beat's words: 3 at least, more where the voice needs them."""
    if beat.narration:
        spoken = speech_seconds(beat.narration, NARRATOR_RATE) - OVERHANG_S
        return min(LONGEST_SHOT_S, max(SHORTEST_S, math.ceil(spoken)))
    return min(LONGEST_SHOT_S, max(SHORTEST_S, math.ceil(shot_seconds([line.text for line in beat.dialogue]))))


def _narrated(
    page: ScenePage, beat: Beat, number: int, seconds: int, world: World, set_card: SetCard | None
) -> Shot:
    chinese = world.prompts_in_chinese
    identity = shot_id(page.number, number)
    visual = cleaned(beat.visual or beat.narration or page.location)
    people = world.people_in(visual)[:1]
    props = world.props_in(visual)[:1] if people else []
    told = _thing_in(visual)
    if people:
        framing: Framing = "medium" if number % 2 or told else "close"
    elif told:
        framing = "insert"
    else:
        framing = "wide" if number % 2 or _TOO_WIDE_FOR_DETAIL.search(visual) else "detail"
    focus = people[0] if people else (world.props_in(visual)[:1] or [told or page.location])[0]
    camera = camera_words(framing, _move(visual, number, of_people=bool(people)), focus=focus, chinese=chinese)
    place = cleaned(set_card.description) if set_card and not people else ""
    action = f"{visual.rstrip('.。')}{'。' if chinese else '.'} {shortened(place, 60)}".strip()
    line = cleaned(beat.narration or "")
    return Shot(
        id=identity,
        scene=scene_id(page.number),
        duration=seconds,
        prompt=compose(world, camera, action, (), introduced=set(), people=people),
        narrative_purpose=_purpose(line, chinese=chinese),
        shot_group_id=f"G{page.number:02d}",
        shot_group_role="establish" if number == 1 else ("close" if number == len(page.beats) else "progress"),
        characters=people,
        props=props,
        use_prev_last_frame_as_first=False,
        kind="r2v" if people else "t2v",
        seed=world.brief.seed * 1000 + page.number,
        role="narration",
        narration_text=beat.narration,
        camera=camera,
    )


def _move(visual: str, number: int, *, of_people: bool) -> Movement:
    """The move that a picture's words ask for, else the next one in turn."""
    asked = next((move for move, sign in _MOVE_SIGNS if sign.search(visual)), None)
    moves = _MOVES_ON_PEOPLE if of_people else _MOVES
    return asked or moves[(number - 1) % len(moves)]


def _thing_in(visual: str) -> str:
    """The thing that a picture without people is of, or nothing: `a long row of taxis` is of a place."""
    told = things_told(sentences(visual)[0]) if sentences(visual) else []
    return told[0].words if told and told[0].kind != "lamp" else ""


def _spoken(page: ScenePage, beat: Beat, number: int, seconds: int, world: World) -> Shot:
    chinese = world.prompts_in_chinese
    speakers = list(dict.fromkeys(line.speaker for line in beat.dialogue if not line.voice_over))
    framing: Framing = ("wide", "extreme_close" if page.number % 2 else "close", "two_shot")[min(2, len(speakers))]
    camera = camera_words(framing, "push_in", focus=next(iter(speakers), ""), chinese=chinese)
    said = shortened(cleaned(beat.dialogue[-1].text), 60)
    return Shot(
        id=shot_id(page.number, number),
        scene=scene_id(page.number),
        duration=seconds,
        prompt=compose(world, camera, beat.visual, beat.dialogue, introduced=set(), people=speakers),
        narrative_purpose=f"让角色自己开口：{said}"
        if chinese
        else f"Let the character speak for themselves: {said}",
        shot_group_id=f"G{page.number:02d}",
        shot_group_role="react",
        characters=speakers,
        use_prev_last_frame_as_first=False,
        kind="r2v" if speakers else "t2v",
        seed=world.brief.seed * 1000 + page.number,
        camera=camera,
        speech=[beat_of(line) for line in beat.dialogue],
    )


def _purpose(line: str, *, chinese: bool) -> str:
    return shortened(
        f"让旁白这一句有画面可看：{line}" if chinese else f"Give the narrator's line a picture: {line}",
        PURPOSE_ROOM,
    )
