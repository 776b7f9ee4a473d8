"""Small JPEG pictures as bytes, for pages that carry their pictures inside. Files and exact frames: `frames`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from resources.errors import MediaError
from resources.file_digest import file_digest
from resources.media.frames import Picture, shrunk, still_near
from resources.media.probe import probe

QUALITY = 78
"""JPEG quality 0..100: flat drawings stay clean, a thumbnail stays near 10 kB."""
SHEET_COLUMNS = 4
_GAP = 4
_SMALL = 480
"""Pixels: up to this width, pictures are made of a kept one; web UI, sheets and page want the same frames in other sizes."""
_KEPT = 48
"""Clips whose picture is kept: more than most episodes have shots, 20 MB at most."""


def jpeg(picture: Picture) -> bytes:
    """An RGB or RGBA picture as JPEG; transparency becomes white."""
    rgb = picture
    if picture.shape[2] == 4:
        opacity = picture[..., 3:].astype(np.float32) / 255
        rgb = (picture[..., :3] * opacity + 255 * (1 - opacity)).astype(np.uint8)
    ok, encoded = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not ok:
        raise MediaError(f"no JPEG can be made of a picture of shape {picture.shape}")
    return encoded.tobytes()


def clip_jpeg(clip: Path, width: int) -> bytes:
    """A still from the middle of a clip, `width` pixels wide. Raises `NotFound`, `MediaError`."""
    return jpeg(_middle(clip, width))


def picture_jpeg(path: Path, width: int) -> bytes:
    """A small copy of a picture file. Raises `MediaError` for anything that is not a picture."""
    data = np.frombuffer(path.read_bytes(), np.uint8) if path.is_file() else np.zeros(0, np.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    if picture is None:
        raise MediaError("is not a picture that can be read", where=str(path))
    return jpeg(shrunk(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8), width))


def sheet_jpeg(clips: Sequence[Path], width: int = 240) -> bytes:
    """One frame of each clip, `width` pixels wide each, in rows of four."""
    frames = [_middle(clip, width) for clip in clips]
    high, wide = max(f.shape[0] for f in frames), max(f.shape[1] for f in frames)
    columns = min(SHEET_COLUMNS, len(frames))
    rows = -(-len(frames) // columns)
    sheet = np.full((rows * (high + _GAP), columns * (wide + _GAP), 3), 24, np.uint8)
    for at, frame in enumerate(frames):
        top, left = at // columns * (high + _GAP), at % columns * (wide + _GAP)
        sheet[top : top + frame.shape[0], left : left + frame.shape[1]] = frame[..., :3]
    return jpeg(sheet)


@dataclass(frozen=True)
class _Content:
    """A clip by what is in it: a winner and its take are one, a clip that was replaced is another."""

    digest: str
    clip: Path = field(compare=False)


def _middle(clip: Path, width: int) -> Picture:
    if width > _SMALL or not clip.is_file():
        return _decoded_middle(clip, width)
    return shrunk(_kept_middle(_Content(file_digest(clip), clip)), width)


@lru_cache(maxsize=_KEPT)
def _kept_middle(content: _Content) -> Picture:
    return _decoded_middle(content.clip, _SMALL)


def _decoded_middle(clip: Path, width: int) -> Picture:
    return shrunk(still_near(clip, (probe(clip).video_duration_s or 0.0) / 2).picture, width)
