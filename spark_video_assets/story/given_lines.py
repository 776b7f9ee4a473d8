"""Lines that a premise gives word for word: which quotations are lines, and which of them a film must say. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spark_video_assets.story.rules.speech import dialogue_seconds
from spark_video_assets.story.wording import mentions

READ_CHARS = 20_000
"""Characters of a premise that are read: what a story is about is said early."""
LONGEST_QUOTE = 240
"""A longer quotation is a document in the story, not a line that somebody speaks."""
LARGEST_SHARE = 0.5
"""Share of the film that the premise's own lines may fill. A premise with more of them is a novel, whose dialogue is
material and no order; own choice."""
QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|«([^«»]+)»|\"([^\"]+)\"")
"""A quotation in any of the usual marks."""


def quoted_lines(premise: str) -> Iterator[tuple[str, int, int]]:
    """The quotations that somebody could say, in order: words on one line, start and end of the quotation."""
    for match in QUOTED.finditer(premise[:READ_CHARS]):
        words = " ".join(next(group for group in match.groups() if group).split()).rstrip(" ,，")
        if words and len(words) <= LONGEST_QUOTE and re.search(r"\w", words) and not _is_title(words):
            yield words, match.start(), match.end()


def lines_to_hear(lines: Sequence[str], forbidden: Sequence[str], target_s: int) -> list[str]:
    """The lines that the film has to say.

    A line with a term that the lore forbids is left out: the lore is the stricter wish.

    Args:
        lines: Of the premise, in order.
        forbidden: Terms of the lore.
        target_s: Wanted length of the film, seconds.
    """
    room = LARGEST_SHARE * target_s
    heard: list[str] = []
    for line in lines:
        if any(mentions(line, term) for term in forbidden):
            continue
        room -= dialogue_seconds(line)
        if room < 0:
            break
        heard.append(line)
    return heard


def _is_title(words: str) -> bool:
    """True for the name of something rather than a sentence: two or three words, each with a capital."""
    parts = words.split()
    return 1 < len(parts) <= 3 and all(part[:1].isupper() for part in parts) and words[-1].isalnum()
