"""The VFX reviewer: reads a storyboard before anything is rendered. Rules: `vfx_rules`; report: `story.vfx_report`."""

from __future__ import annotations

from typing import Protocol

from spark_video_assets.crew.critique.vfx_rules import RULES, VfxMatter
from spark_video_assets.crew.world import DirectedScript
from spark_video_assets.story.storyboard import Storyboard
from spark_video_assets.story.vfx_report import VfxReport


class VfxReviewer(Protocol):
    """Who reviews the storyboard before the money is spent. Never fails for want of a model: `degraded` says so."""

    @property
    def name(self) -> str:
        """Recorded in the report."""
        ...

    def review(self, storyboard: Storyboard, told: DirectedScript) -> VfxReport:
        """Findings with severities; any critical one blocks."""
        ...


class OfflineVfxReviewer:
    """Checks what can be counted and says which rules that were."""

    name = "offline"

    def review(self, storyboard: Storyboard, told: DirectedScript) -> VfxReport:
        """See `VfxReviewer`."""
        matter = VfxMatter(storyboard, told)
        return VfxReport.of(
            (finding for rule in RULES.values() for finding in rule(matter)),
            reviewer=self.name,
            judged_rules="".join(RULES),
            storyboard_digest=storyboard.content_digest(),
        )
