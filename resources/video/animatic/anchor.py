"""Anchor frames: one still of a staging, for the first or last frame of a shot. Moving pictures: `render`."""

from __future__ import annotations

import random
from pathlib import Path

import cv2

from resources.atomic import write_bytes
from resources.errors import MediaError
from resources.video.animatic.sets.reading import seed_of
from resources.video.animatic.shot_picture import ShotPicture
from resources.video.animatic.steering import steered
from resources.video.staging import Staging

_STILL_S = 1.0


def draw_anchor(staging: Staging, composition: str, size: tuple[int, int], path: Path) -> Path:
    """Draw the people, set and props of a shot as the composition describes the frame; returns `path`.

    Args:
        staging: The shot; its lines are left out, nobody speaks in a still.
        composition: What the frame shows, in words; its shot size and camera words win.
        size: Width and height in pixels.
        path: A PNG, written whole or not at all.

    Raises:
        StorageError: `path` cannot be written.
        MediaError: a user's own portrait or set picture cannot be read.
    """
    still = steered(staging.model_copy(update={"lines": (), "movement": "static"}), composition)
    chance = random.Random(seed_of(staging.world_seed, staging.shot_id, composition))
    picture = ShotPicture(still, [], [], size, _STILL_S, chance, slow=True).draw(0.0)
    ok, encoded = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_BGRA2BGR))
    if not ok:
        raise MediaError("no PNG can be made of the anchor frame", where=str(path))
    return write_bytes(path, encoded.tobytes())
