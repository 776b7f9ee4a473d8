"""Looks at the people of a clip: who of the cast is where, and whose face is a stranger's. Nothing is held against anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from resources.judge.base import Portrait
from resources.judge.local.busts import Bust, bust_at, bust_of, find_bust
from resources.judge.local.haar import (
    SURE,
    UNSURE,
    Box,
    find_face_again,
    find_face_candidates,
    find_face_of,
    find_faces_by_eyes,
)
from resources.judge.local.reading import Reading
from resources.judge.local.skin import looks_like_skin
from resources.judge.local.stills import Picture

# A look at the people takes most of the review's time: one in a second is enough for who is there.
LOOKS_PER_S = 1.0
# Who is surely where they were is not looked for everywhere; how many others are there is counted in every third look.
_GLANCES_BETWEEN = 2
# Where no face is seen: the right person fits somewhere at 0.69 and more, an empty set at up to 0.72.
BELONGS = 0.66
# Much smaller than the faces of the cast are passers-by, pictures on the wall, and windows that look like faces.
_LEAST_OF_CAST = 0.6
# Of a face that belongs to a bust, the middle lies within this many head sizes of the bust's head.
_SAME_PLACE = 0.8


@dataclass(frozen=True)
class Bars:
    """How well a person with a face has to fit a portrait.

    Args:
        surely: From here on nobody has to look twice.
        same: From here on it is the person of the portrait.
        other: Under this it is somebody else.
        finds: How sure a face has to be to be somebody else's.
        clothes_tell_way_up: Whether head and shoulders fit only upright; patches of dark cloth fit either way.
        trusts_eyes: Whether two eyes make a stranger where no face is found; textures of photographs have eyes too.
    """

    surely: float
    same: float
    other: float
    finds: int
    clothes_tell_way_up: bool
    trusts_eyes: bool


# Drawn, 82 clips: the right person fits at 0.75 and more at a face; others at 0.15 to 0.53, one at 0.69.
_DRAWN = Bars(surely=0.8, same=0.68, other=0.6, finds=UNSURE, clothes_tell_way_up=True, trusts_eyes=True)
# Two photographed women, regraded: themselves 0.66 to 0.92, one taken for the other 0.22 to 0.34 and up to 0.84 where
# both wear black. Textures make unsure faces that are none.
_PHOTOGRAPHED = Bars(surely=0.66, same=0.6, other=0.45, finds=SURE, clothes_tell_way_up=False, trusts_eyes=False)


@dataclass(frozen=True)
class Sighting:
    """The people of one colour picture.

    Args:
        picture: Number of the colour picture.
        time_s: Its time.
        faces: Every face that is surely one.
        named: Whose head is about where; only who fits the portrait.
        known_faces: Exactly where the faces of the named are; only those that are found.
        scores: How well each portrait fits, 0..1: at the person's face, else at the best place of the picture.
        face_fit: How well the face fits that fits anybody of the cast best, 0..1; 0 without a face.
        strangers: Of each face, also unsure ones, that belongs to nobody of the cast: how well it fits the portrait
            that comes nearest among those who are not seen.
    """

    picture: int
    time_s: float
    faces: tuple[Box, ...]
    named: dict[str, Box] = field(default_factory=dict)
    known_faces: dict[str, Box] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    strangers: tuple[float, ...] = ()
    face_fit: float = 0.0


@dataclass(frozen=True)
class Company:
    """Everybody seen over the clip, the busts of those whose portrait can be read, and what counts as alike."""

    sightings: tuple[Sighting, ...]
    busts: dict[str, Bust] = field(default_factory=dict)
    bars: Bars = _DRAWN


def _near(face: Box, head: Box) -> bool:
    size = max(face[2], head[2])
    across = abs(face[0] + face[2] / 2 - head[0] - head[2] / 2)
    down = abs(face[1] + face[3] / 2 - head[1] - head[3] / 2)
    return across < _SAME_PLACE * size and down < _SAME_PLACE * size


def _touching(face: Box, head: Box) -> bool:
    """Whether two boxes overlap: hair and hats are taken for faces too, those of two people hardly ever touch."""
    across = min(face[0] + face[2], head[0] + head[2]) - max(face[0], head[0])
    down = min(face[1] + face[3], head[1] + head[3]) - max(face[1], head[1])
    return across > 0 and down > 0


def see_people(reading: Reading, people: Sequence[Portrait]) -> Company:
    """Look for faces and for the people of the portraits, once a second."""
    busts = {
        person.name: bust for person in people if (bust := bust_of(person.image, drawn=person.drawn)) is not None
    }
    bars = _DRAWN if all(person.drawn for person in people) else _PHOTOGRAPHED
    sightings: list[Sighting] = []
    due, glances = 0.0, _GLANCES_BETWEEN
    for index, (time_s, picture) in enumerate(zip(reading.colour_times.tolist(), reading.colours, strict=True)):
        if time_s < due:
            continue
        due = time_s + 0.75 / LOOKS_PER_S
        glance = _glance(sightings[-1], index, time_s, picture, busts, bars) if glances < _GLANCES_BETWEEN else None
        glances = glances + 1 if glance else 0
        sightings.append(glance or _look(index, time_s, picture, busts, bars))
    return Company(tuple(sightings), busts, bars)


def _glance(
    before: Sighting, index: int, time_s: float, picture: Picture, busts: dict[str, Bust], bars: Bars
) -> Sighting | None:
    """A look only at where everybody of the cast was seen; None unless all of them are there again.

    A full look would say the same: while nobody is absent no face is a stranger's. Only the count of faces is that of
    the look before.
    """
    named: dict[str, Box] = {}
    known: dict[str, Box] = {}
    scores: dict[str, float] = {}
    fits: list[float] = []
    for name, bust in busts.items():
        if name not in before.named:
            return None
        head = before.known_faces.get(name)
        if head is None:
            # By the clothes only: from the back, or with a beard.
            place = find_bust(picture, bust)
            head = place.head
            if place.likeness < BELONGS or not _near(head, before.named[name]):
                return None
            scores[name] = place.likeness
        faces = {face: bust_at(picture, bust, face) for face in find_face_again(picture, head)}
        fits += faces.values()
        if max(faces.values(), default=0.0) >= bars.same:
            head = known[name] = max(faces, key=lambda face: faces[face])
            scores[name] = faces[head]
        elif faces or name not in scores:
            return None
        named[name] = head
    if not named or any(_near(one, other) for one, other in combinations(named.values(), 2)):
        return None
    faces_seen = before.faces or tuple(known.values())
    return Sighting(index, time_s, faces_seen, named, known, scores, face_fit=max(fits, default=0.0))


def _look(index: int, time_s: float, picture: Picture, busts: dict[str, Bust], bars: Bars) -> Sighting:
    candidates = find_face_candidates(picture)
    faces = [face for face, _ in candidates]
    fits = {(name, face): bust_at(picture, bust, face) for name, bust in busts.items() for face in faces}
    known: dict[str, Box] = {}
    scores: dict[str, float] = {}
    smallest: list[int] = []
    for name, face in sorted(fits, key=lambda pair: -fits[pair]):
        taken = any(_near(face, other) for other in known.values())
        if name not in known and not taken and fits[name, face] >= bars.same:
            known[name], scores[name] = face, fits[name, face]
            # The finder frames one face several times, up to twice as large: its size is that of the smallest that fits.
            smallest.append(min(box[2] for box in faces if _near(box, face) and fits[name, box] >= bars.same))
    named = dict(known)
    # Clothes may be known where the finder misses the face (a bald head, a beard), but they are found on walls too.
    largest = max((face[2] for face, finds in candidates if finds >= SURE), default=0)
    doubtful: set[str] = set()
    for name, bust in busts.items():
        if name in known:
            continue
        place = find_bust(picture, bust)
        scores[name] = place.likeness
        if place.likeness < BELONGS:
            continue
        at_face = [fits[name, face] for face, finds in candidates if finds >= SURE and _near(face, place.head)]
        if place.head[2] < _LEAST_OF_CAST * largest or (at_face and max(at_face) < bars.other):
            doubtful.add(name)
        elif not any(_near(place.head, other) for other in named.values()):
            named[name] = place.head
            found = find_face_of(picture, place.head)
            if found is not None:
                known[name] = found
                smallest.append(found[2])
    # A stranger counts only while somebody of the cast is not seen: else it is an extra, or a picture on the wall.
    absent = [name for name in busts if name not in named]
    least = SURE if doubtful.issuperset(absent) else bars.finds
    large_enough = _LEAST_OF_CAST * max(smallest, default=0)
    others = {
        face: max(fits[name, face] for name in absent)
        for face, finds in candidates
        if absent and finds >= least and face[2] >= large_enough and looks_like_skin(picture, face)
        if not any(_near(face, head) or _touching(face, head) for head in known.values())
    }
    if bars.trusts_eyes and not others and not doubtful.issuperset(absent):
        others = {
            face: max(bust_at(picture, busts[name], face) for name in absent)
            for face in find_faces_by_eyes(picture)
            if face[2] >= large_enough and looks_like_skin(picture, face)
            if not any(_near(face, head) or _touching(face, head) for head in named.values())
        }
    # A face that fits neither well nor badly may be the one that is missed; windows that look like faces do not count then.
    may_be_them = sum(fit >= bars.other for fit in others.values())
    strangers = [fit for fit in others.values() if fit < bars.other] if may_be_them < len(absent) else []
    return Sighting(
        index,
        time_s,
        tuple(face for face, finds in candidates if finds >= SURE),
        named,
        known,
        scores,
        tuple(strangers),
        max(fits.values(), default=0.0),
    )
