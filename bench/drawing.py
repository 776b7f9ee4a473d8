"""How fast one core draws against the cheapest moving picture there is: `python -m bench drawing`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import av
import cv2
import numpy as np

from bench.measuring import Row, seconds
from bench.shots import SHOT_S, request
from resources.tts.espeak import EspeakEngine
from resources.video.animatic.encode import FRAME_RATE
from resources.video.animatic.render import render_clip
from resources.video.base import frame_size

FRAMES = round(SHOT_S * FRAME_RATE)


def rows(repeats: int) -> list[Row]:
    """Frames per second and core, and the time against a camera that only shifts one picture and encodes it."""
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory(prefix="spark-video-bench-") as temporary:
        folder = Path(temporary)
        speech = EspeakEngine(folder / "speech")
        render_clip(request(0), folder / "warm.mp4", speech)
        drawn: list[float] = []
        shifted: list[float] = []
        for number in range(repeats):
            asked = request(2 * number)
            drawn.append(seconds(lambda asked=asked: render_clip(asked, folder / "drawn.mp4", speech)))
            shifted.append(seconds(lambda: _shift_one_picture(folder / "shifted.mp4")))
    return [
        Row("dialogue 720P: frames / s and core", [FRAMES / wall for wall in drawn]),
        Row("drawing / shifting one picture", [one / other for one, other in zip(drawn, shifted, strict=True)]),
    ]


def _shift_one_picture(path: Path) -> None:
    """As many frames as a shot has, warped from one picture and encoded like a take."""
    width, height = frame_size("16:9", "720P")
    across = np.linspace(0, 255, width, dtype=np.uint8)
    picture = np.ascontiguousarray(np.broadcast_to(across[None, :, None], (height, width, 3)))
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=FRAME_RATE, options={"preset": "veryfast"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        for index in range(FRAMES):
            moved = cv2.warpAffine(picture, np.float32([[1, 0, index / 2], [0, 1, 0]]), (width, height))
            container.mux(video.encode(av.VideoFrame.from_ndarray(moved, format="rgb24")))
        container.mux(video.encode())
