"""Tiny synthesised clips: a drifting textured world and pulses of tone for speech. No faults here."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, RATE, SOUND_RATE = 320, 180, 24, 16_000

Frames = list[NDArray[np.uint8]]


def world(seed: int, height: int = HEIGHT, width: int = WIDTH) -> NDArray[np.uint8]:
    """A sharp scene, light above and dark below, larger than the frame so that a camera can drift over it."""
    random = np.random.default_rng(seed)
    rows = np.linspace(210, 60, height + 40)[:, None, None]
    scene = np.broadcast_to(rows, (height + 40, width + 80, 3)).astype(np.uint8).copy()
    for _ in range(60):
        x, y = int(random.integers(0, width + 60)), int(random.integers(0, height + 20))
        size = int(random.integers(8, 40))
        shade = [int(v) for v in random.integers(20, 235, 3)]
        cv2.rectangle(scene, (x, y), (x + size, y + size // 2), shade, -1)
    return scene


def drift(seconds: float, seed: int = 1) -> Frames:
    """A slow pan over a world."""
    scene, count = world(seed), round(seconds * RATE)
    return [scene[20 : 20 + HEIGHT, i % 60 : i % 60 + WIDTH].copy() for i in range(count)]


def speech(seconds: float, windows: list[tuple[float, float]], level: float = 0.3) -> NDArray[np.float32]:
    """Four syllables a second of a 200 Hz voice inside the windows, a whisper of noise elsewhere."""
    times = np.arange(round(seconds * SOUND_RATE)) / SOUND_RATE
    voice = sum(np.sin(2 * np.pi * 200 * k * times) / k for k in range(1, 12))
    voice = voice / np.abs(voice).max() * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * times))
    spoken = sum(((times >= a) & (times < b)).astype(float) for a, b in windows) if windows else 0.0 * times
    noise = np.random.default_rng(0).standard_normal(len(times)) * 0.0008
    return np.asarray(level * voice * spoken + noise, np.float32)


def write_clip(
    path: Path, frames: Frames, sound: NDArray[np.float32] | None, rate: int = RATE, crf: int = 18
) -> Path:
    """Encode frames (BGR) and mono sound."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "crf": str(crf)})
        video.height, video.width = frames[0].shape[:2]
        video.pix_fmt = "yuv420p"
        heard = container.add_stream("aac", rate=SOUND_RATE, layout="mono") if sound is not None else None
        for index, picture in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
            frame.pts = index
            container.mux(video.encode(frame))
        container.mux(video.encode())
        if heard is not None and sound is not None:
            block = av.AudioFrame.from_ndarray(sound[None], format="fltp", layout="mono")
            block.sample_rate, block.pts = SOUND_RATE, 0
            container.mux(heard.encode(block))
            container.mux(heard.encode())
    return path
