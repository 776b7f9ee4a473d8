"""From drawn pixels to a file: colours as a player shows them, where groups of pictures start."""

from __future__ import annotations

import subprocess
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from resources.media import h264
from resources.media.ffmpeg_exe import ffmpeg_exe
from resources.video.animatic.encode import write_clip
from resources.video.animatic.planar import PlanarFrame

_SILENCE = np.zeros((2, 48_000), np.float32)
_PATCHES = (
    (0, 0, 0), (255, 255, 255), (128, 128, 128), (200, 30, 40), (30, 160, 60), (40, 60, 210),
    (240, 220, 60), (70, 40, 90), (226, 172, 140), (20, 24, 60), (255, 0, 0), (0, 255, 0),
)  # fmt: skip
_WIDE, _HIGH, _SIDE = 854, 480, 120


def _patches() -> np.ndarray:
    """Known colours side by side, as opaque BGRA."""
    picture = np.zeros((_HIGH, _WIDE, 4), np.uint8)
    picture[..., 3] = 255
    for number, (red, green, blue) in enumerate(_PATCHES):
        row, column = divmod(number, 6)
        picture[row * _SIDE : (row + 1) * _SIDE, column * _SIDE : (column + 1) * _SIDE, :3] = (blue, green, red)
    return picture


def test_a_known_colour_comes_back(tmp_path: Path) -> None:
    """Guards against skin that turns green: the matrix we use and the one that the file names must be one."""
    clip = tmp_path / "colours.mp4"
    picture = _patches()
    write_clip(clip, (_WIDE, _HIGH), (picture for _ in range(6)), 6, _SILENCE)
    command = [
        ffmpeg_exe(),
        "-v",
        "error",
        "-i",
        str(clip),
        "-frames:v",
        "1",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-",
    ]
    pixels = subprocess.run(command, check=True, capture_output=True).stdout
    shown = np.frombuffer(pixels, np.uint8).reshape(_HIGH, _WIDE, 3).astype(int)
    for number, colour in enumerate(_PATCHES):
        row, column = divmod(number, 6)
        middle = shown[row * _SIDE + 60, column * _SIDE + 60]
        assert np.abs(middle - colour).max() <= 3, f"{colour} came back as {middle}"


@pytest.mark.parametrize("size", [(854, 480), (1280, 720), (480, 854)])
def test_planes_are_those_of_the_reference_converter(size: tuple[int, int]) -> None:
    """Guards against colours that bleed or shift at sizes whose rows are padded."""
    wide, high = size
    rows, columns = np.mgrid[0:high, 0:wide]
    picture = np.dstack([rows % 256, columns % 256, (rows + columns) % 200, np.full((high, wide), 255)]).astype(
        np.uint8
    )
    picture = np.ascontiguousarray(cv2.GaussianBlur(picture, (0, 0), 3))
    frame = av.VideoFrame.from_ndarray(picture, format="bgra")
    wanted = frame.reformat(format="yuv420p", dst_colorspace="ITU709").to_ndarray().astype(int)
    ours = PlanarFrame(size).filled(picture).to_ndarray().astype(int)
    assert np.abs(ours[:high] - wanted[:high]).max() <= 1
    assert np.abs(ours[high:] - wanted[high:]).mean() < 0.6


def test_groups_start_where_the_cut_needs_them(tmp_path: Path) -> None:
    """Guards against a cut that encodes a whole shot anew because of one caption."""
    clip = tmp_path / "groups.mp4"
    frames = (np.full((90, 160, 4), 60 + 3 * index, np.uint8) for index in range(60))
    write_clip(clip, (160, 90), frames, 60, _SILENCE, key_frames={7, 8, 30})
    with av.open(str(clip)) as film:
        video = film.streams.video[0]
        packets = [packet for packet in film.demux(video) if packet.size]
    keys = [round(float(p.pts * p.time_base) * 24) for p in packets if h264.starts_afresh(bytes(p))]
    assert keys == [0, 7, 30]
    assert all(packet.is_keyframe == h264.starts_afresh(bytes(packet)) for packet in packets)
