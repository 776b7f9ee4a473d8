"""Measures of the file itself against what was asked: size, ratio, length, frame rate. Nothing is looked at."""

from __future__ import annotations

from resources.judge.base import ReviewRequest
from resources.judge.local.observation import Observation, Observations, unmeasured
from resources.judge.local.reading import Reading


def container_measures(reading: Reading, request: ReviewRequest) -> Observations:
    """What the file is against what the provider promised.

    Returns:
        `size_missing` (share of the promised width or height that is not there; a larger picture is only noted),
        `ratio_error` (relative), `too_short_s`, `too_long_s` (seconds beyond one frame or 40 ms), `frame_rate` and
        `frame_rate_error` (frames per second).
    """
    width, height = reading.width, reading.height
    missing = max(0.0, 1.0 - min(width / request.width, height / request.height))
    larger = width > request.width or height > request.height
    shape = (width * reading.pixel_aspect / height) / (request.width / request.height) - 1.0
    over = reading.length_s - request.duration_s
    tolerance = max(reading.frame_s, 0.04) + 1e-3
    short, long = max(0.0, -over - tolerance), max(0.0, over - tolerance)
    asked = f"{request.width}x{request.height}"
    size = f"the picture is {width}x{height}, asked {asked}"
    length = f"the clip lasts {reading.length_s:.2f} s, {request.duration_s:.2f} s were asked for"
    measured: Observations = {
        "size_missing": Observation(missing, None, size, size if larger else ""),
        "ratio_error": Observation(abs(shape), None, f"the shape of {width}x{height} is not that of {asked}"),
        "too_short_s": Observation(short, reading.length_s, length),
        "too_long_s": Observation(long, request.duration_s, length, "longer than asked" if long else ""),
        "frame_rate": Observation(reading.frame_rate, None, f"only {reading.frame_rate:.1f} frames per second"),
    }
    if request.frame_rate is None:
        return measured | {"frame_rate_error": unmeasured("the provider promises no frame rate")}
    off = abs(reading.frame_rate - request.frame_rate)
    text = f"{reading.frame_rate:.2f} frames per second instead of {request.frame_rate:.2f}"
    return measured | {"frame_rate_error": Observation(off, None, text)}
