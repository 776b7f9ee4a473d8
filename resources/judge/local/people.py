"""Who is seen: faces and busts of the cast over the clip, strangers among them, people upside down. No identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from resources.judge.base import Portrait
from resources.judge.local.busts import Bust, bust_at, bust_of, find_bust
from resources.judge.local.haar import (
    SURE,
    UNSURE,
    Box,
    find_face_candidates,
    find_face_of,
    find_faces,
    find_faces_by_eyes,
)
from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.reading import Reading
from resources.judge.local.skin import looks_like_skin
from resources.judge.local.stills import Picture, turned_over

# A look at the people takes most of the review's time: one in a second is enough for who is there.
LOOKS_PER_S = 1.0
# Where no face is seen: the right person fits somewhere at 0.69 and more, an empty set at up to 0.72.
_BELONGS = 0.66
_MOST_TURNED_PICTURES, _LEAST_LOOKS = 4, 2
_STRANGERS_SEEN = 0.4
_CLEARLY = 0.08
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
    times, sightings = reading.colour_times, []
    due = 0.0
    for index, picture in enumerate(reading.colours):
        if times[index] < due:
            continue
        due = times[index] + 0.75 / LOOKS_PER_S
        sightings.append(_look(index, float(times[index]), picture, busts, bars))
    return Company(tuple(sightings), busts, bars)


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
        if place.likeness < _BELONGS:
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


def cast_measures(company: Company, people: Sequence[Portrait]) -> Observations:
    """How well the people seen fit their portraits.

    Somebody who is not found is held against the clip only when a stranger's face is seen instead: a person may stand
    with the back to the camera, or be hands on a prop.

    Returns:
        `faces_seen` (share of looks with a face), `faces_extra` (faces beyond the cast, typical look) and, colours of
        costume, hair and skin only, `cast_likeness` (0..1, of the person that fits worst) where portraits and clip
        come from the drawing engine, else `photo_likeness`, which has a milder limit.
    """
    counts = np.asarray([len(sighting.faces) for sighting in company.sightings] or [0])
    measured: Observations = {
        "faces_seen": Observation(float((counts > 0).mean())),
        "faces_extra": Observation(
            max(0.0, float(np.median(counts)) - len(people)), None, "there are too many people"
        ),
    }
    return measured | _cast_likeness(company, people)


def _cast_likeness(company: Company, people: Sequence[Portrait]) -> Observations:
    drawn = all(person.drawn for person in people)
    name, other = ("cast_likeness", "photo_likeness") if drawn else ("photo_likeness", "cast_likeness")
    measured = {other: unmeasured("the portraits and the clip are " + ("drawn" if drawn else "not both drawn"))}
    return measured | {name: _likeness(company, people)}


def _likeness(company: Company, people: Sequence[Portrait]) -> Observation:
    if not people:
        return unmeasured("nobody is expected")
    if not company.busts:
        return unmeasured("no portrait can be read")
    looks = company.sightings
    typical = {
        name: float(np.percentile([sighting.scores[name] for sighting in looks], 70)) for name in company.busts
    }
    note = ", ".join(f"{name} {score:.2f}" for name, score in typical.items())
    missing = len(people) - len(company.busts)
    without = [sighting for sighting in looks if len(sighting.strangers) > missing]
    # Who is surely there in some looks is there: a face that fits nobody in others is his, in a hand's shadow or dark light.
    doubted = any(score < company.bars.surely for score in typical.values())
    if doubted and len(without) >= max(_LEAST_LOOKS, _STRANGERS_SEEN * len(looks)):
        value = float(np.median([min(sighting.strangers) for sighting in without]))
        unseen = [name for name in company.busts if all(name not in s.known_faces for s in without)]
        who = unseen[0] if unseen else min(typical, key=lambda name: typical[name])
        return Observation(value, without[0].time_s, f"somebody else than {who} of the portrait is seen", note)
    counted = {name: score for name, score in typical.items() if score >= _BELONGS}
    if not counted:
        return unmeasured(f"nobody is recognised, and no face is held against them ({note})")
    worst = min(counted, key=lambda name: counted[name])
    return Observation(counted[worst], looks[0].time_s, f"{worst} does not wear the colours of the portrait", note)


def upside_down_people(reading: Reading, company: Company) -> Observation:
    """Share of the looks that tell it which show people clearly better once the picture is turned by 180 degrees."""
    upright = [sighting for sighting in company.sightings if _is_upright(sighting, company)]
    others = [sighting for sighting in company.sightings if not _is_upright(sighting, company)]
    if len(others) < _LEAST_LOOKS:
        return Observation(0.0)
    looked = others[:: max(1, len(others) // _MOST_TURNED_PICTURES)][:_MOST_TURNED_PICTURES]
    turned: list[Sighting] = []
    for number, sighting in enumerate(looked):
        # Once too few are left to be believed, nobody has to look at them.
        if len(turned) + len(looked) - number < _LEAST_LOOKS:
            break
        if _better_turned(sighting, reading, company):
            turned.append(sighting)
    if len(turned) < _LEAST_LOOKS:
        nobody = not turned and not any(sighting.faces or sighting.named for sighting in company.sightings)
        return unmeasured("nobody is seen either way up") if nobody else Observation(0.0)
    seen_turned = len(turned) / len(looked) * len(others)
    return Observation(seen_turned / (seen_turned + len(upright)), turned[0].time_s, "people are upside down")


def _is_upright(sighting: Sighting, company: Company) -> bool:
    """Whether it needs no second look: a face over the clothes that belong to it, or any face where no clothes are known."""
    return sighting.face_fit >= company.bars.surely if company.busts else bool(sighting.faces)


def _better_turned(sighting: Sighting, reading: Reading, company: Company) -> bool:
    """Whether people are seen once the picture is turned over, clearly better than as it is."""
    over = turned_over(reading.colours[sighting.picture])
    if not company.busts:
        return bool(find_faces(over))
    fits = [bust_at(over, bust, face) for face, _ in find_face_candidates(over) for bust in company.busts.values()]
    best = max(fits, default=0.0)
    if best >= company.bars.same:
        return best >= sighting.face_fit + _CLEARLY
    if sighting.faces or not company.bars.clothes_tell_way_up:
        return False
    likeness = max(find_bust(over, bust).likeness for bust in company.busts.values())
    return likeness >= max(_BELONGS, max(sighting.scores.values()) + _CLEARLY)
