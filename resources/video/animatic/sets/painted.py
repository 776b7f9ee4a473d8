"""A set as pixels: rasterised layers, lamps and beams, drawn for one camera position and moment. No shapes here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from resources.video.animatic import canvas
from resources.video.animatic.camera import Lens
from resources.video.animatic.canvas import Image, Sprite
from resources.video.animatic.sets.brush import channels
from resources.video.animatic.sets.catalogue import dress
from resources.video.animatic.sets.reading import Place
from resources.video.animatic.sets.stage import BOTTOM, FAR, LEFT, RIGHT, TOP, Flicker, Lamp, Layer, Point, Stage

_PIXELS_PER_UNIT = 0.62  # a close-up enlarges this: that is the depth of field
_SMALLEST_PIECE_PX = 12
_GLOW_LEVEL = 0.62  # share of a lamp's colour added at its centre


@dataclass(frozen=True, slots=True)
class _Piece:
    sprite: Sprite
    depth: float
    scroll: float
    pivot: Point | None
    swing: float
    phase: float


class PaintedSet:
    """A set ready to be filmed.

    Args:
        place: What to draw.
        backdrop: A user's own picture of the set: it takes the place of everything behind the actors.
    """

    def __init__(self, place: Place, backdrop: Image | None = None) -> None:
        self.place = place
        stage = dress(place)
        self.day = stage.day
        self.table = stage.table if backdrop is None else None
        self._stage = stage
        if backdrop is None:
            self._backdrop, rest = _flattened(stage)
            self._behind = [piece for layer in rest for piece in _pieces(layer)]
            self._front = [piece for layer in stage.front for piece in _pieces(layer)]
            self._lamps: list[Lamp] = stage.lamps
        else:
            self._backdrop = _fitted(backdrop)
            self._behind, self._front, self._lamps = [], [], []
            stage.beams.clear()
        self._halos = [_halo(lamp.colour) for lamp in self._lamps]

    def draw_behind(self, out: Image, lens: Lens, at_s: float) -> None:
        """Everything behind the actors; `out` is overwritten."""
        to_frame = canvas.chain(
            lens.matrix(self._backdrop.depth), canvas.shift(LEFT, TOP), canvas.zoom(1 / self._backdrop.sprite.scale)
        )
        cv2.warpAffine(
            self._backdrop.sprite.image,
            to_frame,
            (out.shape[1], out.shape[0]),
            dst=out,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        for piece in self._behind:
            _draw(out, piece, lens, at_s)

    def draw_front(self, out: Image, lens: Lens, at_s: float, opacity: float) -> None:
        """What stands between camera and actors; faint in close shots, so that it never hides a face."""
        for piece in self._front:
            matrix = lens.matrix(piece.depth)
            canvas.blit(out, piece.sprite, matrix, opacity)

    def shine(self, out: Image, lens: Lens, at_s: float) -> None:
        """Add the light of lamps and beams to a graded frame."""
        for index, (lamp, light) in enumerate(zip(self._lamps, self._halos, strict=True)):
            matrix = lens.matrix(lamp.depth)
            x, y = canvas.place(matrix, lamp.x, lamp.y)
            radius = lamp.radius * float(matrix[0, 0])
            if not (-radius < x < out.shape[1] + radius and -radius < y < out.shape[0] + radius):
                continue
            strength = lamp.strength * _flicker(lamp.flicker, at_s, index)
            _add_scaled(out, light, x, y, radius, strength)
        for beam in self._stage.beams:
            _sweep(out, lens, beam.x, beam.y, beam.length, beam.depth, beam.colour, math.tau * at_s / beam.period_s)


@lru_cache(maxsize=6)
def painted(place: Place) -> PaintedSet:
    """The set of a place, painted once in a worker's life."""
    return PaintedSet(place)


def _raster(layer: Layer) -> Image:
    image = canvas.rasterise(layer.art.svg(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, _PIXELS_PER_UNIT))
    if layer.soft:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), layer.soft * _PIXELS_PER_UNIT), np.uint8)
    return image


def _flattened(stage: Stage) -> tuple[_Piece, list[Layer]]:
    """The farthest layer, which fills the frame, and the layers left to be drawn over it."""
    backdrop = stage.behind[0]
    return _whole(_raster(backdrop), backdrop.depth), stage.behind[1:]


def _whole(image: Image, depth: float) -> _Piece:
    return _Piece(Sprite(image, LEFT, TOP, image.shape[1] / (RIGHT - LEFT)), depth, 0.0, None, 0.0, 0.0)


def _fitted(picture: Image) -> _Piece:
    """A user's picture, cropped to the proportions that the widest camera sees and laid over the whole set."""
    wide, high = RIGHT - LEFT, BOTTOM - TOP
    target = (round(wide * _PIXELS_PER_UNIT), round(high * _PIXELS_PER_UNIT))
    scale = max(target[0] / picture.shape[1], target[1] / picture.shape[0])
    grown = cv2.resize(
        picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    left, top = (grown.shape[1] - target[0]) // 2, (grown.shape[0] - target[1]) // 2
    cut = grown[top : top + target[1], left : left + target[0]]
    return _whole(np.ascontiguousarray(cut, dtype=np.uint8), FAR)


def _pieces(layer: Layer) -> list[_Piece]:
    """A layer cut into its separate objects: a frame then pays only for pixels that are covered."""
    if layer.art.empty:
        return []
    image = _raster(layer)
    phase = (layer.pivot[0] if layer.pivot else 0.0) * 0.013
    make = lambda sprite: _Piece(sprite, layer.depth, layer.scroll, layer.pivot, layer.swing, phase)  # noqa: E731
    if layer.pivot or layer.scroll:
        return [make(canvas.trimmed(image, _PIXELS_PER_UNIT, LEFT, TOP))]
    mask = (cv2.extractChannel(image, 3) > 0).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(mask)
    sprites = []
    for label in range(1, count):
        x, y, wide, high, area = (int(value) for value in boxes[label])
        if area < _SMALLEST_PIECE_PX:
            continue
        part = image[y : y + high, x : x + wide]
        own = np.where((labels[y : y + high, x : x + wide] == label)[..., None], part, 0).astype(np.uint8)
        sprites.append(
            make(
                Sprite(
                    np.ascontiguousarray(own),
                    LEFT + x / _PIXELS_PER_UNIT,
                    TOP + y / _PIXELS_PER_UNIT,
                    _PIXELS_PER_UNIT,
                )
            )
        )
    return sprites


def _draw(out: Image, piece: _Piece, lens: Lens, at_s: float) -> None:
    matrix = lens.matrix(piece.depth)
    if piece.scroll:
        wide = RIGHT - LEFT
        offset = (piece.scroll * at_s) % wide
        for start in (-offset, wide - offset):
            canvas.blit(out, piece.sprite, canvas.chain(matrix, canvas.shift(start, 0.0)))
        return
    if piece.pivot:
        sway = canvas.turn(piece.swing * math.sin(at_s * 1.6 + piece.phase), *piece.pivot)
        matrix = canvas.chain(matrix, sway)
    canvas.blit(out, piece.sprite, matrix)


def _flicker(kind: Flicker, at_s: float, index: int) -> float:
    if kind == "flame":
        return 0.86 + 0.09 * math.sin(at_s * 7.1 + index * 2.1) + 0.05 * math.sin(at_s * 12.7 + index)
    if kind == "neon":
        buzz = math.sin(at_s * 2.3 + index * 1.7) + math.sin(at_s * 5.9 + index * 0.7)
        return 0.55 if buzz > 1.8 else 0.95 + 0.05 * math.sin(at_s * 9 + index)
    return 1.0


@lru_cache(maxsize=64)
def _halo(colour: str) -> Image:
    red, green, blue = (round(255 * _GLOW_LEVEL * value) for value in channels(colour))
    return canvas.halo(128, (blue, green, red))


def _add_scaled(out: Image, light: Image, x: float, y: float, radius: float, strength: float) -> None:
    """Add a light of any size; only the part inside the frame is resized."""
    left, top = max(0, math.floor(x - radius)), max(0, math.floor(y - radius))
    right, bottom = min(out.shape[1], math.ceil(x + radius)), min(out.shape[0], math.ceil(y + radius))
    if right <= left or bottom <= top:
        return
    scale = 2 * radius / light.shape[1]
    matrix = np.array([[scale, 0.0, x - radius - left], [0.0, scale, y - radius - top]])
    grown = cv2.warpAffine(light, matrix, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    region = out[top:bottom, left:right]
    cv2.add(region, cv2.convertScaleAbs(grown, alpha=strength), region)


def _sweep(
    out: Image, lens: Lens, x: float, y: float, length: float, depth: float, colour: str, angle: float
) -> None:
    """A lighthouse beam: two opposite cones, long when they lie across the view and faint when they point at it."""
    matrix = lens.matrix(depth)
    origin = canvas.place(matrix, x, y)
    across = math.cos(angle)
    reach = length * across * float(matrix[0, 0])
    red, green, blue = (70 * value * (0.35 + 0.65 * abs(across)) for value in channels(colour))
    for direction in (1, -1):
        end_x = origin[0] + direction * reach
        spread = abs(reach) * 0.16 + 6
        cone = np.array(
            [[origin[0], origin[1]], [end_x, origin[1] - spread * 0.4], [end_x, origin[1] + spread * 1.6]]
        )
        left, top = (max(0, math.floor(edge)) for edge in cone.min(axis=0))
        right, bottom = (
            min(out.shape[1], math.ceil(cone[:, 0].max())),
            min(out.shape[0], math.ceil(cone[:, 1].max())),
        )
        if right - left < 2 or bottom - top < 2:
            continue
        mask = canvas.blank(right - left, bottom - top)
        shifted = ((cone - np.array([left, top])) * 16).astype(np.int32)
        cv2.fillConvexPoly(mask, shifted, (blue, green, red, 0), cv2.LINE_AA, 4)
        region = out[top:bottom, left:right]
        cv2.add(region, mask, region)
