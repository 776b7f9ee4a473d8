"""A user's own portrait as a paper cut-out head with a moving jaw. Drawn heads are composed in `wardrobe`."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import cv2.typing
import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from resources.errors import MediaError
from resources.tts.base import Viseme
from resources.video.animatic.canvas import Image, Sprite, blank, over, premultiplied, trimmed

MOST_PIXELS = 64_000_000
"""A larger picture is refused before it is decoded: a few kilobytes can claim to be gigabytes of pixels."""

_HIGH = 720
"""Working height of the cut-out in pixels."""
_UNITS_HIGH = 292.0
"""Height of the cut-out in head space: a little more than a drawn head, so that a face keeps its detail."""
_BORDER = 11
_PAPER = (238, 246, 250, 255)
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
        self._masters: dict[Viseme, Image] = {}
        self.skin = _median(picture, box, (0.3, 0.5, 0.7, 0.72)) if self._crop.found else None
        self.cloth = _median(picture, box, (0.1, 1.45, 0.9, 1.9)) if self._crop.found else None

    def head(self, scale: float, viseme: Viseme) -> Sprite:
        """The cut-out in head space, the mouth as in `viseme`."""
        if viseme not in self._masters:
            self._masters[viseme] = _paper(_talking(self._crop, _GAPE[viseme]))
        master = self._masters[viseme]
        factor = _UNITS_HIGH * scale / master.shape[0]
        size = (max(1, round(master.shape[1] * factor)), max(1, round(master.shape[0] * factor)))
        small = np.asarray(cv2.resize(master, size, interpolation=cv2.INTER_AREA), np.uint8)
        return trimmed(small, scale, -size[0] / scale / 2, 24.0 - size[1] / scale)


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
    """Head with hair and chin, scaled to the working height; without a face, the upper middle of the picture."""
    high, wide = picture.shape[:2]
    found = box is not None
    if box is None:
        side = min(wide, high) * 0.5
        box = (wide / 2 - side / 2, max(0.0, min(high * 0.36, high - side) - side * 0.3), side, side)
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
        found,
    )


def _talking(crop: _Crop, gape: float) -> Image:
    """Drop the jaw: the chin moves down and uncovers a mouth. Haar boxes put the lips at about 0.78 of the height."""
    picture = crop.picture.copy()
    drop = round(gape * crop.face_high)
    if drop < 2:
        return picture
    lip_y = round(crop.face_y + 0.79 * crop.face_high)
    half = 0.2 * crop.face_wide
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


def _paper(picture: Image) -> Image:
    """Cut the head out: along its own alpha if it has one, else as an egg; a white paper edge around it."""
    high, wide = picture.shape[:2]
    pad = _BORDER * 3
    framed = cv2.copyMakeBorder(picture, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    shape = np.ascontiguousarray(framed[..., 3])
    if int(picture[..., 3].min()) > 250:
        ys, xs = np.mgrid[0 : high + 2 * pad, 0 : wide + 2 * pad]
        across, down = (xs - pad - wide / 2 + 0.5) / (wide / 2), (ys - pad - high / 2 + 0.5) / (high / 2)
        distance = np.abs(across) ** 2.6 + np.abs(down) ** 2.6
        edge = (1.0 - distance) * min(wide, high) / 5.2
        shape = np.asarray(np.clip(edge + 0.5, 0.0, 1.0) * 255).astype(np.uint8)
    framed = np.asarray(framed, np.uint8)
    framed[..., 3] = np.minimum(shape, np.where(framed[..., 3] > 0, 255, 0))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _BORDER + 1, 2 * _BORDER + 1))
    edge_mask = cv2.GaussianBlur(cv2.dilate(shape, kernel), (0, 0), 1.2)
    rim_mask = cv2.dilate(edge_mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    sheet = _flat(rim_mask, (58, 44, 50, 255))
    over(sheet, _flat(edge_mask, _PAPER))
    over(sheet, premultiplied(np.asarray(framed, np.uint8)))
    return sheet


def _flat(mask: cv2.typing.MatLike, colour: tuple[int, int, int, int]) -> Image:
    sheet = blank(mask.shape[1], mask.shape[0])
    sheet[..., :3] = colour[:3]
    sheet[..., 3] = mask
    return premultiplied(sheet)


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
