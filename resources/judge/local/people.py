"""Measures of the people seen: how well they fit their portraits, strangers among them, people upside down. No identity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from resources.judge.base import Portrait
from resources.judge.local.busts import bust_at, find_bust
from resources.judge.local.haar import find_face_candidates, find_faces
from resources.judge.local.looks import BELONGS, Company, Sighting
from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.reading import Reading
from resources.judge.local.stills import turned_over

_MOST_TURNED_PICTURES, _LEAST_LOOKS = 4, 2
_STRANGERS_SEEN = 0.4
_CLEARLY = 0.08


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
    counted = {name: score for name, score in typical.items() if score >= BELONGS}
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
    return likeness >= max(BELONGS, max(sighting.scores.values()) + _CLEARLY)
