"""What a narrator tells of a premise over the first picture of a scene, in the user's own sentences. Scenes are elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spark_video_assets.crew.wording import terms_in
from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.off_screen import NARRATOR
from spark_video_assets.story.script import DialogueLine

_NAMES = (NARRATOR.title(), "旁白")
_SHARE, _AT_MOST = 0.42, 0.6
"""Share of a scene's time that a narrator takes: the rest belongs to the people; and for a sentence that fits into no less.
Own choice."""
_CLAUSE = re.compile(r"(?<=[，；：—])(?=\S)|(?<=[,;:—]\s)")
"""Where a sentence may go on in the next scene; not inside `10:30` or `1,000`."""
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

    The sentences are spread over the film in their order, as many to a scene as fit into its time; one that is too long for
    a scene goes on in the next, from a comma on; one that cannot takes more than its share of the time.

    Args:
        gist: Sentences of the premise, without quotations.
        scene: Number of the scene, from 1.
        scenes: How many there are.
        seconds: Of a scene, on average over the film.
        forbidden: Terms that nobody may say.
        chinese: Of the film's language: its sentences are joined without spaces.
    """
    tellable = [told for told in gist if not _TO_THE_MAKER.match(told) and not terms_in(told, forbidden)]
    room, most, gap = seconds * _SHARE, seconds * _AT_MOST, "" if chinese else " "
    clauses = [_CLAUSE.split(told) for told in tellable]
    pieces = [piece.strip() for told in clauses for piece in _joined(told, room, "") or _joined(told, most, "")]
    own = [piece for place, piece in enumerate(pieces) if place * scenes // len(pieces) == scene - 1]
    line = next(iter(_joined(own, room, gap)), "") or next(iter(own), "")
    return DialogueLine(speaker=_NAMES[chinese], text=line, voice_over=True) if line else None


def _joined(parts: Sequence[str], room: float, gap: str) -> list[str]:
    """Neighbours put together as far as they can be said in `room` seconds; nothing when one alone is longer."""
    joined: list[str] = []
    for part in parts:
        if speech_seconds(part) > room:
            return []
        if joined and speech_seconds(f"{joined[-1]}{gap}{part}") <= room:
            joined[-1] += f"{gap}{part}"
        else:
            joined.append(part)
    return joined
