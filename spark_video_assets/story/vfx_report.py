"""The report of the pre-render VFX review: findings by severity, verdict, markdown. Who reviews is in the crew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from spark_video_assets.story.document import Document, Part

VfxSeverity = Literal["CRIT", "WARN", "SUGG"]
VfxVerdict = Literal["BLOCK", "PASS WITH WARNINGS", "PASS"]
SEVERITIES: tuple[VfxSeverity, ...] = ("CRIT", "WARN", "SUGG")

_TITLES: dict[VfxSeverity, str] = {"CRIT": "Critical", "WARN": "Warnings", "SUGG": "Suggestions"}


class VfxFinding(Part):
    """One finding.

    Args:
        id: `CRIT-001`, `WARN-001`, `SUGG-001`, numbered within a severity.
        rule: Letter A-R of the review's rule list (section 13 of the origin's creative rules).
        shots: Shots or scenes concerned.
    """

    id: str = ""
    rule: str = Field(pattern="^[A-R]$")
    severity: VfxSeverity
    shots: list[str] = Field(default_factory=list)
    message: str
    fix: str


class VfxReport(Document):
    """`reviews/vfx-review.json`; the same as text is `reviews/vfx-review.md`.

    Args:
        reviewer: Who looked.
        judged_rules: Letters of the rules that were really checked; the others say nothing.
        storyboard_digest: Content digest of the storyboard that was read.
        degraded: Why a model that was to look did not.
    """

    reviewer: str
    verdict: VfxVerdict
    findings: list[VfxFinding] = Field(default_factory=list)
    judged_rules: str = ""
    storyboard_digest: str = ""
    degraded: str = ""

    @classmethod
    def of(
        cls, findings: Iterable[VfxFinding], *, reviewer: str, judged_rules: str, storyboard_digest: str
    ) -> VfxReport:
        """Number the findings, worst first, and draw the verdict."""
        counted: Counter[VfxSeverity] = Counter()
        numbered = []
        for finding in sorted(findings, key=lambda f: (SEVERITIES.index(f.severity), f.rule)):
            counted[finding.severity] += 1
            numbered.append(
                finding.model_copy(update={"id": f"{finding.severity}-{counted[finding.severity]:03d}"})
            )
        return cls(
            reviewer=reviewer,
            verdict=verdict_of(counted),
            findings=numbered,
            judged_rules=judged_rules,
            storyboard_digest=storyboard_digest,
        )

    def to_markdown(self) -> str:
        """The report for a person at gate 2."""
        lines = [
            "# VFX review",
            "",
            f"**{self.verdict}** (by {self.reviewer}; rules {self.judged_rules or 'none'})",
        ]
        if self.degraded:
            lines += ["", f"The other rules were not checked: {self.degraded}"]
        for severity in SEVERITIES:
            found = [finding for finding in self.findings if finding.severity == severity]
            if not found:
                continue
            lines += ["", f"## {_TITLES[severity]} ({len(found)})", ""]
            lines += ["| id | rule | shots | finding | fix |", "|---|---|---|---|---|"]
            lines += [_row(finding) for finding in found]
        if not self.findings:
            lines += ["", "Nothing found."]
        return "\n".join(lines) + "\n"


def verdict_of(counted: Counter[VfxSeverity]) -> VfxVerdict:
    """Any critical finding blocks; warnings are told; suggestions alone pass."""
    if counted["CRIT"]:
        return "BLOCK"
    return "PASS WITH WARNINGS" if counted["WARN"] else "PASS"


def _row(finding: VfxFinding) -> str:
    cells = (finding.id, finding.rule, ", ".join(finding.shots) or "all", finding.message, finding.fix)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
