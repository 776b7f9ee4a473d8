"""The countable half of a critique: pacing tiers, words, hook, balance, neighbours. Taste is the critic's business.

Figures come from the critic research: tiers, the 15-word hook, the 30 % balance, the "no three alike" rule and the rubric's
absolute limits. The research speaks of short films of about 45 s whose scenes are one picture with one line; here such a
scene is a shot, and counts of shots and words grow with the length of the film.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from spark_video_assets.story.document import Part
from spark_video_assets.story.prompt_reading import read_prompt, spoken_lines
from spark_video_assets.story.storyboard import Shot, Storyboard
from spark_video_assets.story.wording import cjk_count, is_cjk

Tier = Literal["fast", "moderate", "cinematic"]
PacingCode = Literal[
    "too-many-words",
    "too-few-shots",
    "too-many-shots",
    "shot-too-wordy",
    "hook-too-long",
    "unbalanced",
    "three-alike",
]

WORDS_PER_SECOND = 2.5
"""150 words a minute."""
CJK_SIGNS_PER_WORD = 1.6
"""4 signs a second of Chinese dialogue (origin's lint) against 2.5 words a second."""
OVER_BUDGET = 0.10
"""Share over the word budget that counts as too many; the research gives no figure, this is our own."""
HOOK_WORDS = 15
LARGEST_SHARE = 0.30
FEWEST_SPOKEN_SHOTS = 4
"""Under four spoken shots one of them holds over 30 % by arithmetic alone."""
WORDIEST_SHOT = 35
LONGEST_RUN = 2
CAP_ANY, CAP_HARD = 5, 3
"""Best pacing mark with any violation, and with one of the rubric's absolute limits broken."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class TierRule:
    """One row of the tier table, for a film of `seconds` (middle of its word budget at 150 words a minute).

    Args:
        shots: Fewest and most shots.
        words_per_shot: Most words of one spoken shot.
        words: Largest word budget.
    """

    shots: tuple[int, int]
    words_per_shot: int
    words: int
    seconds: float


TIERS: dict[Tier, TierRule] = {
    "fast": TierRule(shots=(8, 12), words_per_shot=12, words=120, seconds=42),
    "moderate": TierRule(shots=(7, 10), words_per_shot=16, words=140, seconds=48),
    "cinematic": TierRule(shots=(5, 8), words_per_shot=22, words=130, seconds=44),
}
ARCHETYPE_TIERS: dict[str, Tier] = {
    "infographic": "fast", "bold_illustration": "fast", "comic_book": "fast",
    "warm_editorial": "moderate", "editorial_caricature": "moderate", "anime_illustration": "moderate",
    "vintage_snapshot": "moderate", "surreal_dreamscape": "moderate", "gothic_fantasy": "moderate",
    "cinematic_documentary": "cinematic", "moody_cinematic": "cinematic", "studio_realism": "cinematic",
    "warm_narrative": "cinematic", "pastoral_watercolor": "cinematic",
}  # fmt: skip


class PacingViolation(Part):
    """One broken rule, for a program to act on and a person to read.

    Args:
        shots: Ids concerned; empty when it is the whole film.
        actual: What was counted; `limit` what is allowed.
        hard: Breaks one of the absolute limits, which weigh more than the tier's.
    """

    code: PacingCode
    shots: list[str] = Field(default_factory=list)
    actual: float
    limit: float
    hard: bool = False
    message: str
    mend: str


class _SpokenShot(Part):
    shot_id: str
    words: int


def tier_of(wanted: str | None, archetype: str | None = None) -> Tier:
    """The tier that counts: what was asked for, else the archetype's, else moderate."""
    for name in (wanted, ARCHETYPE_TIERS.get((archetype or "").strip().lower())):
        for tier in TIERS:
            if name == tier:
                return tier
    return "moderate"


def word_count(text: str) -> int:
    """Words of a line; CJK signs count at their speed of speech, 1.6 to a word."""
    latin = len(_WORD.findall("".join(" " if is_cjk(sign) else sign for sign in text)))
    signs = sum(1 for sign in text if is_cjk(sign) and sign.isalnum())
    return latin + math.ceil(signs / CJK_SIGNS_PER_WORD) if cjk_count(text) else latin


def check_pacing(board: Storyboard, tier: Tier = "moderate") -> list[PacingViolation]:
    """Every broken rule of a storyboard; an empty one breaks none (that it is empty is a rule of its own)."""
    if not board.shots:
        return []
    rule = TIERS[tier]
    scale = board.total_duration() / rule.seconds
    spoken = [_SpokenShot(shot_id=shot.id, words=count) for shot in board.shots if (count := _words(board, shot))]
    return [
        *_shot_count(board, rule, scale, tier),
        *_total(spoken, rule, scale),
        *_each_shot(spoken, rule, tier),
        *_balance(spoken),
        *_neighbours(board),
    ]


def pacing_cap(violations: list[PacingViolation]) -> int:
    """The best mark out of ten that pacing may get: 10, 5 with a violation, 3 with a hard one.

    The mean alone cannot keep a broken limit from passing a gate (a 5 among nines still rounds to a pass), so a caller
    must ask for a revision whenever the cap is below 10.
    """
    if not violations:
        return 10
    return CAP_HARD if any(violation.hard for violation in violations) else CAP_ANY


def _words(board: Storyboard, shot: Shot) -> int:
    return sum(word_count(line.text) for line in spoken_lines(shot, board.mode))


def _shot_count(board: Storyboard, rule: TierRule, scale: float, tier: Tier) -> list[PacingViolation]:
    count = len(board.shots)
    low, high = max(1, math.floor(rule.shots[0] * scale)), max(1, math.ceil(rule.shots[1] * scale))
    if low <= count <= high:
        return []
    few = count < low
    return [
        PacingViolation(
            code="too-few-shots" if few else "too-many-shots",
            actual=count,
            limit=low if few else high,
            message=f"{count} shots in {board.total_duration()} s, {tier} pacing takes {low} to {high}",
            mend="split long shots" if few else "join or cut shots",
        )
    ]


def _total(spoken: list[_SpokenShot], rule: TierRule, scale: float) -> list[PacingViolation]:
    total = sum(shot.words for shot in spoken)
    budget = rule.words * scale
    if total <= budget * (1 + OVER_BUDGET):
        return []
    return [
        PacingViolation(
            code="too-many-words",
            actual=total,
            limit=round(budget, 1),
            # The rubric's absolute limit is 160 words where the largest tier budget is 140.
            hard=total > budget * 160 / 140,
            message=f"{total} words, there is time for {budget:.0f}",
            mend="drop a line; never cram",
        )
    ]


def _each_shot(spoken: list[_SpokenShot], rule: TierRule, tier: Tier) -> list[PacingViolation]:
    found = []
    for index, shot in enumerate(spoken):
        if index == 0 and shot.words > HOOK_WORDS:
            found.append(
                PacingViolation(
                    code="hook-too-long",
                    shots=[shot.shot_id],
                    actual=shot.words,
                    limit=HOOK_WORDS,
                    hard=True,
                    message=f"the first line has {shot.words} words",
                    mend=f"open with one sentence of at most {HOOK_WORDS} words",
                )
            )
        elif shot.words > rule.words_per_shot:
            found.append(
                PacingViolation(
                    code="shot-too-wordy",
                    shots=[shot.shot_id],
                    actual=shot.words,
                    limit=rule.words_per_shot,
                    hard=shot.words > WORDIEST_SHOT,
                    message=f"{shot.words} words in one shot, {tier} pacing takes {rule.words_per_shot}",
                    mend="shorten the line, or give half of it to a reaction shot",
                )
            )
    return found


def _balance(spoken: list[_SpokenShot]) -> list[PacingViolation]:
    total = sum(shot.words for shot in spoken)
    if len(spoken) < FEWEST_SPOKEN_SHOTS:
        return []
    return [
        PacingViolation(
            code="unbalanced",
            shots=[shot.shot_id],
            actual=round(shot.words / total, 3),
            limit=LARGEST_SHARE,
            message=f"one shot holds {shot.words / total:.0%} of all words",
            mend="spread the words",
        )
        for shot in spoken
        if shot.words / total > LARGEST_SHARE
    ]


def _neighbours(board: Storyboard) -> list[PacingViolation]:
    """Runs of three and more shots of one size and kind. Shots whose prompt names no size cannot be compared."""
    found: list[PacingViolation] = []
    run: list[Shot] = []
    looks = [_look(shot) for shot in board.shots]
    for index, shot in enumerate(board.shots):
        same = bool(run) and looks[index] is not None and looks[index] == looks[index - 1]
        run = [*run, shot] if same else [shot]
        if len(run) == LONGEST_RUN + 1:
            found.append(
                PacingViolation(
                    code="three-alike",
                    shots=[member.id for member in run],
                    actual=len(run),
                    limit=LONGEST_RUN,
                    message=f"three shots in a row are {' '.join(looks[index] or ())}",
                    mend="change the size or kind of one of them",
                )
            )
    return found


def _look(shot: Shot) -> tuple[str, str] | None:
    size = read_prompt(f"{shot.camera or ''} {shot.prompt}", shot.characters).size
    return (size, shot.kind) if size else None
