"""Files of a request against a provider's limits: what is refused and how, what is mended and told."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resources.errors import NotFound, ProviderError
from resources.failures import Policy
from resources.video.base import MediaRef
from resources.video.limits import MediaLimits
from resources.video.request_files import LegalFile, legal_picture, legal_recording
from tests.simulators.media import ClipSpec, make_clip, make_wav

PLAIN = MediaLimits(formats=("JPEG", "PNG"), transparency=False)


def ref(path: Path, name: str = "Ada") -> MediaRef:
    return MediaRef(role="cast", path=path, name=name)


def saved(folder: Path, picture: Image.Image, suffix: str = ".png", **options: Any) -> Path:
    """A picture on disk."""
    path = folder / f"picture{suffix}"
    picture.save(path, **options)
    return path


def reopened(file: LegalFile) -> Image.Image:
    """The picture as the provider sees it."""
    return Image.open(io.BytesIO(file.data))


def refusal(path: Path, limits: MediaLimits) -> str:
    """The message of a refused picture."""
    with pytest.raises(ProviderError) as caught:
        legal_picture(ref(path), limits)
    assert caught.value.failure == Policy.PERMANENT
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_legal_picture_travels_untouched(tmp_path: Path) -> None:
    """Guards against a portrait that loses a little with every take, and against a new upload of the same bytes."""
    path = saved(tmp_path, Image.new("RGB", (500, 400), "teal"))
    file = legal_picture(ref(path), PLAIN, shape=(5, 4))
    assert file.data == path.read_bytes()
    assert (file.media_type, file.suffix, file.size, file.notes) == ("image/png", ".png", (500, 400), ())


def test_transparency_becomes_white_not_black(tmp_path: Path) -> None:
    """Guards against a cut-out portrait on black ground, which changes the light of every shot."""
    path = saved(tmp_path, Image.new("RGBA", (400, 400), (255, 0, 0, 0)))
    file = legal_picture(ref(path), PLAIN)
    assert reopened(file).getpixel((5, 5)) == (255, 255, 255)
    assert file.notes == ("cast Ada: transparency became white",)
    palette = Image.new("P", (400, 400))
    palette.info["transparency"] = 0
    assert not reopened(legal_picture(ref(saved(tmp_path, palette)), PLAIN)).has_transparency_data


@pytest.mark.parametrize(("suffix", "mode"), [(".bmp", "RGB"), (".gif", "P"), (".tiff", "CMYK"), (".webp", "RGBA")])
def test_other_formats_become_one_that_is_taken(tmp_path: Path, suffix: str, mode: str) -> None:
    """Guards against refusing a user's picture for its file format alone."""
    path = saved(tmp_path, Image.new("RGB", (400, 400), "teal").convert(mode), suffix)
    file = legal_picture(ref(path), PLAIN)
    assert reopened(file).format in {"JPEG", "PNG"}
    red, green, blue = reopened(file).convert("RGB").getpixel((9, 9))  # type: ignore[misc]
    assert (red < 40, abs(green - 128) < 20, abs(blue - 128) < 20) == (True, True, True)
    assert "became" in file.notes[-1]


def test_transparency_is_kept_where_it_is_taken(tmp_path: Path) -> None:
    """Guards against a white box around a cut-out that the provider could have read."""
    path = saved(tmp_path, Image.new("RGBA", (400, 400), (255, 0, 0, 100)), ".webp")
    file = legal_picture(ref(path), MediaLimits(formats=("JPEG", "PNG")))
    assert (reopened(file).format, reopened(file).mode) == ("PNG", "RGBA")


def test_a_phone_picture_stands_upright(tmp_path: Path) -> None:
    """Guards against people lying on their side because only viewers obey the orientation mark."""
    turned = Image.Exif()
    turned[0x0112] = 6
    path = saved(tmp_path, Image.new("RGB", (600, 400)), ".jpg", exif=turned)
    file = legal_picture(ref(path), PLAIN)
    assert file.size == (400, 600)
    assert reopened(file).getexif().get(0x0112, 1) == 1
    assert file.notes == ("cast Ada: turned upright",)


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    """Guards against a scan that turns all white."""
    samples = np.full((400, 400), 30_000, np.uint16)
    file = legal_picture(ref(saved(tmp_path, Image.fromarray(samples))), PLAIN)
    assert reopened(file).convert("L").getpixel((5, 5)) == pytest.approx(117, abs=2)


@pytest.mark.parametrize(
    ("size", "shape", "cut"),
    [
        ((900, 900), (16, 9), (900, 506)),
        ((1600, 900), (9, 16), (506, 900)),
        ((1104, 832), (4, 3), (1104, 832)),
        ((1280, 720), (16, 9), (1280, 720)),
    ],
)
def test_a_frame_is_cropped_around_its_middle(
    tmp_path: Path, size: tuple[int, int], shape: tuple[int, int], cut: tuple[int, int]
) -> None:
    """Guards against bars in the film, and against cutting a frame that only has rounded sides."""
    picture = Image.new("RGB", size, "black")
    picture.putpixel((size[0] // 2, size[1] // 2), (255, 255, 255))
    file = legal_picture(ref(saved(tmp_path, picture)), PLAIN, shape=shape)
    assert file.size == cut
    assert reopened(file).getpixel((cut[0] // 2, cut[1] // 2)) == (255, 255, 255)
    assert bool(file.notes) == (cut != size)


def test_what_is_too_large_is_made_smaller(tmp_path: Path) -> None:
    """Guards against refusing a good photograph for having too many pixels or bytes."""
    noise = np.random.default_rng(1).integers(0, 255, (900, 1200, 3), np.uint8)
    path = saved(tmp_path, Image.fromarray(noise))
    shrunk = legal_picture(ref(path), MediaLimits(formats=("PNG",), max_side_px=600))
    assert shrunk.size == (600, 450)
    lighter = legal_picture(ref(path), MediaLimits(formats=("PNG", "JPEG"), max_bytes=1_100_000))
    assert lighter.media_type == "image/jpeg"
    assert len(lighter.data) <= 1_100_000
    assert lighter.notes == ("cast Ada: 3.1 MB of PNG became a lighter JPEG",)


def test_refusals_name_file_fault_and_limit(tmp_path: Path) -> None:
    """Guards against a message that leaves a person guessing which picture to change, and into what."""
    small = saved(tmp_path, Image.new("RGB", (299, 700)))
    assert "cast Ada is 299x700 px; allowed: 300 px or more on both sides" in refusal(
        small, MediaLimits(formats=("PNG",), min_side_px=300)
    )
    assert "0.43 times as wide as high; allowed: 0.5 to 2 times" in refusal(
        small, MediaLimits(formats=("PNG",), ratio=(0.5, 2))
    )
    noise = np.random.default_rng(1).integers(0, 255, (900, 1200, 3), np.uint8)
    heavy = saved(tmp_path, Image.fromarray(noise))
    assert "MB; allowed: at most 0.1 MB" in refusal(heavy, MediaLimits(formats=("JPEG",), max_bytes=104_858))
    page = tmp_path / "page.png"
    page.write_bytes(b"<html>")
    assert "is not a picture that can be read" in refusal(page, PLAIN)
    cut_off = tmp_path / "cut.png"
    cut_off.write_bytes(heavy.read_bytes()[:5000])
    assert "is not a picture that can be read" in refusal(cut_off, PLAIN)
    with pytest.raises(NotFound, match=r"gone"):
        legal_picture(ref(tmp_path / "nowhere.png"), PLAIN)


def test_recordings_are_taken_as_they_are_or_refused(tmp_path: Path) -> None:
    """Guards against a submit that is refused for a voice sample too long, too heavy or of another format."""
    voice = tmp_path / "voice.wav"
    voice.write_bytes(make_wav(2, 8000, "Ada"))
    limits = MediaLimits(formats=("wav", "mp3"), max_bytes=100_000, length_s=(1, 10))
    file = legal_recording(ref(voice), limits)
    assert (file.data, file.media_type, file.suffix) == (voice.read_bytes(), "audio/wav", ".wav")
    assert file.length_s == pytest.approx(2, abs=0.01)
    for changed, message in (
        ({"length_s": (3, 10)}, r"lasts 2\.0 s; allowed: 3 to 10 s"),
        ({"formats": ("mp3",)}, "is a wav file; allowed: mp3"),
        ({"max_bytes": 10_000}, r"0\.0 MB"),
    ):
        with pytest.raises(ProviderError, match=message):
            legal_recording(ref(voice), limits.model_copy(update=changed))
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(make_clip(ClipSpec(width=320, height=180, duration_s=1, fps=12)))
    assert legal_recording(ref(clip), MediaLimits(formats=("mp4",))).size == (320, 180)
    with pytest.raises(ProviderError, match="is 320x180 px; allowed: 240 px or more"):
        legal_recording(ref(clip), MediaLimits(formats=("mp4",), min_side_px=240))
    clip.write_bytes(b"nothing")
    with pytest.raises(ProviderError, match="cannot be decoded"):
        legal_recording(ref(clip), MediaLimits(formats=("mp4",)))
