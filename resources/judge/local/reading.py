"""One decode pass over a clip into small pictures and sound. Nothing is measured or judged here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from resources.errors import MediaError

Picture = NDArray[np.uint8]
Floats = NDArray[np.float64]
Signal = NDArray[np.float32]

THUMBNAIL_SIDE = 160
PICTURE_SIDE = 640
MOST_THUMBNAILS_PER_S = 30.0
PICTURES_PER_S = 12.0
COLOURS_PER_S = 2.0
# A minute of pictures is 160 MB; anything longer is the wrong length already, so only its length is read.
MOST_SECONDS_KEPT = 62.0
SPEECH_RATE = 16_000
_VIDEO_TO_FULL_RANGE = np.clip((np.arange(256) - 16) * 255 / 219, 0, 255).round().astype(np.uint8)


@dataclass(frozen=True)
class Sound:
    """The sound of a clip.

    Args:
        mono: Mixed down, 16 kHz, -1..1.
        channels: As decoded, shape (channels, samples), -1..1 (more only when decoding overshoots).
        rate: Samples per second of `channels`.
    """

    mono: Signal
    channels: Signal
    rate: int

    @property
    def length_s(self) -> float:
        """Seconds of sound that decoded."""
        return float(self.channels.shape[1] / self.rate) if self.channels.size else 0.0


@dataclass(frozen=True)
class Reading:
    """Everything the measures need of one clip.

    Args:
        width: Pixels as shown, after the rotation flag.
        height: Pixels as shown, after the rotation flag.
        pixel_aspect: Width of a pixel over its height.
        frame_rate: Frames per second on average.
        length_s: From the first frame's start to the last frame's end.
        thumbnail_times: Seconds from the first frame, one for each thumbnail.
        thumbnails: Grey, 160 on the long side, every frame up to 30 per second, shape (n, height, width).
        picture_times: Seconds, one for each picture.
        pictures: Grey, 640 on the long side, 12 per second.
        colour_times: Seconds, one for each colour picture; every one of them is also a picture's time.
        colours: BGR, 640 on the long side, 2 per second.
        full_greys: Grey in full size, one per second.
        first: BGR, 640 on the long side, exactly frame 0.
        last: BGR, 640 on the long side, exactly the very last frame.
        sound: None when there is no sound stream.
        damage: Why the file is not whole; empty when it is.
    """

    width: int
    height: int
    pixel_aspect: float
    frame_rate: float
    length_s: float
    thumbnail_times: Floats
    thumbnails: Picture
    picture_times: Floats
    pictures: list[Picture]
    colour_times: Floats
    colours: list[Picture]
    full_greys: list[Picture]
    first: Picture | None
    last: Picture | None
    sound: Sound | None
    damage: str

    @property
    def frame_s(self) -> float:
        """Seconds that one frame is shown."""
        return 1.0 / self.frame_rate if self.frame_rate > 0 else 0.04


def fit_long_side(width: int, height: int, side: int) -> tuple[int, int]:
    """Even width and height with the long side at `side`; a smaller picture keeps its size."""
    scale = min(1.0, side / max(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def read_picture(path: Path) -> Picture | None:
    """A still as BGR with the long side at 640, or None when it cannot be read (missing, corrupt, too large)."""
    try:
        coded = np.frombuffer(path.read_bytes(), np.uint8)
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR) if coded.size else None
    except (OSError, cv2.error):
        return None
    if picture is None:
        return None
    return shrink(np.asarray(picture, np.uint8), PICTURE_SIDE)


@dataclass
class _PictureGatherer:
    """Keeps what is needed of the frames while they stream by."""

    thumbnail_times: list[float] = field(default_factory=list)
    thumbnails: list[Picture] = field(default_factory=list)
    picture_times: list[float] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    colour_times: list[float] = field(default_factory=list)
    colours: list[Picture] = field(default_factory=list)
    full_greys: list[Picture] = field(default_factory=list)
    start_s: float | None = None
    first: Picture | None = None
    last_frame: av.VideoFrame | None = None
    last_time: float = 0.0
    count: int = 0
    corrupt_at: float | None = None

    def take(self, frame: av.VideoFrame) -> None:
        """Look at one decoded frame, in presentation order."""
        clock = float(frame.time) if frame.time is not None else self.count / 24.0
        if self.start_s is None:
            self.start_s = clock
            self.first = colour(frame)
        self.last_frame, self.last_time, self.count = frame, clock - self.start_s, self.count + 1
        if frame.is_corrupt and self.corrupt_at is None:
            self.corrupt_at = self.last_time
        self._keep(frame, self.last_time)

    def _keep(self, frame: av.VideoFrame, now: float) -> None:
        if now > MOST_SECONDS_KEPT:
            return
        if not is_due(now, self.thumbnail_times, MOST_THUMBNAILS_PER_S):
            return
        grey = luma(frame)
        picture = upright(shrink(grey, PICTURE_SIDE), frame)
        self.thumbnail_times.append(now)
        self.thumbnails.append(shrink(picture, THUMBNAIL_SIDE))
        if not is_due(now, self.picture_times, PICTURES_PER_S):
            return
        self.picture_times.append(now)
        self.pictures.append(picture)
        if not is_due(now, self.colour_times, COLOURS_PER_S):
            return
        self.colour_times.append(now)
        self.colours.append(colour(frame))
        if (len(self.colours) - 1) % int(COLOURS_PER_S) == 0:
            self.full_greys.append(np.array(grey))


def is_due(now: float, taken: list[float], per_second: float) -> bool:
    """Whether the next sample on a fixed raster from 0 has come (a quarter of a step of jitter is allowed)."""
    return now * per_second >= len(taken) - 0.25


def luma(frame: av.VideoFrame) -> Picture:
    """The brightness plane in full size, 0 = black to 255 = white, not turned.

    Read straight from the decoder's buffer: converting a full frame costs more than decoding it.
    """
    planar = frame.format.name.startswith("yuv") and frame.format.components[0].bits == 8
    source = frame if planar else frame.reformat(format="yuv420p")
    plane = source.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
    full_range = source.format.name.startswith("yuvj") or int(source.color_range) == int(
        av.video.reformatter.ColorRange.JPEG
    )
    return rows if full_range else np.asarray(cv2.LUT(np.ascontiguousarray(rows), _VIDEO_TO_FULL_RANGE), np.uint8)


def shrink(picture: Picture, side: int) -> Picture:
    """A picture with the long side at `side`; a smaller one is not enlarged, which would blur it."""
    size = fit_long_side(picture.shape[1], picture.shape[0], side)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def grey_of(picture: Picture) -> Picture:
    """A BGR picture as grey."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def turned_over(picture: Picture) -> Picture:
    """A picture turned by 180 degrees."""
    return np.asarray(cv2.rotate(picture, cv2.ROTATE_180), np.uint8)


def colour(frame: av.VideoFrame) -> Picture:
    """A frame as upright BGR with the long side at 640."""
    width, height = fit_long_side(frame.width, frame.height, PICTURE_SIDE)
    small = frame.reformat(width, height, format="bgr24", interpolation="AREA").to_ndarray()
    return upright(np.asarray(small, np.uint8), frame)


def upright(picture: Picture, frame: av.VideoFrame) -> Picture:
    """Follow the rotation flag of phone-like files, as every player does."""
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture


@dataclass
class _SoundGatherer:
    """Keeps the decoded sound as it is and as 16 kHz mono."""

    rate: int
    planar: av.AudioResampler = field(init=False)
    speech: av.AudioResampler = field(init=False)
    channels: list[Signal] = field(default_factory=list)
    mono: list[Signal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.planar = av.AudioResampler(format="fltp")
        self.speech = av.AudioResampler(format="fltp", layout="mono", rate=SPEECH_RATE)

    def take(self, frame: av.AudioFrame | None) -> None:
        """Look at one decoded block; None flushes."""
        if sum(block.shape[1] for block in self.mono) > MOST_SECONDS_KEPT * SPEECH_RATE:
            return
        if frame is not None:
            self.channels.extend(
                np.asarray(block.to_ndarray(), np.float32) for block in self.planar.resample(frame)
            )
        if frame is not None or self.channels:
            self.mono.extend(np.asarray(block.to_ndarray(), np.float32) for block in self.speech.resample(frame))

    def sound(self) -> Sound:
        """What was gathered."""
        self.take(None)
        empty = np.zeros((1, 0), np.float32)
        channels = np.concatenate(self.channels, axis=1) if self.channels else empty
        mono = np.concatenate(self.mono, axis=1)[0] if self.mono else empty[0]
        return Sound(mono=mono, channels=channels, rate=self.rate)


def read_clip(path: Path) -> Reading:
    """Decode the whole clip once.

    Raises:
        MediaError: There is no such file. A file that is there and cannot be decoded is a `Reading` with `damage`.
    """
    if not path.is_file():
        raise MediaError("there is no clip to review", where=str(path))
    seen, heard, damage = _PictureGatherer(), None, ""
    declared_s, pixel_aspect = 0.0, 1.0
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                return _assemble(seen, None, 1.0, 0.0, "the file holds no picture stream")
            video = container.streams.video[0]
            video.codec_context.thread_count = 1
            pixel_aspect = float(video.sample_aspect_ratio or 1.0)
            if video.duration is not None and video.time_base is not None:
                declared_s = float(video.duration * video.time_base)
            sounds = container.streams.audio[:1]
            if sounds:
                heard = _SoundGatherer(sounds[0].rate)
            damage = _decode(container, [video, *sounds], seen, heard)
    except (av.FFmpegError, ValueError) as error:
        damage = f"the file does not open as a video: {type(error).__name__}"
    return _assemble(seen, heard, pixel_aspect, declared_s, damage)


def _decode(
    container: av.container.InputContainer,
    streams: list[av.VideoStream | av.AudioStream],
    seen: _PictureGatherer,
    heard: _SoundGatherer | None,
) -> str:
    """Feed every decoded frame to the gatherers; tells what broke on the way."""
    damage = ""
    packets = container.demux(*streams)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return damage
        except av.FFmpegError as error:
            return f"the file breaks off: {type(error).__name__}"
        try:
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    seen.take(frame)
                elif heard is not None and isinstance(frame, av.AudioFrame):
                    heard.take(frame)
        except av.FFmpegError as error:
            damage = damage or f"a packet does not decode: {type(error).__name__}"


def _assemble(
    seen: _PictureGatherer, heard: _SoundGatherer | None, pixel_aspect: float, declared_s: float, damage: str
) -> Reading:
    frame = seen.last_frame
    frame_rate = (seen.count - 1) / seen.last_time if seen.last_time > 0 else 0.0
    length_s = seen.last_time + (1.0 / frame_rate if frame_rate else 0.0)
    sideways = frame is not None and round(frame.rotation / 90) % 2 == 1
    width, height = (frame.width, frame.height) if frame is not None else (0, 0)
    if frame is None:
        damage = damage or "no frame decodes"
    elif seen.corrupt_at is not None:
        damage = damage or f"frames are damaged from {seen.corrupt_at:.2f} s on"
    elif declared_s > length_s + 0.5:
        damage = damage or f"the file promises {declared_s:.2f} s and ends at {length_s:.2f} s"
    return Reading(
        width=height if sideways else width,
        height=width if sideways else height,
        pixel_aspect=1.0 / pixel_aspect if sideways else pixel_aspect,
        frame_rate=frame_rate,
        length_s=length_s,
        thumbnail_times=np.asarray(seen.thumbnail_times),
        thumbnails=np.stack(seen.thumbnails) if seen.thumbnails else np.zeros((0, 90, 160), np.uint8),
        picture_times=np.asarray(seen.picture_times),
        pictures=seen.pictures,
        colour_times=np.asarray(seen.colour_times),
        colours=seen.colours,
        full_greys=seen.full_greys,
        first=seen.first,
        last=colour(frame) if frame is not None else None,
        sound=heard.sound() if heard is not None else None,
        damage=damage,
    )
