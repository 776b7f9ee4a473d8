"""Drawings that are kept on disk: found again, equal, and never trusted when they are half written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from resources.errors import MediaError
from resources.video.animatic import drawings
from resources.video.animatic.canvas import rasterise

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="320" viewBox="0 0 400 320">'
    '<rect width="300" height="200" fill="#b03a2e" opacity=".6"/></svg>'
)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """The folder of drawings of this test; the process forgets it afterwards."""
    drawings.keep_beside(tmp_path / "speech")
    yield tmp_path / "drawings"
    drawings.keep_beside(None)


def test_a_drawing_is_made_once_and_read_again(kept: Path) -> None:
    """Guards against workers that each paint a set for seconds, and against one that then looks different."""
    fresh = rasterise(_SVG)
    (file,) = kept.rglob("*.png")
    written = file.stat().st_mtime_ns
    assert np.array_equal(rasterise(_SVG), fresh)
    assert file.stat().st_mtime_ns == written
    rasterise(_SVG.replace('width="400" height="320"', 'width="40" height="32"'))
    assert list(kept.rglob("*.png")) == [file]
    # As large as a hand: each of the drawing processes would make its own.
    rasterise(_SVG.replace('width="400" height="320"', 'width="120" height="140"'))
    assert len(list(kept.rglob("*.png"))) == 2


def _document(wide: int, high: int, content: str) -> str:
    box = f'width="{wide}" height="{high}" viewBox="-1900.0 -1800.0 3800.0 2360.0" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{content}</svg>'


def test_a_large_drawing_is_the_same_when_only_its_covered_part_is_drawn() -> None:
    """Guards against set pieces that lose an edge, or move, because most of their layer is empty."""
    shapes = (
        '<rect x="-700" y="-903" width="41" height="777.7" fill="#334455"/>'
        '<path d="M-400-200L900 300L901 303L-402-190Z" fill="#c97" opacity="0.5"/>'
        '<circle cx="1203" cy="-1100" r="2.2" fill="#ffffff"/>'
    )
    large, tile = rasterise(_document(1178, 732, shapes)), 366
    for top in (0, tile):
        # Drawn in two halves, each too small to be looked over first.
        box = f'width="1178" height="{tile}" viewBox="-1900.0 {-1800.0 + top * 2360 / 732} 3800.0 1180.0"'
        half = rasterise(f'<svg xmlns="http://www.w3.org/2000/svg" {box} preserveAspectRatio="none">{shapes}</svg>')
        difference = np.abs(half.astype(int) - large[top : top + tile])
        assert difference.max() <= 64
        assert np.count_nonzero(difference.max(axis=2) > 4) < 20
    assert large[..., 3].any()
    assert not rasterise(_document(1178, 732, "")).any()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n half a pict"])
def test_a_damaged_drawing_is_made_again(kept: Path, content: bytes) -> None:
    """Guards against an episode that can never be drawn again after the machine lost power."""
    fresh = rasterise(_SVG)
    (file,) = kept.rglob("*.png")
    file.write_bytes(content)
    assert np.array_equal(rasterise(_SVG), fresh)
    assert file.read_bytes() != content


def test_a_folder_that_cannot_be_written_costs_only_time(kept: Path) -> None:
    """Guards against a shot that fails because of a cache."""
    kept.write_text("a file where the folder should be")
    assert rasterise(_SVG).shape == (320, 400, 4)
    with pytest.raises(MediaError):
        rasterise("<svg")
