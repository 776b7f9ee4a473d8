"""Several pictures as one grid, for providers that take one reference picture per person. Which pictures: not decided here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from resources.atomic import replacing
from resources.errors import MediaError

MAX_PIXELS = 64_000_000
"""Pictures larger than this are refused: no camera needs them, decompression bombs do."""


def compose_grid(
    pictures: Sequence[Path], columns: int, longest_side: int, background: tuple[int, int, int], path: Path
) -> Path:
    """Write the pictures in rows of `columns` cells; each keeps its aspect inside its cell.

    Raises:
        MediaError: a picture that cannot be read or is unreasonably large.
        StorageError: `path` cannot be written.
    """
    rows = -(-len(pictures) // columns)
    side = longest_side // max(columns, rows)
    grid = Image.new("RGB", (side * columns, side * rows), background)
    for at, picture in enumerate(pictures):
        tile = _opened(picture)
        tile.thumbnail((side, side))
        left = at % columns * side + (side - tile.width) // 2
        top = at // columns * side + (side - tile.height) // 2
        grid.paste(tile, (left, top))
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as stream:
        grid.save(stream, "PNG")
    return path


def _opened(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise MediaError(f"has {picture.width}x{picture.height} pixels", where=str(path))
            return picture.convert("RGB")
    except (UnidentifiedImageError, OSError) as error:
        raise MediaError(f"is not a picture that can be read ({error})", where=str(path)) from None
