"""Clips that a person judged, and how far a judge agrees with that person. Who looks at the clips is not here.

Agreement beyond chance is Cohen's kappa (Cohen 1960). A judge under the bar, or held against too few clips, is advisory:
its opinion is shown and decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from spark_video_assets.story.document import Document, Part
from spark_video_assets.story.reviewing import AXES, Axis, Review, ReviewRules

Decision = Literal["ACCEPT", "REJECT"]
Band = Literal["weak", "fair", "good"]

DECISIONS: tuple[Decision, ...] = ("ACCEPT", "REJECT")
BANDS: tuple[Band, ...] = ("weak", "fair", "good")
BAR = 0.6
"""Least kappa of a judge that may decide: above it agreement is "substantial" (Landis and Koch 1977)."""
LEAST_CLIPS = 20
"""Under this the interval around a kappa is wider than the difference between good and useless."""
_NORMAL_95 = 1.96


def _inside_the_folder(path: str) -> str:
    steps = path.replace("\\", "/").split("/")
    if not path or path.startswith(("/", "\\")) or ".." in steps or ":" in path:
        raise ValueError("must be a path inside the folder of labels.json")
    return path


Inside = Annotated[str, AfterValidator(_inside_the_folder)]
Mark = Annotated[float, Field(ge=0, le=10)]


class ExpectedPerson(Part):
    """Somebody who should be in a clip; `image` is their portrait."""

    name: str
    description: str = ""
    image: Inside | None = None
    drawn: bool = False
    gender: str | None = None
    age: str | None = None
    voice_style: str | None = None


class ExpectedLine(Part):
    """A line that should be heard, seconds from the first frame."""

    speaker: str
    text: str
    start_s: float = Field(ge=0)
    end_s: float = Field(ge=0)
    voice_over: bool = False


class ExpectedShot(Part):
    """What a clip should show: what a judge is told besides the clip.

    Args:
        duration_s: Promised length; `width`, `height`, `frame_rate` likewise.
        timing_known: Whether the lines' times are true rather than estimated.
        speech_expected: False where the sound is replaced later.
        previous_last_frame: Picture that the clip has to continue.
        palette_pictures: The set, and earlier winners of its scene.
    """

    kind: Literal["t2v", "i2v", "r2v"] = "t2v"
    prompt: str = ""
    purpose: str = ""
    scene: str = ""
    style: str = ""
    forbidden: list[str] = Field(default_factory=list)
    duration_s: float = Field(gt=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    frame_rate: float | None = None
    characters: list[ExpectedPerson] = Field(default_factory=list)
    lines: list[ExpectedLine] = Field(default_factory=list)
    timing_known: bool = True
    speech_expected: bool = True
    previous_last_frame: Inside | None = None
    palette_pictures: list[Inside] = Field(default_factory=list)
    planned_cuts: int = Field(default=0, ge=0)
    text_allowed: bool = False


class LabelledClip(Part):
    """One clip with a person's judgement; axes that the person did not mark are left out."""

    file: Inside
    verdict: Decision
    marks: dict[Axis, Mark] = Field(default_factory=dict)
    note: str = ""
    shot: ExpectedShot


class Labels(Document):
    """`labels.json` of a calibration folder: every clip lies beside it or below."""

    by: str = ""
    clips: list[LabelledClip] = Field(min_length=1)


class Agreement(Part):
    """How often two raters agree, by class.

    Args:
        count: Clips that both rated.
        agreed: Share of them with the same class; None without any.
        kappa: Agreement beyond chance, -1..1; None where chance alone explains everything (one class only).
        kappa_low: Lower end of its 95 % interval.
        confusion: Counts by the person's class, then by the judge's.
    """

    count: int
    agreed: float | None = None
    kappa: float | None = None
    kappa_low: float | None = None
    confusion: dict[str, dict[str, int]]


class Disagreement(Part):
    """A clip where the person and the judge decided differently."""

    file: str
    person: Decision
    judge: Decision
    score: float | None = None
    critique: str = ""
    note: str = ""


class Calibration(Document):
    """What came out of holding a judge against a person.

    Args:
        advisory: The judge may not decide; `reasons` says why.
        unjudged: Clips that it could not judge; they count in nothing.
        verdict: Agreement in accept or reject.
        axes: Agreement in bands (weak: at or under the veto floor; good: from the threshold on) by axis, as far as both
            gave a mark.
    """

    judge: str
    bar: float
    clips: int
    advisory: bool
    reasons: list[str] = Field(default_factory=list)
    unjudged: list[str] = Field(default_factory=list)
    verdict: Agreement
    axes: dict[Axis, Agreement] = Field(default_factory=dict)
    disagreements: list[Disagreement] = Field(default_factory=list)


def band(mark: float, rules: ReviewRules) -> Band:
    """What a mark of 0..10 means under the rules of the takes."""
    if mark <= rules.veto_floor:
        return "weak"
    return "good" if mark >= rules.threshold else "fair"


def agreement(pairs: Iterable[tuple[str, str]], classes: Sequence[str]) -> Agreement:
    """Cohen's kappa with its 95 % interval, and the confusion.

    Args:
        pairs: (person's class, judge's class) of each clip.
        classes: All classes, in the order they are shown in.
    """
    confusion = {person: dict.fromkeys(classes, 0) for person in classes}
    for person, judge in pairs:
        confusion[person][judge] += 1
    count = sum(sum(row.values()) for row in confusion.values())
    if count == 0:
        return Agreement(count=0, confusion=confusion)
    agreed = sum(confusion[name][name] for name in classes) / count
    by_chance = sum(
        sum(confusion[name].values()) * sum(row[name] for row in confusion.values()) for name in classes
    ) / (count * count)
    if math.isclose(by_chance, 1.0):
        return Agreement(count=count, agreed=round(agreed, 4), confusion=confusion)
    kappa = (agreed - by_chance) / (1 - by_chance)
    error = math.sqrt(agreed * (1 - agreed) / count) / (1 - by_chance)
    return Agreement(
        count=count,
        agreed=round(agreed, 4),
        kappa=round(kappa, 4),
        kappa_low=round(max(-1.0, kappa - _NORMAL_95 * error), 4),
        confusion=confusion,
    )


def calibrate(
    labels: Labels, reviews: Mapping[str, Review], *, judge: str, rules: ReviewRules, bar: float = BAR
) -> Calibration:
    """Hold a judge's reviews against a person's labels.

    Args:
        labels: The person's judgements.
        reviews: The judge's, by file; a missing one or an ERROR counts as not judged.
        judge: Who reviewed.
        rules: Threshold and veto floor, which make bands of marks.
        bar: Least kappa of the verdict with which the judge may decide.
    """
    judged = [
        (clip, review)
        for clip in labels.clips
        if (review := reviews.get(clip.file)) is not None and review.verdict != "ERROR"
    ]
    verdict = agreement(((clip.verdict, review.verdict) for clip, review in judged), DECISIONS)
    axes = {axis: _axis_agreement(axis, judged, rules) for axis in AXES}
    reasons = _reasons(verdict, bar)
    return Calibration(
        judge=judge,
        bar=bar,
        clips=len(labels.clips),
        advisory=bool(reasons),
        reasons=reasons,
        unjudged=[clip.file for clip in labels.clips if all(clip is not seen for seen, _ in judged)],
        verdict=verdict,
        axes={axis: found for axis, found in axes.items() if found.count},
        disagreements=[
            Disagreement(
                file=clip.file,
                person=clip.verdict,
                judge="REJECT" if review.verdict == "REJECT" else "ACCEPT",
                score=review.score,
                critique=review.critique,
                note=clip.note,
            )
            for clip, review in judged
            if clip.verdict != review.verdict
        ],
    )


def _axis_agreement(axis: Axis, judged: Sequence[tuple[LabelledClip, Review]], rules: ReviewRules) -> Agreement:
    marked = [(clip.marks[axis], review.breakdown.get(axis)) for clip, review in judged if axis in clip.marks]
    return agreement(((band(own, rules), band(its, rules)) for own, its in marked if its is not None), BANDS)


def _reasons(verdict: Agreement, bar: float) -> list[str]:
    """Why a judge may not decide; empty when it may."""
    reasons = []
    if verdict.count < LEAST_CLIPS:
        reasons.append(f"only {verdict.count} clips were judged, at least {LEAST_CLIPS} are needed")
    if verdict.kappa is None:
        reasons.append("all clips have the same verdict: agreement beyond chance cannot be told")
    elif verdict.kappa < bar:
        reasons.append(f"kappa {verdict.kappa:.2f} is under the bar of {bar:g}")
    return reasons
