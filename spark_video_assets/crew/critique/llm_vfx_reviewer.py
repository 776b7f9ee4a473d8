"""The VFX reviewer with a language model: the countable rules in code first, then what needs understanding."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from resources.errors import BudgetStop, ProviderError
from resources.llm.client import ChatClient
from resources.llm.structured import ask_structured
from spark_video_assets.crew.critique.vfx_reviewer import OfflineVfxReviewer
from spark_video_assets.crew.episode_material import (
    direction_material,
    script_material,
    shots_material,
    world_material,
)
from spark_video_assets.crew.prompting import question
from spark_video_assets.crew.world import DirectedScript
from spark_video_assets.story.storyboard import Storyboard
from spark_video_assets.story.vfx_report import VfxFinding, VfxReport, VfxSeverity
from spark_video_assets.story.wording import one_line

ROLE = "vfx_review"
TEMPERATURE = 0.2
MOST_FINDINGS = 40
_LONGEST = 300

JudgedRule = Literal["B", "C", "D", "E", "L", "N", "O"]
ALLOWED: dict[JudgedRule, frozenset[VfxSeverity]] = {
    "B": frozenset({"CRIT", "WARN"}),
    "C": frozenset({"CRIT"}),
    "D": frozenset({"CRIT"}),
    "E": frozenset({"CRIT"}),
    "L": frozenset({"WARN"}),
    "N": frozenset({"WARN", "SUGG"}),
    "O": frozenset({"WARN"}),
}
"""Rules that ask for meaning, with the severities they may have (VFX rules of the origin): a model cannot block by taste."""


class ToldFinding(BaseModel):
    """One finding of the model; blanks are no words."""

    model_config = ConfigDict(str_strip_whitespace=True)

    rule: JudgedRule
    severity: VfxSeverity
    shots: list[str] = Field(min_length=1)
    message: str = Field(min_length=8)
    fix: str = Field(min_length=4)


class VfxAnswer(BaseModel):
    """Everything that the model found."""

    findings: list[ToldFinding] = Field(max_length=MOST_FINDINGS)


class LlmVfxReviewer:
    """Counts, then asks a model; where it cannot be asked, the report tells which rules were not checked."""

    def __init__(self, chat: ChatClient) -> None:
        self._chat = chat
        self._counting = OfflineVfxReviewer()

    @property
    def name(self) -> str:
        """The model."""
        return self._chat.settings.model_for(ROLE)

    def review(self, storyboard: Storyboard, told: DirectedScript) -> VfxReport:
        """See `VfxReviewer`. Never fails for want of a model."""
        counted = self._counting.review(storyboard, told)
        known = {shot.id for shot in storyboard.shots} | {scene.id for scene in storyboard.scenes}
        material = {
            **world_material(told.world),
            "script": script_material(told.script),
            "direction": direction_material(told.direction),
            "scenes": "\n".join(f"{scene.id} {scene.name}: {scene.description}" for scene in storyboard.scenes),
            "shots": shots_material(storyboard.shots),
            "findings of the program": "\n".join(
                f"{f.rule} {', '.join(f.shots)}: {f.message}" for f in counted.findings
            ),
        }
        asked = question(ROLE, "vfx_review", material, "Review this storyboard.", temperature=TEMPERATURE)
        try:
            answer = ask_structured(self._chat, asked, VfxAnswer, check=lambda given: _faults(given, known)).value
        except (ProviderError, BudgetStop) as error:
            return counted.model_copy(update={"degraded": error.problem})
        judged = [
            VfxFinding(
                rule=found.rule,
                severity=found.severity,
                shots=found.shots,
                message=one_line(found.message)[:_LONGEST],
                fix=one_line(found.fix)[:_LONGEST],
            )
            for found in answer.findings
        ]
        return VfxReport.of(
            [*counted.findings, *judged],
            reviewer=self.name,
            judged_rules="".join(sorted({*counted.judged_rules, *ALLOWED})),
            storyboard_digest=storyboard.content_digest(),
        )


def _faults(answer: VfxAnswer, known: set[str]) -> list[str]:
    faults = []
    for number, found in enumerate(answer.findings, 1):
        unknown = [name for name in found.shots if name not in known]
        if unknown:
            faults.append(f"finding {number}: there is no shot {', '.join(unknown)}")
        if found.severity not in ALLOWED[found.rule]:
            allowed = " or ".join(sorted(ALLOWED[found.rule]))
            faults.append(f"finding {number}: rule {found.rule} is {allowed}, not {found.severity}")
    return faults
