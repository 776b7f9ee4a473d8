"""Props as simple vector objects chosen by the words of their card. Where they lie in a shot: `render`."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import lru_cache

from resources.errors import MediaError
from resources.video.animatic import canvas
from resources.video.animatic.canvas import Sprite
from resources.video.animatic.photos import read_photo
from resources.video.animatic.sets.brush import Art, Tone, shade
from resources.video.animatic.sets.reading import seed_of
from resources.video.staging import Thing

BOX = 220.0  # a thing fits into this many units, standing on y = 0 with its middle at x = 0
_INK = "#2a2320"
_COLOURS = {
    "red": "#b93a36", "红": "#b93a36", "blue": "#3a5f9a", "蓝": "#3a5f9a", "green": "#3f7d55", "绿": "#3f7d55",
    "gold": "#d9a63f", "金": "#d9a63f", "silver": "#b9c3c9", "银": "#b9c3c9", "brass": "#c79a45", "铜": "#b98547",
    "black": "#33343a", "黑": "#33343a", "white": "#efeae0", "白": "#efeae0", "yellow": "#e0b64f", "黄": "#e0b64f",
    "purple": "#6d4a8e", "紫": "#6d4a8e", "pink": "#d98aa0", "粉": "#d98aa0", "brown": "#7d5537", "wooden": "#8a5f3a",
    "木": "#8a5f3a", "jade": "#6fae8c", "玉": "#6fae8c", "leather": "#7a4a2e", "皮": "#7a4a2e",
}  # fmt: skip


def _letter(art: Art, colour: str) -> None:
    art.path("M-84-12L-70-124L84-130L92-16Z", shade("#f1e4c8", 1.0), stroke=_INK, width=3)
    art.path("M-70-124L8-62L84-130", stroke=shade("#b59b70", 0.9), width=5)
    art.oval(9, -62, 19, 18, "#b23a33")
    art.oval(9, -62, 10, 9, "#d0574c")
    art.path("M-60-26l44-34M70-30l-40-32", stroke="#cdb78c", width=4)


def _cup(art: Art, colour: str) -> None:
    art.path("M52-86q46-6 40 34q-6 32-50 26", stroke=shade(colour, 0.9), width=13)
    art.path(
        "M-62-104h124q2 78-34 100h-56q-36-22-34-100z",
        art.fade((0, shade(colour, 1.1), 1), (1, shade(colour, 0.7), 1), across=True),
        stroke=_INK,
        width=3,
    )
    art.oval(0, -104, 62, 15, shade(colour, 0.55))
    art.oval(0, -103, 52, 10, "#6d4026")
    art.path("M-14-128q-14-18 0-36t0-34M16-130q-12-16 0-32", stroke="#ffffff", width=5, opacity=0.4)


def _teapot(art: Art, colour: str) -> None:
    art.path("M-78-84q-58-8-56 40q6 40 62 34", stroke=shade(colour, 0.75), width=14)
    art.path("M70-66q34-12 38-62l22 2q-4 74-56 92z", shade(colour, 0.85), stroke=_INK, width=3)
    art.path(
        "M-84-62q0-66 84-66t84 66q0 60-84 60t-84-60z",
        art.fade((0, shade(colour, 1.25), 1), (1, shade(colour, 0.65), 1)),
        stroke=_INK,
        width=3,
    )
    art.path("M-46-118q46-22 92 0", stroke=shade(colour, 0.6), width=7)
    art.oval(0, -140, 14, 13, shade(colour, 0.8))
    art.oval(-34, -84, 14, 24, "#ffffff", opacity=0.22)


def _lamp(art: Art, colour: str) -> None:
    art.oval(0, -106, 120, 106, art.spot((0, "#ffd98a", 0.55), (1, "#ffb45a", 0)), lit=True)
    art.path("M-34-150q0-46 34-46t34 46", stroke=_INK, width=7)
    art.rect(-44, -154, 88, 18, shade(colour, 0.8), round_by=4)
    art.rect(-40, -136, 80, 104, "#ffe2a4", round_by=12, opacity=0.75, lit=True)
    art.path("M0-118q26 36 0 78q-26-30 0-78z", "#ff9d3a", lit=True)
    art.path("M0-92q12 22 0 48q-12-18 0-48z", "#fff3c4", lit=True)
    art.path("M-40-136v104M40-136v104M-14-136v104M14-136v104", stroke=shade(colour, 0.6), width=6)
    art.rect(-54, -34, 108, 34, colour, round_by=7)


def _book(art: Art, colour: str) -> None:
    art.path("M-104-22l24-74h190l-20 74z", shade(colour, 0.7), stroke=_INK, width=3)
    art.path("M-98-20h186l6-22h-186z", "#f3ead6")
    art.path(
        "M-104-36l24-84h190l-22 84z",
        art.fade((0, shade(colour, 1.15), 1), (1, shade(colour, 0.85), 1)),
        stroke=_INK,
        width=3,
    )
    art.path("M-52-104h110l-6 20h-110z", "#f0dfb0", opacity=0.9)
    art.path("M-60-74h96M-66-58h70", stroke="#f0dfb0", width=5, opacity=0.7)


def _phone(art: Art, colour: str) -> None:
    art.path(
        "M-44-6L-58-190q0-14 14-15l84-6q14 0 15 14l6 178q0 14-14 15l-76 4q-14 0-15-10z",
        "#22262c",
        stroke=_INK,
        width=3,
    )
    art.path("M-42-184l82-6 5 156-74 4z", art.fade((0, "#9fe0ff", 1), (1, "#3f6fc4", 1), lit=True), lit=True)
    art.rect(-26, -160, 48, 9, "#ffffff", opacity=0.85, lit=True)
    art.rect(-26, -140, 32, 9, "#ffffff", opacity=0.6, lit=True)


def _sword(art: Art, colour: str) -> None:
    art.path(
        "M-6-60L100-200l12 0-2 14L10-46z", art.fade((0, "#f4f8fa", 1), (1, "#9aa8b1", 1)), stroke=_INK, width=3
    )
    art.path("M-34-62l14-14 50 50-14 14z", "#d9a63f", stroke=_INK, width=3)
    art.path("M-12-40l14 14-62 52q-16 4-18-12z", shade(colour, 0.7), stroke=_INK, width=3)
    art.oval(-74, 4, 13, 13, "#d9a63f")


def _box(art: Art, colour: str) -> None:
    art.rect(-92, -96, 184, 94, art.fade((0, colour, 1), (1, shade(colour, 0.65), 1)), round_by=6)
    art.path("M-98-98q0-48 44-48h108q44 0 44 48z", shade(colour, 1.15), stroke=_INK, width=3)
    for x in (-64, 52):
        art.rect(x, -144, 14, 142, "#c79a45")
    art.rect(-18, -112, 36, 40, "#d9b45b", round_by=6)
    art.path("M0-96v14", stroke=_INK, width=7)


def _umbrella(art: Art, colour: str) -> None:
    art.path("M0-186V-14q0 22-20 20t-18-18", stroke="#5b4130", width=9)
    art.path(
        "M-108-100Q-96-200 0-204Q96-200 108-100q-28-22-54 0q-28-24-54 0q-28-24-54 0q-28-22-54 0z",
        colour,
        stroke=_INK,
        width=3,
    )
    art.path("M-54-100Q-46-170 0-204Q46-170 54-100", stroke=shade(colour, 0.65), width=5)


def _ring(art: Art, colour: str) -> None:
    art.path("M-56-56a56 52 0 1 0 112 0a56 52 0 1 0 -112 0z", stroke="#d9a63f", width=19)
    art.path("M-42-92a56 52 0 0 1 60-8", stroke="#fff0bf", width=6)
    art.path("M-34-142l18-26h32l18 26-34 42z", "#9fe3f0", stroke=_INK, width=3)
    art.path("M-34-142h68M-10-142l10 42 10-42", stroke="#ffffff", width=4, opacity=0.8)


def _cake(art: Art, colour: str) -> None:
    art.oval(0, -6, 116, 18, "#e6e2da")
    art.rect(-90, -88, 180, 80, "#f3d9b4", round_by=10)
    art.path(
        "M-92-84q0-22 24-22h136q24 0 24 22v22q-16 26-30 0q-16 28-32 0q-16 26-30 0q-16 28-32 0q-16"
        " 26-30 0q-16 22-30 0z",
        "#f7f0ee",
    )
    for x in (-50, 0, 50):
        art.rect(x - 6, -152, 12, 48, colour, round_by=3)
        art.path(f"M{x}-184q14 20 0 34q-14-14 0-34z", "#ffb73f", lit=True)


def _key(art: Art, colour: str) -> None:
    art.path("M-96-70a40 38 0 1 0 80 0a40 38 0 1 0 -80 0z", stroke="#c79a45", width=17)
    art.path("M-16-70H104M60-70v34M92-70v40", stroke="#c79a45", width=17)
    art.path("M-14-75H100", stroke="#f4dc9c", width=5)


def _bag(art: Art, colour: str) -> None:
    art.path("M-44-130q0-62 44-62t44 62", stroke=shade(colour, 0.6), width=12)
    art.path(
        "M-98-2l12-130h172l12 130z", art.fade((0, colour, 1), (1, shade(colour, 0.65), 1)), stroke=_INK, width=3
    )
    art.path("M-92-84q92 46 184 0", stroke=shade(colour, 0.55), width=6)
    art.rect(-16, -78, 32, 28, "#d9b45b", round_by=5)


def _bottle(art: Art, colour: str) -> None:
    art.path(
        "M-20-206h40v54q36 20 36 60v84q0 8-10 8h-92q-10 0-10-8v-84q0-40 36-60z",
        art.fade((0, shade(colour, 1.25), 1), (1, shade(colour, 0.6), 1), across=True),
        stroke=_INK,
        width=3,
    )
    art.rect(-24, -216, 48, 22, "#8a5f3a", round_by=5)
    art.rect(-44, -84, 88, 52, "#f0e4c8", round_by=4)


def _paper(art: Art, colour: str) -> None:
    art.path("M-80-4l10-186 152 6-8 182z", "#f4ead2", stroke=_INK, width=3)
    for row in range(6):
        art.path(f"M-50 {-160 + row * 25}h{96 if row % 3 else 66}", stroke="#8a7a5c", width=5, opacity=0.7)
    art.oval(40, -32, 20, 18, "#b23a33", opacity=0.85)


def _photo(art: Art, colour: str) -> None:
    art.path("M-92-6l-8-170 190-14 10 172z", "#f7f3ea", stroke=_INK, width=3)
    art.path("M-80-48l-6-114 164-12 6 112z", "#8fb0c4")
    art.oval(-26, -104, 22, 26, "#f0c9a0")
    art.path("M-64-50q38-52 78-2z", "#b8443c")
    art.oval(34, -108, 20, 24, "#e8b890")
    art.path("M4-54q32-50 68-4z", "#3f6f7a")


def _coin(art: Art, colour: str) -> None:
    for index, (x, y) in enumerate(((-52, -14), (44, -14), (-4, -44))):
        art.oval(x, y, 52, 17, "#8a6322")
        art.oval(x, y - 10, 52, 17, "#e0b64f" if index < 2 else "#f0cc6a")
        art.oval(x, y - 10, 32, 10, "#c79a45")


def _flower(art: Art, colour: str) -> None:
    art.path("M0 0Q-8-60 0-120M0-40q40-10 48-44q-40-4-48 44", "#4d8a58", stroke="#4d8a58", width=8)
    for across, down in ((-34, -150), (34, -150), (-22, -186), (22, -186), (0, -120), (-40, -122), (40, -122)):
        art.oval(across, down, 30, 28, shade(colour, 1.0 + down / -900))
    art.oval(0, -150, 18, 18, "#f0cc6a")


def _parcel(art: Art, colour: str) -> None:
    art.path(
        "M-90-4v-120l30-26h130l22 26v120z",
        art.fade((0, shade(colour, 1.1), 1), (1, shade(colour, 0.7), 1)),
        stroke=_INK,
        width=3,
    )
    art.path("M-90-124h182M0-150V-4M-90-64h182", stroke="#e6d9b8", width=8)
    art.path(
        "M0-126q-50-54-58-16q6 26 58 16q50-54 58-16q-6 26-58 16z", "#e6d9b8", stroke=shade("#e6d9b8", 0.6), width=3
    )


_KINDS: tuple[tuple[str, Callable[[Art, str], None], str], ...] = (
    (r"letter|envelope|invitation|信", _letter, "white"),
    (r"tea ?pot|kettle|茶壶|壶", _teapot, "#8a5a46"),
    (r"\bcup\b|mug|coffee|\btea\b|bowl|杯|碗|茶", _cup, "#e8e0d2"),
    (r"lamp|lantern|candle|torch|flashlight|灯|烛", _lamp, "#6b4a2a"),
    (r"phone|mobile|tablet|手机|电话", _phone, "#22262c"),
    (r"photo|picture|portrait|照片|相片|画", _photo, "#efeae0"),
    (r"book|ledger|diary|journal|notebook|manual|log ?book|书|账本|账册|日记|册|秘籍", _book, "#35556b"),
    (r"sword|blade|knife|dagger|剑|刀|匕首", _sword, "#6b2f2a"),
    (r"umbrella|parasol|伞", _umbrella, "#b8443c"),
    (r"\bring\b|jewel|necklace|bracelet|pendant|戒指|项链|玉佩|镯", _ring, "#d9a63f"),
    (r"cake|pie|birthday|蛋糕|糕", _cake, "#d98aa0"),
    (r"\bkeys?\b|钥匙", _key, "#c79a45"),
    (r"\bbag\b|suitcase|backpack|purse|satchel|包(?!裹)|箱包|行李", _bag, "#7a4a2e"),
    (r"bottle|wine|potion|medicine|vial|flask|瓶|酒|药", _bottle, "#4d7a5c"),
    (r"\bbox\b|chest|case|crate|casket|盒|箱|匣", _box, "#8a5f3a"),
    (r"map|contract|document|paper|note\b|scroll|file|ticket|地图|合同|文件|纸|卷轴|票|圣旨|契", _paper, "#efeae0"),
    (r"coin|money|cash|gold\b|silver\b|银子|钱|铜板|元宝|金币", _coin, "#d9a63f"),
    (r"flower|rose|bouquet|花", _flower, "#d2567a"),
)


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
    kind = next((kind for kind in _KINDS if re.search(kind[0], name, re.IGNORECASE)), None)
    kind = kind or next((kind for kind in _KINDS if re.search(kind[0], description, re.IGNORECASE)), None)
    chance = random.Random(seed_of(name))
    told = next((colour for word, colour in _COLOURS.items() if word in words.lower()), None)
    art = Art(Tone())
    if kind is None:
        _parcel(art, told or chance.choice(("#a8784a", "#5d7a8a", "#8a5a6b")))
    else:
        kind[1](art, told or (kind[2] if kind[2].startswith("#") else "#efeae0"))
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
