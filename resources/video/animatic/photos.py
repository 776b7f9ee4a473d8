"""A user's own pictures as pixels: bounded, upright, premultiplied. Nothing is drawn here."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps

from resources.errors import MediaError
from resources.video.animatic.canvas import Image, premultiplied

_MOST_PIXELS = 60_000_000  # a 60-megapixel photo passes, a decompression bomb does not


def read_photo(path: Path, fit: tuple[int, int] | None = None, *, fill: bool = False) -> Image:
    """Read a picture.

    Args:
        path: Any format that Pillow reads.
        fit: Width and height: shrunk or grown to fit inside, or with `fill` to cover it exactly, cropped.
        fill: See `fit`.

    Returns:
        Premultiplied BGRA.

    Raises:
        MediaError: Missing, not a picture, or too large.
    """
    try:
        with Pillow.open(path) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise MediaError(f"{opened.width}x{opened.height} pixels are too many", where=path.name)
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
            if fit is not None and fill:
                picture = ImageOps.fit(picture, fit, Pillow.Resampling.LANCZOS)
            elif fit is not None:
                picture = ImageOps.contain(picture, fit, Pillow.Resampling.LANCZOS)
    except (
        OSError,
        ValueError,
        SyntaxError,
        Pillow.DecompressionBombError,
        Pillow.DecompressionBombWarning,
    ) as error:
        raise MediaError(f"not a readable picture ({error})", where=path.name) from error
    return premultiplied(np.asarray(cv2.cvtColor(np.asarray(picture), cv2.COLOR_RGBA2BGRA), np.uint8))
