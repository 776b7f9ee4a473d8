"""The legal size nearest to a wanted one. Arithmetic only."""

from __future__ import annotations

import itertools
import math

from resources.video.limits import PictureSizes


def legal_size(wanted: tuple[int, int], sizes: PictureSizes) -> tuple[int, int] | None:
    """Width and height in pixels that the model makes: as wanted where it can, else the same shape, larger or smaller.

    Args:
        wanted: Width and height.
        sizes: The model's.

    Returns:
        None where the model makes no picture of this shape.
    """
    width, height = wanted
    smallest, largest = sizes.area
    shortest, longest = sizes.side or (1, largest)
    # Larger where it is too small, smaller where it is too large; a shape that fits neither way leaves no candidate.
    scale = math.sqrt(min(max(width * height, smallest), largest) / (width * height))
    scale = min(max(scale, shortest / min(wanted)), longest / max(wanted))
    candidates = itertools.product(_steps(width * scale, sizes.step), _steps(height * scale, sizes.step))
    legal = [size for size in candidates if _is_legal(size, sizes)]
    return min(
        legal, key=lambda size: (abs(size[0] / size[1] * height / width - 1), size[0] * size[1]), default=None
    )


def _steps(length: float, step: int) -> tuple[int, ...]:
    below = math.floor(length / step) * step
    return below, below + step, below + 2 * step


def _is_legal(size: tuple[int, int], sizes: PictureSizes) -> bool:
    shortest, longest = sizes.side or (1, max(size))
    return (
        sizes.area[0] <= size[0] * size[1] <= sizes.area[1]
        and shortest <= min(size)
        and max(size) <= longest
        and sizes.ratio[0] <= size[0] / size[1] <= sizes.ratio[1]
    )
