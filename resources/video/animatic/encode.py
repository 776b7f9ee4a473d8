"""Frames and sound to an mp4 that the cut can join without re-encoding. What is in the frames is not decided here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from resources.errors import MediaError
from resources.video.animatic.canvas import Image

FRAME_RATE = 24
SAMPLE_RATE = 48_000
SAMPLES_PER_FRAME = SAMPLE_RATE // FRAME_RATE
X264_OPTIONS = {
    "preset": "veryfast",
    "crf": "22",
    "threads": "1",
    "forced-idr": "1",
    # x264's macroblock tree reads memory that it never set at some widths (848, 854, not 1280): equal frames then gave
    # unequal files. Without it crf 22 looks as crf 20 did. Flat drawings do not need finer motion
    # search than subme 1, which saves a sixth of the time.
    "x264-params": "mbtree=0:subme=1",
}
_BT709 = 1
_LIMITED_RANGE = 1
_GROUP = 48
_AUDIO_BIT_RATE = 160_000
# The cut joins clips by copying packets and re-encodes half a second around each transition.
_TRANSITION_FRAMES = FRAME_RATE // 2

StereoSound = npt.NDArray[np.float32]


def write_clip(
    path: Path, size: tuple[int, int], frames: Iterable[Image], frame_count: int, sound: StereoSound
) -> None:
    """Encode to H.264 and AAC in one mp4; the sound is cut or padded to the exact length of the picture.

    Colours are tagged on the codec context: given as stream options they were measured not to arrive.

    Args:
        path: Written in place; the caller renames.
        size: Width and height, even.
        frames: Premultiplied BGRA; the next one may be drawn into the same buffer.
        frame_count: How many frames there are.
        sound: (2, samples) at 48 kHz, -1..1.

    Raises:
        OSError: The file cannot be written.
        MediaError: The encoder refused.
    """
    try:
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            video = _video_stream(container, size)
            audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
            audio.bit_rate = _AUDIO_BIT_RATE
            for index, picture in enumerate(frames):
                frame = av.VideoFrame.from_ndarray(picture, format="bgra")
                frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709")
                frame.pts = index
                if index in (_TRANSITION_FRAMES, frame_count - _TRANSITION_FRAMES):
                    frame.pict_type = av.video.frame.PictureType.I
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
            container.mux(audio.encode(_audio_frame(sound, frame_count * SAMPLES_PER_FRAME)))
            container.mux(audio.encode(None))
    except av.FFmpegError as error:
        if isinstance(error, OSError):
            raise
        raise MediaError(f"could not encode: {error}", where=path.name) from error


def _video_stream(container: av.container.OutputContainer, size: tuple[int, int]) -> av.VideoStream:
    stream = container.add_stream("libx264", rate=FRAME_RATE, options=X264_OPTIONS)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.gop_size = _GROUP
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED_RANGE
    return stream


def _audio_frame(sound: StereoSound, samples: int) -> av.AudioFrame:
    exact = np.zeros((2, samples), np.float32)
    kept = min(samples, sound.shape[1])
    exact[:, :kept] = sound[:, :kept]
    frame = av.AudioFrame.from_ndarray(exact, format="fltp", layout="stereo")
    frame.sample_rate = SAMPLE_RATE
    frame.pts = 0
    return frame
