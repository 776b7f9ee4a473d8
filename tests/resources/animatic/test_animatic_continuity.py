"""Resting cameras, seams of chained shots, and workers that end with their parent."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from resources.video.animatic import canvas
from resources.video.animatic.camera import Lens, View
from resources.video.animatic.canvas import Image
from resources.video.animatic.carrying_on import carried_on
from resources.video.animatic.sets.painted import PaintedSet
from resources.video.animatic.sets.reading import read_place
from resources.video.animatic.shot_picture import ShotPicture
from resources.video.staging import Figure, Scenery, Staging

_SIZE = (427, 240)
_PARENT = """
import asyncio, multiprocessing, pathlib, sys
from resources.video.animatic.drawing_pool import DrawingPool
from resources.video.animatic.provider import AnimaticProvider
from resources.video.base import RenderRequest

async def main():
    folder = pathlib.Path(sys.argv[1])
    provider = AnimaticProvider(folder, folder, DrawingPool(1))
    request = RenderRequest(shot_id="a", kind="t2v", prompt="A street.", duration_s=60, resolution="480P")
    await provider.submit(await provider.prepare(request))
    while not multiprocessing.active_children():
        await asyncio.sleep(0.01)
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.parametrize("scenery", ["forest path by day", "an inn at night with lanterns"])
def test_a_resting_camera_shows_what_a_moving_one_would(scenery: str) -> None:
    """Guards against a set that jumps, or lanterns that stand still, the moment the camera comes to rest."""
    place = read_place(Scenery(name=scenery), 3)
    lens = Lens(View(40.0, -600.0, 900.0), *_SIZE)
    rested, fresh = PaintedSet(place, 240), PaintedSet(place, 240)
    for at_s in (0.0, 0.5, 1.0):
        expected, seen = canvas.blank(*_SIZE), canvas.blank(*_SIZE)
        fresh.draw_behind(canvas.blank(*_SIZE), Lens(View(0.0, -600.0, 900.0), *_SIZE), at_s)
        for scene, out in ((fresh, expected), (rested, seen)):
            scene.draw_behind(out, lens, at_s)
            scene.draw_front(out, lens, 0.8)
        assert np.array_equal(expected, seen)


_ADA = Figure(name="Ada", description="old woman, silver bun, yellow raincoat", gender="female", age="71")
_CLOSE = Staging(
    shot_id="s", figures=(_ADA,), company=(_ADA,), scenery=Scenery(name="keeper's kitchen"), focus="Ada", size="close",
    world_seed=1,
)  # fmt: skip


def _shot(staging: Staging, seed: int, size: tuple[int, int] = (427, 240)) -> ShotPicture:
    return ShotPicture(staging, [], [], size, 3.0, random.Random(seed), slow=False)


@pytest.mark.parametrize("size", [(427, 240), (200, 356)])
def test_a_chained_shot_begins_with_the_camera_and_the_pose_of_the_picture_it_is_given(
    size: tuple[int, int],
) -> None:
    """Guards against a seam where people have two faces and two buns, and where the edges of the frame are smeared."""
    before = _CLOSE.model_copy(update={"movement": "push_in", "gestures": {"Ada": "crossed_arms"}, "mood": "sad"})
    given = _shot(before, 1, size).draw(2.96).copy()
    shot = _shot(_CLOSE.model_copy(update={"mood": "happy"}), 2, size)
    cut = _apart(shot.draw(0.0), given)
    seam = carried_on(shot, given)
    assert np.array_equal(seam.joined(shot.draw(0.0), 0.0), given)
    frames = [seam.joined(shot.draw(number / 24), number / 24).copy() for number in range(1, 25)]
    assert _apart(frames[0], given) < 0.3 * cut
    # Three frames on it is the drawing alone, still in the old framing; then one smooth move to the new one.
    assert np.array_equal(frames[2], shot.draw(3 / 24))
    assert _apart(frames[2], given) < 0.5 * cut
    assert max(_apart(one, two) for one, two in pairwise(frames)) < 0.5 * cut
    assert _apart(shot.draw(2.0), _shot(_CLOSE.model_copy(update={"mood": "happy"}), 2, size).draw(2.0)) < 1.0


def test_two_people_before_one_camera_go_over_to_other_poses_without_a_double_image() -> None:
    """Guards against ghost arms and two outlines of a head for a third of a second, where only the poses differ."""
    figures = (_ADA, Figure(name="Theo", description="young man, red curls", gender="male", age="24"))
    both = _CLOSE.model_copy(update={"figures": figures, "company": figures, "size": "medium"})
    before = both.model_copy(update={"gestures": {"Ada": "crossed_arms", "Theo": "hand_on_hip"}})
    given = _shot(before, 1).draw(2.2).copy()
    shot = _shot(both.model_copy(update={"gestures": {"Ada": "shrug", "Theo": "clasped_hands"}}), 5)
    cut = _apart(shot.draw(0.0), given)
    seam = carried_on(shot, given)
    assert _apart(shot.draw(0.0), given) < 0.7 * cut
    assert np.array_equal(seam.joined(shot.draw(3 / 24), 3 / 24), shot.draw(3 / 24))


def test_a_worker_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """Guards against drawing processes that go on for minutes after the command was killed outright."""
    script = tmp_path / "parent.py"
    script.write_text(_PARENT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline().strip().isdigit()
        os.kill(parent.pid, signal.SIGKILL)
        # The worker inherited the pipe, which ends with the last process that holds it; its film takes far longer.
        parent.communicate(timeout=20)


def test_without_a_face_the_set_leads_from_one_framing_to_the_next() -> None:
    """Guards against windows and shelves shown twice when a chained shot has only a face that is new in it."""
    empty = _CLOSE.model_copy(update={"figures": (), "size": "wide", "scenery": Scenery(name="old inn")})
    given = _shot(empty.model_copy(update={"size": "full", "movement": "push_in"}), 1).draw(2.96).copy()
    shot = _shot(empty, 1)
    cut = _apart(shot.draw(0.0), given)
    carried_on(shot, given)
    assert _apart(shot.draw(0.0), given) < 0.75 * cut


def test_two_pictures_that_share_nothing_dissolve_quickly() -> None:
    """Guards against half a second of double exposure between two places, and against a cut that nobody asked for."""
    given, shot = np.full((240, 427, 4), 130, np.uint8), _shot(_CLOSE, 1)
    seam = carried_on(shot, given)
    drawn = shot.draw(0.29).copy()
    assert np.array_equal(seam.joined(drawn, 0.0), given)
    between = seam.joined(drawn, 0.29)
    assert 0 < _apart(between, given) < _apart(drawn, given)
    assert np.array_equal(seam.joined(drawn, 0.43), drawn)


def _apart(one: Image, two: Image) -> float:
    """Mean difference in grey levels."""
    return float(np.abs(one[..., :3].astype(int) - two[..., :3]).mean())
