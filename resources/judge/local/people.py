"""Who is seen: faces and busts of the cast over the clip, strangers among them, people upside down. No identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from resources.judge.base import Portrait
from resources.judge.local.busts import Bust, bust_of, find_bust
from resources.judge.local.haar import Box, find_face_of, find_faces
from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.reading import Reading
from resources.judge.local.stills import Picture, turned_over

# A look at the people takes most of the review's time: one in a second is enough for who is there.
LOOKS_PER_S = 1.0
# Drawn clips: the right person fits at 0.69 and more, another one at up to 0.63, an empty set at up to 0.72.
_BELONGS = 0.66
_MOST_TURNED_PICTURES, _LEAST_LOOKS = 4, 2
_STRANGERS_SEEN = 0.4
_CLEARLY = 0.08
# Of a face that belongs to a bust, the middle lies within this many head sizes of the bust's head.
_SAME_PLACE = 0.8


@dataclass(frozen=True)
class Sighting:
    """The people of one colour picture.

    Args:
        picture: Number of the colour picture.
        time_s: Its time.
        faces: Every face that is found.
        named: Whose head is about where; only who fits the portrait.
        known_faces: Exactly where the faces of the named are; only those that are found.
        scores: How well the best place fits each portrait, 0..1.
    """

    picture: int
    time_s: float
    faces: tuple[Box, ...]
    named: dict[str, Box] = field(default_factory=dict)
    known_faces: dict[str, Box] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)

    @property
    def strangers(self) -> tuple[Box, ...]:
        """Faces that belong to nobody of the cast."""
        return tuple(face for face in self.faces if not any(_near(face, head) for head in self.named.values()))


@dataclass(frozen=True)
class Company:
    """Everybody seen over the clip, and the busts of those whose portrait can be read."""

    sightings: tuple[Sighting, ...]
    busts: dict[str, Bust] = field(default_factory=dict)


def _near(face: Box, head: Box) -> bool:
    size = max(face[2], head[2])
    across = abs(face[0] + face[2] / 2 - head[0] - head[2] / 2)
    down = abs(face[1] + face[3] / 2 - head[1] - head[3] / 2)
    return across < _SAME_PLACE * size and down < _SAME_PLACE * size


def see_people(reading: Reading, people: Sequence[Portrait]) -> Company:
    """Look for faces and for the people of the portraits, once a second."""
    busts = {
        person.name: bust for person in people if (bust := bust_of(person.image, drawn=person.drawn)) is not None
    }
    times, sightings = reading.colour_times, []
    due = 0.0
    for index, picture in enumerate(reading.colours):
        last = index == len(reading.colours) - 1
        if times[index] < due and not last:
            continue
        due = times[index] + 0.75 / LOOKS_PER_S
        sightings.append(_look(index, float(times[index]), picture, busts))
    return Company(tuple(sightings), busts)


def _look(index: int, time_s: float, picture: Picture, busts: dict[str, Bust]) -> Sighting:
    faces = tuple(find_faces(picture))
    places = {name: find_bust(picture, bust) for name, bust in busts.items()}
    named: dict[str, Box] = {}
    known_faces: dict[str, Box] = {}
    for name in sorted(places, key=lambda name: -places[name].likeness):
        head = places[name].head
        if places[name].likeness < _BELONGS or any(_near(head, other) for other in named.values()):
            continue
        named[name] = head
        face = next((face for face in faces if _near(face, head)), None) or find_face_of(picture, head)
        if face is not None:
            known_faces[name] = face
    scores = {name: place.likeness for name, place in places.items()}
    return Sighting(index, time_s, faces, named, known_faces, scores)


def cast_measures(company: Company, people: Sequence[Portrait]) -> Observations:
    """How well the people seen fit their portraits.

    Somebody who is not found is held against the clip only when a stranger's face is seen instead: a person may stand
    with the back to the camera, or be hands on a prop. Only portraits of the drawing engine can accuse at all.

    Returns:
        `faces_seen` (share of looks with a face), `faces_extra` (faces beyond the cast, typical look) and
        `cast_likeness` (0..1, of the person that fits worst; colours of costume, hair and skin only).
    """
    counts = np.asarray([len(sighting.faces) for sighting in company.sightings] or [0])
    measured: Observations = {
        "faces_seen": Observation(float((counts > 0).mean())),
        "faces_extra": Observation(
            max(0.0, float(np.median(counts)) - len(people)), None, "there are too many people"
        ),
    }
    return measured | {"cast_likeness": _cast_likeness(company, people)}


def _cast_likeness(company: Company, people: Sequence[Portrait]) -> Observation:
    if not people:
        return unmeasured("nobody is expected")
    if not company.busts:
        return unmeasured("no portrait can be read")
    typical = {
        name: float(np.percentile([sighting.scores[name] for sighting in company.sightings], 70))
        for name in company.busts
    }
    note = ", ".join(f"{name} {score:.2f}" for name, score in typical.items())
    unknown = len(people) - len(company.busts)
    with_strangers = [sighting for sighting in company.sightings if len(sighting.strangers) > unknown]
    stranger = len(with_strangers) >= max(_LEAST_LOOKS, _STRANGERS_SEEN * len(company.sightings))
    # A photograph and a clip made from it may differ in ways that were never measured: it can only speak for a clip.
    accusing = {person.name for person in people if person.drawn} if stranger else set()
    counted = {name: score for name, score in typical.items() if score >= _BELONGS or name in accusing}
    if not counted:
        return unmeasured(f"nobody is recognised, and no face is held against them ({note})")
    worst = min(counted, key=lambda name: counted[name])
    at_s = with_strangers[0].time_s if stranger else company.sightings[0].time_s
    return Observation(counted[worst], at_s, f"{worst} does not wear the colours of the portrait", note)


def upside_down_people(reading: Reading, company: Company) -> Observation:
    """Share of looks that show people clearly better once the picture is turned by 180 degrees."""
    faceless = [sighting for sighting in company.sightings if not sighting.faces]
    if len(faceless) < _LEAST_LOOKS:
        return Observation(0.0)
    looked = faceless[:: max(1, len(faceless) // _MOST_TURNED_PICTURES)][:_MOST_TURNED_PICTURES]
    turned = [sighting for sighting in looked if _better_turned(sighting, reading, company)]
    nobody = not any(sighting.faces or sighting.named for sighting in company.sightings)
    if not turned and nobody:
        return unmeasured("nobody is seen either way up")
    share = len(turned) / len(looked) * len(faceless) / len(company.sightings)
    return Observation(share, turned[0].time_s if turned else None, "people are upside down")


def _better_turned(sighting: Sighting, reading: Reading, company: Company) -> bool:
    """Whether the cast fits better upside down; a face alone is believed only where no portrait could tell."""
    over = turned_over(reading.colours[sighting.picture])
    if not company.busts:
        return bool(find_faces(over))
    best = max(find_bust(over, bust).likeness for bust in company.busts.values())
    return best >= max(_BELONGS, max(sighting.scores.values()) + _CLEARLY)
