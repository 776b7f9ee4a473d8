"""Props as simple vector objects chosen by the words of their card. Where they lie in a shot: `render`."""

from __future__ import annotations

import random
import re
from functools import lru_cache

from resources.errors import MediaError
from resources.video.animatic import canvas
from resources.video.animatic.canvas import Sprite
from resources.video.animatic.photos import read_photo
from resources.video.animatic.sets.brush import Art, Tone
from resources.video.animatic.sets.reading import seed_of
from resources.video.animatic.thing_shapes.catalogue import SHAPES, UNKNOWN
from resources.video.staging import Thing
from resources.video.thing_words import kind_of

BOX = 220.0  # a thing fits into this many units, standing on y = 0 with its middle at x = 0
_COLOURS = {
    "red": "#b93a36", "红": "#b93a36", "blue": "#3a5f9a", "蓝": "#3a5f9a", "green": "#3f7d55", "绿": "#3f7d55",
    "gold": "#d9a63f", "金": "#d9a63f", "silver": "#b9c3c9", "银": "#b9c3c9", "brass": "#c79a45", "铜": "#b98547",
    "black": "#33343a", "黑": "#33343a", "white": "#efeae0", "白": "#efeae0", "yellow": "#e0b64f", "黄": "#e0b64f",
    "purple": "#6d4a8e", "紫": "#6d4a8e", "pink": "#d98aa0", "粉": "#d98aa0", "brown": "#7d5537", "wooden": "#8a5f3a",
    "木": "#8a5f3a", "jade": "#6fae8c", "玉": "#6fae8c", "leather": "#7a4a2e", "皮": "#7a4a2e",
}  # fmt: skip


def picture_of(thing: Thing, pixels_per_unit: float) -> Sprite:
    """The thing standing on y = 0 with its middle at x = 0, inside `BOX` units; a user's own picture as a small print."""
    if thing.picture is not None and thing.picture_is_users:
        try:
            return _print(thing, pixels_per_unit)
        except MediaError:
            pass  # an unreadable picture is told of by the card check; the drawn thing stands in
    return _drawn(thing.name[:200], thing.description[:600], round(pixels_per_unit, 2))


@lru_cache(maxsize=64)
def _drawn(name: str, description: str, pixels_per_unit: float) -> Sprite:
    words = f"{name} {description}"
    spoken = re.sub(r"[-_]+", " ", name)
    kind = kind_of(spoken, description)
    if kind == "book" and kind_of(f"{spoken} {description}") == "open_book":
        kind = "open_book"
    chance = random.Random(seed_of(name))
    told = next((colour for word, colour in _COLOURS.items() if word in words.lower()), None)
    art = Art(Tone())
    if kind is None:
        UNKNOWN(art, told or chance.choice(("#a8784a", "#5d7a8a", "#8a5a6b")))
    else:
        draw, usual = SHAPES[kind]
        draw(art, told or usual)
    margin = 40.0
    image = canvas.rasterise(
        art.svg(-BOX / 2 - margin, -BOX - margin, BOX + 2 * margin, BOX + 2 * margin, pixels_per_unit)
    )
    drawn = canvas.trimmed(image, pixels_per_unit, -BOX / 2 - margin, -BOX - margin)
    # Set down on its lowest pixel: a thing whose drawing ends above y = 0 would float over its shadow.
    return Sprite(drawn.image, drawn.x, -drawn.image.shape[0] / pixels_per_unit, pixels_per_unit)


def _print(thing: Thing, pixels_per_unit: float) -> Sprite:
    if thing.picture is None:
        raise MediaError("a thing without a picture cannot be shown as a print")
    side = round(BOX * pixels_per_unit)
    photo = read_photo(thing.picture, (side, side))
    high, wide = photo.shape[:2]
    return Sprite(photo, -wide / 2 / pixels_per_unit, -high / pixels_per_unit, pixels_per_unit)
