"""Who stands where, who comes and goes. What the camera takes in: `framing`. How it is acted: `acting`."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resources.video.animatic.sets.reading import seed_of
from resources.video.staging import Figure, Staging

_ENTER = re.compile(
    r"enter|walks? in|comes? in|arriv|steps? in|bursts? in|rush(?:es)? in|approach|走进|进来|进门|闯入|推门|走来|赶来|登场",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"\bleav|exit|walks? (?:out|away|off)|storms? (?:out|off)|runs? (?:out|away|off)|goes out"
    r"|离开|走出|离去|出门|跑开|退下|转身走",
    re.IGNORECASE,
)
_WALK = re.compile(
    r"\bwalk|stroll|pac(?:es|ing)|march|\brun(?:s|ning)?\b|wander|走着|行走|漫步|踱步|奔跑|跑着|散步|走在",
    re.IGNORECASE,
)
# What runs and goes nowhere, and clauses about no person: nobody walks because a chalk line does.
_THING_RUNS = re.compile(
    r"\b(?:lines?|water|rain|river|stream|roads?|paths?|streets?|cracks?|tears?|blood|clock|time|engine|machine|tap|trail|"
    r"wires?|tape|rope|sweat|light|shadows?)\s+(?:\w+\s+)?runs?\b",
    re.IGNORECASE,
)
_APART_IN_CLOSE = 1.6  # so that nobody's half face hangs in the edge of another's close-up
_ROW_BACK = 0.86
_FRONT_ROW = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one person stands.

    Args:
        x: World units.
        tall: From soles to crown, units.
        hat: How far a hat goes above the crown, units.
        size: Factor on the drawn figure: the back row is smaller.
        lift: How much higher the feet are than the front row's.
        enters: Side it comes from (-1 left, 1 right) in the first seconds, 0 = is there.
        leaves: Side it goes to in the last seconds, 0 = stays.
        walks: Walks on the spot while the set passes.
    """

    figure: Figure
    x: float
    tall: float = 1000.0
    hat: float = 0.0
    size: float = 1.0
    lift: float = 0.0
    enters: int = 0
    leaves: int = 0
    walks: bool = False


def block(
    staging: Staging,
    heights: Mapping[str, float],
    ratio: float,
    rng: random.Random,
    hats: Mapping[str, float] | None = None,
) -> tuple[Mark, ...]:
    """A mark for each figure, left to right, back row first so that drawing in order overlaps rightly.

    Args:
        staging: The shot.
        heights: From soles to crown, by name.
        ratio: Width to height of the frame.
        rng: Seeded for the shot.
        hats: How far hats go above crowns, by name; who is not in it wears none.
    """
    count = len(staging.figures)
    if count == 0:
        return ()
    narrow = min(1.0, 0.62 + 0.38 * max(0.0, ratio - 9 / 16) / (16 / 9 - 9 / 16))
    front = staging.figures if count <= _FRONT_ROW else _front_row(staging)
    if staging.size in ("close", "extreme_close", "over_shoulder"):
        narrow *= _APART_IN_CLOSE
    back = [figure for figure in staging.figures if figure not in front]
    if count == 1:
        figure = staging.figures[0]
        own = _own(figure, staging)
        x = _side_of(figure, staging, own) * own.uniform(70, 120) * narrow
        return (_with_ways(Mark(figure, x), staging, heights, hats or {}),)
    marks = _row(back, narrow * _ROW_BACK, staging, size=_ROW_BACK, lift=70.0) + _row(front, narrow, staging)
    return tuple(_with_ways(mark, staging, heights, hats or {}) for mark in marks)


def _own(figure: Figure, staging: Staging) -> random.Random:
    """A person's own chance: where it stands in its room of the frame is the same in every shot of a film."""
    return random.Random(seed_of(staging.world_seed, figure.name, "mark"))


def _side_of(figure: Figure, staging: Staging, rng: random.Random) -> int:
    """Where somebody alone in frame stands: -1 left and looking right, 1 the other way.

    People keep their sides of the line between them from shot to shot: earlier in the company is further left, as in
    the shots that show them together. The other one is whom the action names, else the rest of the company.
    """
    names = [other.name for other in staging.company]
    if figure.name not in names or len(names) < 2:
        return rng.choice((-1, 1))
    rank = names.index(figure.name)
    told = staging.action.casefold()
    partner = next((name for name in names if name != figure.name and name.casefold() in told), None)
    if partner is not None:
        return -1 if rank < names.index(partner) else 1
    return -1 if rank < len(names) / 2 else 1


def _front_row(staging: Staging) -> tuple[Figure, ...]:
    """At most five in front: the focus and the speakers first."""
    wanted = [staging.focus, *(line.speaker for line in staging.lines)]
    rank = {name: order for order, name in reversed(list(enumerate(wanted)))}
    chosen = sorted(staging.figures, key=lambda figure: rank.get(figure.name, len(wanted)))[:_FRONT_ROW]
    return tuple(figure for figure in staging.figures if figure in chosen)


def _row(
    figures: Sequence[Figure], narrow: float, staging: Staging, size: float = 1.0, lift: float = 0.0
) -> list[Mark]:
    count = len(figures)
    spacing = {2: 540.0, 3: 440.0, 4: 380.0}.get(count, 340.0) * narrow
    middle = (count - 1) / 2
    return [
        Mark(figure, (order - middle) * spacing + _own(figure, staging).uniform(-14, 14), size=size, lift=lift)
        for order, figure in enumerate(figures)
    ]


def walks_in(figure: Figure, staging: Staging) -> bool:
    """True when the action tells that this figure comes into the picture."""
    return any(_ENTER.search(clause) for clause in _told_of(figure, staging))


def _told_of(figure: Figure, staging: Staging) -> list[str]:
    clauses = re.split(r"[.;!?。；！？,，]|\band\b|\bthen\b|然后", staging.action)
    return [clause for clause in clauses if _is_about(clause, figure, staging)]


def _with_ways(mark: Mark, staging: Staging, heights: Mapping[str, float], hats: Mapping[str, float]) -> Mark:
    """The mark with its figure's height and hat, and the entrances, exits and walks that the action tells of it."""
    mine = _told_of(mark.figure, staging)
    tall, hat = heights[mark.figure.name], hats.get(mark.figure.name, 0.0)
    side = -1 if mark.x < 0 else 1
    return Mark(
        mark.figure, mark.x, tall, hat, mark.size, mark.lift,
        enters=side if walks_in(mark.figure, staging) else 0,
        leaves=side if any(_LEAVE.search(clause) for clause in mine) else 0,
        walks=any(_walks(clause) for clause in mine),
    )  # fmt: skip


def _walks(clause: str) -> bool:
    """True for a clause of somebody who walks, and neither comes nor goes."""
    if _ENTER.search(clause) or _LEAVE.search(clause):
        return False
    return _WALK.search(_THING_RUNS.sub("", clause)) is not None


def _is_about(clause: str, figure: Figure, staging: Staging) -> bool:
    if len(staging.figures) == 1 or figure.name.casefold() in clause.casefold():
        return True
    first_name = figure.name.split()[0] if figure.name.split() else figure.name
    if len(first_name) > 2 and first_name.casefold() in clause.casefold():
        return True
    named = any(other.name.casefold() in clause.casefold() for other in staging.figures)
    return not named and figure.name == staging.focus
