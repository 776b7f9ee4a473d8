"""What is kept of the frames and sound blocks of a clip while they stream by. Nothing is opened or measured here."""

from __future__ import annotations

from dataclasses import dataclass, field

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from resources.judge.local.stills import PICTURE_SIDE, Picture, fit_long_side, shrink

Signal = NDArray[np.float32]

THUMBNAIL_SIDE = 160
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


@dataclass
class PictureGatherer:
    """Keeps what is needed of the frames while they stream by."""

    thumbnail_times: list[float] = field(default_factory=list)
    thumbnails: list[Picture] = field(default_factory=list)
    picture_times: list[float] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    colour_times: list[float] = field(default_factory=list)
    colours: list[Picture] = field(default_factory=list)
    full_greys: list[Picture] = field(default_factory=list)
    start_s: float | None = None
    last_frame: av.VideoFrame | None = None
    last_time: float = 0.0
    count: int = 0
    coded_bytes: int = 0
    corrupt_at: float | None = None
    # A frame's own converter is set up anew for each frame, which takes five times longer than converting.
    converter: av.video.reformatter.VideoReformatter = field(default_factory=av.video.reformatter.VideoReformatter)

    def take(self, frame: av.VideoFrame) -> None:
        """Look at one decoded frame, in presentation order."""
        clock = float(frame.time) if frame.time is not None else self.count / 24.0
        if self.start_s is None:
            self.start_s = clock
        self.last_frame, self.last_time, self.count = frame, clock - self.start_s, self.count + 1
        if frame.is_corrupt and self.corrupt_at is None:
            self.corrupt_at = self.last_time
        self._keep(frame, self.last_time)

    def _keep(self, frame: av.VideoFrame, now: float) -> None:
        if now > MOST_SECONDS_KEPT:
            return
        if not is_due(now, self.thumbnail_times, MOST_THUMBNAILS_PER_S):
            return
        plane = Luma.of(frame)
        self.thumbnail_times.append(now)
        self.thumbnails.append(upright(plane.shrunk(THUMBNAIL_SIDE), frame))
        if not is_due(now, self.picture_times, PICTURES_PER_S):
            return
        self.picture_times.append(now)
        self.pictures.append(upright(plane.shrunk(PICTURE_SIDE), frame))
        if not is_due(now, self.colour_times, COLOURS_PER_S):
            return
        self.colour_times.append(now)
        self.colours.append(self.colour(frame))
        if (len(self.colours) - 1) % int(COLOURS_PER_S) == 0:
            self.full_greys.append(plane.full())

    def colour(self, frame: av.VideoFrame) -> Picture:
        """A frame as upright BGR with the long side at 640."""
        width, height = fit_long_side(frame.width, frame.height, PICTURE_SIDE)
        small = self.converter.reformat(frame, width, height, format="bgr24", interpolation="AREA").to_ndarray()
        return upright(np.asarray(small, np.uint8), frame)


def is_due(now: float, taken: list[float], per_second: float) -> bool:
    """Whether the next sample on a fixed raster from 0 has come (a quarter of a step of jitter is allowed)."""
    return now * per_second >= len(taken) - 0.25


@dataclass(frozen=True)
class Luma:
    """The brightness plane of a frame as it was coded, not turned. It lives only as long as its frame.

    Args:
        rows: Read straight from the decoder's buffer: converting a full frame costs more than decoding it.
        full_range: Whether 0 is black and 255 white already.
    """

    rows: Picture
    full_range: bool

    @classmethod
    def of(cls, frame: av.VideoFrame) -> Luma:
        """The plane of a decoded frame."""
        planar = frame.format.name.startswith("yuv") and frame.format.components[0].bits == 8
        source = frame if planar else frame.reformat(format="yuv420p")
        plane = source.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        full_range = source.format.name.startswith("yuvj") or int(source.color_range) == int(
            av.video.reformatter.ColorRange.JPEG
        )
        return cls(rows, full_range)

    def shrunk(self, side: int) -> Picture:
        """0 = black to 255 = white, with the long side at `side`."""
        return self._stretched(shrink(self.rows, side))

    def full(self) -> Picture:
        """0 = black to 255 = white, in full size; a copy."""
        return self._stretched(np.array(self.rows))

    def _stretched(self, picture: Picture) -> Picture:
        return picture if self.full_range else np.asarray(cv2.LUT(picture, _VIDEO_TO_FULL_RANGE), np.uint8)


def upright(picture: Picture, frame: av.VideoFrame) -> Picture:
    """Follow the rotation flag of phone-like files, as every player does."""
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture


@dataclass
class SoundGatherer:
    """Keeps the decoded sound as it is."""

    rate: int
    planar: av.AudioResampler = field(default_factory=lambda: av.AudioResampler(format="fltp"))
    channels: list[Signal] = field(default_factory=list)
    layout: av.AudioLayout | None = None
    heard: int = 0

    def take(self, frame: av.AudioFrame) -> None:
        """Look at one decoded block."""
        if self.heard > MOST_SECONDS_KEPT * self.rate:
            return
        # A resampler that has nothing to do still takes half as long as decoding.
        for block in [frame] if frame.format.name == "fltp" else self.planar.resample(frame):
            self.channels.append(np.asarray(block.to_ndarray(), np.float32))
            self.layout = block.layout
            self.heard += block.samples

    def sound(self) -> Sound:
        """What was gathered, also as 16 kHz mono: mixed down in one go, since each call costs more than its block."""
        empty = np.zeros((1, 0), np.float32)
        if self.layout is None:
            return Sound(mono=empty[0], channels=empty, rate=self.rate)
        channels = np.concatenate(self.channels, axis=1)
        whole = av.AudioFrame.from_ndarray(channels, format="fltp", layout=self.layout.name)
        whole.sample_rate = self.rate
        speech = av.AudioResampler(format="fltp", layout="mono", rate=SPEECH_RATE)
        blocks = [block.to_ndarray() for block in (*speech.resample(whole), *speech.resample(None))]
        mono = np.concatenate(blocks, axis=1)[0] if blocks else empty[0]
        return Sound(mono=np.asarray(mono, np.float32), channels=channels, rate=self.rate)
