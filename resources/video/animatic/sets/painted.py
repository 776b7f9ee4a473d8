"""A set as pixels: rasterised layers, lamps and beams, drawn for one camera position and moment. No shapes here."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import lru_cache

import cv2
import numpy as np

from resources.video.animatic import canvas
from resources.video.animatic.camera import Lens
from resources.video.animatic.canvas import Image, Sprite
from resources.video.animatic.sets.brush import Point
from resources.video.animatic.sets.catalogue import dress
from resources.video.animatic.sets.light import Daylight, daylight
from resources.video.animatic.sets.reading import Place
from resources.video.animatic.sets.shining import Light
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

_PIXELS_PER_UNIT = 0.62 / 720  # for each pixel of frame height; a close-up enlarges this: that is depth of field
_LEAST, _MOST = 0.3, 0.85
_FAR_SHARE = 0.75  # far layers are magnified less, and are soft anyway
_SMALLEST_PIECE_PX = 12
_MOST_PIECES = 10  # more cost more in calls than the empty pixels between them
_FLAT_UNTIL = 0.36  # layers this far away move so alike that they are painted into one
_SWING_REACH = 340.0
_LEAST_BLUR_PX = 0.4
_BLUR_REACH = 4.0  # standard deviations after which OpenCV's blur adds nothing to eight bits


@dataclass(frozen=True, slots=True)
class _Piece:
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
class _Plate:
    """A set as a resting camera sees it.

    Args:
        behind: The backdrop and the pieces before the first one that moves by itself, in one picture.
        later: The other pieces behind the actors in their order: those that stand still as they lie in the frame, the
            others as they are.
        front: The pieces before the actors, by opacity.
    """

    behind: Image
    later: list[canvas.Laid | _Piece]
    front: dict[float, list[canvas.Laid]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Layers:
    """A set as painted, before any lens."""

    day: Daylight
    backdrop: _Piece
    behind: tuple[_Piece, ...] = ()
    front: tuple[_Piece, ...] = ()
    lamps: tuple[Lamp, ...] = ()
    beams: tuple[Beam, ...] = ()


class PaintedSet:
    """A set ready to be filmed.

    Args:
        place: What to draw.
        frame_height: Pixels of the frames to come; sharper than they can show is never painted.
        backdrop: A user's own picture of the set: it takes the place of everything behind the actors.
        softness: Standard deviation in world units of the blur at an infinite distance; nearer layers get less. A lens
            that is close to the actors is sharp on them.
    """

    def __init__(
        self, place: Place, frame_height: int, backdrop: Image | None = None, softness: float = 0.0
    ) -> None:
        self.place = place
        scale = min(_MOST, max(_LEAST, _PIXELS_PER_UNIT * frame_height))
        seen = _layers(place, scale) if backdrop is None else _Layers(daylight(place), _fitted(backdrop, scale))
        self.day = seen.day
        self._backdrop = _blurred(seen.backdrop, softness)
        self._behind = [_blurred(piece, softness) for piece in seen.behind]
        self._front = seen.front
        self._light = Light(seen.lamps, seen.beams)
        self._seen: Lens | None = None
        self._plate: _Plate | None = None

    def draw_behind(self, out: Image, lens: Lens, at_s: float) -> None:
        """Everything behind the actors; `out` is overwritten."""
        if lens != self._seen:
            self._seen, self._plate = lens, None
            self._draw_backdrop(out, lens)
            for piece in self._behind:
                _draw(out, piece, lens, at_s)
            return
        # The camera rests: what stands still is drawn once for as long as it does.
        if self._plate is None:
            self._plate = self._made_plate(lens, (out.shape[1], out.shape[0]))
        np.copyto(out, self._plate.behind)
        for part in self._plate.later:
            if isinstance(part, canvas.Laid):
                part.onto(out)
            else:
                _draw(out, part, lens, at_s)

    def draw_front(self, out: Image, lens: Lens, opacity: float) -> None:
        """What stands between camera and actors; faint in close shots, so that it never hides a face."""
        plate = self._plate if lens == self._seen else None
        if plate is None:
            for piece in self._front:
                canvas.blit(out, piece.sprite, lens.matrix(piece.depth), opacity)
            return
        if opacity not in plate.front:
            size = (out.shape[1], out.shape[0])
            drawn = (canvas.laid(piece.sprite, lens.matrix(piece.depth), size, opacity) for piece in self._front)
            plate.front[opacity] = [part for part in drawn if part is not None]
        for part in plate.front[opacity]:
            part.onto(out)

    def _draw_backdrop(self, out: Image, lens: Lens) -> None:
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

    def _made_plate(self, lens: Lens, size: tuple[int, int]) -> _Plate:
        behind = canvas.blank(*size)
        self._draw_backdrop(behind, lens)
        first = next((place for place, piece in enumerate(self._behind) if not piece.still), len(self._behind))
        for piece in self._behind[:first]:
            _draw(behind, piece, lens, 0.0)
        later: list[canvas.Laid | _Piece] = []
        for piece in self._behind[first:]:
            part = canvas.laid(piece.sprite, lens.matrix(piece.depth), size) if piece.still else piece
            if part is not None:
                later.append(part)
        return _Plate(behind, later)

    def shine(self, out: Image, lens: Lens, at_s: float) -> None:
        """Add the light of lamps and beams to the set."""
        self._light.shine(out, lens, at_s)


@lru_cache(maxsize=3)  # some 40 MB each at 720p
def painted(place: Place, frame_height: int, softness: float = 0.0) -> PaintedSet:
    """The set of a place: painted once in a worker's life, blurred once for each `softness`."""
    return PaintedSet(place, frame_height, softness=softness)


@lru_cache(maxsize=2)
def _layers(place: Place, scale: float) -> _Layers:
    stage = dress(place)
    backdrop, rest = _flattened(stage, scale)
    return _Layers(
        stage.day,
        backdrop,
        tuple(piece for layer in rest for piece in _pieces(layer, scale)),
        tuple(piece for layer in stage.front for piece in _pieces(layer, scale)),
        tuple(stage.lamps),
        tuple(stage.beams),
    )


def _blurred(piece: _Piece, softness: float) -> _Piece:
    sprite = piece.sprite
    deviation = softness * max(0.0, 1.0 - piece.depth) * sprite.scale
    if deviation < _LEAST_BLUR_PX:
        return piece
    edge = 0 if piece.depth <= _FLAT_UNTIL else math.ceil(2.5 * deviation)
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


def _flattened(stage: Stage, scale: float) -> tuple[_Piece, list[Layer]]:
    """The farthest layers as one picture that fills the frame, and the layers left to be drawn over it."""
    backdrop, *rest = stage.behind
    image = _raster(backdrop, scale * _FAR_SHARE).whole()
    while rest and rest[0].depth <= _FLAT_UNTIL and not rest[0].scroll and rest[0].pivot is None:
        drawn = _raster(rest.pop(0), scale * _FAR_SHARE)
        canvas.Laid(drawn.image, drawn.left, drawn.top).onto(image)
    return _whole(image, backdrop.depth), rest


def _whole(image: Image, depth: float) -> _Piece:
    return _Piece(Sprite(image, LEFT, TOP, image.shape[1] / (RIGHT - LEFT)), depth, 0.0, None, 0.0, 0.0)


def _fitted(picture: Image, scale: float) -> _Piece:
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


def _pieces(layer: Layer, scale: float) -> list[_Piece]:
    """A layer cut into its separate objects: a frame then pays only for pixels that are covered."""
    if layer.art.empty:
        return []
    scale = scale * _FAR_SHARE if layer.depth < MID - 0.1 else scale
    phase = (layer.pivot[0] if layer.pivot else 0.0) * 0.013

    def piece(sprite: Sprite) -> _Piece:
        return _Piece(sprite, layer.depth, layer.scroll, layer.pivot, layer.swing, phase)

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
