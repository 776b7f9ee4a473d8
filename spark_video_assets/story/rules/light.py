"""Rules about day and night: prompt, set and scene must agree. Words are the origin's, English added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from spark_video_assets.story.prompt_reading import picture_words
from spark_video_assets.story.rules.finding import Facts, Finding, about_scene, about_shot
from spark_video_assets.story.storyboard import Storyboard

Light = Literal["day", "night"]
_DAY = re.compile(
    r"白天|阳光|日光|晴天|日照|午后|上午|下午|\bdaylight\b|\bsunlight\b|\bsunny\b|\bmidday\b|\bnoon\b|\bbroad day\b",
    re.IGNORECASE,
)
_NIGHT = re.compile(
    r"夜晚|夜色|深夜|黑夜|月光|凌晨|夜市|霓虹|\bnight(?:time)?\b|\bmidnight\b|\bmoonli(?:ght|t)\b", re.IGNORECASE
)
_DAY_NAME = re.compile(
    r"(?:^|[^a-z])(?:day|morning|afternoon)(?:[^a-z]|$)|白天|早晨|下午|日$|(?:^|[-_ ·])日(?=[-_ ·])", re.IGNORECASE
)
_NIGHT_NAME = re.compile(r"(?:^|[^a-z])(?:night|evening)(?:[^a-z]|$)|夜|凌晨", re.IGNORECASE)


def light_in(text: str) -> Light | None:
    """Day or night, as the text tells it; None when it tells neither or both."""
    return _either(bool(_DAY.search(text)), bool(_NIGHT.search(text)))


def light_of_set(name: str | None, facts: Facts) -> Light | None:
    """Day or night of a set: its card's time of day, else the tokens of its name."""
    if not name:
        return None
    card = facts.set_card(name)
    told = f"{card.time_of_day or ''} {name}" if card else name
    return _either(bool(_DAY_NAME.search(told)), bool(_NIGHT_NAME.search(told)))


def _either(day: bool, night: bool) -> Light | None:
    if day == night:
        return None
    return "day" if day else "night"


def light_agrees(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """Sunlight on a night set, and shots of one scene that disagree."""
    anchor = facts.lore.anchor if facts.lore else ""
    lights = {shot.id: light_in(picture_words(shot.prompt, anchor)) for shot in board.shots}
    for shot in board.shots:
        told, on_set = lights[shot.id], light_of_set(board.set_of(shot), facts)
        if told and on_set and told != on_set:
            yield about_shot(
                board,
                shot,
                "prompt",
                code="day-night-conflict",
                severity="WARN",
                message=f"the prompt says {told}, the set {board.set_of(shot)} is {on_set}",
                mend="change the prompt, or use the set's folder for that light",
            )
    for scene in board.scenes:
        if len({lights[shot.id] for shot in board.shots if shot.scene == scene.id} - {None}) > 1:
            yield about_scene(
                board,
                scene,
                "shots",
                code="scene-light-changes",
                severity="WARN",
                message=f"some shots of {scene.id} are by day, others by night",
                mend="keep one light in a scene, or make two scenes of it",
            )
        described, on_set = light_in(f"{scene.name} {scene.description}"), light_of_set(scene.set_id, facts)
        if described and on_set and described != on_set:
            yield about_scene(
                board,
                scene,
                "set_id",
                code="day-night-conflict",
                severity="WARN",
                message=f"the scene is by {described}, its set {scene.set_id} is {on_set}",
                mend="use the set's folder for that light",
            )


RULES = (light_agrees,)
