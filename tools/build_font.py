# ruff: noqa: INP001 - tools is a folder of scripts, not a package
"""Builds the caption font: one bold face of Noto Sans CJK, cut down to what captions need. Run by hand, not at build.

    python tools/build_font.py FACE.ttc resources/media/fonts/NotoSansSC-Bold-subset.otf

The source is the `NotoSansCJK-Bold.ttc` of the Noto project (package `fonts-noto-cjk` of Debian), under the SIL Open
Font License 1.1, which permits subsets.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Noto Sans CJK SC"
SIZE_LIMIT = 3 * 1024 * 1024


def wanted_characters() -> set[int]:
    """Code points that a caption may hold.

    GB 2312 whole (6763 hanzi, kana, Greek, Cyrillic, punctuation), the 5401 hanzi that Big 5 calls frequent
    (traditional script), and Latin with its extensions.
    """
    chinese = _two_byte_signs("gb2312", range(0xA1, 0xF8)) | _two_byte_signs("big5", range(0xA4, 0xC7))
    latin = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180))
    # General punctuation, currency, arrows and box signs that screenplays use; full-width forms and CJK brackets.
    signs = set(range(0x2010, 0x2070)) | {0x20AC, 0x2122} | set(range(0x2190, 0x2194)) | {0x266A, 0x266B, 0x2605}
    wide = set(range(0x3000, 0x3020)) | set(range(0xFF01, 0xFF66))
    return chinese | latin | signs | wide


def _two_byte_signs(encoding: str, leading: range) -> set[int]:
    pairs = (
        bytes((lead, trail)).decode(encoding, errors="ignore") for lead in leading for trail in range(0x40, 0xFF)
    )
    return {ord(sign) for sign in pairs if len(sign) == 1 and ord(sign) > 0x7F}


def face_of(collection: Path) -> TTFont:
    """The simplified-Chinese face of a collection."""
    for font in TTCollection(str(collection)).fonts:
        if font["name"].getDebugName(1) == FAMILY:
            return font
    raise SystemExit(f"{collection} has no face named {FAMILY}")


def main() -> None:
    """Read the collection, cut, write, and refuse a file that has grown too large to vendor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    options = subset.Options(
        layout_features=["kern", "palt", "vert"], name_IDs=["*"], hinting=False, desubroutinize=False
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted_characters())
    font = face_of(arguments.collection)
    cutter.subset(font)
    font.save(str(arguments.output))
    size = arguments.output.stat().st_size
    if size > SIZE_LIMIT:
        raise SystemExit(f"{arguments.output} has {size} bytes, more than {SIZE_LIMIT}")


if __name__ == "__main__":
    main()
