"""Costume descriptors, naming of faces and mouth motion of the local judge, on drawn stand-ins."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from resources.judge.base import Portrait
from resources.judge.local.attribution import mouth_measures
from resources.judge.local.faces import Company, Sighting, cast_measures, describe, likeness
from resources.judge.local.reading import Reading, read_clip
from resources.video.staging import TimedLine

LEFT, RIGHT = (40, 40, 48, 48), (200, 40, 48, 48)


def person(coat: tuple[int, int, int], light: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> np.ndarray:
    """A skin-coloured face over a coat, under tinted light."""
    picture = np.full((180, 320, 3), 90, np.uint8)
    cv2.rectangle(picture, (20, 100), (110, 179), coat, -1)
    cv2.rectangle(picture, (40, 20), (88, 40), (20, 30, 60), -1)
    cv2.rectangle(picture, (40, 40), (88, 96), (150, 180, 225), -1)
    return np.clip(picture * np.asarray(light), 0, 255).astype(np.uint8)


def test_costume_is_known_under_another_light():
    """Guards against rejecting a night shot because moonlight tints the coat, and against taking any coat for it."""
    green, red = describe(person((60, 150, 40)), LEFT), describe(person((40, 40, 190)), LEFT)
    at_dusk = describe(person((60, 150, 40), (0.9, 0.86, 0.84)), LEFT)
    assert (likeness(green, at_dusk) or 0.0) > 0.36
    assert (likeness(green, red) or 0.0) < 0.36


def test_nobody_found_is_not_measured():
    """Guards against punishing drawn figures whose faces the finder does not see."""
    company = Company((Sighting(0, 0.0, ()), Sighting(1, 0.5, ())), ("Ann",))
    assert cast_measures(company, [Portrait(name="Ann")])["cast_likeness"].value is None


def talking(clip: Path, drifting, write) -> Reading:
    """Two faces; only the left mouth opens and closes."""
    random = np.random.default_rng(5)
    frames = []
    for index in range(48):
        picture = drifting(0.05)[0]
        for x, y, width, height in (LEFT, RIGHT):
            picture[y : y + height, x : x + width] = (150, 180, 225)
            cv2.circle(picture, (x + 14, y + 16), 4, (20, 20, 20), -1)
            cv2.circle(picture, (x + 34, y + 16), 4, (20, 20, 20), -1)
            opened = int(random.integers(1, 8)) if x == LEFT[0] and index // 2 % 2 else 1
            cv2.ellipse(picture, (x + 24, y + 38), (10, opened), 0, 0, 360, (30, 20, 90), -1)
        frames.append(picture)
    return read_clip(write(frames, name=clip.name))


def test_the_mouth_that_moves_belongs_to_the_speaker(make_clip, drifting):
    """Guards against a line coming out of the wrong mouth."""
    reading = talking(Path("talk.mp4"), drifting, make_clip)
    named = {"Ann": LEFT, "Bob": RIGHT}
    company = Company(
        tuple(Sighting(k, float(t), (LEFT, RIGHT), named) for k, t in enumerate(reading.colour_times)),
        ("Ann", "Bob"),
    )
    line = TimedLine(speaker="Ann", text="hello", start_s=0.2, end_s=1.4)
    right = mouth_measures(reading, company, [line])["mouth_margin"].value
    wrong = mouth_measures(reading, company, [line.model_copy(update={"speaker": "Bob"})])["mouth_margin"].value
    off_screen = mouth_measures(reading, company, [line.model_copy(update={"voice_over": True})])["mouth_margin"]
    assert right is not None
    assert wrong is not None
    assert right > 3.0 > -3.0 > wrong
    assert off_screen.value is None
