"""The table among people, with what lies on it: a thing that a shot is about must not stand behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from resources.video.animatic import canvas
from resources.video.animatic.blocking import Mark
from resources.video.animatic.canvas import Image, Matrix, Sprite
from resources.video.animatic.sets.brush import Art, Tone, shade
from resources.video.animatic.things import BOX, picture_of
from resources.video.staging import Thing
from resources.video.thing_words import kind_of

_TOP = 440.0
"""Most height of the table top in world units: at the hips, so that things stand before chests and above captions."""
_LOW = 400.0
_HIPS = 0.45  # share of a person's height: a table that is higher cuts off arms and, of a child, the face
_SMALL = 0.8  # whose height is a smaller share of the tallest one's stands before the table, not behind it
_BEFORE = 90.0  # units that their feet stand nearer to the camera
_FOOT_Y = 70.0
_THING_SIZE = 0.95
_APART = 250.0
_HIGH_LIFT, _HIGH_SIZE = 150.0, 1.15  # a microphone on its pole ends a little under the chin
_FOOT_HIGH = 34.0
_OVERHANG = 260.0
_LEAST_WIDE, _MOST_WIDE = 620.0, 1500.0
_CRATE_WIDE = 460.0
_WOODS = ("#8a5f3a", "#7a5236", "#94683f", "#6f4a33")


def stands_high(thing: Thing) -> bool:
    """True for what is at home before a mouth: it shows in a close-up too."""
    return kind_of(thing.name, thing.description) == "microphone"


def around_table(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks of a shot with a table: those whom it would hide to the chin stand before it."""
    tallest = max((mark.tall for mark in marks), default=0.0)
    return tuple(
        replace(mark, lift=-_BEFORE) if mark.tall < _SMALL * tallest and not mark.lift else mark for mark in marks
    )


def stands_before(mark: Mark) -> bool:
    """True for whom the table does not hide."""
    return mark.lift < 0


class LaidTable:
    """A table (under a roof) or a crate (outdoors) before the people of a shot.

    Args:
        things: What lies on it, left to right.
        marks: Who stands around it, after `around_table`.
        tone: Light of the set.
        indoors: Table or crate.
        seed: Chooses the wood.
        pixels_per_unit: Sharpness of the drawing.

    Attributes:
        top_y: Height of the table top in world units, negative upwards.
    """

    def __init__(
        self,
        things: Sequence[Thing],
        marks: Sequence[Mark],
        tone: Tone,
        *,
        indoors: bool,
        seed: int,
        pixels_per_unit: float,
    ) -> None:
        xs = [mark.x for mark in marks] or [0.0]
        self._x = (min(xs) + max(xs)) / 2
        spread = max(max(xs) - min(xs), _APART * len(things))
        wide = min(_MOST_WIDE, max(_LEAST_WIDE, spread + _OVERHANG)) if indoors else _CRATE_WIDE
        wood = _WOODS[seed % len(_WOODS)]
        behind = [mark.tall * mark.size for mark in marks if not stands_before(mark)]
        self.top_y = -round(min(_TOP, _HIPS * min(behind, default=_TOP / _HIPS)))
        draw = _table(tone, wood, wide, self.top_y, pixels_per_unit) if indoors else None
        self._boards = draw or _crate(tone, wood, self.top_y, pixels_per_unit)
        middle = (len(things) - 1) / 2
        self._things = [
            (
                self._x + self._beside(xs, low=self.top_y > -_LOW) + (order - middle) * _APART,
                _HIGH_LIFT if stands_high(thing) else 0.0,
                _on_pole(thing, pixels_per_unit) if stands_high(thing) else picture_of(thing, pixels_per_unit),
            )
            for order, thing in enumerate(things)
        ]
        self._pole = _pole(pixels_per_unit)

    @staticmethod
    def _beside(xs: Sequence[float], *, low: bool) -> float:
        """Between two people a thing is in the middle; before one, it lies to the side that is free.

        On a low table it lies further out: it would hide the face of a child.
        """
        if len(xs) % 2 == 0:
            return 0.0
        aside = 220.0 if len(xs) > 1 or low else 150.0
        return aside if len(xs) > 1 or xs[0] <= 0 else -aside

    def draw(self, out: Image, matrix: Matrix) -> None:
        """Draw onto a frame; `matrix` maps the actors' plane to pixels."""
        for board in self._boards:
            canvas.blit(out, board, canvas.chain(matrix, canvas.shift(self._x, 0.0)))
        for x, lift, picture in self._things:
            base = canvas.chain(matrix, canvas.shift(x, self.top_y + 16.0))
            canvas.blit(out, _shadow(), base)
            if lift:
                canvas.blit(out, self._pole, base)
                base = canvas.chain(base, canvas.shift(0.0, -lift))
            canvas.blit(out, picture, canvas.chain(base, canvas.zoom(_HIGH_SIZE if lift else _THING_SIZE)))


def _on_pole(thing: Thing, pixels_per_unit: float) -> Sprite:
    """The thing without its own foot, which would hang in the air: the pole has one on the table."""
    picture = picture_of(thing, pixels_per_unit * _HIGH_SIZE)
    rows = picture.image.shape[0] - round(_FOOT_HIGH * picture.scale)
    return Sprite(picture.image[:rows], picture.x, picture.y, picture.scale)


@lru_cache(maxsize=8)
def _table(tone: Tone, wood: str, wide: float, top_y: int, scale: float) -> tuple[Sprite, ...]:
    """Legs and top apart: a frame pays for every pixel of a sprite, and between the legs there are none."""
    half = wide / 2
    legs = []
    for side in (-1, 1):
        art = Art(tone)
        leg = art.fade((0, shade(wood, 0.72), 1), (1, shade(wood, 0.42), 1), across=True)
        left = side * (half - 70) - 24
        art.rect(left, top_y + 60, 48, _FOOT_Y - top_y - 60, leg, round_by=6)
        legs.append(_sprite(art, left - 4, top_y + 56, 56, _FOOT_Y - top_y - 50, scale))
    art = Art(tone)
    art.rect(-half + 40, top_y + 34, wide - 80, 62, shade(wood, 0.5), round_by=6)
    # The top is seen a little from above.
    surface = art.fade((0, shade(wood, 0.92), 1), (1, shade(wood, 1.18), 1))
    art.polygon(
        ((-half + 44, top_y - 18), (half - 44, top_y - 18), (half, top_y + 30), (-half, top_y + 30)), surface
    )
    for row, down in enumerate((-8, 6, 20)):
        art.line(
            (-half + 36 - row * 12, top_y + down), (half - 36 + row * 12, top_y + down), "#000000", 2, opacity=0.12
        )
    art.rect(-half, top_y + 28, wide, 22, shade(wood, 0.78), round_by=5)
    art.rect(-half, top_y + 27, wide, 5, shade(wood, 1.45), round_by=2, opacity=0.7)
    return (*legs, _sprite(art, -half - 8, top_y - 24, wide + 16, 126, scale))


@lru_cache(maxsize=8)
def _crate(tone: Tone, wood: str, top_y: int, scale: float) -> tuple[Sprite, ...]:
    art, half = Art(tone), _CRATE_WIDE / 2
    art.rect(-half + 8, top_y + 20, _CRATE_WIDE - 16, _FOOT_Y - top_y - 20, shade(wood, 0.5))
    for board in range(round((_FOOT_Y - top_y - 20) / 82)):
        top = top_y + 24 + board * 82
        art.rect(-half + 12, top, _CRATE_WIDE - 24, 74, shade(wood, 0.95 - board * 0.06), round_by=4)
    for side in (-1, 1):
        art.rect(side * (half - 34) - 30, top_y + 20, 60, _FOOT_Y - top_y - 20, shade(wood, 0.74))
        for nail in range(round((_FOOT_Y - top_y - 60) / 90)):
            art.oval(side * (half - 34), top_y + 60 + nail * 90, 6, 6, shade(wood, 0.4))
    lid = art.fade((0, shade(wood, 0.95), 1), (1, shade(wood, 1.25), 1))
    art.polygon(((-half + 26, top_y - 18), (half - 26, top_y - 18), (half, top_y + 26), (-half, top_y + 26)), lid)
    return (_sprite(art, -half - 8, top_y - 24, _CRATE_WIDE + 16, _FOOT_Y - top_y + 34, scale),)


@lru_cache(maxsize=4)
def _pole(scale: float) -> Sprite:
    art = Art(Tone())
    art.oval(0, -6, 64, 13, "#2b2e33")
    high = _HIGH_LIFT + _FOOT_HIGH * _HIGH_SIZE + 4
    art.rect(-9, -high, 18, high - 6, art.fade((0, "#6b737a", 1), (1, "#2f3439", 1), across=True))
    return _sprite(art, -80, -high - 10, 160, high + 30, scale)


def _sprite(art: Art, left: float, top: float, wide: float, high: float, scale: float) -> Sprite:
    return canvas.trimmed(canvas.rasterise(art.svg(left, top, wide, high, scale)), scale, left, top)


@lru_cache(maxsize=1)
def _shadow() -> Sprite:
    return canvas.soft_oval(BOX * 0.9, 26.0, 110)
