"""Many clips at one glance: a sheet of labelled stills. Choosing what to show is the caller's business."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from resources.errors import MediaError, NotFound
from resources.media.captions import caption_font, printable
from resources.media.frames import save_png, still_near
from resources.media.probe import probe

_TILE_WIDTH, _TILE_HEIGHT = 320, 180
_GAP = 4
_LABEL_SIZE = 15
_GROUND = (24, 24, 28)
_FAULT_GROUND = (110, 20, 20)


def contact_sheet(clips: Sequence[Path], path: Path, *, per_clip: int = 1, columns: int = 4) -> Path:
    """Write a PNG with `per_clip` stills of every clip, evenly spaced in time, each with its name and time.

    A clip that cannot be decoded gets a red tile: a sheet is for finding faults and must not fail on one.

    Args:
        clips: In reading order.
        path: The PNG; replaced when it exists. Returned.
        per_clip: 1 shows the middle; give more for one long film.
        columns: Tiles in a row.

    Raises:
        StorageError: Full disk or read-only folder.
    """
    tiles = [tile for clip in clips for tile in _tiles_of(clip, per_clip)] or [_tile("no clips", None)]
    columns = min(columns, len(tiles))
    rows = -(-len(tiles) // columns)
    step_x, step_y = _TILE_WIDTH + _GAP, _TILE_HEIGHT + _GAP
    sheet = Image.new("RGB", (columns * step_x + _GAP, rows * step_y + _GAP), _GROUND)
    for index, tile in enumerate(tiles):
        row, column = divmod(index, columns)
        sheet.paste(tile, (_GAP + column * step_x, _GAP + row * step_y))
    return save_png(np.asarray(sheet), path)


def _tiles_of(clip: Path, count: int) -> Iterator[Image.Image]:
    try:
        length = probe(clip).video_duration_s or 0.0
        moments = [length * (index + 0.5) / count for index in range(count)]
        found = [still_near(clip, at) for at in moments]
    except (MediaError, NotFound) as error:
        yield _tile(f"{clip.stem}: {error.problem}", None)
        return
    for still in found:
        yield _tile(f"{clip.stem}  {still.at_s:.1f} s", Image.fromarray(still.picture))


def _tile(label: str, still: Image.Image | None) -> Image.Image:
    tile = Image.new("RGB", (_TILE_WIDTH, _TILE_HEIGHT), _GROUND if still else _FAULT_GROUND)
    if still is not None:
        scale = min(_TILE_WIDTH / still.width, _TILE_HEIGHT / still.height)
        fitted = still.resize((max(1, round(still.width * scale)), max(1, round(still.height * scale))))
        tile.paste(fitted, ((_TILE_WIDTH - fitted.width) // 2, (_TILE_HEIGHT - fitted.height) // 2))
    draw = ImageDraw.Draw(tile)
    position = (6, _TILE_HEIGHT - _LABEL_SIZE - 10)
    font = caption_font(_LABEL_SIZE)
    draw.text(position, printable(label), font=font, fill="white", stroke_width=2, stroke_fill="black")
    return tile
