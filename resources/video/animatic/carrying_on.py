"""A shot that goes on from a given picture: camera and poses of that picture are measured, and the shot begins with them."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import cv2
import numpy as np

from resources.video.animatic.camera import LEVEL_Y, View, widest_height
from resources.video.animatic.canvas import Image
from resources.video.animatic.figure.gestures import SWUNG
from resources.video.animatic.seam import Match, Seam, match
from resources.video.animatic.sets.stage import ACTORS, FAR, MID, NEAR
from resources.video.animatic.shot_picture import ShotPicture
from resources.video.staging import Gesture, Mood

_COMPARED_HIGH = 180  # pixels: poses differ in arms and brows, not in single pixels
_LIKER = 0.9  # what was found brings the drawing closer to the picture at least so much
_LIKE = 7.0  # or leaves so few grey levels between them: measured 1-5 in one framing, 15 and more in another
_MAY_BE_POSES = 14.0  # levels that people in other poses before the same wall make at most
_POSES: tuple[Gesture, ...] = tuple(gesture for gesture in get_args(Gesture) if gesture not in SWUNG)
_MOODS: tuple[Mood, ...] = get_args(Mood)


def carried_on(shot: ShotPicture, given: Image) -> Seam:
    """Let a shot begin with the camera and the poses of a picture, as far as these are found in it.

    Args:
        shot: Changed: its camera starts where that of the picture stood.
        given: Last frame of the shot before, of the frame's size.
    """
    target = _small(given)
    own, drawn = shot.view, shot.draw(0.0)
    cut = _unlike(drawn, target)
    found = match(given, drawn, shot.face())
    if found is None and cut > _MAY_BE_POSES:
        return Seam(given, alike=False)
    views = [own]
    if found is not None:
        # Marks of a set may lie on its walls or on what stands before them.
        depths = (found.depth,) if found.depth == ACTORS else (FAR, MID, NEAR)
        views += [_camera_of(given, replace(found, depth=depth), own) for depth in depths]
    shot.start_from(min(views, key=lambda view: _from(shot, view, target)))
    closer = _unlike(shot.draw(0.0), target) <= _LIKER * cut
    for name in shot.seen if closer or cut <= _MAY_BE_POSES else ():
        shot.begin_as(name, *_pose_of(name, shot, target))
    # From one framing to the same one only the poses differ: they decide, not the camera.
    if closer or _unlike(shot.draw(0.0), target) <= min(_LIKE, cut):
        return Seam(given, alike=True)
    shot.start_from(own)
    shot.begin_afresh()
    return Seam(given, alike=False)


def _from(shot: ShotPicture, view: View, target: Image) -> float:
    shot.start_from(view)
    return _unlike(shot.draw(0.0), target)


def _unlike(drawn: Image, target: Image) -> float:
    """Mean difference in grey levels to a small picture."""
    return float(np.abs(_small(drawn).astype(np.int16) - target).mean())


def _camera_of(given: Image, found: Match, drawn: View) -> View:
    """The view that shows what was matched as large and where the given picture shows it."""
    high, wide = given.shape[:2]
    widest, depth = widest_height(wide / high), found.depth
    magnified = 1.0 + (widest / drawn.height - 1.0) * depth
    pixels = magnified * high / widest
    height = widest / (1.0 + (magnified / found.scale - 1.0) / depth)
    right = (wide / 2 * (1.0 - found.scale) - found.right) / pixels
    down = (high / 2 * (1.0 - found.scale) - found.down) / pixels
    middle = LEVEL_Y + (drawn.y - LEVEL_Y) * depth - down
    return View(drawn.x - right / depth, LEVEL_Y + (middle - LEVEL_Y) / depth, height)


def _pose_of(name: str, shot: ShotPicture, target: Image) -> tuple[Gesture, Mood]:
    """Arms and face with which the first drawing is most like the picture."""

    def unlike(gesture: Gesture, mood: Mood) -> float:
        shot.begin_as(name, gesture, mood)
        return _unlike(shot.draw(0.0), target)

    gesture = min(_POSES, key=lambda gesture: unlike(gesture, "neutral"))
    return gesture, min(_MOODS, key=lambda mood: unlike(gesture, mood))


def _small(picture: Image) -> Image:
    wide = round(picture.shape[1] * _COMPARED_HIGH / picture.shape[0])
    return np.asarray(cv2.resize(picture, (wide, _COMPARED_HIGH), interpolation=cv2.INTER_AREA), np.uint8)
