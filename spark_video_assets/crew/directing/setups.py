"""One camera setup: what the director decides before words are written. How a page becomes setups: `coverage`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from resources.video.staging import Movement
from spark_video_assets.crew.directing.shot_grammar import Framing
from spark_video_assets.story.script import DialogueLine
from spark_video_assets.story.storyboard import Kind

SetupPart = Literal["establish", "master", "exchange", "line", "action", "insert", "reaction", "carry_on"]

LONGEST_SHOT_S = 15
"""Longest shot that every provider can make (capability table of the origin)."""

SILENT_S: dict[SetupPart, tuple[int, int, int]] = {
    "establish": (3, 4, 6),
    "master": (3, 4, 6),
    "action": (3, 4, 6),
    "insert": (2, 3, 4),
    "reaction": (2, 2, 3),
    "carry_on": (2, 3, 4),
}
"""Shortest, usual and longest seconds of shots without words (4-6 s reaction and insert, 5-8 s establishing in the
rules are for paid clips; an episode of a minute needs the lower half)."""


@dataclass(frozen=True)
class Setup:
    """One camera setup.

    Attributes:
        action: What is seen, a sentence of the page; empty = the pen finds business that suits the line.
        people: Everyone in frame, the focus first.
        carries_on: Starts on the last frame of the setup before.
    """

    part: SetupPart
    framing: Framing
    move: Movement
    seconds: int
    action: str = ""
    lines: tuple[DialogueLine, ...] = ()
    people: tuple[str, ...] = ()
    props: tuple[str, ...] = ()
    carries_on: bool = False

    @property
    def kind(self) -> Kind:
        """No person or prop = text to video; a carried-on frame = image to video; else with references."""
        if self.carries_on:
            return "i2v"
        return "r2v" if self.people or self.props else "t2v"

    @property
    def focus(self) -> str:
        """Whom or what the camera is on."""
        if self.part == "insert" and self.props:
            return self.props[0]
        return self.people[0] if self.people else ""
