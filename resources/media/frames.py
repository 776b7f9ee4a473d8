"""Single pictures out of clips and onto disk: first, last, any; PNG and thumbnail. No moving picture is written here."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.video.stream import VideoStream

from resources.atomic import write_bytes
from resources.errors import MediaError
from resources.media.probe import moving_picture, opened

Picture = npt.NDArray[np.uint8]

_NEAR_S = 1.0


def first_frame(clip: Path) -> Picture:
    """The first picture as RGB, shape (height, width, 3), upright.

    Raises:
        NotFound: There is no such file.
        MediaError: No picture can be decoded.
    """
    return frame_at(clip, 0.0)


def frame_at(clip: Path, seconds: float) -> Picture:
    """The picture on screen at `seconds` from the start, as RGB (height, width, 3); past the end, the last one.

    Raises:
        NotFound: There is no such file.
        MediaError: No picture can be decoded.
    """
    with opened(clip) as container:
        video = _video_of(container, clip)
        start = video.start_time or 0
        wanted = start + round(max(0.0, seconds) / (video.time_base or 1))
        if wanted > start:
            container.seek(wanted, stream=video, backward=True)
        shown: av.VideoFrame | None = None
        for frame in container.decode(video):
            if shown is not None and frame.pts is not None and frame.pts > wanted:
                break
            shown = frame
        if shown is not None:
            return upright(shown)
    return last_frame(clip)


class Still(NamedTuple):
    """A picture as RGB (height, width, 3), upright, and when it is on screen, in seconds from the start."""

    picture: Picture
    at_s: float


def still_near(clip: Path, seconds: float) -> Still:
    """A picture from about `seconds`: the key frame before it if that is less than a second away, else exactly it.

    For sheets and posters, where a tenth of the time counts for more than the moment.

    Raises:
        NotFound: There is no such file.
        MediaError: No picture can be decoded.
    """
    with opened(clip) as container:
        video = _video_of(container, clip)
        start, time_base = video.start_time or 0, video.time_base or 1
        container.seek(start + round(max(0.0, seconds) / time_base), stream=video, backward=True)
        for frame in container.decode(video):
            at_s = float(((frame.pts or 0) - start) * time_base)
            if 0.0 <= seconds - at_s < _NEAR_S:
                return Still(upright(frame), at_s)
            break
    return Still(frame_at(clip, seconds), seconds)


def last_frame(clip: Path) -> Picture:
    """The very last picture as RGB (height, width, 3), bit-identical to decoding the whole file.

    Seeks to the last key frame and decodes to the end; a file that cannot be searched is decoded from the start.

    Raises:
        NotFound: There is no such file.
        MediaError: No picture can be decoded.
    """
    with opened(clip) as container:
        video = _video_of(container, clip)
        final: av.VideoFrame | None = None
        if video.duration:
            container.seek((video.start_time or 0) + video.duration, stream=video, backward=True)
            final = _last_of(container, video)
        if final is None:
            container.seek(0)
            final = _last_of(container, video)
        if final is None:
            raise MediaError("holds no picture that can be decoded", where=str(clip))
        return upright(final)


def _video_of(container: InputContainer, clip: Path) -> VideoStream:
    video = moving_picture(container)
    if video is None:
        raise MediaError("holds no picture", where=str(clip))
    return video


def _last_of(container: InputContainer, video: VideoStream) -> av.VideoFrame | None:
    final = None
    for frame in container.decode(video):
        final = frame
    return final


def upright(frame: av.VideoFrame) -> Picture:
    """A decoded frame as RGB, turned as a player would turn it."""
    picture = frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
    quarter_turns = round(frame.rotation / 90)
    return np.ascontiguousarray(np.rot90(picture, quarter_turns)) if quarter_turns else picture


def save_png(picture: Picture, path: Path) -> Path:
    """Write an RGB or RGBA picture as PNG, whole or not at all; returns `path`.

    Raises:
        StorageError: Full disk or read-only folder.
    """
    order = cv2.COLOR_RGBA2BGRA if picture.shape[2] == 4 else cv2.COLOR_RGB2BGR
    # Level 1 costs half of the default's time for a tenth more bytes.
    ok, encoded = cv2.imencode(".png", cv2.cvtColor(picture, order), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not ok:
        raise MediaError(f"no PNG can be made of a picture of shape {picture.shape}", where=str(path))
    return write_bytes(path, encoded.tobytes())


def shrunk(picture: Picture, width: int) -> Picture:
    """The picture scaled down to `width` pixels, aspect kept; never scaled up."""
    height, full_width = picture.shape[:2]
    if full_width <= width:
        return picture
    size = (width, max(1, round(height * width / full_width)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def thumbnail(clip: Path, path: Path, *, width: int = 320, at_s: float | None = None) -> Path:
    """Write a small PNG of a clip, by default of its middle; returns `path`.

    Raises:
        NotFound: There is no such clip.
        MediaError: No picture can be decoded.
        StorageError: Full disk or read-only folder.
    """
    if at_s is None:
        with opened(clip) as container:
            at_s = (container.duration or 0) / av.time_base / 2
    return save_png(shrunk(frame_at(clip, at_s), width), path)
