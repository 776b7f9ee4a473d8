"""The table of limits: when a measure is a fault, when it is fatal, how it grades its axis. It measures nothing."""

from __future__ import annotations

from dataclasses import dataclass

from resources.judge.base import Axis, Fault, Measure
from resources.judge.local.observation import Observations

# An axis at or under the veto floor (5.0) rejects a take. A fault grades well under it, a sound measure well above.
FAULT_GRADE = 4.0
LIMIT_GRADE = 7.0


@dataclass(frozen=True)
class Limit:
    """When one measure is wrong.

    Args:
        measure: Name of the measure.
        code: Fault code; see `resources.judge.base.Fault`.
        axis: The axis that the measure grades.
        good: From here on the measure takes nothing off its axis.
        limit: At or beyond it the measure is a fault. Smaller than `good` where more is better.
        unit: Of the three figures.
        fatal: From here on the take is rejected whatever the mean; None = never fatal by itself.
    """

    measure: str
    code: str
    axis: Axis
    good: float
    limit: float
    unit: str
    fatal: float | None = None

    def beyond(self, value: float, edge: float) -> bool:
        """Whether a value is at or on the wrong side of an edge."""
        return value >= edge if self.limit > self.good else value <= edge

    def grade(self, value: float) -> float:
        """0..10: 10 up to `good`, 7 just inside the limit, 4 at the limit, 0 at twice the way beyond it."""
        way = (value - self.good) / (self.limit - self.good)
        if not self.beyond(value, self.limit):
            return 10.0 - (10.0 - LIMIT_GRADE) * max(0.0, way)
        return max(0.0, FAULT_GRADE * (2.0 - way))


# Tuned in 2026-11 on clips of the drawing engine with espeak voices. Marked "drawn": only drawn pictures were ever
# measured, a photographed clip may need another figure. Marked "espeak": only synthetic voices over quiet ambience.
# Unmarked: sizes, lengths and levels that do not depend on how the clip was made.
LIMITS: tuple[Limit, ...] = (
    # Models round to blocks of 16 or 32 pixels (832x480 for 480P): that is their size, not a wrong one.
    Limit("size_missing", "wrong-size", "proportion", 0.03, 0.1, "share", 0.1),
    Limit("ratio_error", "wrong-ratio", "proportion", 0.01, 0.04, "", 0.04),
    # A model that counts its frames (121 at 24 fps for 5 s) is a tenth of a second off; the cut can live with that.
    Limit("too_short_s", "wrong-length", "logic", 0.02, 0.12, "s", 0.12),
    Limit("too_long_s", "wrong-length", "logic", 0.15, 0.4, "s", 0.4),
    Limit("frame_rate", "wrong-frame-rate", "physics", 20.0, 14.0, "fps"),
    Limit("frame_rate_error", "wrong-frame-rate", "physics", 0.1, 0.5, "fps"),
    Limit("black_s", "black", "logic", 0.1, 0.3, "s", 0.5),
    Limit("frozen_s", "frozen", "physics", 0.5, 1.2, "s", 2.0),  # drawn
    Limit("flicker", "flicker", "physics", 1.5, 4.0, "grey levels"),  # drawn
    Limit("unplanned_cuts", "unplanned-cut", "logic", 0.0, 1.0, "", 1.0),  # drawn
    Limit("seam_likeness", "seam-jump", "logic", 0.85, 0.7, "SSIM"),  # drawn
    Limit("blur", "blur", "style", 0.46, 0.55, "0..1", 0.64),  # drawn
    Limit("blocking", "blocking", "style", 1.36, 1.45, "ratio", 1.6),  # drawn
    Limit("starved_blocking", "blocking", "style", 1.05, 1.12, "ratio", 1.3),
    Limit("palette_distance", "palette-drift", "style", 6.0, 12.0, "Lab"),  # drawn
    # Clean clips, drawn and photographed: up to 0.28; every hue turned by a third of the circle: from 0.39.
    Limit("place_colours", "palette-drift", "style", 0.25, 0.35, "share"),
    Limit("upside_down_people", "upside-down", "physics", 0.2, 0.5, "share", 0.5),  # drawn
    Limit("upside_down_layout", "upside-down", "physics", 0.1, 0.2, "correlation", 0.2),
    Limit("text_s", "text", "style", 0.2, 0.7, "s"),  # drawn
    Limit("sound_length_error_s", "wrong-length", "logic", 0.1, 0.25, "s"),
    Limit("sound_peak_db", "silent", "logic", -50.0, -65.0, "dBFS"),
    Limit("true_peak_db", "loudness", "logic", -3.0, -0.1, "dBTP"),
    Limit("clipped_share", "loudness", "logic", 0.0005, 0.004, "share"),
    Limit("speech_level_db", "loudness", "logic", -34.0, -41.0, "dBFS"),  # espeak
    Limit("speech_heard", "speech-missing", "dialog_attribution", 0.6, 0.35, "share", 0.35),  # espeak
    Limit("speech_line_heard", "speech-missing", "dialog_attribution", 0.5, 0.25, "share", 0.25),  # espeak
    Limit("speech_late_s", "speech-late", "dialog_attribution", 0.3, 0.45, "s"),  # espeak
    Limit("speech_cut_s", "speech-clipped", "dialog_attribution", 0.2, 0.4, "s"),  # espeak
    Limit("mouth_margin", "swapped-speaker", "dialog_attribution", 0.2, -0.45, "share"),  # drawn
    Limit("voice_octaves_off", "wrong-voice", "dialog_attribution", 0.08, 0.2, "octaves"),  # espeak
    Limit("cast_likeness", "wrong-cast", "cast_match", 0.75, 0.6, "0..1"),  # drawn
    Limit("photo_likeness", "wrong-cast", "cast_match", 0.66, 0.45, "0..1"),
    Limit("faces_extra", "wrong-cast", "proportion", 0.5, 2.5, "people"),  # drawn
)


@dataclass(frozen=True)
class Findings:
    """What the limits make of the measures.

    Args:
        measures: For the record, every one.
        faults: Worst first.
        grades: (axis, grade 0..10) of every limited measure that could be taken, by measure name.
    """

    measures: dict[str, Measure]
    faults: tuple[Fault, ...]
    grades: dict[str, tuple[Axis, float]]


def find_faults(observed: Observations) -> Findings:
    """Hold every observation against its limit."""
    measures = {name: Measure(value=_rounded(o.value), note=o.note) for name, o in observed.items()}
    graded: list[tuple[float, Fault]] = []
    grades: dict[str, tuple[Axis, float]] = {}
    for limit in LIMITS:
        observation = observed.get(limit.measure)
        if observation is None:
            continue
        value = observation.value
        wrong = value is not None and limit.beyond(value, limit.limit)
        measures[limit.measure] = Measure(
            value=_rounded(value),
            limit=limit.limit,
            unit=limit.unit,
            ok=None if value is None else not wrong,
            note=observation.note,
        )
        if value is None:
            continue
        grades[limit.measure] = (limit.axis, limit.grade(value))
        if wrong:
            fatal = limit.fatal is not None and limit.beyond(value, limit.fatal)
            fault = Fault(
                code=limit.code, axis=limit.axis, detail=observation.detail, at_s=observation.at_s, fatal=fatal
            )
            graded.append((limit.grade(value), fault))
    graded.sort(key=lambda pair: (not pair[1].fatal, pair[0]))
    return Findings(measures, tuple(fault for _, fault in graded), grades)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
