"""`LocalJudge`: reads a clip once, has it measured, and answers like any other judge. No measure lives here."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import cv2

from resources.judge.base import AXES, Fault, Judgement, Measure, ReviewRequest
from resources.judge.local.attribution import mouth_measures
from resources.judge.local.axes import grade_axes, write_critique
from resources.judge.local.container import container_measures
from resources.judge.local.faults import find_faults
from resources.judge.local.layout import PlaceLooks, look_at_place, place_measures
from resources.judge.local.lettering import lettering_measure
from resources.judge.local.looks import Company, see_people
from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.people import cast_measures, upside_down_people
from resources.judge.local.picture import picture_measures
from resources.judge.local.reading import Reading, read_clip
from resources.judge.local.sound import sound_measures
from resources.judge.local.stills import Picture, read_picture
from resources.judge.local.surroundings import surroundings_measures
from resources.judge.local.voices import voice_measure

_SOUND_THAT_IS_KEPT = ("sound_peak_db", "sound_length_error_s", "true_peak_db", "clipped_share")


class LocalJudge:
    """Measures picture and sound; knows nothing of meaning, anatomy or who somebody is.

    Needs no key, network or model weights. The same file and request give the same numbers.
    """

    name: ClassVar[str] = "local"

    def judge(self, request: ReviewRequest) -> Judgement:
        """Look at the clip once.

        A clip that does not decode is a fatal fault with all axes 0, never an error.

        Raises:
            MediaError: There is no such file.
        """
        started = time.perf_counter()
        cv2.setNumThreads(1)
        reading = read_clip(request.clip)
        if reading.damage:
            return _undecodable(self.name, reading, time.perf_counter() - started)
        findings = find_faults(measure(reading, request))
        axes = grade_axes(findings, dialogue=bool(request.lines))
        return Judgement(
            judge=self.name,
            breakdown=axes,
            critique=write_critique(findings.faults),
            faults=findings.faults,
            measures=findings.measures,
            measured_axes=tuple(axis for axis in AXES if axes[axis] is not None),
            seconds=round(time.perf_counter() - started, 3),
            whole=reading.whole,
        )


def measure(reading: Reading, request: ReviewRequest) -> Observations:
    """Every measure that this judge can take of a clip."""
    lines = request.lines if request.speech_expected else ()
    portraits = _pictures(person.image for person in request.characters)
    sets = _pictures(request.palette_pictures)
    before = next(iter(_pictures([request.previous_last_frame])), None)
    place = look_at_place(reading, sets, before)
    company = see_people(reading, request.characters)
    observed: Observations = {
        **container_measures(reading, request),
        **picture_measures(reading),
        **surroundings_measures(reading, sets, portraits, before, chained=request.previous_last_frame is not None),
        **place_measures(place),
        **cast_measures(company, request.characters),
        "text_s": lettering_measure(reading, allowed=request.text_allowed),
        "upside_down_people": _people_upside_down(reading, request, company, place),
        **sound_measures(reading, lines, timing_known=request.timing_known),
        **mouth_measures(reading, company, lines),
        "voice_octaves_off": voice_measure(reading, lines, request.characters, timing_known=request.timing_known),
    }
    if not request.speech_expected:
        observed |= dict.fromkeys(_SOUND_THAT_IS_KEPT, unmeasured("this clip's sound is replaced later"))
    cuts = observed["cuts"]
    if cuts.value is not None:
        over = max(0.0, cuts.value - request.planned_cuts)
        observed["unplanned_cuts"] = Observation(over, cuts.at_s, "the picture cuts, which was not asked for")
    for subject in ("anatomy", "meaning", "forbidden_things"):
        observed[subject] = unmeasured("not measured by this judge")
    return observed


def _pictures(paths: Iterable[Path | None]) -> list[Picture]:
    return [picture for path in paths if path is not None and (picture := read_picture(path)) is not None]


def _people_upside_down(
    reading: Reading, request: ReviewRequest, company: Company, place: PlaceLooks
) -> Observation:
    # Where nobody is expected, windows and cars turned over look like faces too: the layout tells it instead.
    if not request.characters:
        return unmeasured("nobody is expected")
    if place.upright:
        return Observation(0.0, note="the place is the right way up")
    return upside_down_people(reading, company)


def _undecodable(name: str, reading: Reading, seconds: float) -> Judgement:
    fault = Fault(code="undecodable", axis="logic", detail=reading.damage, at_s=reading.length_s, fatal=True)
    return Judgement(
        judge=name,
        breakdown=dict.fromkeys(AXES, 0.0),
        critique=write_critique([fault]),
        faults=(fault,),
        measures={"decoded_s": Measure(value=round(reading.length_s, 3), unit="s", ok=False, note=reading.damage)},
        measured_axes=AXES,
        seconds=round(seconds, 3),
    )
