"""From the last picture of one shot into the drawing of the next, so that it reads as one camera move."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from resources.video.animatic.camera import ease
from resources.video.animatic.canvas import Image
from resources.video.animatic.sets.stage import MID

_ALIKE_S = 0.125
_APART_FROM_S, _APART_S = 0.17, 0.25  # seven frames: in fewer the reviewer rightly sees a cut that nobody asked for
_SEARCH_HIGH = 360
_LAID_HIGH = 260  # pixels: one face is laid over another to a hundredth of its size
_MARKS, _LEAST_MARKS, _NEAR_PX = 600, 24, 4.0
_MOST_TURN = 0.05  # radians between two framings of one camera
_LEAST_FACE, _NEIGHBOURS = 40, 3
_HEAD_RADIUS = 0.9  # of what is laid over each other, in face widths
_TRIED_SIZES = (0.75, 0.87, 1.0, 1.15)
_ENOUGH = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-4)
_LEAST_LIKENESS = 0.6  # correlation of two faces in different moods; measured 0.8 and more
_FARTHEST = 1.9  # a face that changes more than this in size is another framing on purpose: a cut, not a move
_BUST_SIZE = 2.2  # width of what is compared, in face widths
_BLOTS = 9
_BLUR_PX = 3.0  # standard deviation, in pixels of the picture that is blurred
_OTHER_PERSON = 19.0  # mean difference in grey levels: measured 7-17 for one person in one light, 20-37 for two
_FINDER = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml"


class Face(NamedTuple):
    """Middle of a face between eyes and mouth, and its width, pixels."""

    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Match:
    """Where a given picture lies in a drawn one: drawn = scale * given + (right, down), in pixels.

    Args:
        depth: Of what was matched: 1 = people, less = the set behind them.
    """

    scale: float
    right: float
    down: float
    depth: float


class Seam:
    """The first frames of a shot that starts on a given picture.

    Args:
        given: The picture to start on, of the frame's size.
        alike: The drawing begins as the picture is: three frames lead over. Two pictures that share nothing dissolve
            for as long as the reviewer takes to believe that it is no cut.
    """

    def __init__(self, given: Image, *, alike: bool) -> None:
        self._given = given
        self._from_s, self._takes_s = (0.0, _ALIKE_S) if alike else (_APART_FROM_S, _APART_S)

    def joined(self, drawn: Image, at_s: float) -> Image:
        """The frame at a moment: the given picture at 0 to the bit, the drawing alone in less than half a second."""
        return blended(self._given, drawn, (at_s - self._from_s) / self._takes_s)


def blended(start: Image, end: Image, progress: float) -> Image:
    """`start` at progress 0, `end` from 1 on."""
    share = ease(progress)
    if share >= 1.0:
        return end
    return np.asarray(cv2.addWeighted(start, 1.0 - share, end, share, 0.0), np.uint8)


def match(given: Image, drawn: Image, face: Face | None) -> Match | None:
    """How the given picture lies in the drawn one, by a face that both show, else by marks of the set; None = nowhere.

    Args:
        given: The picture that a shot starts on.
        drawn: The drawing of the shot's start, of the same size.
        face: The face that the drawing shows, where it is known.
    """
    found = _same_face(given, drawn, face) if face is not None else None
    return found or _same_marks(given, drawn)


def _same_face(given: Image, drawn: Image, face: Face) -> Match | None:
    """The face is looked for where a finder sees one, which is right to a quarter only, and where the drawing has it."""
    factor = _LAID_HIGH / min(given.shape[:2])
    small, other = (
        cv2.cvtColor(cv2.resize(it, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), cv2.COLOR_BGRA2GRAY)
        for it in (given, drawn)
    )
    mask = np.zeros(small.shape, np.uint8)
    x, y = face.x * factor, face.y * factor
    cv2.circle(mask, (round(x), round(y)), round(face.size * factor * _HEAD_RADIUS), 255, -1)
    fits = []
    for seen in (*_faces(given), face):
        for larger in _TRIED_SIZES:
            scale = seen.size / face.size * larger
            start = np.array(
                [[scale, 0.0, seen.x * factor - scale * x], [0.0, scale, seen.y * factor - scale * y]], np.float32
            )
            try:
                likeness, fit = cv2.findTransformECC(other, small, start, cv2.MOTION_AFFINE, _ENOUGH, mask, 9)
            except cv2.error:
                continue  # from this start the two cannot be laid over each other
            fits.append((likeness, np.asarray(fit, np.float32)))
    likeness, best = max(fits, key=lambda fit: fit[0], default=(0.0, np.zeros((2, 3), np.float32)))
    smaller = float(best[0, 0] + best[1, 1]) / 2
    if likeness < _LEAST_LIKENESS or not 1 / _FARTHEST < smaller < _FARTHEST:
        return None
    # What the fit turns or shears is another pose: the middle of the face is laid where it was.
    at_x, at_y = (float(row[0] * x + row[1] * y + row[2]) / factor for row in best)
    there = Face(at_x, at_y, face.size * smaller)
    if float(np.abs(_bust(given, there) - _bust(drawn, face)).mean()) > _OTHER_PERSON:
        return None
    return Match(1 / smaller, face.x - there.x / smaller, face.y - there.y / smaller, 1.0)


def _same_marks(given: Image, drawn: Image) -> Match | None:
    """The match by what both pictures show of the set: corners of furniture and windows."""
    factor = _SEARCH_HIGH / min(given.shape[:2])
    finder = cv2.ORB.create(nfeatures=_MARKS)
    found = [
        finder.detectAndCompute(
            cv2.cvtColor(cv2.resize(picture, None, fx=factor, fy=factor), cv2.COLOR_BGRA2GRAY), None
        )
        for picture in (given, drawn)
    ]
    (given_marks, given_words), (drawn_marks, drawn_words) = found
    if given_words is None or drawn_words is None:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(given_words, drawn_words)
    if len(pairs) < _LEAST_MARKS:
        return None
    start = np.array([given_marks[pair.queryIdx].pt for pair in pairs], np.float32)
    end = np.array([drawn_marks[pair.trainIdx].pt for pair in pairs], np.float32)
    cv2.setRNGSeed(1)  # RANSAC draws at random; the same two pictures must always give the same move
    fitted, agree = cv2.estimateAffinePartial2D(start, end, ransacReprojThreshold=_NEAR_PX)
    if fitted is None or int(agree.sum()) < _LEAST_MARKS:
        return None
    scale = float(np.hypot(fitted[0, 0], fitted[1, 0]))
    if abs(np.arctan2(fitted[1, 0], fitted[0, 0])) > _MOST_TURN or not 1 / _FARTHEST < scale < _FARTHEST:
        return None
    return Match(scale, float(fitted[0, 2]) / factor, float(fitted[1, 2]) / factor, MID)


def _faces(picture: Image) -> list[Face]:
    factor = _SEARCH_HIGH / min(picture.shape[:2])
    grey = cv2.cvtColor(cv2.resize(picture, None, fx=factor, fy=factor), cv2.COLOR_BGRA2GRAY)
    boxes = cv2.CascadeClassifier(str(_FINDER)).detectMultiScale(
        grey, 1.1, _NEIGHBOURS, minSize=(_LEAST_FACE, _LEAST_FACE)
    )
    return [
        Face((left + wide / 2) / factor, (top + high / 2) / factor, wide / factor)
        for left, top, wide, high in boxes
    ]


def _bust(picture: Image, face: Face) -> npt.NDArray[np.float32]:
    """Face with hair and collar, in a few large blots of colour."""
    scale = _BLOTS / (_BUST_SIZE * face.size)
    centre = _BLOTS / 2
    matrix = np.array([[scale, 0.0, centre - scale * face.x], [0.0, scale, centre - scale * face.y]])
    # First a smaller picture: a blur that is wide in pixels would take longer than drawing ten frames.
    share = min(1.0, _BLUR_PX / (0.4 / scale))
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), max(0.5, 0.4 / scale * share))
    matrix[:, :2] /= share
    return np.asarray(cv2.warpAffine(soft, matrix, (_BLOTS, _BLOTS), borderMode=cv2.BORDER_REPLICATE), np.float32)
