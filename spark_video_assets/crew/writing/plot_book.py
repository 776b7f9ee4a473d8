"""The book of dramatic patterns that the offline screenwriter works from: read from `plots/`. Who plays them: `parts`.

A pattern is a small screenplay in markdown. Its head names the words of a premise that speak for it (`signs:`), the
kinds of things that it can be told of (`for:`; none = all), and whose deed it begins with (`part B: returns, brings`).
Then acts: action sentences (`>`), lines of the roles A, B and C. `?` marks lines that go first when time is short, `!`
lines that a later joke needs. A line or an action may have further variants (`|`), some of them for one temperament or
kind of thing only (`| proud: ...`, `| food,animal: ...`). A variant with a slot that the premise does not fill
(`{years}`) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal, cast

from spark_video_assets.crew.wording import terms_in
from spark_video_assets.crew.writing.premise_things import THING_KINDS
from spark_video_assets.story.cards import CastCard

Act = Literal["setup", "complication", "turn", "resolution"]
ACTS: tuple[Act, ...] = ("setup", "complication", "turn", "resolution")
Temperament = Literal["proud", "shy", "dry", "warm", "quick"]

_TEMPERAMENTS: dict[Temperament, str] = {
    "proud": "proud vain boastful arrogant bold dramatic 骄傲 傲 逞强 神气 自负",
    "shy": "shy timid nervous quiet gentle anxious 害羞 内向 胆小 腼腆",
    "dry": "dry grumpy stern calm laconic sardonic serious 冷 寡言 不紧不慢 严肃",
    "warm": "warm kind cheerful generous caring motherly 热心 温柔 开朗 善良",
    "quick": "quick clever witty eager lively restless 机灵 活泼 聪明 急性子",
}
TEMPERAMENTS = frozenset(_TEMPERAMENTS)
_CUE = re.compile(r"^(?P<mark>[?!]?)(?P<role>[ABC]):\s*(?P<text>.+)$")
_VARIANT = re.compile(r"^\|\s*(?:(?P<wanted>[a-z]+(?:,[a-z]+)*):\s*)?(?P<text>.+)$")
_PART = re.compile(r"^part (?P<role>[AB]):\s*(?P<verbs>.+)$")
ALWAYS_FILLED = frozenset({"a", "b", "thing"})
"""Slots that every premise fills."""
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Variant:
    """One wording, for one of these temperaments or tags of a thing; for all when there are none."""

    text: str
    wanted: frozenset[str] = frozenset()

    @property
    def slots(self) -> frozenset[str]:
        """Names of the slots that have to be filled."""
        return frozenset(_SLOT.findall(self.text))


@dataclass
class Wording:
    """The variants of a line or an action."""

    variants: list[Variant]

    def texts_for(self, qualities: Collection[str], filled: Collection[str]) -> list[str]:
        """The wordings that fit best: those that say what the premise says, then those made for these qualities.

        Args:
            qualities: Tags of the thing, temperament of the speaker.
            filled: Slots beside `ALWAYS_FILLED` that the premise fills.
        """
        ranked = [
            ((len(v.slots - ALWAYS_FILLED), bool(v.wanted)), v.text)
            for v in self.variants
            if v.slots <= ALWAYS_FILLED.union(filled) and (not v.wanted or v.wanted.intersection(qualities))
        ]
        best = max(rank for rank, _ in ranked)
        return [text for rank, text in ranked if rank == best]


@dataclass
class Cue(Wording):
    """One line of a role."""

    role: str
    optional: bool = False
    planted: bool = False


@dataclass
class ActPage:
    """One act: what is seen and who says what."""

    action: Wording = field(default_factory=lambda: Wording([]))
    cues: list[Cue] = field(default_factory=list)


@dataclass
class Plot:
    """A pattern with the words of a premise that speak for it.

    Attributes:
        kinds: Tags of things that it can be told of; none = of all.
        part: The role whose deed the premise tells, and the words for that deed.
    """

    name: str
    signs: list[str]
    acts: dict[Act, ActPage]
    kinds: frozenset[str] = frozenset()
    part: tuple[str, list[str]] = ("A", [])

    def weight(self, premise: str) -> int:
        """How many of the pattern's signs the premise holds."""
        return len(terms_in(premise, self.signs))

    @property
    def special(self) -> bool:
        """Told of one kind of thing and of nothing else."""
        return len(self.kinds) == 1 and self.kinds <= frozenset(THING_KINDS)

    def suits(self, tags: Collection[str]) -> bool:
        """True when the pattern makes sense of a thing of these tags."""
        return not self.kinds or not self.kinds.isdisjoint(tags)


@cache
def plots(*, chinese: bool) -> tuple[Plot, ...]:
    """All patterns of a language, by name."""
    folder = resources.files("spark_video_assets.crew.writing").joinpath("plots", "zh" if chinese else "en")
    pages = sorted((page for page in folder.iterdir() if page.name.endswith(".md")), key=lambda page: page.name)
    return tuple(_parsed(page.read_text(encoding="utf-8")) for page in pages)


def temperament_of(card: CastCard) -> Temperament | None:
    """The temperament that most words of a card speak of, or None."""
    told = " ".join([card.archetype or "", card.voice_style or "", card.body, *card.do, *card.mannerisms])
    counted = {kind: len(terms_in(told, words.split())) for kind, words in _TEMPERAMENTS.items()}
    best = max(counted, key=lambda kind: counted[kind])
    return best if counted[best] else None


def _parsed(text: str) -> Plot:
    plot = Plot(name="", signs=[], acts={})
    page = ActPage()
    for line in (line.strip() for line in text.splitlines() if line.strip()):
        if line.startswith("# "):
            plot.name = line[2:]
        elif line.startswith("signs:"):
            plot.signs = _listed(line)
        elif line.startswith("for:"):
            plot.kinds = frozenset(_listed(line))
        elif part := _PART.match(line):
            plot.part = part["role"], _listed(line)
        elif line.startswith("## "):
            page = plot.acts[cast("Act", line[3:])] = ActPage()
        elif line.startswith(">"):
            page.action.variants.append(Variant(line[1:].strip()))
        elif variant := _VARIANT.match(line):
            wanted = frozenset(variant["wanted"].split(",")) if variant["wanted"] else frozenset()
            (page.cues[-1] if page.cues else page.action).variants.append(Variant(variant["text"], wanted))
        elif cue := _CUE.match(line):
            spoken = [Variant(cue["text"])]
            page.cues.append(Cue(spoken, cue["role"], optional=cue["mark"] == "?", planted=cue["mark"] == "!"))
    return plot


def _listed(line: str) -> list[str]:
    return [word.strip() for word in line.partition(":")[2].split(",")]
