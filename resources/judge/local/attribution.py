"""Whose mouth moves while a line is heard. It needs at least two named faces; it knows nothing of voices."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from resources.judge.local.haar import Box
from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.people import Company, Sighting
from resources.judge.local.reading import Reading
from resources.judge.local.stills import Floats
from resources.video.staging import TimedLine

_CROP = 96
_UPPER_FACE = (slice(10, 50), slice(20, 76))
_MOUTH = (slice(62, 92), slice(24, 76))
_LARGEST_SHIFT = 10.0
_LEAST_SAMPLES = 6
# A face that the camera sweeps past is not followed: then most of it changes, not only eyes and brows.
_FOLLOWED = (75, 14.0)
# Grey levels per picture; a still face under coding noise and moving light has up to 6.
_TALKING = 10.0
# A mouth opens and closes: its larger steps tell more than the typical one.
_OPENING = 82
_STEADY = 0.2


def mouth_measures(reading: Reading, company: Company, lines: Sequence[TimedLine]) -> Observations:
    """Mouth motion of each line's speaker against everybody else.

    Returns:
        `mouth_margin`: motion of the speaker's mouth less that of the liveliest other mouth as a share of the larger
        one (-1 = only the other one moves, 1 = only the speaker), of the worst line; unmeasured without a line in
        which both are seen and one of them moves.
    """
    spoken = [line for line in lines if not line.voice_over]
    if not spoken:
        return {"mouth_margin": unmeasured("nobody speaks on screen")}
    names = {name: None for sighting in company.sightings for name in sighting.known_faces}
    motion = {name: mouth_motion(reading, company, name) for name in names}
    margins: list[tuple[float, TimedLine, str]] = []
    for line in spoken:
        window = (reading.picture_times >= line.start_s) & (reading.picture_times < line.end_s)
        lively = {name: _typical(values[window]) for name, values in motion.items()}
        speaker = lively.get(line.speaker)
        others = {name: value for name, value in lively.items() if name != line.speaker and value is not None}
        if speaker is None or not others:
            continue
        rival = max(others, key=lambda name: others[name])
        livelier = max(speaker, others[rival])
        if livelier >= _TALKING:
            margins.append(((speaker - others[rival]) / livelier, line, rival))
    if not margins:
        return {"mouth_margin": unmeasured("no line with its speaker and another face in view")}
    worst, line, rival = min(margins, key=lambda margin: margin[0])
    text = f"the mouth of {rival} moves while {line.speaker} speaks"
    note = f"{len(margins)} of {len(spoken)} lines measured"
    return {"mouth_margin": Observation(worst, line.start_s, text, note)}


def _typical(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    return float(np.percentile(known, _OPENING)) if len(known) >= _LEAST_SAMPLES else None


def mouth_motion(reading: Reading, company: Company, name: str) -> Floats:
    """Motion inside one person's mouth region, picture by picture (grey levels; NaN where the face is not seen).

    The crop follows the face between two sightings, is aligned on the upper half of the face, and what the upper
    half moves (head turns, light) is taken off.
    """
    motion = np.full(len(reading.pictures), np.nan)
    seen = _steady(company, name)
    for earlier, later in pairwise(seen):
        if later.picture - earlier.picture > 2:
            continue
        begin, end = (int(np.searchsorted(reading.picture_times, s.time_s - 1e-3)) for s in (earlier, later))
        before: Floats | None = None
        for index in range(begin, end + 1):
            part = (index - begin) / max(1, end - begin)
            crop = _crop(reading, index, earlier.known_faces[name], later.known_faces[name], part)
            if before is not None and crop is not None:
                motion[index] = _moved(before, crop)
            before = crop
    return motion


def _steady(company: Company, name: str) -> list[Sighting]:
    """The sightings of a face in its usual size: a box that is much larger or smaller is another part of the head."""
    seen = [sighting for sighting in company.sightings if name in sighting.known_faces]
    usual = float(np.median([sighting.known_faces[name][2] for sighting in seen])) if seen else 1.0
    return [s for s in seen if abs(s.known_faces[name][2] / usual - 1.0) <= _STEADY]


def _crop(reading: Reading, index: int, earlier: Box, later: Box, part: float) -> Floats | None:
    width, height = (earlier[2] + later[2]) // 2, (earlier[3] + later[3]) // 2
    across = (1 - part) * (earlier[0] + earlier[2] / 2) + part * (later[0] + later[2] / 2)
    down = (1 - part) * (earlier[1] + earlier[3] / 2) + part * (later[1] + later[3] / 2)
    x, y = round(across - width / 2), round(down - height / 2)
    face = reading.pictures[index][max(0, y) : y + height, max(0, x) : x + width]
    if min(face.shape) < 20:
        return None
    return np.asarray(cv2.resize(face, (_CROP, _CROP), interpolation=cv2.INTER_AREA), np.float64)


def _moved(before: Floats, after: Floats) -> float:
    """Motion of the mouth beyond that of the face; NaN where the face was not followed."""
    (right, down), _ = cv2.phaseCorrelate(before[:58], after[:58])
    if abs(right) > _LARGEST_SHIFT or abs(down) > _LARGEST_SHIFT:
        return float("nan")
    shift = np.asarray([[1, 0, -right], [0, 1, -down]], np.float32)
    aligned = cv2.warpAffine(after, shift, (_CROP, _CROP), borderMode=cv2.BORDER_REPLICATE)
    difference = np.abs(aligned - before)
    if float(np.percentile(difference[_UPPER_FACE], _FOLLOWED[0])) > _FOLLOWED[1]:
        return float("nan")
    # Only part of the region opens, so a high percentile of it; of the rest of the face what is common.
    return max(0.0, float(np.percentile(difference[_MOUTH], 85) - np.percentile(difference[_UPPER_FACE], 60)))
