"""How the measuring judge makes pictures small: everything that it measures is measured on the result."""

from __future__ import annotations

import numpy as np
import pytest

from resources.judge.local.stills import shrink


@pytest.mark.parametrize(
    ("size", "side", "small"),
    [
        ((1216, 684), 640, (640, 360)),
        ((1280, 720), 640, (640, 360)),
        ((854, 480), 112, (112, 62)),
        ((480, 854), 160, (90, 160)),
        ((1920, 3), 160, (160, 2)),
    ],
)
def test_fine_stripes_become_grey_and_no_coarse_stripes(
    size: tuple[int, int], side: int, small: tuple[int, int]
) -> None:
    """Skipped pixels would turn a fine pattern into a coarse one that crawls: flicker and lettering nobody drew."""
    width, height = size
    stripes = np.zeros((height, width), np.uint8)
    stripes[:, ::2] = 255
    shrunk = shrink(stripes, side)
    assert (shrunk.shape[1], shrunk.shape[0]) == small
    assert float(np.abs(shrunk.astype(float) - 127.5).max()) < 40


def test_a_small_picture_keeps_its_pixels() -> None:
    """Enlarging would blur it, and the clip would be rejected for blur."""
    picture = np.random.default_rng(1).integers(0, 256, (90, 160, 3), np.uint8)
    assert np.array_equal(shrink(picture, 640), picture)
