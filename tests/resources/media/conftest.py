"""Tiny clips and sounds, synthesised: no binary fixture lives in the repository."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

Samples = npt.NDArray[np.float32]
MakeClip = Callable[..., Path]
MakeSound = Callable[..., Path]


def gray_of(index: int) -> int:
    """The gray level of frame `index`, so that a test can tell which frame it is looking at."""
    return 20 + (index * 37) % 200


def tone(seconds: float, *, hertz: float = 440.0, level: float = 0.2, rate: int = 48000) -> Samples:
    """A sine as float32, shape (samples,)."""
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def speechlike(seconds: float, *, level: float = 0.2, rate: int = 48000) -> Samples:
    """Syllables: a buzz of 120 Hz opened four times a second, with a pause after each second and a half."""
    t = np.arange(round(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * 120 * n * t) / n for n in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 4 * t), 0, None) * ((t % 2.0) < 1.5)
    return (level * buzz * syllables).astype(np.float32)


def _mux_sound(
    container: av.container.OutputContainer, stream: av.AudioStream, samples: Samples, rate: int
) -> None:
    for start in range(0, len(samples), 1024):
        frame = av.AudioFrame.from_ndarray(samples[None, start : start + 1024], format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


@pytest.fixture
def make_clip(tmp_path: Path) -> MakeClip:
    """Write an mp4 whose frame n is filled with `gray_of(n)`; `times` gives a variable frame rate."""

    def make(
        name: str = "clip.mp4",
        *,
        frames: int = 24,
        fps: int = 24,
        size: tuple[int, int] = (160, 90),
        times: list[float] | None = None,
        sound: Samples | None = None,
        rate: int = 48000,
        options: dict[str, str] | None = None,
        paint: Callable[[int], npt.NDArray[np.uint8]] | None = None,
    ) -> Path:
        path = tmp_path / name
        width, height = size
        with av.open(str(path), "w", options=options or {}) as container:
            video = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "g": "12"})
            # 4:2:0 needs even sides; odd ones are what some models deliver.
            video.width, video.height = width, height
            video.pix_fmt = "yuv444p" if width % 2 or height % 2 else "yuv420p"
            video.time_base = video.codec_context.time_base = Fraction(1, 12000)
            audio = container.add_stream("aac", rate=rate, layout="mono") if sound is not None else None
            for index in range(frames):
                picture = paint(index) if paint else np.full((height, width, 3), gray_of(index), np.uint8)
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                frame.pts = round((times[index] if times else index / fps) * 12000)
                frame.time_base = Fraction(1, 12000)
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
            if audio is not None and sound is not None:
                _mux_sound(container, audio, sound, rate)
        return path

    return make


@pytest.fixture
def make_sound(tmp_path: Path) -> MakeSound:
    """Write a mono 16-bit wav."""

    def make(name: str, samples: Samples, *, rate: int = 48000) -> Path:
        path = tmp_path / name
        with av.open(str(path), "w") as container:
            stream = container.add_stream("pcm_s16le", rate=rate, layout="mono")
            _mux_sound(container, stream, samples, rate)
        return path

    return make
