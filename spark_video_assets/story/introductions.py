"""How a screenplay introduces somebody: age and looks beside the first mention of a name in the action. Nothing is drawn."""

from __future__ import annotations

import re

from spark_video_assets.story.wording import one_line, whole_word

_ROOM = 160
"""Characters of an introduction that are kept; a longer aside is no look."""
_BRACKETS = (
    r"\s*[（(]\s*(?P<inside>(?=[^()（）]*(?:\d|\b(?:old|young|teen\w*|elderly|child|man|woman|boy|girl|an?)\b|岁|年|男|女))"
    r"[^()（）]{1,80}?)\s*[)）]"
)
"""Other brackets tell what somebody does: `BO (laughing) turns`."""
_AGE = r"\s*[,，、]\s*(?P<age>[1-9]\d?(?:'?s|多?岁)?(?:\s+years?[ -]old)?)(?=\s*[,，.。;；、]|\s+and\b)"
_LOOK = (
    r"\s*[,，、]\s*(?P<look>(?:(?:an?|in|with|wearing|dressed)\b|[一穿身戴留]|[^,，.。;；]{0,6}"
    r"(?:岁|头发|衣|帽))[^,，.。;；!！?？]{2,90})(?=[,，.。;；!！?？])"
)


def introduced(name: str, action: str) -> str:
    """What the action says of somebody when the name first comes with an age or a look; empty when it says nothing.

    `LENA (27), a tired cook in a red apron, wipes the counter.` gives `27, a tired cook in a red apron`. Understood in
    both scripts: brackets behind the name, an age between commas, appositions that begin like a description.

    Args:
        name: Of the person, in any capitals.
        action: Action text of the whole screenplay.
    """
    person = whole_word(name)
    for pattern in (
        rf"{person}(?:{_BRACKETS})(?:{_LOOK})?",
        rf"{person}(?:{_AGE})(?:{_LOOK})?",
        rf"{person}{_LOOK}",
    ):
        match = re.search(pattern, action, re.IGNORECASE)
        if match:
            told = [part for part in match.groups() if part]
            return one_line(", ".join(told))[:_ROOM]
    return ""
