"""From the last picture of one shot into the drawing of the next, so that it reads as one camera move."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from resources.video.animatic.camera import ease
from resources.video.animatic.canvas import Image, Matrix

SEAM_S = 0.5
"""From the given picture to the drawing alone, in seconds."""
_DISSOLVE_FROM_S, _DISSOLVE_S = 0.17, 0.25
_SOFT_CUT_S = 0.25  # seven frames: in fewer the reviewer rightly sees a cut that nobody asked for
_SEARCH_HIGH = 360
_MARKS, _LEAST_MARKS, _NEAR_PX = 600, 24, 4.0
_MOST_TURN = 0.05  # radians between two framings of one camera
_LEAST_FACE, _NEIGHBOURS = 40, 3
_FARTHEST = 1.9  # a face that changes more than this in size is another framing on purpose: a cut, not a move
_BUST_SIZE = 2.2  # width of what is compared, in face widths
_BLOTS = 9
_BLUR_PX = 3.0  # standard deviation, in pixels of the picture that is blurred
_OTHER_PERSON = 19.0  # mean difference in grey levels: measured 7-17 for one person in one light, 20-37 for two
_FINDER = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml"


class _Face(NamedTuple):
    x: float
    y: float
    size: float


class Seam:
    """The first half second of a shot that starts on a given picture.

    A plain dissolve between two framings of the same people shows everybody twice. Where a face is found in both
    pictures, or else marks of one set, the camera moves from the one framing to the other and the pictures change while
    these lie over each other. Two pictures that share nothing dissolve quickly.

    Args:
        given: The picture to start on, of the frame's size.
        drawn: The drawing at `SEAM_S`, to find the face it goes to.
    """

    def __init__(self, given: Image, drawn: Image) -> None:
        self._given = given
        self._reframing = _reframing(*_same_face(given, drawn))
        if self._reframing is None:
            self._reframing = _same_marks(given, drawn)

    def joined(self, drawn: Image, at_s: float) -> Image:
        """The frame at a moment: the given picture at 0 to the bit, the drawing from `SEAM_S` on."""
        if at_s >= SEAM_S:
            return drawn
        share = (at_s - _DISSOLVE_FROM_S) / _DISSOLVE_S
        if self._reframing is None or at_s <= 0.0:
            return blended(self._given, drawn, (at_s - _DISSOLVE_FROM_S) / _SOFT_CUT_S)
        moved = ease(at_s / SEAM_S)
        return blended(
            _warped(self._given, _part_of(self._reframing, moved)),
            _warped(drawn, _part_of(self._reframing, moved, since=1.0)),
            share,
        )


def blended(start: Image, end: Image, progress: float) -> Image:
    """`start` at progress 0, `end` from 1 on."""
    share = ease(progress)
    if share >= 1.0:
        return end
    return np.asarray(cv2.addWeighted(start, 1.0 - share, end, share, 0.0), np.uint8)


def _same_face(given: Image, drawn: Image) -> tuple[_Face | None, _Face | None]:
    """The largest face of the drawing, and the one in the given picture whose hair, skin and collar look most alike."""
    target = max(_faces(drawn), key=lambda face: face.size, default=None)
    if target is None:
        return None, None
    wanted = _bust(drawn, target)
    rated = [(float(np.abs(_bust(given, face) - wanted).mean()), face) for face in _faces(given)]
    unlikeness, face = min(rated, default=(np.inf, None))
    return (face if unlikeness < _OTHER_PERSON else None), target


def _same_marks(given: Image, drawn: Image) -> Matrix | None:
    """Map of the given picture that lays what both show over the drawing: corners of furniture, windows, clothes."""
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
    return np.array([[scale, 0.0, fitted[0, 2] / factor], [0.0, scale, fitted[1, 2] / factor]])


def _faces(picture: Image) -> list[_Face]:
    factor = _SEARCH_HIGH / min(picture.shape[:2])
    grey = cv2.cvtColor(cv2.resize(picture, None, fx=factor, fy=factor), cv2.COLOR_BGRA2GRAY)
    boxes = cv2.CascadeClassifier(str(_FINDER)).detectMultiScale(
        grey, 1.1, _NEIGHBOURS, minSize=(_LEAST_FACE, _LEAST_FACE)
    )
    return [
        _Face((left + wide / 2) / factor, (top + high / 2) / factor, wide / factor)
        for left, top, wide, high in boxes
    ]


def _bust(picture: Image, face: _Face) -> npt.NDArray[np.float32]:
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


def _reframing(given: _Face | None, drawn: _Face | None) -> Matrix | None:
    """Map of the given picture that lays its face over the drawn one."""
    if given is None or drawn is None:
        return None
    scale = drawn.size / given.size
    if not 1 / _FARTHEST < scale < _FARTHEST:
        return None
    return np.array([[scale, 0.0, drawn.x - scale * given.x], [0.0, scale, drawn.y - scale * given.y]])


def _part_of(whole: Matrix, until: float, since: float = 0.0) -> Matrix:
    """The move from share `since` to share `until` of a reframing; scales grow by equal factors."""
    begin, end = _at(whole, since), _at(whole, until)
    scale = end[0, 0] / begin[0, 0]
    return np.array([[scale, 0.0, end[0, 2] - scale * begin[0, 2]], [0.0, scale, end[1, 2] - scale * begin[1, 2]]])


def _at(whole: Matrix, share: float) -> Matrix:
    scale = float(whole[0, 0] ** share)
    return np.array([[scale, 0.0, whole[0, 2] * share], [0.0, scale, whole[1, 2] * share]])


def _warped(picture: Image, matrix: Matrix) -> Image:
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)
