"""Sprites of one look, made on demand and kept by raster scale. Which parts exist is told here; where they go, in `rig`."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from resources.tts.base import Viseme
from resources.video.animatic import ink
from resources.video.animatic.blending import over
from resources.video.animatic.canvas import Image, Sprite, blank, rasterise, trimmed
from resources.video.animatic.figure import body, expression, face, hair, hands, headgear
from resources.video.animatic.figure.build import Frame, View
from resources.video.animatic.figure.cutout import Cutout
from resources.video.animatic.ink import Box
from resources.video.animatic.look import Look
from resources.video.staging import Mood

# Edges are multiples of 4 and scales multiples of 1/4, so that patches land on whole pixels.
SCALES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)
HEAD_BOX = Box(-200, -344, 400, 576)
_EYES = Box(-104, -152, 208, 100)
_MOUTH = Box(-60, -64, 132, 84)
TORSO_BOX = Box(-180, -832, 360, 420)
SKIRT_BOX = Box(-220, -600, 440, 620)
LIMB_BOX = Box(-100, -60, 200, 352)
HAND_BOX = Box(-60, -20, 120, 140)
MOST_BYTES = 64_000_000
"""Sprites kept for one figure. A close-up in speech uses about 40 MB: twenty faces of 1-2 MB, and the body."""


class _Kept:
    """Sprites by name, the least recently used ones dropped first."""

    def __init__(self) -> None:
        self._sprites: OrderedDict[tuple[object, ...], Sprite] = OrderedDict()
        self._bytes = 0

    def get(self, name: tuple[object, ...], make: Callable[[], Sprite]) -> Sprite:
        """The sprite of this name, made if it is not kept."""
        if name in self._sprites:
            self._sprites.move_to_end(name)
            return self._sprites[name]
        sprite = make()
        self._sprites[name] = sprite
        self._bytes += sprite.image.nbytes
        while self._bytes > MOST_BYTES and len(self._sprites) > 1:
            _, dropped = self._sprites.popitem(last=False)
            self._bytes -= dropped.image.nbytes
        return sprite


class Wardrobe:
    """All sprites of a look. Not thread-safe: one for each render worker."""

    def __init__(self, look: Look, frame: Frame, cutout: Cutout | None = None) -> None:
        self._look = look
        self._cutout = cutout
        self._frame = frame
        self._kept = _Kept()

    def head(self, scale: float, view: View, mood: Mood, viseme: Viseme, blink: int, gaze: int) -> Sprite:
        """The whole head in head space, composed of patches; `gaze` is -2..2."""
        return self._kept.get(
            (scale, "head", view, mood, viseme, blink, gaze),
            lambda: self._compose(scale, view, mood, viseme, blink, gaze),
        )

    def _compose(self, scale: float, view: View, mood: Mood, viseme: Viseme, blink: int, gaze: int) -> Sprite:
        if self._cutout is not None:
            return self._cutout.head(scale, viseme)
        look = self._look
        picture = blank(round(HEAD_BOX.wide * scale), round(HEAD_BOX.high * scale))
        layers = (
            self._part(scale, ("base", view), HEAD_BOX, lambda: face.head_base(look, view) + face.beard(look, view)),
            self._part(scale, ("eyes", view, mood, blink, gaze), _EYES,
                       lambda: expression.eyes(look, view, mood, blink, gaze / 2)),
            self._part(scale, ("mouth", view, mood, viseme), _MOUTH,
                       lambda: expression.mouth(look, view, mood, viseme)),
            self._part(scale, ("front", view, mood), HEAD_BOX, lambda: self._front(view, mood)),
        )  # fmt: skip
        for layer in layers:
            _stamp(picture, layer, scale)
        return trimmed(picture, scale, HEAD_BOX.x, HEAD_BOX.y)

    def hair_behind(self, scale: float, view: View) -> Sprite:
        """Hair and hat parts behind the body, in head space."""
        look = self._look
        if self._cutout is not None:
            return Sprite(blank(1, 1))
        return self._part(
            scale, ("behind", view), HEAD_BOX,
            lambda: headgear.headgear_behind(look, view) + hair.hair_behind(look, view),
        )  # fmt: skip

    def torso(self, scale: float, view: View) -> Sprite:
        """Torso in body space."""
        return self._part(scale, ("torso", view), TORSO_BOX, lambda: body.torso(self._look, self._frame, view))

    def skirt(self, scale: float, view: View) -> Sprite:
        """Gown, skirt or tails in body space; transparent for trousers."""
        return self._part(scale, ("skirt", view), SKIRT_BOX, lambda: body.skirt(self._look, self._frame, view))

    def thigh(self, scale: float) -> Sprite:
        """Upper leg, hip at the origin."""
        return self._part(scale, ("thigh",), LIMB_BOX, lambda: body.thigh(self._look, self._frame))

    def shin(self, scale: float, view: View) -> Sprite:
        """Lower leg with shoe, knee at the origin."""
        return self._part(scale, ("shin", view), LIMB_BOX, lambda: body.shin(self._look, self._frame, view))

    def sleeve(self, scale: float, lower: bool, contour: bool) -> Sprite:
        """Upper arm or forearm with the joint at the origin: its cloth, or the contour that is drawn below it."""

        def draw() -> str:
            look, frame = self._look, self._frame
            path = body.forearm(look, frame) if lower else body.upper_arm(frame)
            colour = body.arm_colours(look)[lower]
            if contour:
                line = ink.line_colour(colour)
                return ink.shape(path, line, line, ink.OUTLINE * 2)
            return body.sleeve_paint(look, path, colour, frame, lower)

        return self._part(scale, ("sleeve", lower, contour), LIMB_BOX, draw)

    def hand(self, scale: float, shape: hands.HandShape) -> Sprite:
        """A hand, wrist at the origin."""
        return self._part(scale, ("hand", shape), HAND_BOX, lambda: hands.hand(shape, self._look.skin))

    def drop(self, scale: float) -> Sprite:
        """A tear or bead of sweat."""
        return self._part(scale, ("drop",), Box(-16, -4, 32, 40), expression.drop)

    def _front(self, view: View, mood: Mood) -> str:
        look = self._look
        return (
            expression.marks(look, view, mood)
            + hair.hair_front(look, view)
            + expression.brows(look, view, mood)
            + headgear.eyewear(look, view)
            + headgear.headgear(look, view)
        )

    def _part(self, scale: float, name: tuple[object, ...], box: Box, draw: Callable[[], str]) -> Sprite:
        def drawn() -> Sprite:
            shapes = draw()
            if not shapes:
                return Sprite(blank(1, 1), box.x, box.y, scale)
            return trimmed(rasterise(ink.document(shapes, box, scale)), scale, box.x, box.y)

        return self._kept.get((scale, *name), drawn)


def _stamp(picture: Image, layer: Sprite, scale: float) -> None:
    """Blend a layer of the same scale at its whole-pixel place."""
    left, top = round((layer.x - HEAD_BOX.x) * scale), round((layer.y - HEAD_BOX.y) * scale)
    over(picture, layer.image, left, top)


def raster_scale(wanted: float) -> float:
    """The smallest kept scale that is sharp at `wanted` pixels for each unit."""
    return next((scale for scale in SCALES if scale >= wanted * 0.92), SCALES[-1])
