"""Pixels of the drawing engine: premultiplied BGRA pictures, sprites, affine maps. No shapes here; blending: `blending`.

Every picture is `(height, width, 4)` uint8, blue first, colour already multiplied by alpha. Measured on one
core at 1280x720: a four-channel `warpAffine` takes half of the time of a three-channel one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from resources.video.animatic.blending import over
from resources.video.animatic.drawings import drawing_of

Image = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

IDENTITY: Matrix = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A trimmed picture and where it lies in the design space it was drawn in.

    Args:
        image: Premultiplied BGRA.
        x: Left edge, in design units.
        y: Top edge, in design units.
        scale: Raster pixels for each design unit.
    """

    image: Image
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0


def blank(width: int, height: int) -> Image:
    """A fully transparent picture."""
    return np.zeros((height, width, 4), np.uint8)


def premultiplied(image: Image) -> Image:
    """The picture with its colour multiplied by its alpha; a three-channel one becomes opaque."""
    if image.ndim == 2:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGRA), np.uint8)
    if image.shape[2] == 3:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2BGRA), np.uint8)
    alpha = cv2.extractChannel(image, 3)
    opaque = np.full_like(alpha, 255)
    return np.asarray(cv2.multiply(image, cv2.merge((alpha, alpha, alpha, opaque)), scale=1 / 255), np.uint8)


def rasterise(svg: str) -> Image:
    """Draw an SVG at the pixel size its root element names. No fonts are read: text draws nothing.

    Raises:
        MediaError: The SVG is not well-formed.
    """
    return covered_part(svg, 0).whole()


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The part of a drawing in which there is anything, its top-left pixel at (`left`, `top`) of `size` pixels."""

    image: Image
    left: int
    top: int
    size: tuple[int, int]

    def whole(self) -> Image:
        """The drawing with its empty rest."""
        high, wide = self.image.shape[:2]
        if (wide, high) == self.size:
            return self.image
        whole = blank(*self.size)
        whole[self.top : self.top + high, self.left : self.left + wide] = self.image
        return whole


def covered_part(svg: str, margin: int) -> Part:
    """Draw an SVG like `rasterise`, without most of what stays empty.

    Args:
        svg: The drawing.
        margin: Empty pixels to keep around what is drawn, as far as the drawing reaches: room for a blur.
    """
    drawing = drawing_of(svg)
    png = np.frombuffer(drawing.png, np.uint8)
    image = premultiplied(np.asarray(cv2.imdecode(png, cv2.IMREAD_UNCHANGED), np.uint8))
    high, wide = image.shape[:2]
    left, top = min(margin, drawing.left), min(margin, drawing.top)
    right = min(margin, drawing.wide - drawing.left - wide)
    bottom = min(margin, drawing.high - drawing.top - high)
    if left or top or right or bottom:
        image = np.asarray(
            cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0)), np.uint8
        )
    return Part(image, drawing.left - left, drawing.top - top, (drawing.wide, drawing.high))


def trimmed(image: Image, scale: float = 1.0, x: float = 0.0, y: float = 0.0) -> Sprite:
    """Cut away the empty border: it costs time in every frame.

    Args:
        image: Premultiplied BGRA, its top-left corner at (`x`, `y`) of the design space.
        scale: Raster pixels for each design unit.
        x: Left edge of the untrimmed picture, in design units.
        y: Top edge of the untrimmed picture, in design units.
    """
    left, top, width, height = cv2.boundingRect(cv2.extractChannel(image, 3))
    if width == 0:
        return Sprite(blank(1, 1), x, y, scale)
    kept = np.ascontiguousarray(image[top : top + height, left : left + width])
    return Sprite(kept, x + left / scale, y + top / scale, scale)


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A sprite as it lies in a frame: only the part that the frame shows, its top-left pixel at (`left`, `top`)."""

    image: Image
    left: int
    top: int

    def onto(self, out: Image) -> None:
        """Blend into a frame of the size it was laid for."""
        over(out, self.image, self.left, self.top)


def laid(sprite: Sprite, matrix: Matrix, size: tuple[int, int], opacity: float = 1.0) -> Laid | None:
    """Warp a sprite to where it lies in a frame; None when the frame does not show it.

    Args:
        sprite: What to draw.
        matrix: 2x3 map from the sprite's design space to pixels of the frame.
        size: Width and height of the frame in pixels.
        opacity: 0 (nothing) to 1.
    """
    if opacity <= 0.0:
        return None
    high, wide = sprite.image.shape[:2]
    # Plain floats: arrays this small cost more to handle than to compute, at twenty sprites for each figure.
    (a, b, x), (c, d, y) = matrix.tolist()
    x, y = x + a * sprite.x + b * sprite.y, y + c * sprite.x + d * sprite.y
    a, b, c, d = a / sprite.scale, b / sprite.scale, c / sprite.scale, d / sprite.scale
    across, down = (min(0.0, a * wide) + min(0.0, b * high), min(0.0, c * wide) + min(0.0, d * high))
    reach_x, reach_y = abs(a) * wide + abs(b) * high, abs(c) * wide + abs(d) * high
    left, top = max(0, math.floor(x + across) - 1), max(0, math.floor(y + down) - 1)
    right = min(size[0], math.ceil(x + across + reach_x) + 1)
    bottom = min(size[1], math.ceil(y + down + reach_y) + 1)
    if right <= left or bottom <= top:
        return None
    to_frame = np.array([[a, b, x - left], [c, d, y - top]])
    warped = cv2.warpAffine(sprite.image, to_frame, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    if opacity < 1.0:
        warped = cv2.convertScaleAbs(warped, alpha=opacity)
    return Laid(np.asarray(warped, np.uint8), left, top)


def in_frame(matrix: Matrix, x: float, y: float, wide: float, high: float, size: tuple[int, int]) -> bool:
    """True when a rectangle of a design space may show in a frame of `size` pixels: what does not need not be made."""
    across, down = place(matrix, x + wide / 2, y + high / 2)
    a, b, c, d = (float(value) for value in matrix[:, :2].flat)
    reach_x, reach_y = (abs(a) * wide + abs(b) * high) / 2, (abs(c) * wide + abs(d) * high) / 2
    return -reach_x < across < size[0] + reach_x and -reach_y < down < size[1] + reach_y


def blit(out: Image, sprite: Sprite, matrix: Matrix, opacity: float = 1.0) -> None:
    """Draw a sprite onto a frame, in place; arguments as for `laid`."""
    drawn = laid(sprite, matrix, (out.shape[1], out.shape[0]), opacity)
    if drawn is not None:
        drawn.onto(out)


def glow(out: Image, light: Image, x: float, y: float, strength: float = 1.0) -> None:
    """Add light to a frame, centred at pixel (`x`, `y`); `light` is a picture such as `halo` makes.

    Args:
        out: Frame to lighten, in place.
        light: Premultiplied BGRA, black where it gives no light.
        x: Centre, pixels from the left.
        y: Centre, pixels from the top.
        strength: 1 = as given; flicker by changing it from frame to frame.
    """
    high, wide = light.shape[:2]
    left, top = round(x - wide / 2), round(y - high / 2)
    x0, y0, x1, y1 = max(0, left), max(0, top), min(out.shape[1], left + wide), min(out.shape[0], top + high)
    if x1 <= x0 or y1 <= y0:
        return
    part = cv2.convertScaleAbs(light[y0 - top : y1 - top, x0 - left : x1 - left], alpha=strength)
    region = out[y0:y1, x0:x1]
    cv2.add(region, part, region)


def halo(radius: int, colour: tuple[int, int, int]) -> Image:
    """A round light that fades to nothing, `2 * radius` pixels wide, for `glow`; `colour` in BGR order."""
    axis = (np.arange(2 * radius) - radius + 0.5) / radius
    fade = np.clip(1.0 - np.hypot(axis[:, None], axis[None, :]), 0.0, 1.0) ** 2
    light = blank(2 * radius, 2 * radius)
    light[..., :3] = (fade[..., None] * np.array(colour)).astype(np.uint8)
    return light


def soft_oval(wide: float, high: float, darkness: int) -> Sprite:
    """A black oval about the origin that fades to nothing at its edge: a contact shadow. `darkness` up to 255."""
    across = (np.arange(round(wide)) - wide / 2) / (wide / 2)
    down = (np.arange(round(high)) - high / 2) / (high / 2)
    image = blank(round(wide), round(high))
    image[..., 3] = (np.clip(1 - (across[None, :] ** 2 + down[:, None] ** 2), 0, 1) * darkness).astype(np.uint8)
    return Sprite(image, -wide / 2, -high / 2)


def shift(x: float, y: float) -> Matrix:
    """Move by (`x`, `y`)."""
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y]])


def zoom(x: float, y: float | None = None) -> Matrix:
    """Scale about the origin; a negative `x` mirrors."""
    return np.array([[x, 0.0, 0.0], [0.0, x if y is None else y, 0.0]])


def turn(radians: float, x: float = 0.0, y: float = 0.0) -> Matrix:
    """Rotate about (`x`, `y`); positive is clockwise on screen, because y points down."""
    cosine, sine = math.cos(radians), math.sin(radians)
    return np.array(
        [[cosine, -sine, x - cosine * x + sine * y], [sine, cosine, y - sine * x - cosine * y]],
    )


def chain(*maps: Matrix) -> Matrix:
    """One map out of many, outermost first: `chain(camera, body, arm)` applies `arm` first."""
    # Plain floats: a product of two arrays this small takes twice as long, eighty times for each frame.
    (a, b, x), (c, d, y) = maps[0].tolist()
    for inner in maps[1:]:
        (e, f, u), (g, h, v) = inner.tolist()
        a, b, x, c, d, y = (
            a * e + b * g, a * f + b * h, a * u + b * v + x,
            c * e + d * g, c * f + d * h, c * u + d * v + y,
        )  # fmt: skip
    return np.array([[a, b, x], [c, d, y]])


def place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where the point (`x`, `y`) lands."""
    return (
        float(matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]),
        float(matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]),
    )
