"""Who is heard and not seen: marks of screenplays such as V.O. and O.S., and the names of narrators. No prompts here."""

from __future__ import annotations

import re

NARRATOR = "narrator"
"""Speaker of narration lines; a cast member of that name would share the voice."""

OFF_SCREEN_MARK = "V.O."
"""How our own pages mark a line that is heard only."""

_NARRATORS = frozenset(
    {NARRATOR, "narration", "voice over", "voice-over", "voiceover", "旁白", "解说", "解说员", "画外音", "说书人"}
)
_MARKS = re.compile(
    r"(?<!\w)(?:v\.?\s?o\.?|o\.?\s?[sc]\.?|off[- ]?(?:screen|camera)|voice[- ]?over)(?!\w)|画外|旁白|内心|心声",
    re.IGNORECASE,
)


def is_narrator(name: str) -> bool:
    """True for the narrator, however a page spells the name: nobody draws or casts one."""
    return " ".join(name.split()).casefold() in _NARRATORS


def is_heard_only(speaker: str, remark: str = "") -> bool:
    """True when a line is heard without its speaker being seen.

    Args:
        speaker: Name as the page has it.
        remark: What stands in brackets behind the name, `V.O., CONT'D` for example.
    """
    return is_narrator(speaker) or tells_off_screen(remark)


def tells_off_screen(words: str) -> bool:
    """True when words say that a voice comes from outside the picture."""
    return _MARKS.search(words) is not None
