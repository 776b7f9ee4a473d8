"""How fast one core draws and encodes takes, and how much of that x264 alone would need: `python -m bench drawing`."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import av
import cv2

from bench.measuring import Row, cpu_seconds
from bench.shots import KINDS, SHOT_S, request
from resources.tts.espeak import EspeakEngine
from resources.video.animatic.encode import FRAME_RATE
from resources.video.animatic.render import render_clip

FRAMES = round(SHOT_S * FRAME_RATE)
WANTED = ">= 40"


def rows(repeats: int) -> list[Row]:
    """Frames a second of processor time with everything painted, and the time against x264 veryfast on these frames.

    The second figure compares machines: the first one depends on how fast x264 runs here.
    """
    cv2.setNumThreads(1)
    drawn: dict[str, list[float]] = {kind: [] for kind in KINDS}
    bare: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory(prefix="spark-video-bench-") as temporary:
        folder = Path(temporary)
        clip, speech = folder / "drawn.mp4", EspeakEngine(folder / "speech")
        for number, kind in enumerate(KINDS):
            render_clip(request(number), clip, speech)
            for repetition in range(repeats):
                asked = request(number + len(KINDS) * repetition)
                drawn[kind].append(cpu_seconds(lambda asked=asked: render_clip(asked, clip, speech)))
                frames = _decoded(clip)
                bare[kind].append(cpu_seconds(lambda frames=frames: _encode(frames, folder / "bare.mp4")))
    speeds = [Row(f"{kind} 720P: frames / CPU s", [FRAMES / cpu for cpu in drawn[kind]], WANTED) for kind in KINDS]
    alone = [
        Row(f"{kind} 720P: x264 veryfast alone, frames / CPU s", [FRAMES / cpu for cpu in bare[kind]])
        for kind in KINDS
    ]
    shares = [
        Row(
            f"{kind} 720P: take / x264 veryfast alone",
            [a / b for a, b in zip(drawn[kind], bare[kind], strict=True)],
        )
        for kind in KINDS
    ]
    return [*speeds, *alone, *shares]


def _decoded(clip: Path) -> list[av.VideoFrame]:
    with av.open(str(clip)) as container:
        return list(container.decode(video=0))


def _encode(frames: list[av.VideoFrame], path: Path) -> None:
    """The same pictures with the preset as it comes, in one thread."""
    options = {"preset": "veryfast", "crf": "22", "threads": "1"}
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=FRAME_RATE, options=options)
        video.width, video.height, video.pix_fmt = frames[0].width, frames[0].height, "yuv420p"
        for index, frame in enumerate(frames):
            frame.pts, frame.time_base = index, Fraction(1, FRAME_RATE)
            frame.pict_type = av.video.frame.PictureType.NONE
            container.mux(video.encode(frame))
        container.mux(video.encode())
