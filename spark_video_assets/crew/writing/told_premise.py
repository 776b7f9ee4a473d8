"""What a narrator tells of a premise over the first picture of a scene, in the user's own sentences. Scenes are elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spark_video_assets.crew.wording import terms_in
from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.off_screen import NARRATOR
from spark_video_assets.story.script import DialogueLine

_NAMES = (NARRATOR.title(), "旁白")
_SHARE = 0.34
"""Most of a scene's time that a narrator takes: the rest belongs to the people. Own choice."""
_TO_THE_MAKER = re.compile(
    r"^(?:please|make|keep|write|create|use|let|give|tell|show|shoot|set|end|start|begin|no|avoid|it should|the (?:film|"
    r"video|story|tone|style|ending|mood)|a (?:film|video|story|short|comedy|drama))\b"
    r"|^(?:请|要|不要|别|写|拍|做|风格|结尾|开头|整体|画面|全片|片长|一部|一个短片)",
    re.IGNORECASE,
)
"""Sentences that ask something of whoever makes the film: nobody tells them to its viewers."""


def told_over(
    gist: Sequence[str], scene: int, scenes: int, seconds: float, forbidden: Sequence[str], *, chinese: bool
) -> DialogueLine | None:
    """The narrator's line of a scene, or None where the premise has nothing left to tell there.

    The sentences are spread over the film in their order, as many to a scene as fit into its time.

    Args:
        gist: Sentences of the premise, without quotations.
        scene: Number of the scene, from 1.
        scenes: How many there are.
        seconds: The scene's share of the film.
        forbidden: Terms that nobody may say.
        chinese: Of the film's language: its sentences are joined without spaces.
    """
    tellable = [told for told in gist if not _TO_THE_MAKER.match(told) and not terms_in(told, forbidden)]
    own = [told for place, told in enumerate(tellable) if place * scenes // len(tellable) == scene - 1]
    line = ""
    for told in own:
        longer = f"{line}{'' if chinese or not line else ' '}{told}"
        if speech_seconds(longer) > seconds * _SHARE:
            break
        line = longer
    return DialogueLine(speaker=_NAMES[chinese], text=line, voice_over=True) if line else None
