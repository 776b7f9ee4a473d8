"""Which tiles of a frame a large layer leaves empty and which it fills, told without drawing it. No pixels are made here."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from resources.video.animatic.canvas import Image, Matrix

Tiles = npt.NDArray[np.bool_]
"""One value for each tile of a frame, rows first."""

_TILE_PX = 80
_CELL_PX = 16
_READ_AROUND = 2.0  # pixels of the layer: what interpolation reads beside a point, and its rounding


class Coverage:
    """Where a layer is empty and where opaque, kept as counts over cells of 16x16 of its pixels.

    Args:
        image: Premultiplied BGRA.
    """

    def __init__(self, image: Image) -> None:
        rows, columns = (np.arange(0, length, _CELL_PX) for length in image.shape[:2])
        alpha = image[..., 3]
        least = np.minimum.reduceat(np.minimum.reduceat(alpha, rows, axis=0), columns, axis=1)
        most = np.maximum.reduceat(np.maximum.reduceat(alpha, rows, axis=0), columns, axis=1)
        # A ring of empty cells stands for everything outside.
        self._high, self._wide = rows.size + 2, columns.size + 2
        self._opaque = _counts(np.pad(least == 255, 1))
        self._drawn = _counts(np.pad(most > 0, 1))

    def seen(self, to_frame: Matrix, size: tuple[int, int]) -> tuple[Tiles, Tiles]:
        """Tiles in which the layer shows, and those that it fills with opaque pixels.

        Args:
            to_frame: 2x3 map from pixels of the layer to pixels of the frame.
            size: Width and height of the frame in pixels.
        """
        (a, b, x), (c, d, y) = to_frame.tolist()
        area = a * d - b * c
        left, right = _edges(size[0])
        top, bottom = (edge[:, None] for edge in _edges(size[1]))
        first_x, last_x = _reach(d / area, -b / area, (b * y - d * x) / area, left, right, top, bottom)
        first_y, last_y = _reach(-c / area, a / area, (c * x - a * y) / area, left, right, top, bottom)
        box = (*_cells(first_y, last_y, self._high), *_cells(first_x, last_x, self._wide))
        cells = (box[1] - box[0]) * (box[3] - box[2])
        return _counted(self._drawn, *box) > 0, _counted(self._opaque, *box) == cells


def no_tiles(size: tuple[int, int]) -> Tiles:
    """None of the tiles of a frame."""
    return np.zeros((-(-size[1] // _TILE_PX), -(-size[0] // _TILE_PX)), np.bool_)


def windows(tiles: Tiles, size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, width and height in pixels of rectangles that together are exactly these tiles."""
    begun: dict[tuple[int, int], int] = {}
    for row, line in enumerate([*tiles.tolist(), []]):
        runs = set(_runs(line))
        for first, until in [run for run in begun if run not in runs]:
            x, y = first * _TILE_PX, begun.pop((first, until)) * _TILE_PX
            yield x, y, min(size[0], until * _TILE_PX) - x, min(size[1], row * _TILE_PX) - y
        for run in runs:
            begun.setdefault(run, row)


def _runs(line: list[bool]) -> Iterator[tuple[int, int]]:
    """First and one after the last of each row of neighbours that are set."""
    first = None
    for place, is_set in enumerate([*line, False]):
        if is_set and first is None:
            first = place
        elif not is_set and first is not None:
            yield first, place
            first = None


Line = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int32]


def _edges(length: int) -> tuple[Line, Line]:
    """First and last pixel of each tile along one side of the frame."""
    start = np.arange(0, length, _TILE_PX, dtype=np.float64)
    return start, np.minimum(start + _TILE_PX, length) - 1


def _reach(
    across: float, down: float, start: float, left: Line, right: Line, top: Line, bottom: Line
) -> tuple[Line, Line]:
    """Least and largest coordinate of the layer that each tile shows."""
    sides, ends = (across * left, across * right), (down * top, down * bottom)
    return start + np.minimum(*sides) + np.minimum(*ends), start + np.maximum(*sides) + np.maximum(*ends)


def _cells(first: Line, last: Line, count: int) -> tuple[Counts, Counts]:
    """The cells, counted with the ring, that hold these pixels: first one, and the one after the last."""
    begin = np.clip(np.floor((first - _READ_AROUND) / _CELL_PX) + 1, 0, count - 1)
    end = np.clip(np.floor((last + _READ_AROUND) / _CELL_PX) + 2, 1, count)
    return begin.astype(np.int32), end.astype(np.int32)


def _counts(cells: Tiles) -> Counts:
    """How many cells are set above and to the left of each corner."""
    summed = cells.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
    return np.asarray(np.pad(summed, ((1, 0), (1, 0))), np.int32)


def _counted(counts: Counts, top: Counts, bottom: Counts, left: Counts, right: Counts) -> Counts:
    return counts[bottom, right] - counts[top, right] - counts[bottom, left] + counts[top, left]
