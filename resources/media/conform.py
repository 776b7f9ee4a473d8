"""Bringing any clip to the film's size, rate, pixel format and colour. Order, blending and encoding are elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from av.video.stream import VideoStream

from resources.errors import MediaError
from resources.media.fit import HOLD_LIMIT_S
from resources.media.frames import upright
from resources.media.probe import moving_picture, opened

Planes = npt.NDArray[np.uint8]
"""A picture as planar 4:2:0, shape (height * 3 / 2, width): luma on top, the chroma planes below."""

_BLACK_LUMA, _NEUTRAL_CHROMA = 16, 128
_UNSPECIFIED = 2
_BT709 = 1
_FULL_RANGE = 2


def planes_of(frame: av.VideoFrame) -> Planes:
    """The pixels of a yuv420p frame, copied."""
    return frame.to_ndarray(format="yuv420p").astype(np.uint8, copy=False)


def frame_of(planes: Planes) -> av.VideoFrame:
    """A yuv420p frame with these pixels."""
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")


class Canvas:
    """The film's picture format: every frame is fitted with its aspect kept, the rest is black.

    Args:
        width: Even number of pixels, likewise `height`.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height

    def fit(self, frame: av.VideoFrame, pixel_aspect: float = 1.0) -> av.VideoFrame:
        """The frame at this size, upright, square pixels, BT.709 limited range yuv420p; untouched when it already is.

        Args:
            frame: As decoded.
            pixel_aspect: Width of a stored pixel over its height.
        """
        if round(frame.rotation / 90):
            frame = av.VideoFrame.from_ndarray(upright(frame), format="rgb24")
            pixel_aspect = 1 / pixel_aspect
        width, height = self._inner_size(frame.width * pixel_aspect, frame.height)
        fitted = self._converted(frame, width, height)
        return fitted if (width, height) == (self.width, self.height) else self._padded(fitted)

    def _inner_size(self, width: float, height: float) -> tuple[int, int]:
        scale = min(self.width / width, self.height / height)
        inner = round(width * scale / 2) * 2, round(height * scale / 2) * 2
        # A bar of one or two pixels is an eyesore and comes from rounding only.
        return (
            self.width if self.width - inner[0] <= 2 else max(2, inner[0]),
            self.height if self.height - inner[1] <= 2 else max(2, inner[1]),
        )

    @staticmethod
    def _converted(frame: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
        same_size = (frame.width, frame.height) == (width, height)
        same_colour = frame.colorspace in (_BT709, _UNSPECIFIED) and frame.color_range != _FULL_RANGE
        if same_size and same_colour and frame.format.name == "yuv420p":
            return frame
        untagged = frame.colorspace == _UNSPECIFIED
        return frame.reformat(
            width=width,
            height=height,
            format="yuv420p",
            src_colorspace=Colorspace.ITU709 if untagged else None,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
            threads=1,
        )

    def _padded(self, frame: av.VideoFrame) -> av.VideoFrame:
        inner = planes_of(frame)
        canvas = np.empty((self.height * 3 // 2, self.width), np.uint8)
        canvas[: self.height] = _BLACK_LUMA
        canvas[self.height :] = _NEUTRAL_CHROMA
        top = (self.height - frame.height) // 4 * 2
        left = (self.width - frame.width) // 4 * 2
        for target, source in zip(split_planes(canvas), split_planes(inner), strict=True):
            shrink = self.height // target.shape[0]
            row, column = top // shrink, left // shrink
            target[row : row + source.shape[0], column : column + source.shape[1]] = source
        return frame_of(canvas)


def split_planes(planes: Planes) -> tuple[Planes, Planes, Planes]:
    """Views of luma (h, w) and both chroma planes (h/2, w/2) of a planar 4:2:0 picture."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    return planes[:height], chroma[0], chroma[1]


def conformed_frames(clip: Path, canvas: Canvas, fps: int, first: int, count: int) -> Iterator[av.VideoFrame]:
    """`count` frames of a clip at a constant rate, each the one nearest in time; the last is held if need be.

    Args:
        clip: Any file with a picture.
        canvas: Size of the frames that come out.
        fps: Their constant rate.
        first: Which one to begin with, counted from the clip's start at that rate.
        count: How many; the last may lie at most `HOLD_LIMIT_S` after the clip's end.

    Raises:
        MediaError: Damaged pictures, or the clip ends long before it said it would.
    """
    with opened(clip) as container:
        video = moving_picture(container)
        if video is None:
            raise MediaError("holds no picture", where=str(clip))
        pixel_aspect = float(video.sample_aspect_ratio or 1)
        shown: av.VideoFrame | None = None
        at, end = first, first + count
        for slot, frame in _decoded_from(container, video, fps, first):
            if frame.is_corrupt:
                raise MediaError(f"is damaged at {frame.time or 0:.2f} s", where=str(clip))
            if shown is not None and at < slot:
                fitted = canvas.fit(shown, pixel_aspect)
                while at < min(slot, end):
                    yield fitted
                    at += 1
            if at >= end:
                return
            shown = frame
        if shown is None or end - at > (HOLD_LIMIT_S + 1.0) * fps:
            raise MediaError(f"ends after {at / fps:.2f} s, {end / fps:.2f} s were promised", where=str(clip))
        fitted = canvas.fit(shown, pixel_aspect)
        for _ in range(end - at):
            yield fitted


def _decoded_from(
    container: InputContainer, video: VideoStream, fps: int, first: int
) -> Iterator[tuple[int, av.VideoFrame]]:
    """Frames with their places at a constant rate, from a key frame at or before the place `first` on."""
    start, time_base = video.start_time or 0, float(video.time_base or 0)

    def placed() -> Iterator[tuple[int, av.VideoFrame]]:
        for frame in container.decode(video):
            seconds = ((frame.pts if frame.pts is not None else start) - start) * time_base
            # Half a slot rounds up, so that every second frame of a double rate is taken evenly.
            yield math.floor(seconds * fps + 0.5 + 1e-6), frame

    if first > 0:
        container.seek(start + math.floor(first / fps / time_base), stream=video, backward=True)
        frames = placed()
        begun = next(frames, None)
        if begun is not None and begun[0] <= first:
            yield begun
            yield from frames
            return
        container.seek(0)  # a file without a usable index
    yield from placed()
