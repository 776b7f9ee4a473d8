"""Whose mouth moves while a line is heard. It needs at least two named faces; it knows nothing of voices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from resources.judge.local.looks import Company, Sighting
from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.reading import Reading
from resources.judge.local.stills import Floats, Picture
from resources.video.staging import TimedLine

_CROP = 96
_UPPER_FACE = (slice(10, 50), slice(20, 76))
# The finder's frame varies by a tenth: the mouth lies between these rows in all of them.
_MOUTH = (slice(54, 88), slice(24, 76))
_LARGEST_SHIFT = 10.0
_LEAST_SAMPLES = 5
# A face that the camera sweeps past is not followed: then most of it changes, not only eyes and brows.
_FOLLOWED = (75, 20.0)
# Grey levels per picture; a still face under coding noise and moving light has up to 6.
_TALKING = 10.0
# A mouth opens and closes: its larger steps tell more than the typical one.
_OPENING = 82
_STEADY = 0.2
# Only part of the region opens, so a high percentile of its change; less what is common in the rest of the face.
# 12 drawn talks, clean and swapped: where both mouths were followed the right one leads by 0.59 and more (8 clips), the
# wrong one by 0.51 and more (8 of 9 clips; once by 0.14 only).
_OPENED, _COMMON = 92, 80
# A face is followed in this size, which is enough to align it to 3 of 96 pixels; `_moved` does the rest.
_TRACKED = 32
_PATTERN = (slice(3, 19), slice(3, 29))
_REACH = 1.75
_SAME_FACE = 0.6
_FOLLOWED_S = 1.0
_LEAST_SIDE = 20


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
    heard = np.zeros(len(reading.picture_times), np.bool_)
    for line in spoken:
        heard |= (reading.picture_times >= line.start_s) & (reading.picture_times < line.end_s)
    motion = {name: mouth_motion(reading, company, name, heard) for name in names}
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


def mouth_motion(reading: Reading, company: Company, name: str, heard: NDArray[np.bool_]) -> Floats:
    """Motion inside one person's mouth region, picture by picture (grey levels; NaN where the face is not followed).

    Only pictures that `heard` marks are measured: following a face and comparing it are half a look at faces otherwise.

    The face is followed from the nearest sighting by its upper half, each step is aligned on that half, and what it
    moves (head turns, light) is taken off.
    """
    motion = np.full(len(reading.pictures), np.nan)
    seen = _steady(company, name)
    if not seen:
        return motion
    side = round(float(np.median([sighting.known_faces[name][2] for sighting in seen])))
    if side < _LEAST_SIDE:
        return motion
    compared = heard | np.append(heard[1:], np.zeros(1, np.bool_))
    for anchor, first, last in _shares(reading, seen, compared):
        x, y, width, height = seen[anchor].known_faces[name]
        start = int(np.searchsorted(reading.picture_times, seen[anchor].time_s - 1e-3))
        middle = (x + width / 2, y + height / 2)
        for way in (range(start, last), range(start, first - 1, -1)):
            before: Picture | None = None
            for index, place in zip(way, _followed(reading, way, middle, side), strict=False):
                crop = _crop(reading.pictures[index], place, side, _CROP) if compared[index] else None
                if before is not None and crop is not None:
                    motion[max(index, index - way.step)] = _moved(before, crop)
                before = crop
    return motion


def _shares(reading: Reading, seen: list[Sighting], compared: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """For each sighting the pictures, from and to, that are compared and that no other sighting is nearer to."""
    times = np.asarray([sighting.time_s for sighting in seen])
    nearest = np.abs(reading.picture_times[:, None] - times[None]).argmin(axis=1)
    reached = np.abs(reading.picture_times - times[nearest]) <= _FOLLOWED_S
    for anchor in range(len(seen)):
        indices = np.flatnonzero((nearest == anchor) & reached & compared)
        if len(indices):
            yield anchor, int(indices[0]), int(indices[-1]) + 1


def _followed(
    reading: Reading, way: range, middle: tuple[float, float], side: int
) -> Iterator[tuple[float, float]]:
    """The middle of a face from picture to picture; ends where it is lost or leaves the picture."""
    patterns: list[Picture] = []
    for index in way:
        picture = reading.pictures[index]
        if patterns:
            around = _crop(picture, middle, round(side * _REACH), round(_TRACKED * _REACH))
            # Eyes that close make another face: what is not like the first picture may still be like the last one.
            matches = (cv2.minMaxLoc(cv2.matchTemplate(around, like, cv2.TM_CCOEFF_NORMED)) for like in patterns)
            place = next((where for _, likeness, _, where in matches if likeness >= _SAME_FACE), None)
            if place is None:
                return
            still = (_REACH - 1) * _TRACKED / 2
            right, down = place[0] - still - _PATTERN[1].start, place[1] - still - _PATTERN[0].start
            middle = middle[0] + right * side / _TRACKED, middle[1] + down * side / _TRACKED
        patterns = [*patterns[:1], _crop(picture, middle, side, _TRACKED)[_PATTERN]]
        high, wide = picture.shape[:2]
        if not (side * 0.4 <= middle[0] <= wide - side * 0.4 and side * 0.4 <= middle[1] <= high - side * 0.5):
            return
        yield middle


def _steady(company: Company, name: str) -> list[Sighting]:
    """The sightings of a face in its usual size: a box that is much larger or smaller is another part of the head.

    Where most of them are, nobody knows which is the face, and none is taken.
    """
    seen = [sighting for sighting in company.sightings if name in sighting.known_faces]
    usual = float(np.median([sighting.known_faces[name][2] for sighting in seen])) if seen else 1.0
    steady = [s for s in seen if abs(s.known_faces[name][2] / usual - 1.0) <= _STEADY]
    return steady if 2 * len(steady) > len(seen) else []


def _crop(picture: Picture, middle: tuple[float, float], side: int, size: int) -> Picture:
    """A square about a place, in a size of its own."""
    square = cv2.getRectSubPix(picture, (side, side), middle)
    return np.asarray(cv2.resize(square, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def _moved(before_it: Picture, after_it: Picture) -> float:
    """Motion of the mouth beyond that of the face; NaN where the face was not followed."""
    before, after = before_it.astype(np.float32), after_it.astype(np.float32)
    (right, down), _ = cv2.phaseCorrelate(before[:58], after[:58])
    if abs(right) > _LARGEST_SHIFT or abs(down) > _LARGEST_SHIFT:
        return float("nan")
    shift = np.asarray([[1, 0, -right], [0, 1, -down]], np.float32)
    aligned = cv2.warpAffine(after, shift, (_CROP, _CROP), borderMode=cv2.BORDER_REPLICATE)
    difference = cv2.absdiff(aligned, before)
    upper = np.sort(np.asarray(difference[_UPPER_FACE], np.float64), axis=None)
    if _at_share(upper, _FOLLOWED[0]) > _FOLLOWED[1]:
        return float("nan")
    mouth = np.sort(np.asarray(difference[_MOUTH], np.float64), axis=None)
    return max(0.0, _at_share(mouth, _OPENED) - _at_share(upper, _COMMON))


def _at_share(ordered: Floats, percent: float) -> float:
    """The percentile of figures in order: numpy's own way takes longer than all else that is done to a mouth."""
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))
