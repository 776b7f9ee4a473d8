"""A score in the DirectorScore form read into a narrated storyboard: one shot for each of its scenes. Reads no files.

The form is a plan of short narrated pictures; its scenes are what is a shot here, so the whole score becomes one scene.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, model_validator

from spark_video_assets.story.document import Document, Part
from spark_video_assets.story.names import scene_id, shot_id
from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.pacing import WORDS_PER_SECOND, word_count
from spark_video_assets.story.storyboard import GroupRole, Scene, Shot, Storyboard
from spark_video_assets.story.wording import one_line

VisualType = Literal["ai_image", "ai_video", "stock_image", "stock_video", "text_card"]
Motion = Literal["zoom_in", "zoom_out", "pan_right", "pan_left", "static"]
Transition = Literal["none", "crossfade", "slide_left", "slide_right", "wipe", "flip"]
ScoreMood = Literal[
    "epic_cinematic", "tense_electronic", "chill_lofi", "uplifting_pop", "mysterious_ambient", "warm_acoustic",
    "dark_cinematic", "dreamy_ethereal",
]  # fmt: skip

MUSIC: Mapping[ScoreMood, str] = {
    "epic_cinematic": "heroic", "tense_electronic": "tense", "chill_lofi": "calm", "uplifting_pop": "playful",
    "mysterious_ambient": "mysterious", "warm_acoustic": "warm", "dark_cinematic": "dark", "dreamy_ethereal": "romantic",
}  # fmt: skip
"""The composer's mood that comes nearest to each of the form's."""
_CAMERA: Mapping[Motion, str] = {
    "zoom_in": "Medium shot, slow push-in",
    "zoom_out": "Wide shot, slow pull-back",
    "pan_right": "Wide shot, slow pan to the right",
    "pan_left": "Wide shot, slow pan to the left",
    "static": "Medium shot, locked-off camera",
}
BREATH_S = 0.5
SHORTEST_S, LONGEST_S = 2, 15
"""A line's time and half a second, at least two seconds (critic research, section 10); longest shot of a storyboard."""


class ScoreScene(Part):
    """One picture with its line of voice-over."""

    visual_type: VisualType
    visual_prompt: str = Field(min_length=1)
    motion: Motion = "static"
    script_line: str = Field(min_length=1)
    transition: Transition | None = None


class DirectorScore(Document):
    """The form: 3 to 16 scenes, no three neighbours with one visual type (critic research, section 2)."""

    emotional_arc: str = Field(min_length=1)
    archetype: str = Field(min_length=1)
    music_mood: ScoreMood
    scenes: list[ScoreScene] = Field(min_length=3, max_length=16)

    @model_validator(mode="after")
    def _neighbours_differ(self) -> DirectorScore:
        types = [scene.visual_type for scene in self.scenes]
        for at, (one, two) in enumerate(pairwise(types)):
            if at + 2 < len(types) and one == two == types[at + 2]:
                raise ValueError(f"scenes {at + 1} to {at + 3} all are {one}; at most two neighbours may be alike")
        return self

    @property
    def fades(self) -> bool:
        """True when most of its cuts are dissolves; the last scene's transition leads nowhere."""
        cuts = [scene.transition for scene in self.scenes[:-1]]
        return cuts.count("crossfade") * 2 > len(cuts)


def is_director_score(data: Mapping[str, Any]) -> bool:
    """True for a document that means to be one, well formed or not."""
    scenes = data.get("scenes")
    first = scenes[0] if isinstance(scenes, list) and scenes else None
    return "emotional_arc" in data or (isinstance(first, Mapping) and "visual_type" in first)


def storyboard_of(score: DirectorScore, title: str) -> Storyboard:
    """The storyboard that shows and tells the same."""
    style = score.archetype.replace("_", " ")
    shots = [_shot(score, number, style) for number in range(1, len(score.scenes) + 1)]
    arc = one_line(score.emotional_arc)
    scene = Scene(
        id=scene_id(1),
        name=title,
        description=f"Narrated pictures, {style}; {arc}.",
        bgm_track=MUSIC[score.music_mood],
    )
    return Storyboard(
        title=title,
        synopsis=" ".join(one_line(scene.script_line) for scene in score.scenes),
        target_duration_s=sum(shot.duration for shot in shots),
        ratio="9:16",
        mode="narration",
        scenes=[scene],
        shots=shots,
    )


def _shot(score: DirectorScore, number: int, style: str) -> Shot:
    told = score.scenes[number - 1]
    line, picture = one_line(told.script_line), one_line(told.visual_prompt).rstrip(".")
    if told.visual_type == "text_card":
        picture = f'Plain card with nothing on it but the words "{picture}" in large letters'
    seconds = max(word_count(line) / WORDS_PER_SECOND, speech_seconds(line)) + BREATH_S
    role: GroupRole = "establish" if number == 1 else "close" if number == len(score.scenes) else "progress"
    return Shot(
        id=shot_id(1, number),
        scene=scene_id(1),
        duration=min(LONGEST_S, max(SHORTEST_S, math.ceil(seconds))),
        prompt=f"{_CAMERA[told.motion]}. {picture}. {style}",
        narrative_purpose=f"Beat {number} of {len(score.scenes)}: {line}"[:160],
        shot_group_id="G01",
        shot_group_role=role,
        use_prev_last_frame_as_first=False,
        kind="t2v",
        role="narration",
        narration_text=line,
        camera=_CAMERA[told.motion],
    )
