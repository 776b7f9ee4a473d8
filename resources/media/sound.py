"""Sound in and out of numpy: decoding any track to 48 kHz stereo, writing wav. Levels and mixing are elsewhere."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import ffmpeg
import numpy as np
import numpy.typing as npt

from resources.errors import MediaError
from resources.media.ffmpeg_exe import run_graph
from resources.media.probe import moving_picture, opened
from resources.media.timeline import SAMPLE_RATE

Sound = npt.NDArray[np.float32]
"""Stereo sound, shape (samples, 2), full scale 1.0, 48 kHz."""


def clip_sound(clip: Path, samples: int) -> Sound:
    """The first `samples` samples of a clip's sound, in step with its picture; silence where it has none.

    Raises:
        NotFound: There is no such file.
        MediaError: The sound cannot be decoded.
    """
    track = np.zeros((samples, 2), np.float32)
    with opened(clip) as container:
        audio = next(iter(container.streams.audio), None)
        if audio is None:
            return track
        video = moving_picture(container)
        # Sound may start before or after the first picture; both are placed on the picture's clock.
        origin_s = float((video.start_time or 0) * (video.time_base or 0)) if video is not None else 0.0
        resampler = av.AudioResampler(format="flt", layout="stereo", rate=SAMPLE_RATE)
        position: int | None = None
        for frame in container.decode(audio):
            if position is None:
                position = round(((frame.time or 0.0) - origin_s) * SAMPLE_RATE)
            position = _place(track, position, resampler.resample(frame))
            if position >= samples:
                return track
        if position is not None:
            _place(track, position, resampler.resample(None))
    return track


def _place(track: Sound, position: int, frames: list[av.AudioFrame]) -> int:
    """Copy frames to `position` on; what lies outside of the track falls away. Returns the next position."""
    for frame in frames:
        piece = frame.to_ndarray().reshape(-1, 2)
        start, end = max(0, position), min(len(track), position + len(piece))
        if start < end:
            track[start:end] = piece[start - position : end - position]
        position += len(piece)
    return position


def voice_sound(voice: Path, tempo: float, work: Path) -> Sound:
    """A whole narration at another tempo with its pitch kept.

    Args:
        voice: Any sound file.
        tempo: 1.0 = as spoken, 1.25 = a quarter faster.
        work: Folder for intermediate files.

    Raises:
        MediaError: The file cannot be decoded.
    """
    spoken = work / "voice.f32"
    sound = ffmpeg.input(str(voice)).audio
    if tempo != 1.0:
        sound = sound.filter("atempo", f"{tempo:.6f}")
    run_graph(ffmpeg.output(sound, str(spoken), format="f32le", ar=SAMPLE_RATE, ac=2), voice)
    return np.fromfile(spoken, np.float32).reshape(-1, 2)


class WavWriter:
    """Writes a 32-bit float stereo wav piece by piece; a context manager.

    Args:
        path: Ends in `.wav`.
    """

    def __init__(self, path: Path) -> None:
        self._container = av.open(str(path), "w", format="wav")
        self._stream = self._container.add_stream("pcm_f32le", rate=SAMPLE_RATE, layout="stereo")
        self._written = 0

    def __enter__(self) -> WavWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._container.mux(self._stream.encode(None))
        finally:
            self._container.close()

    def write(self, sound: Sound) -> None:
        """Append a piece; empty pieces are fine."""
        if not len(sound):
            return
        interleaved = np.ascontiguousarray(sound, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(interleaved, format="flt", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = SAMPLE_RATE, Fraction(1, SAMPLE_RATE), self._written
        self._written += len(sound)
        self._container.mux(self._stream.encode(frame))


def sample_count(path: Path) -> int:
    """Samples per channel of a sound track, by decoding all of it, priming and padding taken off as players do.

    Raises:
        MediaError: No sound, or it cannot be decoded.
    """
    with opened(path) as container:
        audio = next(iter(container.streams.audio), None)
        if audio is None:
            raise MediaError("holds no sound", where=str(path))
        return sum(frame.samples for frame in container.decode(audio))
