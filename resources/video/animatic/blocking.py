"""Who stands where, who comes and goes, and what part of that the camera takes in. How it is acted: `acting`."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resources.video.animatic.camera import CameraMove, Stop, View, widest_height
from resources.video.animatic.timeline import PlacedLine
from resources.video.staging import Figure, ShotSize, Staging

_HAIR = 80.0  # room for hair and headgear above the crown
_SHOULDERS = 175.0  # half of the room a person takes in a frame
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
_HEIGHTS: dict[ShotSize, float] = {
    "wide": 1480, "full": 1330, "medium": 790, "close": 540, "extreme_close": 420, "over_shoulder": 640, "insert": 460,
}  # fmt: skip
_HEADROOM = 0.07
_ROAM = 190.0  # units that the camera of an empty shot may stand off the middle of a set
_PORTRAIT_HEADROOM = 0.2
_LEAD_ROOM, _LEAD_ROOM_TALL = 0.085, 0.035  # share of the frame's width that a look has before it
_APART_IN_CLOSE = 1.6  # so that nobody's half face hangs in the edge of another's close-up
_ROW_BACK = 0.86
_FRONT_ROW = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one person stands.

    Args:
        x: World units.
        tall: From soles to crown, units.
        size: Factor on the drawn figure: the back row is smaller.
        lift: How much higher the feet are than the front row's.
        enters: Side it comes from (-1 left, 1 right) in the first seconds, 0 = is there.
        leaves: Side it goes to in the last seconds, 0 = stays.
        walks: Walks on the spot while the set passes.
    """

    figure: Figure
    x: float
    tall: float = 1000.0
    size: float = 1.0
    lift: float = 0.0
    enters: int = 0
    leaves: int = 0
    walks: bool = False


def block(staging: Staging, heights: Mapping[str, float], ratio: float, rng: random.Random) -> tuple[Mark, ...]:
    """A mark for each figure, left to right, back row first so that drawing in order overlaps rightly."""
    count = len(staging.figures)
    if count == 0:
        return ()
    narrow = min(1.0, 0.62 + 0.38 * max(0.0, ratio - 9 / 16) / (16 / 9 - 9 / 16))
    front = staging.figures if count <= _FRONT_ROW else _front_row(staging)
    if staging.size in ("close", "extreme_close", "over_shoulder"):
        narrow *= _APART_IN_CLOSE
    back = [figure for figure in staging.figures if figure not in front]
    if count == 1:
        side = _side_of(staging.figures[0], staging, rng)
        return (
            _with_ways(
                Mark(staging.figures[0], side * rng.uniform(70, 120) * narrow), staging, heights[front[0].name]
            ),
        )
    marks = _row(back, narrow * _ROW_BACK, rng, size=_ROW_BACK, lift=70.0) + _row(front, narrow, rng)
    return tuple(_with_ways(mark, staging, heights[mark.figure.name]) for mark in marks)


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
    figures: Sequence[Figure], narrow: float, rng: random.Random, size: float = 1.0, lift: float = 0.0
) -> list[Mark]:
    count = len(figures)
    spacing = {2: 540.0, 3: 440.0, 4: 380.0}.get(count, 340.0) * narrow
    middle = (count - 1) / 2
    return [
        Mark(figure, (order - middle) * spacing + rng.uniform(-14, 14), size=size, lift=lift)
        for order, figure in enumerate(figures)
    ]


def _with_ways(mark: Mark, staging: Staging, tall: float) -> Mark:
    """Entrances, exits and walks that the action tells of this figure."""
    clauses = re.split(r"[.;!?。；！？,，]|\band\b|\bthen\b|然后", staging.action)
    mine = [clause for clause in clauses if _is_about(clause, mark.figure, staging)]
    side = -1 if mark.x < 0 else 1
    return Mark(
        mark.figure, mark.x, tall, mark.size, mark.lift,
        enters=side if any(_ENTER.search(clause) for clause in mine) else 0,
        leaves=side if any(_LEAVE.search(clause) for clause in mine) else 0,
        walks=any(_WALK.search(clause) and not _ENTER.search(clause) and not _LEAVE.search(clause) for clause in mine),
    )  # fmt: skip


def _is_about(clause: str, figure: Figure, staging: Staging) -> bool:
    if len(staging.figures) == 1 or figure.name.casefold() in clause.casefold():
        return True
    first_name = figure.name.split()[0] if figure.name.split() else figure.name
    if len(first_name) > 2 and first_name.casefold() in clause.casefold():
        return True
    named = any(other.name.casefold() in clause.casefold() for other in staging.figures)
    return not named and figure.name == staging.focus


@dataclass(frozen=True, slots=True)
class Framing:
    """The camera of a shot, and the figure whose shoulder it looks over, if any."""

    move: CameraMove
    over_shoulder_of: Mark | None

    @property
    def tallest(self) -> float:
        """Height in world units of the widest view of the shot."""
        return max(stop.view.height for stop in self.move.stops)


def frame(
    staging: Staging,
    marks: Sequence[Mark],
    lines: Sequence[PlacedLine],
    ratio: float,
    duration_s: float,
    rng: random.Random,
) -> Framing:
    """Choose the views of a shot.

    Wide and full shots hold everyone. Closer ones hold the focus; when somebody else speaks and is not in frame,
    the camera goes to them, quickly in a whip pan.
    """
    focus = _focus_mark(staging, marks, lines)
    listener = _listener(marks, focus) if staging.size == "over_shoulder" else None
    first = _view(staging.size, _group(staging.size, marks, focus, listener), marks, ratio, rng)
    if listener is not None and focus is not None:
        first = View(focus.x + (60 if listener.x > focus.x else -60), first.y, first.height)
    stops = [Stop(0.0, 1.0, first)]
    takes_s = 0.3 if staging.movement == "whip" else 0.9
    for line in lines:
        speaker = next((mark for mark in marks if mark.figure.name == line.timed.speaker), None)
        if (
            speaker is None
            or line.line.voice_over
            or listener is not None
            or staging.size in ("wide", "full", "insert")
        ):
            continue
        now = stops[-1].view
        target = _towards_speaker(now, speaker, ratio)
        if abs(target.x - now.x) > 12:
            stops.append(Stop(max(takes_s, line.timed.start_s + takes_s * 0.4), takes_s, target))
    shouts = tuple(
        line.timed.start_s
        for line in lines
        if line.line.mood in ("angry", "scared") and line.timed.text.rstrip().endswith(("!", "！"))
    )
    strength = 1.0 if len(marks) <= 1 or staging.size in ("wide", "full") else 0.5
    # Without people, the sway of the camera is all that lives in a shot that otherwise stands still.
    drift = 0.0 if marks and staging.movement == "static" else 1.0
    move = CameraMove(staging.movement, duration_s, tuple(stops), shouts, rng.uniform(0, 6.28), strength, drift)
    return Framing(move, listener)


def _towards_speaker(now: View, speaker: Mark, ratio: float) -> View:
    """All the way when the speaker is out of frame, a little lean when in it."""
    half = now.height * ratio / 2
    outside = abs(speaker.x - now.x) > half - _SHOULDERS * 0.8
    share = 1.0 if outside else 0.1
    return View(now.x + (speaker.x - now.x) * share, now.y, now.height)


def _focus_mark(staging: Staging, marks: Sequence[Mark], lines: Sequence[PlacedLine]) -> Mark | None:
    names = [staging.focus, *(line.timed.speaker for line in lines if not line.line.voice_over)]
    for name in names:
        for mark in marks:
            if mark.figure.name == name:
                return mark
    return marks[-1] if marks else None


def _listener(marks: Sequence[Mark], focus: Mark | None) -> Mark | None:
    others = [mark for mark in marks if focus is not None and mark is not focus]
    return min(others, key=lambda mark: abs(mark.x - focus.x)) if others and focus is not None else None


def _group(size: ShotSize, marks: Sequence[Mark], focus: Mark | None, listener: Mark | None) -> list[Mark]:
    if focus is None:
        return []
    if size in ("wide", "full"):
        return list(marks)
    if size == "medium":
        near = sorted(marks, key=lambda mark: abs(mark.x - focus.x))
        return near[:3] if len(marks) <= 3 else near[:2]
    return [focus]


def _view(size: ShotSize, group: Sequence[Mark], marks: Sequence[Mark], ratio: float, rng: random.Random) -> View:
    tall = ratio < 1.0
    widest = widest_height(ratio)
    if not group:
        # A detail of an empty place is low: what lies in it is on the ground.
        share, lower = {"wide": (1.0, 0.0), "full": (0.9, -16.0), "insert": (0.56, 250.0)}.get(size, (0.72, -45.0))
        # Two scenes in one place do not open on one picture.
        return View(rng.uniform(-1, 1) * _ROAM * min(1.0, ratio), -580 + lower, widest * share)
    left, right = min(mark.x for mark in group), max(mark.x for mark in group)
    margin = _SHOULDERS * (1.25 if size in ("close", "extreme_close") else 1.55) * (0.66 if tall else 1.0)
    needed = (right - left + 2 * margin) / ratio
    height = max(_HEIGHTS[size], needed)
    if size in ("wide", "full"):
        height = max(height, widest if size == "wide" else widest * 0.88)
    height = min(height, widest * 1.02)
    centre_x = (left + right) / 2
    if len(group) == 1:
        centre_x += _looks_to(group[0], marks) * height * ratio * (_LEAD_ROOM_TALL if tall else _LEAD_ROOM)
    headroom = _PORTRAIT_HEADROOM if tall else _HEADROOM
    top = max((mark.tall + _HAIR) * mark.size + mark.lift for mark in group)
    centre_y = -top + height * (0.5 - headroom)
    if size in ("wide", "full"):
        centre_y = min(centre_y, -580 + (widest - height) * 0.1)
    return View(centre_x, centre_y, height)


def _looks_to(mark: Mark, marks: Sequence[Mark]) -> int:
    """Side that somebody alone in frame looks to: towards the others, or across the frame; 0 on the way somewhere."""
    if mark.walks or mark.enters or mark.leaves:
        return 0
    others = [other.x for other in marks if other is not mark]
    ahead = (sum(others) / len(others) - mark.x) if others else -mark.x
    return 1 if ahead > 0 else -1
