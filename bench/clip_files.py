"""Clips of the fault bench as frames and sound, and back into files. Nothing is drawn, planted or judged here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Clip:
    """A decoded clip: BGR frames, and sound of shape (channels, samples), -1..1."""

    frames: list[Frame]
    sound: Sound
    rate: int
    sound_rate: int
    crf: int = 20


def decode(path: Path) -> Clip:
    """All frames and the sound of a clip."""
    with av.open(str(path)) as container:
        rate = round(float(container.streams.video[0].average_rate or 24))
        frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
    with av.open(str(path)) as container:
        sound_rate = container.streams.audio[0].rate
        sound = np.concatenate([block.to_ndarray() for block in container.decode(audio=0)], axis=1)
    return Clip(frames, sound[:, : len(frames) * sound_rate // rate], rate, sound_rate)


def encode(clip: Clip, path: Path, *, picture_of: Path | None = None) -> None:
    """Write a clip as the engine does (x264 veryfast, AAC).

    Args:
        clip: Frames and sound.
        path: The file.
        picture_of: A file whose coded picture is taken over unchanged: coding is most of the bench's time, and a
            fault of the sound leaves the picture alone.
    """
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        source = av.open(str(picture_of)) if picture_of is not None else None
        if source is not None:
            copied = container.add_stream_from_template(source.streams.video[0])
        else:
            video = container.add_stream(
                "libx264", rate=clip.rate, options={"preset": "veryfast", "crf": str(clip.crf)}
            )
            video.height, video.width = clip.frames[0].shape[:2]
            video.pix_fmt = "yuv420p"
        layout = "stereo" if clip.sound.shape[0] == 2 else "mono"
        audio = container.add_stream("aac", rate=clip.sound_rate, layout=layout) if clip.sound.size else None
        if source is not None:
            with source:
                for packet in source.demux(video=0):
                    if packet.dts is not None:
                        packet.stream = copied
                        container.mux(packet)
        else:
            for index, picture in enumerate(clip.frames):
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
                frame.pts = index
                container.mux(video.encode(frame))
            container.mux(video.encode())
        if audio is not None:
            block = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(clip.sound, dtype=np.float32), format="fltp", layout=layout
            )
            block.sample_rate, block.pts = clip.sound_rate, 0
            container.mux(audio.encode(block))
            container.mux(audio.encode())
