"""A thing that goes from one hand to another: where the two hands meet, and when. The words: `told_handing`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from resources.video.animatic.blocking import Mark
from resources.video.animatic.camera import ease
from resources.video.animatic.canvas import Sprite
from resources.video.animatic.figure.joints import beside_hand
from resources.video.animatic.figure.rig import ArmReach
from resources.video.animatic.timeline import PlacedLine

_CHEST = 0.32  # of an arm's length under the shoulder: so high is a thing held out to somebody of one's own size
_FREE = 0.96  # share of the arms' reach that is used: a straight arm looks pulled
_LOWEST = 0.92  # of an arm's length under the shoulder a hand still gets a little ahead of the body
_CHIN = 185.0  # from the crown to the chin
_REACHES_OUT_S, _WAITS_S, _GOES_BACK_S = 0.8, 0.4, 0.6
_TAKES_S, _DRAWS_IN_S = 0.65, 0.7
_AFTER_LINE_S = 0.25
_LEAST_BEFORE_S, _LEAST_AFTER_S = 1.5, 1.6
_FACES_S = 1.7  # so long before and after the two look at each other


@dataclass(frozen=True, slots=True)
class Handing:
    """One thing that changes hands in a shot.

    Args:
        giver: Name of who holds the thing first.
        receiver: Name of who holds it afterwards.
        at_s: When it changes hands.
        grips: Where the gripping hand of either is at that moment, world units.
        taken: The thing as the receiver holds it: the picture of the giver's, though a mirrored figure holds it.
    """

    giver: str
    receiver: str
    at_s: float
    grips: Mapping[str, tuple[float, float]]
    taken: Sprite

    def out(self, name: str, at_s: float) -> float:
        """How far somebody's hand is on its way to the other's: 0 to 1."""
        if name == self.giver:
            there_s = self.at_s - _WAITS_S
            return ease((at_s - there_s + _REACHES_OUT_S) / _REACHES_OUT_S) - ease(
                (at_s - self.at_s - 0.1) / _GOES_BACK_S
            )
        if name == self.receiver:
            return ease((at_s - self.at_s + _TAKES_S) / _TAKES_S) - ease(
                (at_s - self.at_s - _AFTER_LINE_S) / _DRAWS_IN_S
            )
        return 0.0

    def faces(self, name: str, at_s: float) -> str | None:
        """Name of whom somebody looks at while the thing changes hands."""
        if abs(at_s - self.at_s) > _FACES_S:
            return None
        return {self.giver: self.receiver, self.receiver: self.giver}.get(name)

    @property
    def free_from_s(self) -> float:
        """From then on the giver's arms are free."""
        return self.at_s + 0.1 + _GOES_BACK_S

    @property
    def busy_from_s(self) -> float:
        """From then on the receiver's are not."""
        return self.at_s - _TAKES_S


def handed_at(lines: Sequence[PlacedLine], giver: str, duration_s: float, earliest_s: float) -> float:
    """Right after the giver's first line, else in the middle of the shot; in a short shot as well as there is time.

    Args:
        lines: What is spoken by people in the picture.
        giver: Name of who hands something over.
        duration_s: Length of the shot.
        earliest_s: Not before: somebody is still on the way in.
    """
    ends_s = next(
        (line.timed.end_s + _AFTER_LINE_S for line in lines if line.timed.speaker == giver), duration_s / 2
    )
    latest_s = max(duration_s - _LEAST_AFTER_S, duration_s / 2)
    return min(max(ends_s, _LEAST_BEFORE_S, earliest_s), latest_s)


def together(
    marks: Sequence[Mark], giver: str, receiver: str, arms: Mapping[str, ArmReach], thing: Sprite
) -> tuple[tuple[Mark, ...], Mapping[str, tuple[float, float]]] | None:
    """The marks, two of them so near that their hands meet at the thing, and where either hand is then.

    Args:
        marks: Everybody's.
        giver: Name of one of them.
        receiver: Name of another one.
        arms: By name, how far either reaches.
        thing: In the giver's hand.

    Returns:
        None when somebody stands between them or they are not in one row.
    """
    by_name = {mark.figure.name: mark for mark in marks}
    one, two = by_name.get(giver), by_name.get(receiver)
    if one is None or two is None or one.size != two.size:
        return None
    left, right = sorted((one.x, two.x))
    if any(left < mark.x < right for mark in marks if mark.size == one.size):
        return None
    ahead, down = beside_hand(thing)
    half = ahead * one.size
    way = 1 if two.x > one.x else -1
    shoulders = [(mark.x + sign * arms[mark.figure.name].x * mark.size, -mark.lift + arms[mark.figure.name].y * mark.size)
                 for mark, sign in ((one, way), (two, -way))]  # fmt: skip
    lengths = [arms[mark.figure.name].length * mark.size * _FREE for mark in (one, two)]
    chests = [y + _CHEST * length for (_, y), length in zip(shoulders, lengths, strict=True)]
    smaller = min((one, two), key=lambda mark: mark.tall)
    # Nobody gets a parcel pushed into the face.
    under_chin = (_CHIN - smaller.tall - thing.y - down) * smaller.size - smaller.lift
    lowest = min(joint + _LOWEST * length for (_, joint), length in zip(shoulders, lengths, strict=True))
    y = min(max(sum(chests) / 2, under_chin), lowest)
    level = [math.sqrt(max(0.1, 1.0 - ((y - joint) / length) ** 2)) * length
             for (_, joint), length in zip(shoulders, lengths, strict=True)]  # fmt: skip
    apart = abs(shoulders[1][0] - shoulders[0][0])
    nearer = max(0.0, apart - sum(level) - 2 * half) / 2
    free = max(0.0, apart - 2 * nearer - 2 * half)
    first = shoulders[0][0] + way * (nearer + free * level[0] / sum(level))
    moved = {giver: replace(one, x=one.x + way * nearer), receiver: replace(two, x=two.x - way * nearer)}
    grips = {giver: (first, y), receiver: (first + way * 2 * half, y)}
    return tuple(moved.get(mark.figure.name, mark) for mark in marks), grips


def mirrored(thing: Sprite) -> Sprite:
    """The picture for a figure that is drawn mirrored to the one that held it before."""
    wide = thing.image.shape[1] / thing.scale
    return Sprite(thing.image[:, ::-1].copy(), -thing.x - wide, thing.y, thing.scale)
