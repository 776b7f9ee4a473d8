"""A clip against the picture of its place, light by light: which way up it is, and whether colours are where they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.reading import Reading
from resources.judge.local.stills import Picture, shrink, turned_over

_SIDE, _LOOKS = 48, 4
# How much of the place the camera shows, from all of it to a nearer view.
_FRAMINGS = (1.0, 0.8, 0.62, 0.45)
# Close-ups and fog share too little with the picture of their place to tell anything.
_LEAST_FIT = 0.65
# Correlation by which a clip has to fit better as it is, so that nobody looks for people on their heads.
_CLEARLY = 0.1
# Chroma, Lab units, up to which two greys are not told apart: clean coding moves it by two.
_GREY = 4.0
# Directions in which colours are put in order; the mean over all directions is 2/pi of a distance.
_DIRECTIONS = np.asarray([[np.cos(angle), np.sin(angle)] for angle in np.arange(8) * np.pi / 8]).T


@dataclass(frozen=True)
class View:
    """Where a picture fits its place best.

    Args:
        fit: Correlation of the brightness, -1..1.
        seen: The picture in the size of what it fits, Lab.
        there: What it fits, Lab.
    """

    fit: float
    seen: Picture
    there: Picture


@dataclass(frozen=True)
class PlaceLooks:
    """Some pictures of a clip, held against the pictures of their place.

    Args:
        gains: For each look how much better it fits when turned by 180 degrees, correlation; 0 where neither fits.
        colours: For each look that fits how far its colours are from those that it fits, 0 same .. 1 opposite.
    """

    gains: tuple[float, ...] = ()
    colours: tuple[float, ...] = ()

    @property
    def upright(self) -> bool:
        """Whether every look is surely the right way up."""
        return bool(self.gains) and max(self.gains) <= -_CLEARLY


def look_at_place(reading: Reading, sets: Sequence[Picture], before: Picture | None) -> PlaceLooks:
    """Compare a few pictures of a clip with the pictures of its set, and its first one with its predecessor's last.

    A set is compared as it is and mirrored: from the other side, left and right change, above and below never.

    Args:
        reading: The decoded clip.
        sets: Pictures of the same place, BGR.
        before: Last frame of the chained predecessor, BGR.
    """
    places = [_miniature(picture) for picture in sets]
    places += [np.ascontiguousarray(place[:, ::-1]) for place in places]
    gains, colours = [], []
    if places:
        for picture in reading.colours[:: max(1, len(reading.colours) // _LOOKS)][:_LOOKS]:
            view, over = (_best_view(_miniature(way), places) for way in (picture, turned_over(picture)))
            gains.append(_gain(view, over))
            if view.fit >= max(over.fit, _LEAST_FIT):
                colours.append(colour_difference(view))
    if before is not None and reading.first is not None:
        earlier = [_miniature(before)]
        view, over = (_best_view(_miniature(way), earlier) for way in (reading.first, turned_over(reading.first)))
        gains = [max(gain, _gain(view, over)) for gain in gains or [-1.0]]
    return PlaceLooks(tuple(gains), tuple(colours))


def place_measures(looks: PlaceLooks) -> Observations:
    """What the typical look tells.

    Returns:
        `upside_down_layout` (how much better the picture fits its place when turned, correlation) and
        `place_colours` (how far the colours are from those that the place has there, as a share of both).
    """
    turned, colours = unmeasured("no picture to compare the layout with"), unmeasured("no look fits the place")
    if looks.gains:
        turned = Observation(float(np.median(looks.gains)), 0.0, "the picture is upside down")
    if looks.colours:
        text = "the colours are not those of the place"
        colours = Observation(float(np.median(looks.colours)), 0.0, text)
    return {"upside_down_layout": turned, "place_colours": colours}


def colour_difference(view: View) -> float:
    """Distance of two chromas as a share of both, 0 the same .. 1 opposite.

    A share, since twice the colour makes twice the distance: a turned hue is as far off in a pale place as in a bright
    one. The smaller of two distances counts. That of the typical pixel to its own place leaves out whoever stands in
    front of it, but a view that sits a little beside its place is far from it too. That of all colours to all colours
    (what it takes to move the ones onto the others, sliced by Rabin et al. 2011) does not ask where they are.
    """
    seen, there = (lab[..., 1:].reshape(-1, 2).astype(np.float64) - 128.0 for lab in (view.seen, view.there))
    apart, of_seen, of_there = (np.hypot(*chroma.T) for chroma in (seen - there, seen, there))
    in_place = float(np.median(apart) / (np.median(of_seen) + np.median(of_there) + _GREY))
    moved = np.abs(np.sort(seen @ _DIRECTIONS, axis=0) - np.sort(there @ _DIRECTIONS, axis=0)).mean() * np.pi / 2
    anywhere = float(moved / (of_seen.mean() + of_there.mean() + _GREY))
    return min(in_place, anywhere)


def _gain(view: View, over: View) -> float:
    return over.fit - view.fit if max(view.fit, over.fit) >= _LEAST_FIT else 0.0


def _miniature(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(shrink(picture, _SIDE), cv2.COLOR_BGR2LAB), np.uint8)


def _best_view(frame: Picture, places: list[Picture]) -> View:
    """The best correlation of a frame with any part of any place: the camera may stand nearer."""
    best, found = -1.0, View(-1.0, frame, frame)
    for place in places:
        light = np.ascontiguousarray(place[..., 0])
        for framing in _FRAMINGS:
            size = (max(4, int(place.shape[1] * framing)), max(4, int(place.shape[0] * framing)))
            pattern = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
            fits = cv2.matchTemplate(light, np.ascontiguousarray(pattern[..., 0]), cv2.TM_CCOEFF_NORMED)
            _, fit, _, (x, y) = cv2.minMaxLoc(fits)
            if fit > best:
                best, found = fit, View(fit, pattern, place[y : y + size[1], x : x + size[0]])
    return found
