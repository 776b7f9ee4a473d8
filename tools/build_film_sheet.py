# ruff: noqa: INP001 - tools is a folder of scripts, not a package
"""Builds the README's picture: stills of a finished film on one JPEG. Run by hand after the demo's look changed.

    .venv/bin/python tools/build_film_sheet.py projects/lantern-bay/episode-001 docs/pictures/demo.jpg

The places of the shots in the film are those of `final/cut.json`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from PIL import Image

from resources.media.frames import frame_at

COLUMNS = 4
TILE_WIDTH = 320
GAP = 4
QUALITY = 82
INTO_THE_SHOT = 0.7
"""Where in a shot its still is taken, 0..1: late enough that people have arrived and speak."""


def film_sheet(episode: Path) -> Image.Image:
    """One still of each shot, taken from the film itself, captions and all."""
    film = next((episode / "final").glob("*.mp4"))
    segments = json.loads((episode / "final" / "cut.json").read_text(encoding="utf-8"))["segments"]
    moments = [segment["start_s"] + segment["length_s"] * INTO_THE_SHOT for segment in segments]
    stills = [Image.fromarray(frame_at(film, moment)) for moment in moments]
    height = TILE_WIDTH * stills[0].height // stills[0].width
    rows = -(-len(stills) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (TILE_WIDTH + GAP) - GAP, rows * (height + GAP) - GAP), "black")
    for number, still in enumerate(stills):
        row, column = divmod(number, COLUMNS)
        place = (column * (TILE_WIDTH + GAP), row * (height + GAP))
        sheet.paste(still.resize((TILE_WIDTH, height), Image.Resampling.LANCZOS), place)
    return sheet


def main() -> None:
    """Write the JPEG."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("episode", type=Path, help="folder of a finished episode")
    options.add_argument("picture", type=Path, help="the JPEG to write")
    chosen = options.parse_args()
    chosen.picture.parent.mkdir(parents=True, exist_ok=True)
    film_sheet(chosen.episode).save(chosen.picture, quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main()
