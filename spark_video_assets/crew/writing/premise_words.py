"""The words that the offline crew knows when it reads a premise, and where a text uses them. What they mean: `premise`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Literal

from spark_video_assets.story.wording import mostly_cjk

Tongue = Literal["en", "zh"]


@cache
def premise_words(language: Tongue, section: str) -> tuple[str, ...]:
    """A list of words from `plots/words-<language>.md`, in the file's order; `space_station` is told there as one."""
    page = resources.files("spark_video_assets.crew.writing").joinpath("plots", f"words-{language}.md")
    sections = page.read_text(encoding="utf-8").split("\n## ")
    told = next(part for part in sections if part.partition("\n")[0] == section)
    return tuple(word.replace("_", " ") for word in told.split()[len(section.split()) :])


def premise_pairs(language: Tongue, section: str) -> dict[str, str]:
    """A list of `left=right` as a table, in the file's order."""
    pairs = (pair.partition("=") for pair in premise_words(language, section))
    return {left: right for left, _, right in pairs}


def words_used(text: str, words: Sequence[str]) -> list[tuple[str, int, int]]:
    """Every use of these words in a text, in its order: the word, where it begins and where it ends.

    Longer words are claimed first: an innkeeper is no keeper. English plurals count.
    """
    left, found = text.casefold(), []
    for word in sorted(words, key=len, reverse=True):
        for start, end in _uses(left, word):
            found.append((word, start, end))
            left = left[:start] + "\N{LOW LINE}" * (end - start) + left[end:]
    return sorted(found, key=lambda use: use[1])


def _uses(lowered: str, word: str) -> Iterator[tuple[int, int]]:
    plain = re.escape(word.casefold())
    pattern = plain if mostly_cjk(word) else rf"(?<!\w){plain}(?:s|es)?(?!\w)"
    return (found.span() for found in re.finditer(pattern, lowered))
