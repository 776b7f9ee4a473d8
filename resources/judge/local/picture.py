"""Measures of the moving picture: black, frozen, flicker, cuts, sharpness, blocks. No people, no colours, no limits."""

from __future__ import annotations

from itertools import groupby, pairwise

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.reading import Reading
from resources.judge.local.stills import Floats, Picture, shrink

# ffmpeg's blackdetect: a frame is black when 98 % of its pixels are below 10 % of white.
_BLACK_LEVEL, _BLACK_SHARE = 25, 0.98
_BLANK_CONTRAST = 2.0
# A held picture that is coded again differs by noise; half a second of drifting fog already moves 15 % of the pixels.
_STILL_OVER_S = 0.5
_SAME_PIXEL, _SAME_SHARE = 5, 4e-3
_DUPLICATE = 0.12
# Drawn clips: whips, shakes and lamps stay under 3, a cut inside one dark and foggy place makes 12.
_CUT_PEAK = 9.0
_BLUR_WINDOW, _BLUR_EVERY, _TILES = 9, 6, 6
_GRID = 8
# Under this a step is not seen, however regular it is: smooth gradients of clean clips show 0.4.
_CODING_STEP, _VISIBLE_STEP = 6, 0.65
# x264, 480p, bits per pixel: good clips, drawn and photographed, take 0.033 to 0.17, ruined ones (crf 49) up to 0.0074.
_STARVED = 0.008


def picture_measures(reading: Reading) -> Observations:
    """Every measure of the moving picture.

    Returns:
        `black_s`, `frozen_s` (longest run, seconds), `flicker` (grey levels), `cuts` (count), `cut_peak` (grey
        levels), `blur` (0 sharp .. 1 nothing but blur), `blocking` (1 = no grid), `starved_blocking` (the same where
        hardly any bits were spent) and `bits_per_pixel`.
    """
    if len(reading.thumbnails) < 3:
        return {name: unmeasured("fewer than three frames") for name in _NAMES}
    steps = frame_steps(reading.thumbnails)
    return {
        **_black(reading),
        **_frozen(reading),
        **_flicker(reading),
        **_cuts(reading, steps),
        **_blur(reading),
        **_blocking(reading),
    }


_NAMES = (
    "black_s",
    "frozen_s",
    "flicker",
    "cuts",
    "cut_peak",
    "blur",
    "blocking",
    "starved_blocking",
    "bits_per_pixel",
)


def frame_steps(thumbnails: Picture) -> Floats:
    """Mean absolute difference (mafd) of each frame to the one before, in grey levels, shape (n - 1,)."""
    pixels = max(1, thumbnails[0].size) if len(thumbnails) else 1
    return np.asarray([cv2.norm(before, after, cv2.NORM_L1) / pixels for before, after in pairwise(thumbnails)])


def longest_run(flags: NDArray[np.bool_]) -> tuple[int, int]:
    """Start and length of the longest run of True; (0, 0) when there is none."""
    best, place = (0, 0), 0
    for flag, group in groupby(flags.tolist()):
        length = len(list(group))
        if flag and length > best[1]:
            best = (place, length)
        place += length
    return best


def _share_over(picture: MatLike, level: int) -> float:
    """Share of the pixels that are brighter than a level."""
    return float(cv2.countNonZero(cv2.threshold(picture, level, 255, cv2.THRESH_BINARY)[1]) / picture.size)


def _spread(picture: MatLike) -> float:
    """Standard deviation of a picture, in its own units."""
    return float(cv2.meanStdDev(picture)[1][0, 0])


def _step_s(reading: Reading) -> float:
    return reading.length_s / len(reading.thumbnails)


def _black(reading: Reading) -> Observations:
    dark = np.asarray(
        [_share_over(picture, _BLACK_LEVEL - 1) <= 1.0 - _BLACK_SHARE for picture in reading.thumbnails]
    )
    blank = np.asarray([_spread(picture) < _BLANK_CONTRAST for picture in reading.thumbnails])
    start, length = longest_run(dark | blank)
    what = "the picture is black" if dark[start] else "the picture is one empty colour"
    seconds = length * _step_s(reading)
    at_s = float(reading.thumbnail_times[start])
    return {"black_s": Observation(seconds, at_s, f"{what} for {seconds:.1f} s")}


def _frozen(reading: Reading) -> Observations:
    """The longest time in which no part of the picture moves; a blink or a moving mouth already counts as movement.

    Each picture is compared with the one half a second before: slow movement adds up, coding noise does not.
    """
    small = [shrink(picture, 320) for picture in reading.pictures]
    step_s = reading.length_s / len(small)
    apart = max(1, round(_STILL_OVER_S / step_s))
    moved = [
        _share_over(cv2.absdiff(before, after), _SAME_PIXEL)
        for before, after in zip(small, small[apart:], strict=False)
    ]
    start, length = longest_run(np.asarray(moved) < _SAME_SHARE)
    seconds = (length + apart - 1) * step_s if length else 0.0
    at_s = float(reading.picture_times[start])
    return {"frozen_s": Observation(seconds, at_s, f"nothing moves for {seconds:.1f} s")}


def _flicker(reading: Reading) -> Observations:
    """Second difference of the mean brightness, averaged over the worst second."""
    brightness = reading.thumbnails.mean(axis=(1, 2))
    swings = np.abs(np.diff(brightness, 2))
    # One flash or one cut is two large swings, not a flicker: the largest three of each second are left out.
    window = min(len(swings), max(4, round(1.0 / _step_s(reading))))
    worst, place = 0.0, 0
    for start in range(0, len(swings) - window + 1, max(1, window // 4)):
        level = float(np.sort(swings[start : start + window])[:-3].mean())
        if level > worst:
            worst, place = level, start
    at_s = float(reading.thumbnail_times[place])
    return {"flicker": Observation(worst, at_s, "the brightness flickers")}


def _cuts(reading: Reading, steps: Floats) -> Observations:
    """Scene change by ffmpeg's scd: min(mafd, change of mafd), here against both neighbours.

    A whip pan or a handheld shake is a run of large steps, a cut is one large step between small ones, and a flash is
    two of them. Repeated frames (animation on twos) are left out before comparing.
    """
    moved = np.flatnonzero(steps > _DUPLICATE)
    if len(moved) < 2:
        return {"cuts": Observation(0.0), "cut_peak": Observation(0.0)}
    mafd = np.concatenate([[0.0], steps[moved], [0.0]])
    rises = np.minimum(mafd[1:-1] - mafd[:-2], mafd[1:-1] - mafd[2:])
    score = np.minimum(mafd[1:-1], rises)
    places = reading.thumbnail_times[moved + 1]
    peaks = np.flatnonzero(score > _CUT_PEAK)
    at_s = float(places[peaks[0]]) if len(peaks) else float(places[int(score.argmax())])
    return {
        "cuts": Observation(float(len(peaks)), at_s, "the picture cuts"),
        "cut_peak": Observation(float(score.max()), float(places[int(score.argmax())])),
    }


def blur_level(grey: Picture) -> float:
    """No-reference blur of one picture, 0..1 (Crete, Dolmiere, Ladret, Nicolas 2007, "The blur effect").

    A blurred picture hardly changes when it is blurred again. Independent of contrast, so it works for flat cartoons
    and for photographs. The worse of the two directions counts.
    """
    levels = []
    plain = grey.astype(np.float32)
    for axis, kernel in ((0, (1, _BLUR_WINDOW)), (1, (_BLUR_WINDOW, 1))):
        variation, again = _variation(plain, axis), _variation(cv2.blur(plain, kernel), axis)
        total = cv2.sumElems(variation)[0]
        # What is left is the smaller of the two: a step that grows counts as if it stayed.
        left = cv2.sumElems(cv2.min(variation, again))[0]
        levels.append(left / total if total > 0 else 1.0)
    return max(levels)


def _variation(plane: MatLike, axis: int) -> MatLike:
    """How much each pixel differs from the one before it."""
    before, after = (plane[:-1], plane[1:]) if axis == 0 else (plane[:, :-1], plane[:, 1:])
    return cv2.absdiff(before, after)


def subject_blur(grey: Picture) -> float:
    """Blur of the quarter of the picture with the most detail: a soft background behind a sharp subject is wanted."""
    tiles = [tile for row in np.array_split(grey, _TILES, axis=0) for tile in np.array_split(row, _TILES, axis=1)]
    detail = [_spread(cv2.Laplacian(tile, cv2.CV_16S)) for tile in tiles]
    chosen = np.argsort(detail, kind="stable")[-len(tiles) // 4 :]
    return float(np.median([blur_level(tiles[index]) for index in chosen]))


def _blur(reading: Reading) -> Observations:
    levels = np.asarray([subject_blur(picture) for picture in reading.pictures[::_BLUR_EVERY]])
    # The blur of a fast pan is wanted: the sharper part of the clip has to be sharp.
    value = float(np.percentile(levels, 60))
    at_s = float(reading.picture_times[::_BLUR_EVERY][int(levels.argmax())])
    return {"blur": Observation(value, at_s, "the picture is blurred")}


def block_level(grey: Picture) -> float:
    """Strength of the 8-pixel coding grid: steps on the grid over the steps beside it; 1 = no grid."""
    ratios = []
    for axis in (0, 1):
        before, after = (grey[:-1], grey[1:]) if axis == 0 else (grey[:, :-1], grey[:, 1:])
        # Real edges would drown the grid: of each step only what coding may have added is counted.
        _, steps = cv2.threshold(cv2.absdiff(before, after), _CODING_STEP, _CODING_STEP, cv2.THRESH_TRUNC)
        profile = cv2.reduce(steps, 1 - axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel() / steps.shape[1 - axis]
        phases = np.asarray([profile[phase::_GRID].mean() for phase in range(_GRID)])
        beside = float(np.median(phases[:-1]))
        ratios.append(1.0 + (float(phases[-1]) - beside) / max(beside, _VISIBLE_STEP))
    return float(np.mean(ratios))


def _blocking(reading: Reading) -> Observations:
    """Blocks as they are seen, and once more, to a stricter limit, where so few bits were spent that they are no style."""
    bits = {"bits_per_pixel": Observation(reading.bits_per_pixel)}
    if not reading.full_greys or min(reading.full_greys[0].shape) < 8 * _GRID:
        return bits | dict.fromkeys(("blocking", "starved_blocking"), unmeasured("the picture is too small"))
    levels = np.asarray([block_level(grey) for grey in reading.full_greys])
    blocking = Observation(float(np.median(levels)), None, "coding blocks are visible")
    starved = reading.bits_per_pixel < _STARVED
    enough = unmeasured("enough bits were spent on the picture")
    return bits | {"blocking": blocking, "starved_blocking": blocking if starved else enough}
