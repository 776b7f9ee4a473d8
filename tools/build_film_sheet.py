# ruff: noqa: INP001 - tools is a folder of scripts, not a package
"""Builds pictures for README and docs: stills of a finished film on one JPEG. Run by hand after the look changed.

    .venv/bin/python tools/build_film_sheet.py projects/lantern-bay/episode-001 docs/pictures/demo.jpg

The places of the shots in the film are those of `final/cut.json`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from resources.media.frames import frame_at

COLUMNS = 4
TILE_WIDTH = 320
GAP = 4
QUALITY = 82
INTO_THE_SHOT = (0.7,)
"""Where in a shot its stills are taken, 0..1: late enough that people have arrived and speak."""


def film_sheet(
    episode: Path,
    into_the_shot: Sequence[float] = INTO_THE_SHOT,
    columns: int = COLUMNS,
    tile_width: int = TILE_WIDTH,
) -> Image.Image:
    """Stills of each shot, taken from the film itself, captions and all."""
    film = next((episode / "final").glob("*.mp4"))
    segments = json.loads((episode / "final" / "cut.json").read_text(encoding="utf-8"))["segments"]
    moments = [segment["start_s"] + segment["length_s"] * share for segment in segments for share in into_the_shot]
    stills = [Image.fromarray(frame_at(film, moment)) for moment in moments]
    height = tile_width * stills[0].height // stills[0].width
    rows = -(-len(stills) // columns)
    sheet = Image.new("RGB", (columns * (tile_width + GAP) - GAP, rows * (height + GAP) - GAP), "black")
    for number, still in enumerate(stills):
        row, column = divmod(number, columns)
        place = (column * (tile_width + GAP), row * (height + GAP))
        sheet.paste(still.resize((tile_width, height), Image.Resampling.LANCZOS), place)
    return sheet


def main() -> None:
    """Write the JPEG."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("episode", type=Path, help="folder of a finished episode")
    options.add_argument("picture", type=Path, help="the JPEG to write")
    options.add_argument("--at", type=float, nargs="+", default=INTO_THE_SHOT, help="where in each shot, 0..1")
    options.add_argument("--columns", type=int, default=COLUMNS, help="stills in a row")
    options.add_argument("--width", type=int, default=TILE_WIDTH, help="width of a still in pixels")
    chosen = options.parse_args()
    chosen.picture.parent.mkdir(parents=True, exist_ok=True)
    sheet = film_sheet(chosen.episode, chosen.at, chosen.columns, chosen.width)
    sheet.save(chosen.picture, quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main()
