"""Resting cameras, seams of chained shots, and workers that end with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from resources.video.animatic import canvas
from resources.video.animatic.camera import Lens, View, ease
from resources.video.animatic.canvas import Image
from resources.video.animatic.figure.pose import Pose
from resources.video.animatic.figure.rig import FigureRig
from resources.video.animatic.look import look_of
from resources.video.animatic.seam import SEAM_S, Seam
from resources.video.animatic.sets.painted import PaintedSet
from resources.video.animatic.sets.reading import read_place
from resources.video.staging import Figure, Scenery

_SIZE = (427, 240)
_GROUND = (150, 140, 120, 255)
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


def _portrait(scale: float, x: float) -> Image:
    out = np.full((360, 640, 4), _GROUND, np.uint8)
    rig = FigureRig(look_of(Figure(name="Mei", description="young woman, black bob, red coat"), 1))
    base = canvas.chain(canvas.shift(x, 150.0), canvas.zoom(scale), canvas.shift(0.0, 850.0))
    rig.draw(out, Pose(framing="close"), base)
    return out


def test_a_chained_shot_starts_on_the_given_picture_and_moves_to_its_own_framing() -> None:
    """Guards against a jump at the seam, and against everybody shown twice while one picture turns into the next."""
    given, drawn = _portrait(0.75, 240.0), _portrait(1.1, 380.0)
    seam = Seam(given, drawn)
    assert np.array_equal(seam.joined(drawn, 0.0), given)
    assert np.array_equal(seam.joined(drawn, SEAM_S), drawn)
    assert _covered(seam.joined(drawn, 0.29)) < 0.85 * _covered(np.asarray((given // 2 + drawn // 2), np.uint8))


def _covered(picture: Image) -> int:
    """Pixels that are not the plain ground: two figures beside each other cover more than two upon each other."""
    return int((np.abs(picture[..., :3].astype(int) - _GROUND[:3]).max(axis=2) > 12).sum())


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


def _room(view: View) -> Image:
    out = canvas.blank(640, 360)
    PaintedSet(read_place(Scenery(name="old inn"), 1), 360).draw_behind(out, Lens(view, 640, 360), 0.0)
    return out


def test_without_a_face_the_set_leads_from_one_framing_to_the_next() -> None:
    """Guards against windows and shelves shown twice when a chained shot has nobody in it, or only a paper head."""
    start, end, at_s = View(0.0, -700.0, 1000.0), View(60.0, -720.0, 820.0), 0.29
    given, drawn = _room(start), _room(end)
    halfway = _room(start.towards(end, ease(at_s / SEAM_S)))
    dissolved = np.asarray((given.astype(int) + drawn) // 2, np.uint8)
    assert _apart(Seam(given, drawn).joined(drawn, at_s), halfway) < 0.6 * _apart(dissolved, halfway)


def test_two_pictures_that_share_nothing_dissolve_quickly() -> None:
    """Guards against half a second of double exposure between two places, and against a cut that nobody asked for."""
    given, drawn = _room(View(0.0, -700.0, 1000.0)), np.full((360, 640, 4), _GROUND, np.uint8)
    seam = Seam(given, drawn)
    assert np.array_equal(seam.joined(drawn, 0.0), given)
    between = seam.joined(drawn, 0.29)
    assert 0 < _apart(between, given) < _apart(drawn, given)
    assert np.array_equal(seam.joined(drawn, 0.43), drawn)


def _apart(one: Image, two: Image) -> float:
    """Mean difference in grey levels."""
    return float(np.abs(one[..., :3].astype(int) - two[..., :3]).mean())
