"""The script as data: scene pages of both formats and their checks blocks. Reading and writing markdown: `scene_page`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from spark_video_assets.story.document import Document, Part


class DialogueLine(Part):
    """Who says what, verbatim.

    Args:
        voice_over: Heard without being seen: V.O. and O.S. of a screenplay, a narrator.
    """

    speaker: str = Field(min_length=1)
    text: str = Field(min_length=1)
    voice_over: bool = False


class Beat(Part):
    """A beat of a narration scene: a narrated line or dialogue, with what is seen. `duration_s` is the suggested length."""

    narration: str | None = None
    dialogue: list[DialogueLine] = Field(default_factory=list)
    visual: str = ""
    duration_s: int | None = None


class NamedNpc(Part):
    """A new minor character with a one-line look."""

    name: str
    look: str = ""


class CastCheck(Part):
    """The CAST CHECK block of the last scene."""

    leads: list[str] = Field(default_factory=list)
    named_npcs: list[NamedNpc] = Field(default_factory=list)
    extras: list[str] = Field(default_factory=list)


class PropNote(Part):
    """A line of the PROP CHECK block: a prop in a state, with the shots or scenes that show it."""

    name: str
    description: str = ""
    shots: list[str] = Field(default_factory=list)


class ScenePage(Part):
    """`scenes/scene-NN.md`: drama pages have `dialogue`, narration pages `beats`.

    Args:
        number: From 1.
        estimated_duration_s: Seconds of film.
        extra: Text of the page that belongs to no field, kept for the round trip.
    """

    number: int = Field(ge=1)
    location: str = Field(min_length=1)
    time: str = ""
    type: Literal["drama", "narration"] = "drama"
    characters: list[str] = Field(default_factory=list)
    pacing_external: str = ""
    pacing_internal: str = ""
    estimated_duration_s: int = Field(ge=1)
    backstory: str = ""
    action: str = ""
    dialogue: list[DialogueLine] = Field(default_factory=list)
    beats: list[Beat] = Field(default_factory=list)
    cast_check: CastCheck | None = None
    prop_check: list[PropNote] = Field(default_factory=list)
    extra: str = ""

    def spoken(self) -> list[DialogueLine]:
        """All dialogue of the scene in order, of either format (narration lines are not dialogue)."""
        return [*self.dialogue, *(line for beat in self.beats for line in beat.dialogue)]


class Script(Document):
    """The pages of an episode in order; `script.md` is their compiled form for reading."""

    pages: list[ScenePage] = Field(default_factory=list)

    def total_duration(self) -> int:
        """Sum of the pages' estimates, seconds."""
        return sum(page.estimated_duration_s for page in self.pages)
