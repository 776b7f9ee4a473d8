"""Six axes out of graded measures, and the critique in words. No limits, no arithmetic of mean or veto."""

from __future__ import annotations

from collections.abc import Sequence

from resources.judge.base import AXES, Axis, Fault
from resources.judge.local.faults import Findings

# What an axis really asks (anatomy, gravity, likeness, ...) is mostly not measurable here: without the measures that
# come nearest to the question the axis does not get more than this.
_UNPROVEN = 8.0
_NEAREST_MEASURES: dict[Axis, tuple[str, ...]] = {
    "logic": ("speech_heard", "seam_likeness"),
    "style": ("palette_distance",),
    "dialog_attribution": ("mouth_margin",),
}
_MOST_THAT_CAN_BE_PROVEN: dict[Axis, float] = {"proportion": 9.0, "physics": 9.0, "cast_match": 9.0}


def grade_axes(findings: Findings, *, dialogue: bool) -> dict[Axis, float | None]:
    """Each axis is its worst measure, 0..10; None when nothing about it could be measured.

    Args:
        findings: What the limits made of the measures.
        dialogue: False when nobody speaks in the shot: attribution is then 10, as the rubric of every judge says.
    """
    axes: dict[Axis, float | None] = {}
    for axis in AXES:
        grades = [grade for owner, grade in findings.grades.values() if owner == axis]
        if not grades:
            axes[axis] = 10.0 if axis == "dialog_attribution" and not dialogue else None
            continue
        nearest = _NEAREST_MEASURES.get(axis)
        proven = nearest is None or any(name in findings.grades for name in nearest)
        ceiling = _MOST_THAT_CAN_BE_PROVEN.get(axis, 10.0) if proven else _UNPROVEN
        axes[axis] = round(min(ceiling, *grades), 1)
    return axes


def write_critique(faults: Sequence[Fault], most: int = 3) -> str:
    """One sentence for each of the worst faults, with its timecode; empty when there is none."""
    sentences: list[str] = []
    for fault in faults:
        place = f"At {fault.at_s:.1f} s " if fault.at_s is not None else ""
        text = f"{place}{fault.detail}." if place else f"{fault.detail[:1].upper()}{fault.detail[1:]}."
        if text not in sentences:
            sentences.append(text)
    return " ".join(sentences[:most])
