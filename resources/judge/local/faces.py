"""Who is seen: faces (Haar), costume and hair colours against the portraits, upside-down people. No identity, no emotion."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations
from pathlib import Path

import cv2
import numpy as np

from resources.judge.base import Portrait
from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.reading import Floats, Picture, Reading, Signal, grey_of, read_picture, turned_over

Box = tuple[int, int, int, int]
Descriptor = tuple[Floats | None, Floats | None]

_SMALLEST_FACE = 0.065
# 1.1 finds one face more in fifty and costs two thirds more time.
_PYRAMID_STEP, _NEIGHBOURS = 1.2, 3
_BINS = 36
_SMALLEST_REGION = 6
_TORSO_WEIGHT, _HAIR_WEIGHT = 0.75, 0.25
# More people than this are matched greedily by the first six: the factorial grows too fast.
_MOST_MATCHED = 6
_BELONGS = 0.36
_MOST_TURNED_PICTURES = 4


class _Finders(threading.local):
    """One classifier for each thread: it keeps state while it looks, and takes are reviewed side by side.

    Measured on drawn faces: alt2 finds them, default over-detects, profile finds nothing.
    """

    @cached_property
    def faces(self) -> cv2.CascadeClassifier:
        """The classifier of the present thread."""
        return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml"))


_finders = _Finders()


def find_faces(picture: Picture) -> list[Box]:
    """Frontal faces as (x, y, width, height), left to right."""
    grey = grey_of(picture)
    least = max(24, int(max(grey.shape) * _SMALLEST_FACE))
    found = _finders.faces.detectMultiScale(grey, _PYRAMID_STEP, _NEIGHBOURS, minSize=(least, least))
    return sorted((int(x), int(y), int(width), int(height)) for x, y, width, height in found)


def describe(picture: Picture, face: Box) -> Descriptor:
    """Lab colour histograms of the torso below a face and of the hair above it, relative to the face's own colour.

    Night, lamps and sunsets tint skin and cloth alike: relative to the skin a green coat stays a green coat.
    """
    x, y, width, height = face
    skin = _region(picture, x + 0.25 * width, y + 0.3 * height, x + 0.75 * width, y + 0.8 * height)
    tint = np.median(_chroma(skin).reshape(-1, 2), axis=0) if min(skin.shape[:2]) >= _SMALLEST_REGION else None
    torso = _region(picture, x - 0.2 * width, y + 1.45 * height, x + 1.2 * width, y + 2.3 * height)
    hair = _region(picture, x, y - 0.35 * height, x + width, y)
    return _histogram(torso, tint), _histogram(hair, tint)


def _region(picture: Picture, left: float, top: float, right: float, bottom: float) -> Picture:
    rows, columns = picture.shape[:2]
    return picture[max(0, int(top)) : min(rows, int(bottom)), max(0, int(left)) : min(columns, int(right))]


def _chroma(region: Picture) -> Signal:
    return np.asarray(cv2.cvtColor(region, cv2.COLOR_BGR2LAB)[..., 1:], np.float32)


def _histogram(region: Picture, tint: Signal | None) -> Floats | None:
    if min(region.shape[:2]) < _SMALLEST_REGION or tint is None:
        return None
    relative = np.ascontiguousarray(_chroma(region) - tint)
    counts = cv2.calcHist([relative], [0, 1], None, [_BINS, _BINS], [-96, 96, -96, 96])
    smooth = cv2.GaussianBlur(counts, (5, 5), 0)
    return np.asarray(smooth / max(float(smooth.sum()), 1e-9), np.float64)


def likeness(one: Descriptor, other: Descriptor) -> float | None:
    """Overlap of two descriptors, 0..1; None when they share no visible part."""
    overlap = [
        None if a is None or b is None else float(np.minimum(a, b).sum()) for a, b in zip(one, other, strict=True)
    ]
    torso, hair = overlap
    if torso is not None and hair is not None:
        return _TORSO_WEIGHT * torso + _HAIR_WEIGHT * hair
    # Hair alone tells nobody apart: most hair is dark.
    return torso


@dataclass(frozen=True)
class Sighting:
    """The faces of one colour picture, and which of them are whom."""

    picture: int
    time_s: float
    faces: tuple[Box, ...]
    named: dict[str, Box] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Company:
    """Everybody seen over the clip."""

    sightings: tuple[Sighting, ...]
    described: tuple[str, ...]


def portrait_descriptors(people: Sequence[Portrait]) -> dict[str, Descriptor]:
    """Descriptors by name of those whose portrait can be read and shows a face."""
    described: dict[str, Descriptor] = {}
    for person in people:
        picture = read_picture(person.image) if person.image is not None else None
        if picture is None:
            continue
        faces = find_faces(picture)
        if faces:
            described[person.name] = describe(picture, max(faces, key=lambda box: box[2]))
    return described


def see_people(reading: Reading, people: Sequence[Portrait]) -> Company:
    """Find faces in every colour picture and give them the names they fit best."""
    known = portrait_descriptors(people)
    sightings = []
    for index, picture in enumerate(reading.colours):
        faces = tuple(find_faces(picture))
        named, scores = _match([describe(picture, face) for face in faces], known)
        boxes = {name: faces[place] for name, place in named.items()}
        sightings.append(Sighting(index, float(reading.colour_times[index]), faces, boxes, scores))
    return Company(tuple(sightings), tuple(known))


def _match(seen: list[Descriptor], known: dict[str, Descriptor]) -> tuple[dict[str, int], dict[str, float]]:
    """The assignment of faces to names with the largest sum of likeness."""
    names, places = list(known)[:_MOST_MATCHED], list(range(len(seen)))[:_MOST_MATCHED]
    table = {(place, name): likeness(seen[place], known[name]) for place in places for name in names}
    size = min(len(names), len(places))
    best: tuple[float, tuple[tuple[int, str], ...]] = (-1.0, ())
    for chosen in permutations(places, size):
        for order in permutations(names, size) if len(names) > size else [tuple(names)]:
            pairs = tuple(zip(chosen, order, strict=True))
            total = sum(table[pair] or 0.0 for pair in pairs)
            if total > best[0]:
                best = (total, pairs)
    scores = {name: score for place, name in best[1] if (score := table[place, name]) is not None}
    named = {name: place for place, name in best[1] if (table[place, name] or 0.0) > _BELONGS}
    return named, scores


def cast_measures(company: Company, people: Sequence[Portrait]) -> Observations:
    """How well the people seen fit their portraits.

    Returns:
        `faces_seen` (share of pictures with a face), `faces_extra` (faces beyond the cast, typical picture) and
        `cast_likeness` (0..1, of the person that fits worst; costume and hair colours only).
    """
    counts = np.asarray([len(sighting.faces) for sighting in company.sightings] or [0])
    measured: Observations = {
        "faces_seen": Observation(float((counts > 0).mean())),
        "faces_extra": Observation(
            max(0.0, float(np.median(counts)) - len(people)), None, "there are too many people"
        ),
    }
    if not people:
        return measured | {"cast_likeness": unmeasured("nobody is expected")}
    if not company.described:
        return measured | {"cast_likeness": unmeasured("no portrait shows a face that can be found")}
    typical = {}
    for name in company.described:
        scores = [
            sighting.scores[name]
            for sighting in company.sightings
            if name in sighting.scores and _is_meant(sighting, name, company, len(people))
        ]
        if len(scores) >= 2:
            typical[name] = float(np.percentile(scores, 70))
    if not typical:
        return measured | {"cast_likeness": unmeasured("no face is found in the clip")}
    worst = min(typical, key=lambda name: typical[name])
    at_s = next(sighting.time_s for sighting in company.sightings if worst in sighting.scores)
    text = f"{worst} does not wear the colours of the portrait"
    note = ", ".join(f"{name} {score:.2f}" for name, score in typical.items())
    return measured | {"cast_likeness": Observation(typical[worst], at_s, text, note)}


def _is_meant(sighting: Sighting, name: str, company: Company, people: int) -> bool:
    """Whether a face was rightly held against a portrait: it may be somebody whose own portrait shows no face."""
    everybody_known = len(company.described) >= people
    return everybody_known or len(sighting.faces) >= people or sighting.scores[name] > _BELONGS


def upside_down_faces(reading: Reading, company: Company) -> Observation:
    """Share of looked-at faceless pictures that show a face once they are turned by 180 degrees."""
    faceless = [sighting for sighting in company.sightings if not sighting.faces]
    if not faceless:
        return Observation(0.0)
    step = max(1, len(faceless) // _MOST_TURNED_PICTURES)
    looked = faceless[::step][:_MOST_TURNED_PICTURES]
    turned = [sighting for sighting in looked if find_faces(turned_over(reading.colours[sighting.picture]))]
    if not turned and not any(sighting.faces for sighting in company.sightings):
        return unmeasured("no face either way up")
    share = len(turned) / len(company.sightings) * len(faceless) / len(looked)
    return Observation(share, turned[0].time_s if turned else None, "people are upside down")
