"""What is said of a finished clip of a render job: the free technical QC always, a review where one was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from resources.errors import SparkVideoError
from resources.judge.base import ClipJudge, Judgement, Portrait, ReviewRequest
from resources.judge.two_looks import CERTAIN
from resources.video.base import Capabilities, RenderRequest, RenderResult
from spark_video_assets.crew.shooting.clip_reviewer import decided, told_fault
from spark_video_assets.story.document import Document
from spark_video_assets.story.prompt_reading import read_prompt
from spark_video_assets.story.reviewing import Review, ReviewRules


class TechnicalQc(Document):
    """`qa/technical.json`.

    Args:
        passed: Nothing is certainly wrong with the file; whether it is the clip that was wanted, a person says.
        faults: What is certainly wrong.
        doubts: What looks wrong to measures that were tuned on drawn pictures.
        measures: Raw figures by name.
    """

    passed: bool
    faults: list[str]
    doubts: list[str]
    measures: dict[str, dict[str, object]]
    judge: str
    at: str


@dataclass(frozen=True)
class Findings:
    """Technical QC, and the review where one was asked for."""

    technical: TechnicalQc
    review: Review | None


def look_at(
    request: RenderRequest,
    result: RenderResult,
    clip: Path,
    able: Capabilities,
    *,
    reviewer: Callable[[], ClipJudge] | None,
    rules: ReviewRules,
    at: str,
) -> Findings:
    """Measure a clip, and have it reviewed. A reviewer that cannot run gives a review ERROR, never a failed job.

    Args:
        request: What was asked for.
        result: What came.
        clip: The file that is kept.
        able: The provider.
        reviewer: Opens the judge; None = no review was asked for.
        rules: Threshold and veto floor.
        at: Time stamp for the records.
    """
    from resources.judge.local import LocalJudge

    asked = _question(request, result, clip, able, rules)
    measured = LocalJudge().judge(asked)
    technical = _technical(measured, drawn=able.free, at=at)
    if reviewer is None:
        return Findings(technical, None)
    try:
        judge = reviewer()
        judgement = measured if isinstance(judge, LocalJudge) else judge.judge(asked)
    except SparkVideoError as error:
        return Findings(technical, _unjudged(request, rules, str(error), at))
    return Findings(
        technical, decided(judgement, shot_id=request.shot_id, version=request.take, rules=rules, at=at)
    )


def _question(
    request: RenderRequest, result: RenderResult, clip: Path, able: Capabilities, rules: ReviewRules
) -> ReviewRequest:
    width, height = able.clip_size(request.ratio, request.resolution)
    people = [item for item in request.media if item.role == "cast"]
    reading = read_prompt(request.prompt, tuple(item.name for item in people))
    start = next((item.path for item in request.media if item.role == "first_frame"), None)
    lines = result.lines or ()
    return ReviewRequest(
        clip=clip,
        shot_id=request.shot_id,
        kind=request.kind,
        prompt=request.prompt,
        duration_s=able.clip_seconds(request),
        width=width,
        height=height,
        frame_rate=able.frame_rate,
        movement=reading.movement or "static",
        characters=tuple(Portrait(name=item.name, image=item.path, drawn=False) for item in people),
        lines=lines,
        timing_known=result.lines is not None,
        speech_expected=bool(lines),
        previous_last_frame=start,
        palette_pictures=tuple(item.path for item in request.media if item.role == "set"),
        planned_cuts=reading.planned_cuts,
        threshold=rules.threshold,
    )


def _technical(measured: Judgement, *, drawn: bool, at: str) -> TechnicalQc:
    certain = [fault for fault in measured.faults if fault.fatal and (drawn or fault.code in CERTAIN)]
    doubts = [fault for fault in measured.faults if fault not in certain]
    return TechnicalQc(
        passed=not certain,
        faults=[told_fault(fault) for fault in certain],
        doubts=[told_fault(fault) for fault in doubts],
        measures={n: m.model_dump(mode="json", exclude_none=True) for n, m in measured.measures.items()},
        judge=measured.judge,
        at=at,
    )


def _unjudged(request: RenderRequest, rules: ReviewRules, problem: str, at: str) -> Review:
    return Review(
        shot_id=request.shot_id,
        version=request.take,
        verdict="ERROR",
        threshold=rules.threshold,
        ts=at,
        error=problem,
    )
