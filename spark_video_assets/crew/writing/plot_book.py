"""The book of dramatic patterns that the offline screenwriter works from: read from `plots/`, chosen by a premise's words.

A pattern is a small screenplay in markdown: acts, action sentences (`>`), lines of the roles A, B and C. A line may have
variants (`|`), some of them for one temperament only (`| proud: ...`); `?` marks lines that go first when time is short.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal, cast

from spark_video_assets.crew.wording import terms_in
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
_CUE = re.compile(r"^(?P<optional>\??)(?P<role>[ABC]):\s*(?P<text>.+)$")
_VARIANT = re.compile(r"^\|\s*(?:(?P<temperament>[a-z]+):\s*)?(?P<text>.+)$")


@dataclass
class Cue:
    """One line of a role: variants as (temperament or None, text)."""

    role: str
    variants: list[tuple[Temperament | None, str]]
    optional: bool = False

    def texts_for(self, temperament: Temperament | None) -> list[str]:
        """Variants for a temperament where there are some, else the general ones."""
        own = [text for wanted, text in self.variants if wanted and wanted == temperament]
        return own or [text for wanted, text in self.variants if wanted is None]


@dataclass
class ActPage:
    """One act: what is seen and who says what."""

    action: str = ""
    cues: list[Cue] = field(default_factory=list)


@dataclass
class Plot:
    """A pattern with the words of a premise that speak for it."""

    name: str
    signs: list[str]
    acts: dict[Act, ActPage]

    def weight(self, premise: str) -> int:
        """How many of the pattern's signs the premise holds."""
        return len(terms_in(premise, self.signs))


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
            plot.signs = [sign.strip() for sign in line.removeprefix("signs:").split(",")]
        elif line.startswith("## "):
            page = plot.acts[cast("Act", line[3:])] = ActPage()
        elif line.startswith(">"):
            page.action = line[1:].strip()
        elif variant := _VARIANT.match(line):
            page.cues[-1].variants.append((cast("Temperament | None", variant["temperament"]), variant["text"]))
        elif cue := _CUE.match(line):
            page.cues.append(Cue(cue["role"], [(None, cue["text"])], optional=bool(cue["optional"])))
    return plot
