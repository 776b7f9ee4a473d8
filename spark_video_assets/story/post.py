"""Records of post production: narrated lines, the dailies table, the quality report of a film. Nothing is made here."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from spark_video_assets.story.document import Document, Part


class NarratedLine(Part):
    """One narration as sound: `wav` from the episode folder, length in seconds."""

    shot_id: str
    text: str
    wav: str
    duration_s: float
    voice: str


class Narration(Document):
    """`audio/narration.json`; empty for an episode without narration shots."""

    lines: list[NarratedLine] = Field(default_factory=list)

    def line(self, shot_id: str) -> NarratedLine | None:
        """The narration of a shot, or None."""
        return next((line for line in self.lines if line.shot_id == shot_id), None)


class DailiesRow(Part):
    """One shot of the dailies: which take wins, by whom, and what it cost."""

    shot_id: str
    takes: int
    winner: int | None = None
    chosen_by: str | None = None
    score: float | None = None
    verdict: str | None = None
    weakest_axis: str | None = None
    critique: str = ""
    cost: float = 0.0
    escalated: bool = False
    below_threshold: bool = False


class Dailies(Document):
    """`dailies.json`: what gate 3 is about."""

    rows: list[DailiesRow] = Field(default_factory=list)
    escalations: list[str] = Field(default_factory=list)
    cost: float = 0.0
    currency: str = ""


class QcCheck(Part):
    """One thing verified on the finished film."""

    name: str
    ok: bool
    detail: str
    severity: Literal["ERROR", "WARN"] = "ERROR"


class QcReport(Document):
    """`delivery/qc-report.json`: bound to exactly the film with that digest."""

    film: str
    film_digest: str
    duration_s: float
    frames: int
    width: int
    height: int
    frame_rate: float
    loudness: dict[str, Any] = Field(default_factory=dict)
    checks: list[QcCheck] = Field(default_factory=list)

    @property
    def ok(self) -> bool:
        """True when no ERROR check failed."""
        return all(check.ok or check.severity != "ERROR" for check in self.checks)
