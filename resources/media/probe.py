"""What a media file is: lengths, size, rate, codecs, and whether it decodes. No picture leaves this module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from resources.errors import MediaError, NotFound
from resources.file_digest import Stamp, settled_stamp
from resources.video.staging import Model


class MediaInfo(Model):
    """The facts of one file. Lengths in seconds; a stream that is absent has length None and zeros.

    Args:
        duration_s: The longer of both streams.
        width: As displayed: after rotation and with square pixels.
        rotation: Degrees counter-clockwise that a player turns the stored picture by.
        frame_count: From the container's index; None where the container has none.
        frame_rate: Average over the file; a variable rate gives a fraction like 23.7.
    """

    path: Path
    duration_s: float
    video_duration_s: float | None = None
    audio_duration_s: float | None = None
    width: int = 0
    height: int = 0
    rotation: int = 0
    frame_count: int | None = None
    frame_rate: float | None = None
    pix_fmt: str = ""
    video_codec: str = ""
    audio_codec: str = ""
    sample_rate: int = 0
    channels: int = 0

    @property
    def has_video(self) -> bool:
        """True when there is a moving picture."""
        return bool(self.video_codec)

    @property
    def has_audio(self) -> bool:
        """True when there is a sound track, silent or not."""
        return bool(self.audio_codec)


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """Open a media file; every decoding error inside the block names the file.

    Raises:
        NotFound: There is no such file.
        MediaError: The file is not media, is cut off, or is damaged.
    """
    if not path.is_file():
        raise NotFound("no such media file", where=str(path))
    try:
        with av.open(str(path)) as container:
            yield container
    except (av.FFmpegError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MediaError(f"cannot be decoded: {reason}", where=str(path)) from error


def moving_picture(container: InputContainer) -> VideoStream | None:
    """The first video stream that is not a cover picture."""
    pictures = (stream for stream in container.streams.video if not stream.disposition & _ATTACHED_PICTURE)
    return next(pictures, None)


_ATTACHED_PICTURE = av.stream.Disposition.attached_pic


def probe(path: Path) -> MediaInfo:
    """Read the facts of a file, and decode one picture (or sound frame) to be sure that it is what it says.

    A file that has not changed since it was probed is not read again: a cut asks of each clip several times.

    Raises:
        NotFound: There is no such file.
        MediaError: Not decodable, or neither picture nor sound inside.
    """
    stamp = settled_stamp(path) if path.is_file() else None
    return _probed(path) if stamp is None else _probed_once(path, stamp)


@lru_cache(maxsize=256)
def _probed_once(path: Path, _stamp: Stamp) -> MediaInfo:
    return _probed(path)


def _probed(path: Path) -> MediaInfo:
    with opened(path) as container:
        video = moving_picture(container)
        audio = next(iter(container.streams.audio), None)
        if video is None and audio is None:
            raise MediaError("holds neither picture nor sound", where=str(path))
        facts = {**_picture_facts(container, video, path), **_sound_facts(container, audio)}
        if video is None and audio is not None:
            _first_frame_of(container, audio, path)
    lengths = [float(str(facts[key])) for key in ("video_duration_s", "audio_duration_s") if facts.get(key)]
    return MediaInfo.model_validate({"path": path, "duration_s": max(lengths, default=0.0), **facts})


def _picture_facts(container: InputContainer, video: VideoStream | None, path: Path) -> dict[str, object]:
    if video is None:
        return {}
    frame = _first_frame_of(container, video, path)
    assert isinstance(frame, av.VideoFrame)
    width, height = video.width, video.height
    if aspect := video.sample_aspect_ratio:
        width = round(width * float(aspect))
    rotation = int(frame.rotation)
    if rotation % 180:
        width, height = height, width
    rate = video.average_rate or video.guessed_rate
    return {
        "video_duration_s": _length_s(container, video),
        "width": width,
        "height": height,
        "rotation": rotation,
        "frame_count": video.frames or None,
        "frame_rate": float(rate) if rate else None,
        "pix_fmt": video.pix_fmt or "",
        "video_codec": video.codec_context.name,
    }


def _sound_facts(container: InputContainer, audio: AudioStream | None) -> dict[str, object]:
    if audio is None:
        return {}
    return {
        "audio_duration_s": _length_s(container, audio),
        "audio_codec": audio.codec_context.name,
        "sample_rate": audio.rate,
        "channels": audio.channels,
    }


def _first_frame_of(
    container: InputContainer, stream: VideoStream | AudioStream, path: Path
) -> av.VideoFrame | av.AudioFrame:
    for frame in container.decode(stream):
        assert isinstance(frame, av.VideoFrame | av.AudioFrame)
        return frame
    raise MediaError("holds no frame that can be decoded", where=str(path))


def _length_s(container: InputContainer, stream: VideoStream | AudioStream) -> float:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    # Containers like webm tell one length for the whole file only.
    return (container.duration or 0) / av.time_base


def decode_fault(path: Path) -> str | None:
    """Decode the whole file; None when every frame came out, else what is wrong in one phrase.

    A file that was cut off during a download opens well when its index stands in front: only counting finds it.
    """
    try:
        with opened(path) as container:
            video = moving_picture(container)
            audio = next(iter(container.streams.audio), None)
            streams = [stream for stream in (video, audio) if stream is not None]
            if not streams:
                return "holds neither picture nor sound"
            declared = video.frames if video is not None else 0
            if video is not None:
                video.thread_type = "AUTO"
            pictures = damaged = frames = 0
            for frame in container.decode(*streams):
                assert isinstance(frame, av.VideoFrame | av.AudioFrame)
                frames += 1
                pictures += isinstance(frame, av.VideoFrame)
                damaged += frame.is_corrupt
    except (MediaError, NotFound) as error:
        return error.problem
    if damaged:
        return f"{damaged} frames are damaged"
    if frames == 0:
        return "holds no frame that can be decoded"
    if pictures < declared:
        return f"only {pictures} of {declared} frames are there"
    return None


def is_decodable(path: Path) -> bool:
    """True when the file exists and every frame that its index promises can be decoded."""
    return decode_fault(path) is None
