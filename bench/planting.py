"""Faults of picture, sound and file that are planted into a decoded clip. Which clips, and what is found: not here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.clip_files import Clip


def each(change: Callable[[NDArray[np.uint8]], NDArray[np.uint8]]) -> Callable[[Clip], Clip]:
    """A fault that changes every frame in the same way."""
    return lambda clip: replace(clip, frames=[change(frame) for frame in clip.frames])


def by_time(change: Callable[[NDArray[np.uint8], int, int], NDArray[np.uint8]]) -> Callable[[Clip], Clip]:
    """A fault that depends on the frame's place; `change` gets frame, index and count."""
    return lambda clip: replace(
        clip, frames=[change(frame, index, len(clip.frames)) for index, frame in enumerate(clip.frames)]
    )


def heard(change: Callable[[NDArray[np.float32], int], NDArray[np.float32]]) -> Callable[[Clip], Clip]:
    """A fault of the sound; `change` gets sound and sample rate."""
    return lambda clip: replace(clip, sound=change(clip.sound, clip.sound_rate))


def _brightness(frame: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    return np.clip(frame * factor, 0, 255).astype(np.uint8)


def _hue(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    turned = cv2.cvtColor(frame, cv2.COLOR_BGR2HSV)
    turned[..., 0] = (turned[..., 0].astype(int) + 60) % 180
    return np.asarray(cv2.cvtColor(turned, cv2.COLOR_HSV2BGR), np.uint8)


def _lettering(frame: NDArray[np.uint8], text: str, across: float, down: float, size: float) -> NDArray[np.uint8]:
    written = frame.copy()
    high, wide = frame.shape[:2]
    scale = size * min(high, wide) / 480
    place = (int(across * wide), int(down * high))
    stem = max(2, round(2 * scale))
    for colour, thickness in (((0, 0, 0), stem + max(3, round(4 * scale))), ((250, 250, 250), stem)):
        cv2.putText(written, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, thickness, cv2.LINE_AA)
    return written


def _square(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    side = min(frame.shape[:2]) // 4 * 2
    return frame[:side, : side + (0 if frame.shape[0] != frame.shape[1] else -60)]


def _mosaic(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    high, wide = frame.shape[:2]
    small = cv2.resize(frame, (wide // 8, high // 8), interpolation=cv2.INTER_AREA)
    big = cv2.resize(small, (wide // 8 * 8, high // 8 * 8), interpolation=cv2.INTER_NEAREST)
    edged = cv2.copyMakeBorder(big, 0, high - big.shape[0], 0, wide - big.shape[1], cv2.BORDER_REPLICATE)
    return np.asarray(edged, np.uint8)


def _late(sound: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    return np.pad(sound, ((0, 0), (int(0.9 * rate), 0)))[:, : sound.shape[1]]


def _frozen(clip: Clip) -> Clip:
    start, stop = 2, 2 + round(2.2 * clip.rate)
    frames = [clip.frames[start] if start <= i < stop else frame for i, frame in enumerate(clip.frames)]
    return replace(clip, frames=frames)


FAULTS: dict[str, Callable[[Clip], Clip]] = {
    "black 0.7 s": by_time(lambda f, i, n: f * 0 if n // 3 <= i < n // 3 + 17 else f),
    "frozen 2.2 s": _frozen,
    "flicker 12 Hz": by_time(lambda f, i, n: _brightness(f, 1.12 if i % 2 else 0.9)),
    "flicker 6 Hz": by_time(lambda f, i, n: _brightness(f, 1.14 if i // 2 % 2 else 0.88)),
    "unplanned cut": by_time(lambda f, i, n: f if i < n // 2 else f[:, ::-1]),
    "blur": each(lambda f: np.asarray(cv2.GaussianBlur(f, (0, 0), 4), np.uint8)),
    "coding blocks": lambda clip: replace(clip, crf=49),
    "mosaic": each(_mosaic),
    "square crop": each(_square),
    "half size": each(lambda f: np.asarray(cv2.resize(f, (f.shape[1] // 4 * 2, f.shape[0] // 4 * 2)), np.uint8)),
    "too short": lambda c: replace(c, frames=c.frames[: len(c.frames) * 2 // 3]),
    "too long": lambda c: replace(c, frames=c.frames + c.frames[:-20:-1]),
    "12 fps": lambda c: replace(c, frames=c.frames[::2], rate=c.rate // 2),
    "hue drift": each(_hue),
    "upside down": each(lambda f: f[::-1, ::-1]),
    "half upside down": by_time(lambda f, i, n: f if i < n // 2 else f[::-1, ::-1]),
    "watermark": each(lambda f: _lettering(f, "STOCKFILM", 0.66, 0.09, 0.8)),
    "caption": by_time(lambda f, i, n: _lettering(f, "I never said so", 0.2, 0.9, 1.0) if n // 5 < i else f),
    "no sound stream": lambda c: replace(c, sound=c.sound[:, :0]),
    "silence": heard(lambda s, r: s * 0),
    "clipped sound": heard(lambda s, r: np.clip(s * 40, -1, 1)),
    "far too quiet": heard(lambda s, r: s * np.float32(0.004)),
    "late speech": heard(_late),
    "sound too short": heard(lambda s, r: s[:, : s.shape[1] // 2]),
}  # fmt: skip
SOUND_ONLY = {
    "no sound stream", "silence", "clipped sound", "far too quiet", "late speech", "sound too short",
}  # fmt: skip
"""These leave the picture alone."""
SPEECH_ONLY = SOUND_ONLY
"""Only a clip with planned speech can have these: a clip whose sound is replaced may be silent."""
NEED_TIMING = {"late speech"}
"""Nobody can tell these where the lines' times are only estimated."""

CODES: dict[str, set[str]] = {
    "wrong cast": {"wrong-cast"},
    "swapped speaker": {"swapped-speaker", "wrong-voice"},
    "wrong voice": {"wrong-voice"},
    "speech missing": {"speech-missing", "silent"},
    "seam jump": {"seam-jump"},
    "truncated file": {"undecodable"},
    "black 0.7 s": {"black"},
    "frozen 2.2 s": {"frozen"},
    "flicker 12 Hz": {"flicker"},
    "flicker 6 Hz": {"flicker"},
    "unplanned cut": {"unplanned-cut"},
    "blur": {"blur"},
    "coding blocks": {"blocking", "blur"},
    "mosaic": {"blocking"},
    "square crop": {"wrong-ratio", "wrong-size"},
    "half size": {"wrong-size"},
    "too short": {"wrong-length"},
    "too long": {"wrong-length"},
    "12 fps": {"wrong-frame-rate"},
    "hue drift": {"palette-drift"},
    "upside down": {"upside-down"},
    "half upside down": {"upside-down", "unplanned-cut"},
    "watermark": {"text"},
    "caption": {"text"},
    "no sound stream": {"silent", "speech-missing"},
    "silence": {"silent", "speech-missing"},
    "clipped sound": {"loudness"},
    "far too quiet": {"loudness", "silent", "speech-missing"},
    "late speech": {"speech-late", "speech-missing", "speech-clipped"},
    "sound too short": {"wrong-length", "speech-missing", "speech-clipped"},
}
"""Fault codes that name what was planted; a rejection with another one only was right by accident."""
