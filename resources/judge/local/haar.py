"""Frontal faces of a picture by OpenCV's Haar cascades. Whose they are is not known here."""

from __future__ import annotations

import threading
from functools import cached_property
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from resources.judge.local.stills import Picture, grey_of, shrink

Box = tuple[int, int, int, int]

# Faces are found as well at 480 as at 640 pixels, in half of the time.
_SIDE = 480
_SMALLEST_FACE = 0.065
_PYRAMID_STEP = 1.15
# So many overlapping finds make a face; one alone is often a face too (half profile, glasses, beard), often not.
SURE, UNSURE = 3, 1
# Where a head is known to be, the finder may be less strict: faces in half profile, with glasses or with a beard.
_HEAD_SIDE, _HEAD_MARGIN = 72, 0.6
_FINE_STEP, _ONE_NEIGHBOUR = 1.08, 1
# How far a face may go in a second, in its own widths.
_AGAIN_MARGIN = 0.75
# Eyes are looked for in this size: those of a full figure are 20 pixels wide then, the least that the finder knows.
_EYES_SIDE, _EYE, _EYE_FINDS, _MOST_OF_SIDE = 960, 20, 4, 8
# Two eyes: alike in size, side by side, apart by so many of their frames. Found in 55 of 60 looks at drawn people (20
# clips, a bald man with a beard in four), in none of 12 looks at drawn places without anybody.
_ALIKE, _APART, _LEVEL = 1.4, (0.8, 2.2), 0.35
# Width of a face over the distance of its eyes, and how far down it they lie, as the face finder frames drawn faces.
_FACES_TO_EYES, _EYES_DOWN = 2.6, 0.37


class _Finders(threading.local):
    """One classifier for each thread: it keeps state while it looks, and takes are reviewed side by side.

    Measured on drawn faces: alt2 finds the frontal ones, default over-detects, profile finds nothing.
    """

    @cached_property
    def faces(self) -> cv2.CascadeClassifier:
        """The classifier of the present thread."""
        return _classifier("haarcascade_frontalface_alt2.xml")

    @cached_property
    def eyes(self) -> cv2.CascadeClassifier:
        """Finds single eyes; four times slower than faces."""
        return _classifier("haarcascade_eye.xml")


def _classifier(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / name))


_finders = _Finders()


def find_faces(picture: Picture, least_finds: int = SURE) -> list[Box]:
    """Frontal faces as (x, y, width, height) in the picture's own pixels, left to right.

    Args:
        picture: BGR.
        least_finds: `SURE`, or `UNSURE` for faces that something else has to confirm.
    """
    return [box for box, finds in find_face_candidates(picture) if finds >= least_finds]


def find_face_candidates(picture: Picture) -> list[tuple[Box, int]]:
    """Whatever could be a frontal face, left to right, each with how many overlapping finds make it."""
    grey = shrink(grey_of(picture), _SIDE)
    scale = picture.shape[1] / grey.shape[1]
    least = _least_face(max(grey.shape))
    found, finds = _finders.faces.detectMultiScale2(grey, _PYRAMID_STEP, UNSURE, minSize=(least, least))
    boxes = [
        ((int(x * scale), int(y * scale), int(w * scale), int(h * scale)), int(count))
        for (x, y, w, h), count in zip(found, finds, strict=True)
    ]
    return sorted(boxes)


def _least_face(long_side: int) -> int:
    """Width of the smallest face that is looked for in a picture, in its pixels."""
    return max(24, int(long_side * _SMALLEST_FACE))


def find_face_again(picture: Picture, face: Box) -> list[Box]:
    """Whatever could be a frontal face where one was a moment ago, and only there.

    The picture is searched in the size and in the steps of `find_face_candidates`, so that faces are framed alike.
    """
    side = max(picture.shape[:2])
    scale = min(1.0, _SIDE / side)
    x, y, width, height = face
    left, top = max(0, int(x - _AGAIN_MARGIN * width)), max(0, int(y - _AGAIN_MARGIN * height))
    right, bottom = int(x + (1 + _AGAIN_MARGIN) * width) + 1, int(y + (1 + _AGAIN_MARGIN) * height) + 1
    region = grey_of(picture[top:bottom, left:right])
    size = (max(1, round(region.shape[1] * scale)), max(1, round(region.shape[0] * scale)))
    grey = cv2.resize(region, size, interpolation=cv2.INTER_LINEAR)
    least = _least_face(round(side * scale))
    found = _finders.faces.detectMultiScale(grey, _PYRAMID_STEP, UNSURE, minSize=(least, least))
    return sorted(
        (int(left + x / scale), int(top + y / scale), int(wide / scale), int(high / scale))
        for x, y, wide, high in found
    )


def find_face_of(picture: Picture, head: Box) -> Box | None:
    """The face in the middle of a known head, or None."""
    x, y, width, height = head
    left, top = max(0, int(x - _HEAD_MARGIN * width)), max(0, int(y - _HEAD_MARGIN * height))
    right, bottom = int(x + (1 + _HEAD_MARGIN) * width), int(y + (1 + _HEAD_MARGIN) * height)
    region = picture[top : max(top, bottom), left : max(left, right)]
    if min(region.shape[:2]) < 24:
        return None
    scale = _HEAD_SIDE / width
    size = (max(24, round(region.shape[1] * scale)), max(24, round(region.shape[0] * scale)))
    grey = cv2.resize(grey_of(region), size, interpolation=cv2.INTER_LINEAR)
    least, most = int(0.6 * _HEAD_SIDE), int(1.7 * _HEAD_SIDE)
    found = _finders.faces.detectMultiScale(
        grey, _FINE_STEP, _ONE_NEIGHBOUR, minSize=(least, least), maxSize=(most, most)
    )
    if not len(found):
        return None
    middle = (x + width / 2 - left) * scale, (y + height / 2 - top) * scale
    fx, fy, fw, fh = min(found, key=lambda f: abs(f[0] + f[2] / 2 - middle[0]) + abs(f[1] + f[3] / 2 - middle[1]))
    return int(left + fx / scale), int(top + fy / scale), int(fw / scale), int(fh / scale)


def find_faces_by_eyes(picture: Picture) -> list[Box]:
    """Faces about two eyes side by side: bald heads with beards and small faces, which the face finder misses."""
    scale = max(picture.shape[:2]) / _EYES_SIDE
    size = (round(picture.shape[1] / scale), round(picture.shape[0] / scale))
    grey = cv2.resize(grey_of(picture), size, interpolation=cv2.INTER_LINEAR)
    most = _EYES_SIDE // _MOST_OF_SIDE
    found = _finders.eyes.detectMultiScale(
        grey, _PYRAMID_STEP, _EYE_FINDS, minSize=(_EYE, _EYE), maxSize=(most, most)
    )
    faces = []
    for (x1, y1, one, _), (x2, y2, other, _) in combinations(np.asarray(found).reshape(-1, 4).tolist(), 2):
        larger, smaller = max(one, other), min(one, other)
        across, down = abs(x1 + one / 2 - x2 - other / 2), abs(y1 + one / 2 - y2 - other / 2)
        if larger > _ALIKE * smaller or not _APART[0] <= across / larger <= _APART[1] or down > _LEVEL * larger:
            continue
        width = _FACES_TO_EYES * across
        middle = (x1 + one / 2 + x2 + other / 2) / 2, (y1 + one / 2 + y2 + other / 2) / 2
        box = (middle[0] - width / 2, middle[1] - _EYES_DOWN * width, width, width)
        left, top, wide, high = (int(part * scale) for part in box)
        faces.append((left, top, wide, high))
    return sorted(faces)
