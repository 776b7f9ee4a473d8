"""A user's own portrait as a paper head with a moving jaw. How it is cut out: `scissors`; drawn heads: `wardrobe`."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from resources.errors import MediaError
from resources.tts.base import Viseme
from resources.video.animatic.canvas import Image, Sprite, trimmed
from resources.video.animatic.figure.scissors import OPAQUE_FROM, framed, head_outline, on_paper

MOST_PIXELS = 64_000_000
"""A larger picture is refused before it is decoded: a few kilobytes can claim to be gigabytes of pixels."""

_HIGH = 720
"""Working height of the cut-out in pixels."""
_UNITS_HIGH, _HEAD_UNITS_HIGH = 292.0, 366.0
"""Height of the picture in head space, as an egg or cut along the head: the face then has the size of a drawn one."""
_CHIN_Y = 22.0  # the paper ends on the collar, or a neck would stand out below it
_RED_LIPS = 4.0  # of 255 in a* over the skin around them
_CASCADES = Path(cv2.__file__).parent / "data"
_FINDERS = (
    ("haarcascade_frontalface_alt2.xml", 3),
    ("haarcascade_frontalface_default.xml", 4),
    ("haarcascade_frontalface_alt.xml", 2),
)
_GAPE = {"rest": 0.0, "m": 0.0, "s": 0.028, "i": 0.04, "u": 0.05, "e": 0.06, "o": 0.085, "a": 0.11}
"""Drop of the jaw for each viseme, as a share of the face's height."""


@dataclass(frozen=True, slots=True)
class _Crop:
    """The head in the working picture: pixels, and where the face is in it."""

    picture: Image
    face_x: float
    face_y: float
    face_wide: float
    face_high: float
    found: bool

    @property
    def face(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the face."""
        return self.face_x - self.face_wide / 2, self.face_y, self.face_wide, self.face_high


class Cutout:
    """Head of a user's portrait.

    Args:
        path: A picture of any format Pillow reads.

    Raises:
        MediaError: The file is missing, is no picture, is broken, or is larger than `MOST_PIXELS`.
    """

    def __init__(self, path: Path) -> None:
        picture = _load(path)
        box = _face_box(picture)
        self._crop = _crop(picture, box)
        self._outline = head_outline(self._crop.picture, self._crop.face) if self._crop.found else None
        self._masters: dict[Viseme, Image] = {}
        self.skin = _median(picture, box, (0.3, 0.5, 0.7, 0.72)) if self._crop.found else None
        self.cloth = _median(picture, box, (0.1, 1.45, 0.9, 1.9)) if self._crop.found else None

    def head(self, scale: float, viseme: Viseme) -> Sprite:
        """The cut-out in head space, the mouth as in `viseme`."""
        if viseme not in self._masters:
            self._masters[viseme] = self._cut(viseme)
        master = self._masters[viseme]
        factor = (_UNITS_HIGH if self._outline is None else _HEAD_UNITS_HIGH) * scale / master.shape[0]
        size = (max(1, round(master.shape[1] * factor)), max(1, round(master.shape[0] * factor)))
        small = np.asarray(cv2.resize(master, size, interpolation=cv2.INTER_AREA), np.uint8)
        _, top, _, high = cv2.boundingRect(cv2.extractChannel(small, 3))
        return trimmed(small, scale, -size[0] / scale / 2, _CHIN_Y - (top + high) / scale)

    def _cut(self, viseme: Viseme) -> Image:
        """The paper head with one mouth; a picture without any face hangs in a frame and only nods."""
        if not self._crop.found and int(self._crop.picture[..., 3].min()) > OPAQUE_FROM:
            return framed(self._crop.picture)
        return on_paper(_talking(self._crop, _GAPE[viseme]), self._outline)


def _load(path: Path) -> Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(path) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise MediaError(
                        f"a picture of {opened.width}x{opened.height} pixels is too large for a portrait",
                        where=str(path),
                        allowed=f"up to {MOST_PIXELS // 1_000_000} megapixels",
                    )
                opened.draft("RGB", (2048, 2048))
                upright = ImageOps.exif_transpose(opened).convert("RGBA")
                upright.thumbnail((2048, 2048))
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise MediaError(
            "this picture is too large for a portrait",
            where=str(path),
            allowed=f"up to {MOST_PIXELS // 1_000_000} megapixels",
        ) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise MediaError(f"this portrait cannot be read as a picture: {error}", where=str(path)) from error
    return np.asarray(cv2.cvtColor(np.asarray(upright, np.uint8), cv2.COLOR_RGBA2BGRA), np.uint8)


def _face_box(picture: Image) -> tuple[float, float, float, float] | None:
    """Left, top, width and height of the largest face, or None. Measured on drawn and on synthetic faces only."""
    high, wide = picture.shape[:2]
    factor = min(1.0, 480 / max(high, wide))
    grey = cv2.cvtColor(cv2.resize(picture, None, fx=factor, fy=factor), cv2.COLOR_BGRA2GRAY)
    for cascade, neighbours in _FINDERS:
        finder = cv2.CascadeClassifier(str(_CASCADES / cascade))
        faces = finder.detectMultiScale(grey, 1.08, neighbours, minSize=(48, 48))
        if len(faces):
            left, top, width, height = max(faces, key=lambda box: int(box[2]) * int(box[3]))
            return left / factor, top / factor, width / factor, height / factor
    return None


def _crop(picture: Image, box: tuple[float, float, float, float] | None) -> _Crop:
    """Head with hair and chin, scaled to the working height; without a face, the whole picture."""
    high, wide = picture.shape[:2]
    if box is None:
        scaled = np.asarray(cv2.resize(picture, None, fx=_HIGH / high, fy=_HIGH / high), np.uint8)
        side = min(scaled.shape[:2]) * 0.5
        return _Crop(scaled, scaled.shape[1] / 2, _HIGH * 0.3, side, side, found=False)
    left, top, face_wide, face_high = box
    x0, x1 = left - 0.32 * face_wide, left + 1.32 * face_wide
    y0, y1 = top - 0.5 * face_high, top + 1.2 * face_high
    x0, y0, x1, y1 = max(0.0, x0), max(0.0, y0), min(float(wide), x1), min(float(high), y1)
    part = picture[int(y0) : max(int(y0) + 1, int(y1)), int(x0) : max(int(x0) + 1, int(x1))]
    factor = _HIGH / part.shape[0]
    size = (max(1, min(3 * _HIGH, round(part.shape[1] * factor))), _HIGH)
    scaled = np.asarray(
        cv2.resize(part, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC), np.uint8
    )
    return _Crop(
        scaled,
        (left + face_wide / 2 - x0) * factor,
        (top - y0) * factor,
        face_wide * factor,
        face_high * factor,
        found=True,
    )


def _talking(crop: _Crop, gape: float) -> Image:
    """Drop the jaw: the chin moves down and uncovers a mouth."""
    picture = crop.picture.copy()
    drop = round(gape * crop.face_high)
    if drop < 2:
        return picture
    lip_y = _lips(crop)
    half = 0.17 * crop.face_wide
    high, wide = picture.shape[:2]
    moved = cv2.warpAffine(
        crop.picture,
        np.array([[1.0, 0.0, 0.0], [0.0, 1.0, float(drop)]]),
        (wide, high),
        borderMode=cv2.BORDER_REPLICATE,
    )
    jaw = np.zeros((high, wide), np.float32)
    centre = (round(crop.face_x), lip_y + drop)
    cv2.ellipse(jaw, centre, (round(half * 1.5), round(0.34 * crop.face_high)), 0, 0, 180, 1.0, -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(jaw, (0, 0), 5.0)
    soft[: lip_y + drop // 2] = 0.0
    mouth = np.zeros((high, wide), np.float32)
    cv2.ellipse(
        mouth, (round(crop.face_x), lip_y + drop // 2), (round(half), drop), 0, 0, 360, 1.0, -1, cv2.LINE_AA
    )
    blended = picture.astype(np.float32)
    blended += (np.asarray(moved, np.float32) - blended) * soft[..., None]
    hole = mouth[..., None] * (np.arange(high)[:, None, None] < lip_y + drop * 1.5)
    blended += (np.array([34.0, 20.0, 74.0, 255.0]) - blended) * hole
    teeth = np.zeros((high, wide), np.float32)
    cv2.ellipse(
        teeth,
        (round(crop.face_x), lip_y),
        (round(half * 0.8), max(2, round(drop * 0.45))),
        0,
        0,
        180,
        1.0,
        -1,
        cv2.LINE_AA,
    )
    blended += (np.array([240.0, 248.0, 252.0, 255.0]) - blended) * (teeth * mouth)[..., None]
    return np.asarray(blended.clip(0, 255), np.uint8)


def _lips(crop: _Crop) -> int:
    """Row of the lips: the reddest of the lower face, else 0.79 of the face box, where they mostly are."""
    usual = round(crop.face_y + 0.79 * crop.face_high)
    top, bottom = round(crop.face_y + 0.66 * crop.face_high), round(crop.face_y + 0.94 * crop.face_high)
    left, right = round(crop.face_x - 0.12 * crop.face_wide), round(crop.face_x + 0.12 * crop.face_wide)
    part = crop.picture[max(0, top) : max(0, bottom), max(0, left) : max(0, right), :3]
    if not crop.found or min(part.shape[:2]) < 8:
        return usual
    red = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_BGR2LAB)[..., 1].astype(np.float32).mean(axis=1)
    smooth = cv2.GaussianBlur(red[:, None], (0, 0), max(1.0, 0.02 * crop.face_high))[:, 0]
    best = int(np.argmax(smooth))
    return top + best if smooth[best] - float(np.median(smooth)) > _RED_LIPS else usual


def _median(picture: Image, box: tuple[float, float, float, float] | None, share: tuple[float, ...]) -> str | None:
    """Median colour of a part of the picture told in shares of the face box, or None outside the picture."""
    if box is None:
        return None
    left, top, wide, high = box
    x0, y0, x1, y1 = (
        round(origin + size * part)
        for origin, size, part in zip((left, top, left, top), (wide, high, wide, high), share, strict=True)
    )
    part = picture[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)].reshape(-1, 4)
    part = part[part[:, 3] > 200]
    if len(part) < 50:
        return None
    blue, green, red = (round(float(value)) for value in np.median(part[:, :3], axis=0))
    return f"#{red:02x}{green:02x}{blue:02x}"
