"""What part of a scene the camera takes in, and where it goes: sizes, headroom, faces above captions, whose shoulder."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from resources.media.captions import caption_top
from resources.video.animatic.blocking import Mark
from resources.video.animatic.camera import CLOSER, PANNED, CameraMove, Stop, View, widest_height
from resources.video.animatic.timeline import PlacedLine
from resources.video.staging import ShotSize, Staging

_HAIR = 80.0  # room for hair and headgear above the crown
_SHOULDERS = 175.0  # half of the room a person takes in a frame
_FACE_HALF = 125.0
_CHIN = 222.0  # from the crown to under the chin, and what a nod adds to that; a bow goes deeper
_NOD, _BOW = 12.0, 48.0
_CROWN_CUT = (
    40.0  # so much of the top of a head may be cut where the camera is closest; of a hat in a tall frame nothing
)
_LEAST_HEADROOM = 25.0
_ABOVE_HAT = 12.0  # the camera sways
_ABOVE_CAPTIONS = 0.01  # share of the height: what a hand-held camera shakes
_HEIGHTS: dict[ShotSize, float] = {
    "wide": 1480, "full": 1330, "medium": 790, "close": 540, "extreme_close": 420, "over_shoulder": 640, "insert": 460,
}  # fmt: skip
_HEADROOM = 0.07
_ROAM = 190.0  # units that the camera of an empty shot may stand off the middle of a set
_PORTRAIT_HEADROOM = 0.2
_LEAD_ROOM, _LEAD_ROOM_TALL = 0.085, 0.035  # share of the frame's width that a look has before it


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
    faces_end = caption_top(round(1000 * ratio), 1000) - _ABOVE_CAPTIONS
    strength = 1.0 if len(marks) <= 1 or staging.size in ("wide", "full") else 0.5
    closest = 1.0 - CLOSER * strength if staging.movement in ("push_in", "pull_out") else 1.0
    frames = _Frames(staging, [mark for mark in marks if mark is not listener], ratio, faces_end, closest)
    first = frames.stop(_group(staging.size, marks, focus, listener), rng)
    if listener is not None and focus is not None:
        aside = View(focus.x + (60 if listener.x > focus.x else -60), first.view.y, first.view.height)
        first = Stop(0.0, 1.0, aside, first.chins)
    stops = [first]
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
        target = frames.towards(speaker, stops[-1], rng)
        if abs(target.view.x - stops[-1].view.x) > 12:
            at_s = max(takes_s, line.timed.start_s + takes_s * 0.4)
            stops.append(Stop(at_s, takes_s, target.view, target.chins))
    shouts = tuple(
        line.timed.start_s
        for line in lines
        if line.line.mood in ("angry", "scared") and line.timed.text.rstrip().endswith(("!", "！"))
    )
    move = CameraMove(
        staging.movement, duration_s, tuple(stops), shouts, rng.uniform(0, 6.28), strength,
        # Without people, the sway of the camera is all that lives in a shot that otherwise stands still.
        drift=0.0 if marks and staging.movement == "static" else 1.0,
        aside=frames.aside(stops),
        faces_end=faces_end,
    )  # fmt: skip
    return Framing(move, listener)


@dataclass(frozen=True, slots=True)
class _Frames:
    """Makes the views of one shot.

    Args:
        marks: Whose faces the camera sees.
        faces_end: Share of the frame's height above which every face stays: below are the captions.
        closest: Height of the narrowest view of the camera's move as a share of the view that it starts from.
    """

    staging: Staging
    marks: Sequence[Mark]
    ratio: float
    faces_end: float
    closest: float

    def stop(self, group: Sequence[Mark], rng: random.Random) -> Stop:
        """A stop that holds these people, or the empty set."""
        view = _view(self.staging.size, group, self.marks, self.ratio, rng)
        seen = [mark for mark in self.marks if abs(mark.x - view.x) < view.height * self.ratio / 2 + _FACE_HALF / 2]
        if not seen or self.staging.size == "insert":
            return Stop(0.0, 1.0, view)
        chins = max(self._chin(mark) for mark in seen)
        faces = chins - min(_crown(mark) for mark in group)
        hat = max(mark.hat * mark.size for mark in group) if self.ratio < 1.0 else 0.0
        top = hat + _ABOVE_HAT if hat else -_CROWN_CUT
        whole, cut = faces + _LEAST_HEADROOM, (faces + top) / self.closest
        height = max(view.height, max(whole, cut) / self.faces_end)
        # A frame that grows for the smallest keeps the headroom of the tallest.
        y = view.y + (height - view.height) * (0.5 - _HEADROOM)
        return Stop(0.0, 1.0, View(view.x, max(y, chins - (self.faces_end - 0.5) * height), height), chins)

    def _chin(self, mark: Mark) -> float:
        deeper = _BOW if self.staging.gestures.get(mark.figure.name) == "bow" else _NOD
        return -(mark.tall - _CHIN - deeper) * mark.size - mark.lift

    def towards(self, speaker: Mark, now: Stop, rng: random.Random) -> Stop:
        """All the way when the speaker is out of frame, a little lean when in it."""
        view = now.view
        if abs(speaker.x - view.x) > view.height * self.ratio / 2 - _SHOULDERS * 0.8:
            return self.stop([speaker], rng)
        return Stop(0.0, 1.0, View(view.x + (speaker.x - view.x) * 0.1, view.y, view.height), now.chins)

    def aside(self, stops: Sequence[Stop]) -> float:
        """Units that the camera may go to either side before it cuts a face that it holds."""
        room = [
            stop.view.height * self.ratio / 2 - _FACE_HALF - abs(mark.x - stop.view.x)
            for stop in stops
            for mark in self.marks
            if abs(mark.x - stop.view.x) < stop.view.height * self.ratio / 2
        ]
        return max(0.0, min(room, default=PANNED * stops[0].view.height))


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
    top = max(_HAIR * mark.size - _crown(mark) for mark in group)
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


def _crown(mark: Mark) -> float:
    return -mark.tall * mark.size - mark.lift
