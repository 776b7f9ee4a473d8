"""Sprites, maps and blending that every drawn frame rests on."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from resources.errors import MediaError
from resources.video.animatic.blending import over, tint
from resources.video.animatic.canvas import (
    IDENTITY,
    Sprite,
    blank,
    blit,
    chain,
    glow,
    halo,
    place,
    rasterise,
    shift,
    trimmed,
    turn,
    zoom,
)

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect x="10" y="5" width="20" height="10" {}/></svg>'


def test_svg_colours_are_premultiplied() -> None:
    """Guards against dark or bright fringes: half-transparent red is half red."""
    picture = rasterise(SQUARE.format('fill="#f00" opacity=".5"'))
    assert picture.shape == (30, 40, 4)
    assert np.abs(picture[10, 20].astype(int) - (0, 0, 128, 128)).max() <= 1


def test_broken_svg_is_a_clear_error() -> None:
    """Guards against a traceback of the SVG library."""
    with pytest.raises(MediaError):
        rasterise("<svg")


def test_trimming_keeps_the_place() -> None:
    """Guards against parts that jump when their empty border is cut away."""
    sprite = trimmed(rasterise(SQUARE.format('fill="#0f0"')), 2.0, -3.0, 4.0)
    assert (sprite.image.shape[:2], sprite.x, sprite.y) == ((10, 20), 2.0, 6.5)
    out = blank(60, 60)
    blit(out, sprite, zoom(2.0))
    rows, columns = np.nonzero(out[..., 3] > 200)
    assert (rows.min(), columns.min()) == (13, 4)


def test_an_empty_picture_is_drawn_as_nothing() -> None:
    """Guards against a crash on a costume part that has no pixels."""
    out = blank(8, 8)
    blit(out, trimmed(blank(5, 5)), IDENTITY)
    assert not out.any()


@pytest.mark.parametrize(("x", "y"), [(-500.0, 0.0), (500.0, 500.0), (-5.0, -5.0), (18.0, 18.0)])
def test_sprites_may_leave_the_frame(x: float, y: float) -> None:
    """Guards against errors while somebody walks out of the picture."""
    out = blank(20, 20)
    blit(out, Sprite(np.full((10, 10, 4), 255, np.uint8)), shift(x, y))
    assert out.shape == (20, 20, 4)


def test_over_and_opacity_mix() -> None:
    """Guards against fades that darken: half a white sprite over black is grey."""
    out = np.full((12, 12, 4), (0, 0, 0, 255), np.uint8)
    blit(out, Sprite(np.full((12, 12, 4), 255, np.uint8)), IDENTITY, 0.5)
    assert abs(int(out[6, 6, 0]) - 128) <= 2
    assert out[6, 6, 3] >= 254
    layer = np.zeros_like(out)
    over(out, layer)
    assert abs(int(out[6, 6, 0]) - 128) <= 2


def test_blending_computes_the_same_on_every_processor() -> None:
    """Guards against takes that differ between two machines: every level over every level at every transparency."""
    level, alpha = np.mgrid[0:256, 0:256]
    for colour in (np.zeros_like(alpha), alpha // 2, alpha):
        below = np.dstack([level] * 3 + [np.full_like(level, 255)]).astype(np.uint8)
        over(below, np.dstack([colour] * 3 + [alpha]).astype(np.uint8))
        assert np.array_equal(below[..., 0], colour + level - ((level + 1) * alpha >> 8))
        assert int(below[..., 3].min()) == 255
    tinted = np.dstack([level] * 3 + [np.full_like(level, 255)]).astype(np.uint8)
    tint(tinted, np.dstack([alpha] * 3 + [np.full_like(alpha, 255)]).astype(np.uint8))
    assert np.array_equal(tinted[..., 0], (level * alpha + 255) >> 8)
    assert int(tinted[..., 3].min()) == 255


def test_a_part_of_a_frame_is_refused_and_not_torn() -> None:
    """Guards against pictures written with the row length of another one."""
    frame = blank(40, 30)
    with pytest.raises(BufferError):
        over(frame[5:20, 5:20], blank(15, 15))
    over(frame, np.full((10, 10, 4), 255, np.uint8), 35, -4)
    assert int(frame[..., 0].sum()) == 255 * 5 * 6


def test_loading_the_engine_prints_nothing() -> None:
    """Guards against a greeting of the blending library in front of the document that `--json` promises."""
    told = subprocess.run(
        [sys.executable, "-c", "import resources.video.animatic.blending"], capture_output=True, check=True
    )
    assert (told.stdout, told.stderr) == (b"", b"")


def test_light_only_adds_and_is_cut_at_the_border() -> None:
    """Guards against lanterns that crash at the edge of the frame or wrap around to black."""
    out = np.full((30, 30, 4), (250, 250, 250, 255), np.uint8)
    glow(out, halo(20, (80, 160, 255)), 0, 0, 1.4)
    glow(out, halo(20, (80, 160, 255)), 300, 300)
    assert int(out.min()) >= 250


def test_maps_chain_from_the_outside_in() -> None:
    """Guards against arms that turn about the wrong joint."""
    assert np.allclose(place(chain(shift(10, 0), turn(np.pi / 2), zoom(2.0, 3.0)), 1, 1), (10 - 3, 2))
    assert np.allclose(place(turn(1.1, 4, 5), 4, 5), (4, 5))
