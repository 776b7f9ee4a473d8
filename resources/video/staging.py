"""What is on stage in one shot, told in structure: the input of a provider that draws for itself. No drawing here.

A paid model reads only prompt and pictures. The embedded `animatic` provider reads this instead, and every spoken
line's timing comes back in `TimedLine`, so captions never need speech recognition.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Mood = Literal["neutral", "happy", "sad", "angry", "scared", "surprised", "tender", "sly"]
Gesture = Literal[
    "none",
    "point",
    "shrug",
    "hand_on_heart",
    "hands_on_hips",
    "wave",
    "think",
    "offer",
    "recoil",
    "nod",
    "shake_head",
    "bow",
    "crossed_arms",
    "clasped_hands",
    "hand_on_hip",
    "facepalm",
    "hold",
    "reach",
]
ShotSize = Literal["wide", "full", "medium", "close", "extreme_close", "over_shoulder", "insert"]
Movement = Literal[
    "static", "push_in", "pull_out", "pan_left", "pan_right", "tilt_up", "tilt_down", "handheld", "whip", "track"
]


class Model(BaseModel):
    """Frozen, strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Figure(Model):
    """One person on stage, from the cast card.

    `portrait` is a picture to match; `portrait_is_users` tells a user's own picture (which must be shown, never
    ignored) from one that this engine drew.
    """

    name: str
    description: str = ""
    gender: str | None = None
    age: str | None = None
    voice_style: str | None = None
    voice_file: Path | None = None
    portrait: Path | None = None
    portrait_is_users: bool = False


class Scenery(Model):
    """The set: name and free text of its card, with what the card says of time, weather and season."""

    name: str = ""
    description: str = ""
    time_of_day: str | None = None
    weather: str | None = None
    season: str | None = None
    palette: tuple[str, ...] = ()
    picture: Path | None = None
    picture_is_users: bool = False


class Thing(Model):
    """A prop on stage."""

    name: str
    description: str = ""
    picture: Path | None = None
    picture_is_users: bool = False


class Line(Model):
    """A line to be spoken in this shot, in order. `voice_over` = narrator or off screen."""

    speaker: str
    text: str = Field(min_length=1)
    mood: Mood = "neutral"
    voice_over: bool = False


class Staging(Model):
    """Everything that a drawing provider knows of one shot.

    Args:
        figures: People visible, left to right as blocked; may be empty (establishing shot, insert).
        company: Everyone in the episode, in manifest order, so that voices are told apart and stay the same from
            shot to shot; empty = the figures.
        focus: Name of the figure (or prop, for an insert) that the camera is on.
        look: Project-wide mood anchor and palette words, so that every shot of a film is one world.
        world_seed: Same number for every shot of an episode: the same person and set always look the same.
    """

    shot_id: str
    figures: tuple[Figure, ...] = ()
    company: tuple[Figure, ...] = ()
    scenery: Scenery = Scenery()
    things: tuple[Thing, ...] = ()
    lines: tuple[Line, ...] = ()
    action: str = ""
    size: ShotSize = "medium"
    movement: Movement = "static"
    focus: str | None = None
    mood: Mood = "neutral"
    gestures: dict[str, Gesture] = Field(default_factory=dict)
    language: str = "en"
    look: str = ""
    world_seed: int = 0


class TimedWord(Model):
    """A word of a line, in seconds from the start of the clip."""

    text: str
    start_s: float
    end_s: float


class TimedLine(Model):
    """A line with its place in the clip, seconds from the clip's first frame."""

    speaker: str
    text: str
    start_s: float
    end_s: float
    voice_over: bool = False
    words: tuple[TimedWord, ...] = ()
