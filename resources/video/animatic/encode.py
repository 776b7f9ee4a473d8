"""Frames and sound to an mp4 that the cut can join without re-encoding. What is in the frames is not decided here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.video.frame import PictureType

from resources.errors import MediaError
from resources.media import h264
from resources.video.animatic.canvas import Image
from resources.video.animatic.planar import PlanarFrame

FRAME_RATE = 24
SAMPLE_RATE = 48_000
SAMPLES_PER_FRAME = SAMPLE_RATE // FRAME_RATE
_CRF = 22
_AUDIO_BIT_RATE = 160_000
_AAC_OPTIONS = {
    "aac_coder": "fast"
}  # at this rate as good, in a third of the time; the film's sound is coded alike
# Key frames closer together than this cost more bytes than they save work.
_LEAST_GROUP = 4

StereoSound = npt.NDArray[np.float32]


def write_clip(
    path: Path,
    size: tuple[int, int],
    frames: Iterable[Image],
    frame_count: int,
    sound: StereoSound,
    key_frames: Collection[int] = (),
) -> None:
    """Encode to H.264 and AAC in one mp4; the sound is cut or padded to the exact length of the picture.

    Args:
        path: Written in place; the caller renames.
        size: Width and height, even.
        frames: Opaque BGRA; the next one may be drawn into the same buffer.
        frame_count: How many frames there are.
        sound: (2, samples) at 48 kHz, -1..1.
        key_frames: Frames where a group of pictures starts besides every two seconds: the cut takes over whole groups,
            so they belong where captions come and go and where a transition may end or begin.

    Raises:
        OSError: The file cannot be written.
        MediaError: The encoder refused.
    """
    planar = PlanarFrame(size)
    last_key = 0
    try:
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            video = container.add_stream("libx264", rate=FRAME_RATE, options=h264.encoder_options(_CRF))
            h264.prepare(video.codec_context, size, FRAME_RATE)
            audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", options=_AAC_OPTIONS)
            audio.bit_rate = _AUDIO_BIT_RATE
            for index, picture in enumerate(frames):
                frame = planar.filled(picture)
                frame.pts, frame.time_base = index, video.codec_context.time_base
                afresh = index in key_frames and index - last_key >= _LEAST_GROUP
                last_key = index if afresh else last_key
                frame.pict_type = PictureType.I if afresh else PictureType.NONE
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
            container.mux(audio.encode(_audio_frame(sound, frame_count * SAMPLES_PER_FRAME)))
            container.mux(audio.encode(None))
    except av.FFmpegError as error:
        if isinstance(error, OSError):
            raise
        raise MediaError(f"could not encode: {error}", where=path.name) from error


def _audio_frame(sound: StereoSound, samples: int) -> av.AudioFrame:
    exact = np.zeros((2, samples), np.float32)
    kept = min(samples, sound.shape[1])
    exact[:, :kept] = sound[:, :kept]
    frame = av.AudioFrame.from_ndarray(exact, format="fltp", layout="stereo")
    frame.sample_rate = SAMPLE_RATE
    frame.pts = 0
    return frame
