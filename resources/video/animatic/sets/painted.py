"""A set as a camera sees it: layers, lamps and beams drawn for one position and moment. What is in them: `layers`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np

from resources.video.animatic import canvas
from resources.video.animatic.camera import Lens
from resources.video.animatic.canvas import Image, Matrix, Sprite
from resources.video.animatic.sets.coverage import Coverage, Tiles, no_tiles, windows
from resources.video.animatic.sets.layers import Layers, Piece, blurred, fitted, layers_of
from resources.video.animatic.sets.light import daylight
from resources.video.animatic.sets.reading import Place
from resources.video.animatic.sets.shining import Light
from resources.video.animatic.sets.stage import LEFT, RIGHT

_PIXELS_PER_UNIT = 0.62 / 720  # for each pixel of frame height; a close-up enlarges this: that is depth of field
_LEAST, _MOST = 0.3, 0.85
_EDGE_PX = 2.0  # interpolation and rounding reach over the edge of a sprite
_LARGE_PX = 150_000  # from here on a piece is drawn by tiles; below, the calls cost more than they save


class _Filmed:
    """A piece behind the actors; where it is empty and where opaque, if it is large and stands still."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        high, wide = piece.sprite.image.shape[:2]
        self.coverage = Coverage(piece.sprite.image) if piece.still and high * wide >= _LARGE_PX else None


class _Box(NamedTuple):
    """A rectangle of the frame, in pixels."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, eq=False)
class _Plate:
    """A set as a resting camera sees it.

    Args:
        behind: The backdrop and all pieces that stand still and never have a moving one behind them, in one picture.
        later: The other pieces behind the actors in their order: those that stand still as they lie in the frame, the
            others as they are.
        front: The pieces before the actors, by opacity.
    """

    behind: Image
    later: list[canvas.Laid | Piece]
    front: dict[float, list[canvas.Laid]] = field(default_factory=dict)


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
        seen = layers_of(place, scale) if backdrop is None else Layers(daylight(place), fitted(backdrop, scale))
        self.day = seen.day
        self._backdrop = blurred(seen.backdrop, softness, fills=True)
        self._behind = [_Filmed(blurred(piece, softness)) for piece in seen.behind]
        self._front = seen.front
        self._light = Light(seen.lamps, seen.beams)
        self._seen: Lens | None = None
        self._plate: _Plate | None = None

    def draw_behind(self, out: Image, lens: Lens, at_s: float) -> None:
        """Everything behind the actors; `out` is overwritten."""
        if lens != self._seen:
            self._seen, self._plate = lens, None
            self._draw_stacked(out, self._behind, lens, at_s)
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

    def _draw_stacked(self, out: Image, stack: Sequence[_Filmed], lens: Lens, at_s: float) -> None:
        """The backdrop and pieces over it, without what is empty, or hidden by a nearer one."""
        size = (out.shape[1], out.shape[0])
        hidden = no_tiles(size)
        shown: list[Tiles | None] = []
        for filmed in reversed(stack):
            if filmed.coverage is None:
                shown.append(None)
                continue
            drawn, opaque = filmed.coverage.seen(_to_frame(filmed.piece.sprite, lens, filmed.piece.depth), size)
            shown.append(drawn & ~hidden)
            hidden |= opaque
        self._draw_backdrop(out, lens, ~hidden)
        for filmed, tiles in zip(stack, reversed(shown), strict=True):
            if tiles is None:
                _draw(out, filmed.piece, lens, at_s)
                continue
            matrix = lens.matrix(filmed.piece.depth)
            for left, top, wide, high in windows(tiles, size):
                part = canvas.laid(
                    filmed.piece.sprite, canvas.chain(canvas.shift(-left, -top), matrix), (wide, high)
                )
                if part is not None:
                    canvas.Laid(part.image, part.left + left, part.top + top).onto(out)

    def _draw_backdrop(self, out: Image, lens: Lens, tiles: Tiles) -> None:
        sprite = self._backdrop.sprite
        to_frame = _to_frame(sprite, lens, self._backdrop.depth)
        for left, top, wide, high in windows(tiles, (out.shape[1], out.shape[0])):
            cv2.warpAffine(
                sprite.image,
                canvas.chain(canvas.shift(-left, -top), to_frame),
                (wide, high),
                dst=out[top : top + high, left : left + wide],
                flags=cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )

    def _made_plate(self, lens: Lens, size: tuple[int, int]) -> _Plate:
        behind = canvas.blank(*size)
        still: list[_Filmed] = []
        later: list[canvas.Laid | Piece] = []
        taken: list[_Box] = []
        for filmed in self._behind:
            box = _reach(filmed.piece, lens)
            if filmed.piece.still and not any(_overlap(box, other) for other in taken):
                still.append(filmed)
                continue
            taken.append(box)
            part: canvas.Laid | Piece | None = filmed.piece
            if filmed.piece.still:
                part = canvas.laid(filmed.piece.sprite, lens.matrix(filmed.piece.depth), size)
            if part is not None:
                later.append(part)
        self._draw_stacked(behind, still, lens, 0.0)
        return _Plate(behind, later)

    def shine(self, out: Image, lens: Lens, at_s: float) -> None:
        """Add the light of lamps and beams to the set."""
        self._light.shine(out, lens, at_s)


@lru_cache(maxsize=3)  # some 40 MB each at 720p
def painted(place: Place, frame_height: int, softness: float = 0.0) -> PaintedSet:
    """The set of a place: painted once in a worker's life, blurred once for each `softness`."""
    return PaintedSet(place, frame_height, softness=softness)


def _to_frame(sprite: Sprite, lens: Lens, depth: float) -> Matrix:
    return canvas.chain(lens.matrix(depth), canvas.shift(sprite.x, sprite.y), canvas.zoom(1 / sprite.scale))


def _reach(piece: Piece, lens: Lens) -> _Box:
    """What a piece may touch of the frame, however it moves by itself."""
    if piece.scroll:
        return _Box(0, 0, lens.width, lens.height)
    sprite = piece.sprite
    wide, high = sprite.image.shape[1] / sprite.scale, sprite.image.shape[0] / sprite.scale
    corners = [(sprite.x + x, sprite.y + y) for x in (0.0, wide) for y in (0.0, high)]
    # A corner swings along an arc that is longer than the way it goes.
    swing = piece.swing * max(math.dist(corner, piece.pivot) for corner in corners) if piece.pivot else 0.0
    matrix = lens.matrix(piece.depth)
    xs, ys = zip(*(canvas.place(matrix, *corner) for corner in corners), strict=True)
    edge = swing * math.hypot(matrix[0, 0], matrix[0, 1]) + _EDGE_PX
    return _Box(min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge)


def _overlap(one: _Box, other: _Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def _draw(out: Image, piece: Piece, lens: Lens, at_s: float) -> None:
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
