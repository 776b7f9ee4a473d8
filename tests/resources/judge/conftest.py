"""Tiny clips for the local reviewer, and the room of the judge that is a model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from judge_room import clip, room
from numpy.typing import NDArray
from tiny_clips import RATE, Frames, drift, speech, write_clip

__all__ = ["clip", "make_clip", "room"]

Maker = Callable[..., Path]


@pytest.fixture
def make_clip(tmp_path: Path) -> Maker:
    """Writes a clip of the given frames; by default two seconds of drift with speech from 0.4 s to 1.6 s."""

    def make(
        frames: Frames | None = None,
        sound: NDArray[np.float32] | None = None,
        *,
        silent: bool = False,
        rate: int = RATE,
        crf: int = 18,
        name: str = "clip.mp4",
    ) -> Path:
        pictures = drift(2.0) if frames is None else frames
        if sound is None and not silent:
            sound = speech(len(pictures) / rate, [(0.4, 1.6)])
        return write_clip(tmp_path / name, pictures, sound, rate, crf)

    return make


@pytest.fixture
def drifting() -> Callable[..., Frames]:
    """Frames of a slow pan."""
    return drift


@pytest.fixture
def speaking() -> Callable[..., NDArray[np.float32]]:
    """Sound with speech in the given windows."""
    return speech
