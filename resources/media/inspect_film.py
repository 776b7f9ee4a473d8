"""Looking at the finished film once, whole: is it what was planned, and are there black or frozen stretches?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from resources.errors import MediaError
from resources.media.cut_plan import Check, CutPlan, Stretch
from resources.media.mix import Soundtrack
from resources.media.probe import moving_picture, opened
from resources.media.sound import sample_count
from resources.media.timeline import SAMPLE_RATE, Timeline
from resources.video.staging import Model

LOOKS_PER_SECOND = 4
BLACK_LUMA = 24.0
"""Mean luma (16 = black) under which a picture with no bright spot counts as black."""
_BLACK_PEAK = 48
BLACK_MIN_S = 0.5
FROZEN_DIFFERENCE = 1.5
"""Luma change of the block that changed most under which nothing moved. A mean over the picture, as ffmpeg's
freezedetect takes it, calls a face frozen of which only the mouth moves."""
_BLOCK = 16
FROZEN_MIN_S = 2.0
AV_END_LIMIT_S = 0.040
LOUDNESS_TOLERANCE = 1.0

_Luma = npt.NDArray[np.float32]


class Inspection(Model):
    """What one pass over the picture found; times in seconds."""

    frames: int
    damaged: int
    out_of_step: int
    black: tuple[Stretch, ...]
    frozen: tuple[Stretch, ...]


def inspect_picture(film: Path, fps: int) -> Inspection:
    """Decode every frame of a film; count, check that they are one frame apart, look at four per second.

    Raises:
        MediaError: The decoder failed.
    """
    with opened(film) as container:
        video = moving_picture(container)
        if video is None:
            raise MediaError("holds no picture", where=str(film))
        video.thread_type = "AUTO"
        time_base = float(video.time_base or 0)
        frames = damaged = out_of_step = 0
        looks: list[tuple[float, bool, float]] = []
        previous: _Luma | None = None
        for frame in container.decode(video):
            expected = frames / fps
            seconds = (frame.pts or 0) * time_base
            out_of_step += abs(seconds - expected) > 0.5 / fps
            damaged += frame.is_corrupt
            if frames % max(1, fps // LOOKS_PER_SECOND) == 0:
                luma = _luma_blocks(frame)
                moved = np.inf if previous is None else float(np.abs(luma - previous).max())
                looks.append((expected, _is_black(luma), moved))
                previous = luma
            frames += 1
    end = frames / fps
    return Inspection(
        frames=frames,
        damaged=damaged,
        out_of_step=out_of_step,
        black=tuple(_stretches([(at, black) for at, black, _ in looks], end, BLACK_MIN_S)),
        frozen=tuple(_stretches(_still_looks(looks), end, FROZEN_MIN_S)),
    )


def _luma_blocks(frame: av.VideoFrame) -> _Luma:
    plane = frame.planes[0]
    stored = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    size = (max(1, plane.width // _BLOCK), max(1, plane.height // _BLOCK))
    blocks = cv2.resize(stored[:, : plane.width].astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(blocks, np.float32)


def _is_black(luma: _Luma) -> bool:
    return bool(luma.mean() < BLACK_LUMA and luma.max() < _BLACK_PEAK)


def _still_looks(looks: list[tuple[float, bool, float]]) -> list[tuple[float, bool]]:
    """A look begins a still stretch when the following one shows the same."""
    following = [moved for _, _, moved in looks[1:]] + [float("inf")]
    return [(at, moved < FROZEN_DIFFERENCE) for (at, _, _), moved in zip(looks, following, strict=True)]


def _stretches(marks: list[tuple[float, bool]], end: float, shortest: float) -> Iterator[Stretch]:
    start: float | None = None
    for at, marked in [*marks, (end, False)]:
        if marked and start is None:
            start = at
        elif not marked and start is not None:
            if at - start >= shortest:
                yield Stretch(start_s=start, end_s=at)
            start = None


def checks_of(
    film: Path, plan: CutPlan, timeline: Timeline, inspection: Inspection, soundtrack: Soundtrack
) -> tuple[Check, ...]:
    """Everything that must hold of a finished film.

    Args:
        film: The file, for its sound track.
        plan: What was asked.
        timeline: What was planned.
        inspection: What was seen.
        soundtrack: What was mixed and measured.
    """
    sound_s = sample_count(film) / SAMPLE_RATE
    gap = abs(sound_s - inspection.frames / timeline.fps)
    checks = [
        Check(
            name="frame count",
            ok=inspection.frames == timeline.frames,
            detail=f"{inspection.frames} of {timeline.frames} frames",
        ),
        Check(name="decodes cleanly", ok=inspection.damaged == 0, detail=f"{inspection.damaged} damaged frames"),
        Check(name="even pace", ok=inspection.out_of_step == 0, detail=f"{inspection.out_of_step} frames off"),
        Check(name="sound ends with picture", ok=gap <= AV_END_LIMIT_S, detail=f"{gap * 1000:.0f} ms apart"),
    ]
    loudness = soundtrack.loudness
    if not loudness.silent:
        peak = f"{loudness.true_peak:.1f} dBTP, at most {plan.true_peak_dbtp:.1f}"
        checks.append(Check(name="true peak", ok=loudness.true_peak <= plan.true_peak_dbtp, detail=peak))
    if soundtrack.dialogue_lufs is not None:
        # A film with little speech and soft music is quiet on the whole, and right as long as its dialogue is.
        levels = (loudness.integrated, soundtrack.dialogue_lufs)
        near = any(abs(level - plan.target_lufs) <= LOUDNESS_TOLERANCE for level in levels)
        detail = f"film {levels[0]:.1f} LUFS, dialogue {levels[1]:.1f} LUFS, wanted {plan.target_lufs:.1f}"
        checks.append(Check(name="loudness", ok=near, detail=detail))
    return tuple(checks)
