"""A clip against the pictures around it: palette of its set, seam to its predecessor. No people, no layout."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from resources.judge.local.gathering import THUMBNAIL_SIDE
from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.picture import frame_steps
from resources.judge.local.reading import Reading
from resources.judge.local.stills import Floats, Picture, grey_of, shrink

_CELL, _CELLS = 10, 26
_LEAST_WEIGHT = 0.004
_PALETTE_LONG_SIDE = 96


def palette(picture: Picture) -> tuple[Floats, Floats]:
    """The Lab colours of a picture on a raster of 10 units, shape (n, 3), and the share of each."""
    lab = cv2.cvtColor(shrink(picture, _PALETTE_LONG_SIDE), cv2.COLOR_BGR2LAB).reshape(-1, 3)
    # One number for each cell of the raster: counting numbers is many times faster than counting rows.
    steps = (lab // _CELL).astype(np.int32)
    filled = np.bincount(steps[:, 0] * _CELLS**2 + steps[:, 1] * _CELLS + steps[:, 2])
    numbers = np.flatnonzero(filled)
    counts = filled[numbers]
    cells = np.stack([numbers // _CELLS**2, numbers // _CELLS % _CELLS, numbers % _CELLS], axis=1)
    share = counts / counts.sum()
    kept = share >= _LEAST_WEIGHT
    return cells[kept].astype(np.float64) * _CELL, share[kept] / max(float(share[kept].sum()), 1e-9)


def palette_distance(colours: tuple[Floats, Floats], known: Floats) -> float:
    """Mean Lab distance of a picture's colours to the nearest known colour.

    One way only: a close-up may show a few of the set's colours, but none that are foreign to it. Brightness counts
    half, since light changes with the framing.
    """
    weights = np.asarray([0.5, 1.0, 1.0])
    seen, there = colours[0] * weights, known * weights
    squared = (seen**2).sum(axis=1)[:, None] + (there**2).sum(axis=1)[None] - 2.0 * seen @ there.T
    return float((np.sqrt(np.maximum(0.0, squared.min(axis=1))) * colours[1]).sum())


def surroundings_measures(
    reading: Reading, sets: Sequence[Picture], costumes: Sequence[Picture], before: Picture | None, *, chained: bool
) -> Observations:
    """Every measure against other pictures' colours and details.

    Args:
        reading: The decoded clip.
        sets: Set pictures and earlier winners of the same set and scene, BGR.
        costumes: Portraits of the cast: costumes are part of the expected colours.
        before: True last frame of the chained predecessor; None when there is none, or it cannot be read.
        chained: Whether there is a predecessor.

    Returns:
        `palette_distance` (Lab units) and `seam_likeness` (-1..1, 1 = same picture).
    """
    return {
        "palette_distance": _drift(reading, sets, costumes),
        "seam_likeness": _seam(reading, before, asked=chained),
    }


def _drift(reading: Reading, sets: Sequence[Picture], costumes: Sequence[Picture]) -> Observation:
    if not sets:
        return unmeasured("no picture of the set to compare with")
    known = np.concatenate([palette(picture)[0] for picture in (*sets, *costumes)])
    distances = [palette_distance(palette(picture), known) for picture in reading.colours]
    worst = int(np.argmax(distances))
    value = float(np.median(distances))
    text = "the colours leave the palette of the set"
    return Observation(value, float(reading.colour_times[worst]), text)


def structural_likeness(one: Picture, other: Picture) -> float:
    """SSIM of two grey pictures of one size (Wang et al. 2004: Gaussian 11 x 11, sigma 1.5), -1..1."""

    def smooth(plane: Floats) -> Floats:
        return np.asarray(cv2.GaussianBlur(plane, (11, 11), 1.5), np.float64)

    first, second = one.astype(np.float64), other.astype(np.float64)
    mean_1, mean_2 = smooth(first), smooth(second)
    spread_1, spread_2 = smooth(first * first) - mean_1**2, smooth(second * second) - mean_2**2
    common = smooth(first * second) - mean_1 * mean_2
    top = (2 * mean_1 * mean_2 + 6.5025) * (2 * common + 58.5225)
    bottom = (mean_1**2 + mean_2**2 + 6.5025) * (spread_1 + spread_2 + 58.5225)
    return float((top / bottom).mean())


def _grey_like(picture: Picture, pattern: Picture) -> Picture:
    return np.asarray(
        cv2.resize(grey_of(shrink(picture, THUMBNAIL_SIDE)), pattern.shape[1::-1], interpolation=cv2.INTER_AREA),
        np.uint8,
    )


def _seam(reading: Reading, before: Picture | None, *, asked: bool) -> Observation:
    if before is None:
        return unmeasured("the predecessor's last frame cannot be read" if asked else "no predecessor")
    if reading.first is None:
        return unmeasured("no first frame")
    first = grey_of(shrink(reading.first, THUMBNAIL_SIDE))
    earlier = _grey_like(before, first)
    step = float(frame_steps(np.stack([earlier, first]))[0])
    text = "the picture jumps against the last frame of the shot before"
    return Observation(structural_likeness(earlier, first), 0.0, text, f"mean difference {step:.1f} grey levels")
