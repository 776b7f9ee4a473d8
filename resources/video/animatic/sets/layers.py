"""The layers of a set as pixels, before any lens: rasterised, cut into objects, softened. Filming them: `painted`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from resources.video.animatic import canvas
from resources.video.animatic.canvas import Image, Sprite
from resources.video.animatic.sets.brush import Point
from resources.video.animatic.sets.catalogue import dress
from resources.video.animatic.sets.light import Daylight
from resources.video.animatic.sets.reading import Place
from resources.video.animatic.sets.stage import (
    BOTTOM,
    FAR,
    LEFT,
    MID,
    RIGHT,
    TOP,
    Beam,
    Lamp,
    Layer,
    Stage,
)

_FAR_SHARE = 0.75  # far layers are magnified less, and are soft anyway
_SMALLEST_PIECE_PX = 12
_MOST_PIECES = 10  # more cost more in calls than the empty pixels between them
_FLAT_UNTIL = 0.36  # layers this far away move so alike that they are painted into one
_SWING_REACH = 340.0
_LEAST_BLUR_PX = 0.4
_BLUR_REACH = 4.0  # standard deviations after which OpenCV's blur adds nothing to eight bits


@dataclass(frozen=True, slots=True)
class Piece:
    """An object of a layer, or a whole one; the other fields as in `Layer`.

    Args:
        phase: Where its swing begins, in radians.
    """

    sprite: Sprite
    depth: float
    scroll: float
    pivot: Point | None
    swing: float
    phase: float

    @property
    def still(self) -> bool:
        """True when only the camera moves it."""
        return not self.scroll and self.pivot is None


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """A set as painted, before any lens."""

    day: Daylight
    backdrop: Piece
    behind: tuple[Piece, ...] = ()
    front: tuple[Piece, ...] = ()
    lamps: tuple[Lamp, ...] = ()
    beams: tuple[Beam, ...] = ()


@lru_cache(maxsize=2)
def layers_of(place: Place, scale: float) -> Layers:
    """The layers of a place, painted at `scale` pixels for a world unit; far ones at a share of it."""
    stage = dress(place)
    backdrop, rest = _flattened(stage, scale)
    return Layers(
        stage.day,
        backdrop,
        tuple(piece for layer in rest for piece in _pieces(layer, scale)),
        tuple(piece for layer in stage.front for piece in _pieces(layer, scale)),
        tuple(stage.lamps),
        tuple(stage.beams),
    )


def blurred(piece: Piece, softness: float, *, fills: bool = False) -> Piece:
    """A piece as a lens sees it that is sharp on the actors.

    Args:
        piece: As painted.
        softness: As in `PaintedSet`.
        fills: It is the backdrop, which goes on behind its edges and must not fade there.
    """
    sprite = piece.sprite
    deviation = softness * max(0.0, 1.0 - piece.depth) * sprite.scale
    if deviation < _LEAST_BLUR_PX:
        return piece
    edge = 0 if fills else math.ceil(2.5 * deviation)
    framed = cv2.copyMakeBorder(sprite.image, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    soft = np.asarray(cv2.GaussianBlur(framed, (0, 0), deviation, borderType=cv2.BORDER_REPLICATE), np.uint8)
    placed = Sprite(soft, sprite.x - edge / sprite.scale, sprite.y - edge / sprite.scale, sprite.scale)
    return replace(piece, sprite=placed)


def _raster(layer: Layer, scale: float) -> canvas.Part:
    svg, deviation = layer.art.svg(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, scale), layer.soft * scale
    drawn = canvas.covered_part(svg, math.ceil(_BLUR_REACH * deviation))
    if layer.soft:
        return replace(drawn, image=np.asarray(cv2.GaussianBlur(drawn.image, (0, 0), deviation), np.uint8))
    return drawn


def _swinging(layer: Layer, pivot: Point, scale: float) -> Sprite:
    """Only the surroundings of the pivot: a whole layer for one lantern costs a third of a second."""
    left = pivot[0] - _SWING_REACH
    svg = layer.art.svg(left, TOP, 2 * _SWING_REACH, BOTTOM - TOP, scale)
    return canvas.trimmed(canvas.rasterise(svg), scale, left, TOP)


def _flattened(stage: Stage, scale: float) -> tuple[Piece, list[Layer]]:
    """The farthest layers as one picture that fills the frame, and the layers left to be drawn over it."""
    backdrop, *rest = stage.behind
    image = _raster(backdrop, scale * _FAR_SHARE).whole()
    while rest and rest[0].depth <= _FLAT_UNTIL and not rest[0].scroll and rest[0].pivot is None:
        drawn = _raster(rest.pop(0), scale * _FAR_SHARE)
        canvas.Laid(drawn.image, drawn.left, drawn.top).onto(image)
    return _whole(image, backdrop.depth), rest


def _whole(image: Image, depth: float) -> Piece:
    return Piece(Sprite(image, LEFT, TOP, image.shape[1] / (RIGHT - LEFT)), depth, 0.0, None, 0.0, 0.0)


def fitted(picture: Image, scale: float) -> Piece:
    """A user's picture, cropped to the proportions that the widest camera sees and laid over the whole set."""
    wide, high = RIGHT - LEFT, BOTTOM - TOP
    target = (round(wide * scale), round(high * scale))
    grow = max(target[0] / picture.shape[1], target[1] / picture.shape[0])
    grown = cv2.resize(
        picture, None, fx=grow, fy=grow, interpolation=cv2.INTER_AREA if grow < 1 else cv2.INTER_CUBIC
    )
    left, top = (grown.shape[1] - target[0]) // 2, (grown.shape[0] - target[1]) // 2
    cut = grown[top : top + target[1], left : left + target[0]]
    return _whole(np.ascontiguousarray(cut, dtype=np.uint8), FAR)


def _pieces(layer: Layer, scale: float) -> list[Piece]:
    """A layer cut into its separate objects: a frame then pays only for pixels that are covered."""
    if layer.art.empty:
        return []
    scale = scale * _FAR_SHARE if layer.depth < MID - 0.1 else scale
    phase = (layer.pivot[0] if layer.pivot else 0.0) * 0.013

    def piece(sprite: Sprite) -> Piece:
        return Piece(sprite, layer.depth, layer.scroll, layer.pivot, layer.swing, phase)

    if layer.pivot:
        return [piece(_swinging(layer, layer.pivot, scale))]
    drawn = _raster(layer, scale)
    image, left, top = drawn.image, LEFT + drawn.left / scale, TOP + drawn.top / scale
    if layer.scroll:
        return [piece(canvas.trimmed(image, scale, left, top))]
    mask = (cv2.extractChannel(image, 3) > 0).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(mask)
    if count > _MOST_PIECES:
        return [piece(canvas.trimmed(image, scale, left, top))]
    sprites = []
    for label in range(1, count):
        x, y, wide, high, area = (int(value) for value in boxes[label])
        if area < _SMALLEST_PIECE_PX:
            continue
        part = image[y : y + high, x : x + wide]
        own = np.where((labels[y : y + high, x : x + wide] == label)[..., None], part, 0).astype(np.uint8)
        sprites.append(
            piece(
                Sprite(
                    np.ascontiguousarray(own),
                    left + x / scale,
                    top + y / scale,
                    scale,
                )
            )
        )
    return sprites
