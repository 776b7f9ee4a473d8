"""Where those are who come, go and walk in a shot, in time with their legs. What else they do: `acting`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from resources.video.animatic.blocking import Mark
from resources.video.animatic.figure.pose import Facing
from resources.video.animatic.figure.walking import phase

ENTRANCE_S = 1.7
"""From the edge of the frame to the mark, and back, at most."""
# Units from a mark to out of frame: half the view and half a person with a hat, on wide views a little less.
_PERSON, _FAR_OFF = 240.0, 1250.0
# An adult of 1000 units is 1.75 m high and walks at 1.3 m/s; smaller people by the root of their height.
_PACE, _GROWN = 740.0, 1000.0
_STARTS_S = 0.3  # until somebody who starts has its pace, or stops
_STROLL, _STROLL_STRIDE = 0.45, 0.6  # shares of pace and stride of who walks for the length of a shot
_ACROSS = 0.6  # share of the view that a stroll takes
_WALK_UP = 700.0


@dataclass(frozen=True, slots=True)
class Where:
    """Feet in world units, phase and share of the stride, and where a walking figure faces; None = stands."""

    x: float
    walk: float | None = None
    stride: float = 1.0
    heading: Facing | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways of one shot.

    Args:
        step: How far a step of somebody carries that is a share of a full one, in units.
        duration_s: Length of the shot.
        view_wide: Width of its widest view, in world units.
        tempo: Less than 1 where calmer motion was asked for.
        alone: Only one person is in it.
        leftwards: Who strolls goes to the left.
    """

    step: Callable[[str, float], float]
    duration_s: float
    view_wide: float
    tempo: float
    alone: bool
    leftwards: bool

    def of(self, mark: Mark, at_s: float) -> Where:
        """Where the person of a mark is at a moment."""
        pace = _PACE * self.tempo * math.sqrt(mark.tall / _GROWN)
        if mark.enters:
            # Who has not the time to come all the way begins nearer.
            off_frame = min(_FAR_OFF, self.view_wide / 2 + _PERSON)
            way_s = min(ENTRANCE_S, off_frame / pace + _STARTS_S / 2)
            if at_s < way_s:
                return self._on_the_way(mark, -mark.enters, -pace * _started(way_s - at_s), 1.0)
        starts_s = self.duration_s - ENTRANCE_S
        if mark.leaves and at_s > starts_s:
            return self._on_the_way(mark, mark.leaves, pace * _started(at_s - starts_s), 1.0)
        return self._walked(mark, at_s, pace) if mark.walks else Where(mark.x)

    def _walked(self, mark: Mark, at_s: float, pace: float) -> Where:
        """Alone, a figure strolls through the shot, or up to its mark in a long one; with others it walks up from its side."""
        if not self.alone:
            left_s = min(_WALK_UP / pace, self.duration_s * 0.6) - at_s
            side = -1 if mark.x < 0 else 1
            return self._on_the_way(mark, -side, -pace * _started(left_s), 1.0) if left_s > 0 else Where(mark.x)
        way, stroll = -1 if self.leftwards else 1, pace * _STROLL
        if stroll * self.duration_s <= _ACROSS * self.view_wide:
            return self._on_the_way(mark, way, stroll * (at_s - self.duration_s / 2), _STROLL_STRIDE)
        left_s = _ACROSS / 2 * self.view_wide / stroll - at_s
        return (
            self._on_the_way(mark, way, -stroll * _started(left_s), _STROLL_STRIDE) if left_s > 0 else Where(mark.x)
        )

    def _on_the_way(self, mark: Mark, way: int, walked: float, stride: float) -> Where:
        """So far behind the mark (negative) or past it, legs in time with the way, feet together at the mark."""
        steps = walked / (self.step(mark.figure.name, stride) * mark.size)
        return Where(mark.x + way * walked, phase(steps), stride, "left" if way < 0 else "right")


def _started(for_s: float) -> float:
    """Seconds of full pace that somebody who starts to walk is worth after so many seconds."""
    return for_s**2 / (2 * _STARTS_S) if for_s < _STARTS_S else for_s - _STARTS_S / 2
