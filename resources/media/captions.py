"""Captions as pictures: a name tag above one or two lines of text, drawn once and laid over frames. No timing here."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from resources.media.conform import Planes, split_planes

FONT_FILE = "NotoSansSC-Bold-subset.otf"
TITLE_SAFE = 0.9
"""Share of width and height inside which text is safe on every screen (SMPTE ST 2046-1)."""
TITLE_SAFE_BOTTOM = (1 + TITLE_SAFE) / 2
TALL_BOTTOM = 0.8
"""Lower edge of captions in a tall picture: below it, players for phones draw their own buttons."""

_TEXT_COLOUR = (255, 255, 255, 255)
_OUTLINE_COLOUR = (15, 10, 8, 255)
_TAG_COLOUR = (150, 30, 30, 225)
_TAG_TEXT_COLOUR = (255, 236, 200, 255)
_LINES = 2
# Of the text's size: from line to line, below the last line, between text and tag; the tag's text, and its box around that.
_LEADING, _BELOW_BASELINE, _ABOVE_LINES = 1.3, 0.25, 0.05
_TAG_SIZE, _TAG_HIGH = 0.62, 1.45
_SMALLEST_SCALE = 0.55
# A line may not begin with these, nor end with those (a small part of the Chinese and Western rules).
_NEVER_FIRST = frozenset("，。、；：？！）》】」』”’…,.;:?!)]}%~—·")
_NEVER_LAST = frozenset("（《【「『“‘([{")
_REPLACEMENT = "□"
# Letters of Latin Extended-A that Unicode does not decompose; Noto Sans CJK has hardly any of that block.
_PLAIN_LETTERS = dict(zip("ĐđĦħıĿŀŁłŊŋŒœŦŧſ", "DdHhiLlLlNnOoTts", strict=True))
_MOST_LINES = 4
_ELLIPSIS = "…"


@cache
def caption_font(size: int) -> ImageFont.FreeTypeFont:
    """The vendored bold face at `size` pixels."""
    with as_file(files("resources.media.fonts") / FONT_FILE) as path:
        return ImageFont.truetype(str(path), size)


@cache
def _drawable(sign: str) -> bool:
    """True unless the font would draw the sign as it draws a code point that can have no glyph."""
    font = caption_font(16)
    return bytes(font.getmask(sign)) != bytes(font.getmask("\uffff"))


def printable(text: str) -> str:
    """Text that the font can draw: accents that it lacks are dropped, unknown letters become a box, emoji vanish."""
    drawn = [_drawable_form(sign) for sign in unicodedata.normalize("NFC", text)]
    return " ".join("".join(drawn).split())


def _drawable_form(sign: str) -> str:
    if sign.isspace():
        return " "
    if _drawable(sign):
        return sign
    base = _PLAIN_LETTERS.get(sign) or unicodedata.normalize("NFD", sign)[0]
    if base != sign and _drawable(base):
        return base
    return _REPLACEMENT if unicodedata.category(sign)[0] == "L" else ""


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break text into lines of at most `width` pixels: at spaces for alphabets, between any two signs for CJK.

    Punctuation never begins a line. A word that is wider than a line is broken inside.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if not line or font.getlength((line + piece).rstrip()) <= width:
            line += piece
        else:
            lines.append(line.strip())
            line = piece.lstrip()
        while font.getlength(line.rstrip()) > width and len(line) > 1:
            cut = _fitting_length(line, font, width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.strip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """Unbreakable pieces of a text."""
    pieces: list[str] = []
    for sign in text:
        glued = pieces and (
            sign in _NEVER_FIRST
            or pieces[-1][-1] in _NEVER_LAST
            or not (pieces[-1][-1] == " " or _breaks_anywhere(sign) or _breaks_anywhere(pieces[-1][-1]))
        )
        if glued or (pieces and sign == " "):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _breaks_anywhere(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _fitting_length(text: str, font: ImageFont.FreeTypeFont, width: int) -> int:
    fitting = 1
    while fitting < len(text) and font.getlength(text[: fitting + 1]) <= width:
        fitting += 1
    return fitting


@dataclass(frozen=True)
class Sprite:
    """A drawn caption in the film's pixel format, with its place; positions are even, so that chroma lines up.

    Args:
        luma: Premultiplied by opacity, shape (h, w), likewise `chroma` (2, h/2, w/2); float32.
        keep: What remains of the picture below, 1 - opacity, shape (h, w), likewise `keep_chroma`.
    """

    top: int
    left: int
    luma: npt.NDArray[np.float32]
    chroma: npt.NDArray[np.float32]
    keep: npt.NDArray[np.float32]
    keep_chroma: npt.NDArray[np.float32]

    def lay_over(self, planes: Planes) -> None:
        """Blend into a planar 4:2:0 picture, in place."""
        height, width = self.luma.shape
        luma, *chroma = split_planes(planes)
        below = luma[self.top : self.top + height, self.left : self.left + width]
        below[:] = below * self.keep + self.luma
        top, left = self.top // 2, self.left // 2
        for plane, colour in zip(chroma, self.chroma, strict=True):
            below = plane[top : top + height // 2, left : left + width // 2]
            below[:] = below * self.keep_chroma + colour


def draw_caption(text: str, speaker: str, width: int, height: int) -> Image.Image:
    """A caption on a transparent picture of the film's size, RGBA.

    Text is white with a dark outline, centred at the lower edge of the title-safe area, in at most two lines: longer
    text is set smaller, then takes up to four lines, and only then ends in an ellipsis.
    """
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    measure = round(width * TITLE_SAFE)
    font, lines = _set_in_lines(printable(text), width, height, measure)
    size = round(font.size)
    leading = round(size * _LEADING)
    baseline = round(height * _lowest(width, height)) - round(size * _BELOW_BASELINE)
    for line in reversed(lines):
        draw.text(
            (width / 2, baseline),
            line,
            font=font,
            fill=_TEXT_COLOUR,
            stroke_width=max(1, round(size * 0.09)),
            stroke_fill=_OUTLINE_COLOUR,
            anchor="ms",
        )
        baseline -= leading
    if name := printable(speaker):
        _draw_tag(draw, name, width / 2, baseline - size * _ABOVE_LINES, size, measure)
    return picture


def caption_top(width: int, height: int) -> float:
    """Share of the height at which the room of captions begins: a name tag above two lines of text of full size.

    Whoever draws a picture keeps faces above it.
    """
    size = _normal_size(width, height)
    lines = _BELOW_BASELINE + _LINES * _LEADING + _ABOVE_LINES + _TAG_SIZE * _TAG_HIGH
    return _lowest(width, height) - lines * size / height


def _lowest(width: int, height: int) -> float:
    return TITLE_SAFE_BOTTOM if width >= height else TALL_BOTTOM


def _normal_size(width: int, height: int) -> int:
    # 1/15.5 of the height in a wide picture, as in the reference picture; a tall one is ruled by its width.
    return max(8, round(min(height / 15.5, width / 15)))


def _set_in_lines(text: str, width: int, height: int, measure: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    normal = _normal_size(width, height)
    scale = 1.0
    while True:
        font = caption_font(max(8, round(normal * scale)))
        lines = wrap(text, font, measure)
        if len(lines) <= _LINES:
            return font, lines if len(lines) < 2 else _balanced(text, font, measure, len(lines))
        if scale <= _SMALLEST_SCALE:
            return font, lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], _ELLIPSIS]
        scale -= 0.05


def _balanced(text: str, font: ImageFont.FreeTypeFont, measure: int, count: int) -> list[str]:
    """The text in `count` lines of nearly one length, so that no line is a single word."""
    narrow, wide = measure // count, measure
    while wide - narrow > 4:
        middle = (narrow + wide) // 2
        if len(wrap(text, font, middle)) <= count:
            wide = middle
        else:
            narrow = middle
    return wrap(text, font, wide)


def _draw_tag(
    draw: ImageDraw.ImageDraw, name: str, centre: float, bottom: float, text_size: int, measure: int
) -> None:
    font = caption_font(max(7, round(text_size * _TAG_SIZE)))
    size = font.size
    padding = size * 0.6
    name = wrap(name, font, round(measure - 2 * padding))[0]
    half = font.getlength(name) / 2 + padding
    high = size * _TAG_HIGH
    draw.rounded_rectangle((centre - half, bottom - high, centre + half, bottom), high / 2, fill=_TAG_COLOUR)
    draw.text((centre, bottom - high / 2), name, font=font, fill=_TAG_TEXT_COLOUR, anchor="mm")


def caption_sprite(text: str, speaker: str, width: int, height: int) -> Sprite | None:
    """A caption ready to be laid over frames of this size; None when there is nothing to draw."""
    picture = draw_caption(text, speaker, width, height)
    box = picture.getbbox()
    if box is None:
        return None
    left, top = box[0] // 2 * 2, box[1] // 2 * 2
    right, bottom = min(width, (box[2] + 1) // 2 * 2), min(height, (box[3] + 1) // 2 * 2)
    pixels = np.asarray(picture.crop((left, top, right, bottom)), dtype=np.float32)
    opacity = pixels[..., 3] / 255.0
    luma, blue, red = _bt709(pixels[..., :3])
    half_opacity = _halved(opacity)
    colour = np.stack([_halved(plane * opacity) for plane in (blue, red)])
    return Sprite(
        top=top,
        left=left,
        luma=(luma * opacity + 0.5).astype(np.float32),
        chroma=colour + np.float32(0.5),
        keep=1.0 - opacity,
        keep_chroma=1.0 - half_opacity,
    )


def _bt709(rgb: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], ...]:
    """Limited-range luma and chroma of RGB 0..255, by ITU-R BT.709."""
    red, green, blue = (rgb[..., channel] / np.float32(255) for channel in range(3))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748


def _halved(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    height, width = plane.shape
    halved: npt.NDArray[np.float32] = plane.reshape(height // 2, 2, width // 2, 2).mean(
        axis=(1, 3), dtype=np.float32
    )
    return halved
