"""The camera: where it looks, how it moves, what that does to each layer of depth. Who stands where: `blocking`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from resources.video.animatic.canvas import Matrix
from resources.video.staging import Movement

# The view at which layers of all depths line up as drawn, by ratio of width to height.
_WIDEST_HEIGHT_LANDSCAPE = 1480.0
_WIDEST_HEIGHT_PORTRAIT = 1980.0
LEVEL_Y = -580.0
"""Height at which layers of all depths line up, whatever the view."""
_BREATHING_S = (5.3, 7.1)
_GOES_OVER_S = 1.2
CLOSER = 0.22
"""Share of a view's height by which a whole push-in ends closer."""
PANNED = 0.34
"""Share of a view's height that a whole pan goes; a tilt goes 0.7 of that."""


def widest_height(ratio: float) -> float:
    """Height in world units of the reference view; taller frames see more of the set."""
    portrait = min(1.0, max(0.0, (1.4 - ratio) / (1.4 - 9 / 16)))
    return _WIDEST_HEIGHT_LANDSCAPE + portrait * (_WIDEST_HEIGHT_PORTRAIT - _WIDEST_HEIGHT_LANDSCAPE)


@dataclass(frozen=True, slots=True)
class View:
    """What the camera sees on the actors' plane: centre and height, in world units, and roll in radians."""

    x: float
    y: float
    height: float
    roll: float = 0.0

    def towards(self, other: View, amount: float) -> View:
        """The view `amount` (0..1) of the way to another; the size changes by equal factors."""
        return View(
            self.x + (other.x - self.x) * amount,
            self.y + (other.y - self.y) * amount,
            self.height * (other.height / self.height) ** amount,
            self.roll + (other.roll - self.roll) * amount,
        )


@dataclass(frozen=True, slots=True)
class Lens:
    """A view onto a frame of `width` x `height` pixels."""

    view: View
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels for a world unit on the actors' plane."""
        return self.height / self.view.height

    def matrix(self, depth: float) -> Matrix:
        """Map from world units at a depth (1 = actors, less = farther) to pixels."""
        widest = widest_height(self.width / self.height)
        magnified = 1.0 + (widest / self.view.height - 1.0) * depth
        scale = max(0.05, magnified) * self.height / widest
        centre_x, centre_y = self.view.x * depth, LEVEL_Y + (self.view.y - LEVEL_Y) * depth
        cosine, sine = math.cos(self.view.roll) * scale, math.sin(self.view.roll) * scale
        return np.array(
            [
                [cosine, -sine, self.width / 2 - cosine * centre_x + sine * centre_y],
                [sine, cosine, self.height / 2 - sine * centre_x - cosine * centre_y],
            ]
        )


def ease(progress: float) -> float:
    """From 0 to 1 with no jerk at either end."""
    share = min(1.0, max(0.0, progress))
    return share * share * share * (share * (6 * share - 15) + 10)


@dataclass(frozen=True, slots=True)
class Stop:
    """A view that the camera reaches `at_s` after a move of `takes_s`; `chins` is the height of the lowest chin in it."""

    at_s: float
    takes_s: float
    view: View
    chins: float | None = None


@dataclass(frozen=True, slots=True)
class CameraMove:
    """The camera over one shot.

    Args:
        stops: At least one; the first is where the shot starts.
        shouts: Moments in seconds at which the camera shakes.
        phase: Seeded, so that two takes do not drift alike.
        strength: How far the camera goes; less where it would push people out of the frame.
        drift: Share of the slow sway of a camera that breathes; 0 stands on a tripod, which is as real, half as dear
            to draw and a third to encode.
        aside: Most units that a pan goes to either side.
        faces_end: Share of the frame's height that no chin of a stop goes below, wherever the camera moves.
    """

    movement: Movement
    duration_s: float
    stops: tuple[Stop, ...]
    shouts: tuple[float, ...] = ()
    phase: float = 0.0
    strength: float = 1.0
    drift: float = 1.0
    aside: float = math.inf
    faces_end: float = 1.0

    def at(self, at_s: float) -> View:
        """The view at a moment of the shot."""
        view, chins = self.stops[0].view, self.stops[0].chins
        for stop in self.stops[1:]:
            share = ease((at_s - stop.at_s + stop.takes_s) / stop.takes_s)
            view = view.towards(stop.view, share)
            chins = stop.chins if chins is None or stop.chins is None else chins + (stop.chins - chins) * share
        return self._shaken(self._moved(view, chins, at_s), at_s)

    def _moved(self, view: View, chins: float | None, at_s: float) -> View:
        progress = ease(at_s / max(0.5, self.duration_s))
        reach = view.height * PANNED * self.strength
        panned = min(reach, 2.0 * self.aside)
        match self.movement:
            case "push_in":
                return _closer(view, 1.0 - CLOSER * self.strength * progress, chins)
            case "pull_out":
                return _closer(view, 1.0 - CLOSER * self.strength * (1.0 - progress), chins)
            case "pan_left":
                return replace(view, x=view.x + panned * (0.5 - progress))
            case "pan_right" | "track":
                return replace(view, x=view.x + panned * (progress - 0.5))
            case "tilt_up":
                return replace(view, y=view.y + reach * 0.7 * (1.0 - progress))
            case "tilt_down":
                room = reach if chins is None else (self.faces_end - 0.5) * view.height - (chins - view.y)
                return replace(view, y=view.y - max(0.0, min(reach * 0.7, room)) * (1.0 - progress))
            case _:
                return view

    def _shaken(self, view: View, at_s: float) -> View:
        hand = 3.2 if self.movement == "handheld" else 1.0
        unit = view.height / 720
        slow, slower = _BREATHING_S
        x = 2.6 * self.drift * math.sin(math.tau * at_s / slow + self.phase)
        y = 2.0 * self.drift * math.sin(math.tau * at_s / slower + self.phase * 2)
        x += (hand - 1) * 1.5 * math.sin(at_s * 4.3 + self.phase)
        y += (hand - 1) * 1.2 * math.sin(at_s * 5.7 + 1)
        roll = (hand - 1) * 0.0022 * math.sin(at_s * 2.9 + self.phase)
        for shout in self.shouts:
            since = at_s - shout
            if since >= 0:
                force = 9.0 * math.exp(-5 * since)
                x += force * math.sin(since * 58)
                y += 0.8 * force * math.sin(since * 71)
        return View(view.x + x * unit, view.y + y * unit, view.height, view.roll + roll)


@dataclass(frozen=True, slots=True)
class CarriedOn:
    """A camera that begins where that of the shot before stood, and goes over into a move of its own."""

    start: View
    move: CameraMove

    def at(self, at_s: float) -> View:
        """The view at a moment of the shot."""
        return self.start.towards(self.move.at(at_s), ease(at_s / _GOES_OVER_S))


def _closer(view: View, share: float, chins: float | None) -> View:
    """The view at a share of its height, closer to the faces: these stay as high in the frame as they were."""
    middle = view.y - view.height * 0.14 if chins is None else chins
    return replace(view, height=view.height * share, y=middle + (view.y - middle) * share)
