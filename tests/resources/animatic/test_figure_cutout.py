"""A user's own portrait: shown as a talking cut-out, refused when it is a bomb or broken."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from resources.errors import MediaError
from resources.video.animatic.canvas import Image, blank, chain, shift, zoom
from resources.video.animatic.figure import FigureRig, Pose, draw_portrait
from resources.video.animatic.look import look_of
from resources.video.staging import Figure


def card(path: Path) -> Figure:
    return Figure(name="U", description="person", portrait=path, portrait_is_users=True)


def head_of(rig: FigureRig, pose: Pose) -> Image:
    """The head of a figure on a 400x400 frame."""
    out = blank(400, 400)
    rig.draw(out, pose, chain(shift(200, 380), zoom(1.2), shift(0, 780)))
    return out


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portrait with a face that the face finder knows, in a red sweater."""
    path = tmp_path_factory.mktemp("photo") / "me.png"
    picture = draw_portrait(Figure(name="x", description="adult woman, bob, red sweater"), 3, (480, 640))
    cv2.imwrite(str(path), picture[..., :3])
    return path


def test_the_picture_is_shown_and_speaks(photo: Path) -> None:
    """Guards against a user's own picture being ignored, or shown with a dead mouth."""
    rig = FigureRig(look_of(card(photo), 1))
    own = head_of(rig, Pose())
    drawn = head_of(FigureRig(look_of(Figure(name="U", description="person"), 1)), Pose())
    assert np.abs(own.astype(np.int16) - drawn).mean() > 10
    assert np.abs(own.astype(np.int16) - head_of(rig, Pose(viseme="a"))).mean() > 0.3


def test_body_takes_the_colours_of_the_picture(photo: Path) -> None:
    """Guards against a red sweater in the picture and a blue one in the film."""
    red, green, blue = (int(FigureRig(look_of(card(photo), 1)).look.main[at : at + 2], 16) for at in (1, 3, 5))
    assert red > 1.5 * max(green, blue)


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P"])
def test_pictures_without_a_face_and_of_any_mode(tmp_path: Path, mode: str) -> None:
    """Guards against crashes on a dog, a logo, a grey or palette picture, or one with a clear background."""
    path = tmp_path / "any.png"
    noise = Pillow.fromarray(np.random.default_rng(1).integers(0, 255, (90, 60, 3), np.uint8))
    noise.convert(mode).save(path)
    assert head_of(FigureRig(look_of(card(path), 1)), Pose(viseme="o"))[..., 3].max() == 255


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    """Guards against a tiny file that claims billions of pixels and eats all memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    for side in (9_000, 60_000):
        path = tmp_path / f"bomb{side}.png"
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(b"\0" * 100))
            + chunk(b"IEND", b"")
        )
        with pytest.raises(MediaError, match="too large") as caught:
            FigureRig(look_of(card(path), 1))
        assert str(path) in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken", None])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    """Guards against a traceback, or silence, for a portrait that cannot be read."""
    path = tmp_path / "broken.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MediaError) as caught:
        FigureRig(look_of(card(path), 1))
    assert "broken.png" in str(caught.value)


def test_a_truncated_picture_is_named(photo: Path, tmp_path: Path) -> None:
    """Guards against half a download shown as a grey face."""
    path = tmp_path / "half.png"
    path.write_bytes(photo.read_bytes()[:2000])
    with pytest.raises(MediaError, match="cannot be read"):
        FigureRig(look_of(card(path), 1))


def test_a_head_is_cut_out_along_its_outline(photo: Path) -> None:
    """Guards against a portrait that stands in the film with its studio wall around the face, like a space helmet."""
    rig = FigureRig(look_of(card(photo), 1))
    wall = cv2.imread(str(photo))[10, 10].astype(int)
    shown = head_of(rig, Pose())[:240]
    alike = (np.abs(shown[..., :3].astype(int) - wall).max(axis=2) < 14) & (shown[..., 3] > 200)
    assert alike.mean() < 0.02


def test_a_picture_without_a_face_hangs_in_a_frame_and_has_no_mouth(tmp_path: Path) -> None:
    """Guards against a mouth that opens in the middle of a landscape."""
    path = tmp_path / "hills.png"
    hills = np.full((300, 480, 3), (210, 180, 120), np.uint8)
    hills[150:] = (70, 140, 80)
    cv2.imwrite(str(path), hills)
    rig = FigureRig(look_of(card(path), 1))
    still, speaking = head_of(rig, Pose()), head_of(rig, Pose(viseme="a"))
    assert np.array_equal(still, speaking)
    green = (np.abs(still[..., :3].astype(int) - (70, 140, 80)).max(axis=2) < 20).mean()
    assert green > 0.05
