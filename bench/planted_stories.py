"""The drawn shots of the fault bench: which were used for tuning, and fresh ones by a seed. Nothing is drawn here."""

from __future__ import annotations

import random
from dataclasses import dataclass

from resources.video.staging import Figure, Line, Movement, Scenery, ShotSize, Staging

HELD_OUT_SHOTS = 12


@dataclass(frozen=True)
class Take:
    """A shot of the bench. `chained` = it starts on the last frame of a wider shot of the same people."""

    staging: Staging
    ratio: str = "16:9"
    chained: bool = False


@dataclass(frozen=True)
class Story:
    """Takes, everybody who could have been cast in them, and the seed of how they all look."""

    people: tuple[Figure, ...]
    takes: tuple[Take, ...]
    world_seed: int = 0

    def somebody_else(self, figure: Figure) -> Figure:
        """The same name and place with the looks and the voice of another one of the people."""
        other = self.people[(self.people.index(figure) + 2) % len(self.people)]
        return other.model_copy(update={"name": figure.name})


def _shot(name: str, place: str, figures: tuple[Figure, ...], words: tuple[str, ...], **how: object) -> Staging:
    lines = tuple(Line(speaker=figures[i % len(figures)].name, text=text) for i, text in enumerate(words))
    details = {
        "shot_id": name,
        "scenery": Scenery(name=place),
        "figures": figures,
        "lines": lines,
        "size": "medium",
    }
    return Staging.model_validate(details | how)


_NURSE = Figure(name="Ida", description="middle-aged nurse, white coat, black hair in a bun", gender="female")
_BOY = Figure(name="Paul", description="young boy, yellow sweater, blond hair", gender="male", age="child")
_CLERK = Figure(name="Omar", description="young man, grey suit, red tie, short black hair", gender="male")
_SISTER = Figure(name="沈青", description="年轻女子, 蓝色长裙, 长发", gender="female")
_UNCLE = Figure(name="老周", description="老年男子, 白胡子, 棕色长袍, 戴眼镜", gender="male", age="70")
_DIVER = Figure(name="Rosa", description="young woman, orange overalls, red curly hair, glasses", gender="female")

TUNING = Story(
    (_NURSE, _BOY, _CLERK, _SISTER, _UNCLE, _DIVER),
    (
        Take(_shot("ward", "Hospital ward", (_NURSE, _BOY), ("You should be in bed.",)), chained=True),
        Take(_shot("class", "Classroom", (_BOY,), ("I forgot my homework.",), size="close")),
        Take(_shot("pier", "Harbour in fog at night", (_UNCLE,), ("有人吗？这里是码头吗？",), size="close", language="zh")),
        Take(_shot("roof", "Rooftop at night", (_SISTER, _CLERK), ("Do not jump!",), movement="handheld")),
        Take(_shot("train", "Train carriage", (_CLERK, _NURSE), ("Free?", "Of course.")), "9:16"),
        Take(_shot("throne", "Palace hall", (_SISTER,), ("我一个人来的。",), size="full", language="zh")),
        Take(_shot("woods", "Forest path", (_DIVER,), (), action="Rosa walks along the path", size="full")),
        Take(_shot("shop", "Corner shop", (_DIVER, _UNCLE), ("Two lemons, please.",), size="over_shoulder")),
        Take(_shot("street", "Street in the rain", (_CLERK,), (), size="wide"), chained=True),
        Take(_shot("home", "客厅", (_SISTER, _BOY), ("快过来！",), movement="whip", language="zh")),
        Take(_shot("shore", "Harbour at dusk", (_NURSE,), ("He is late.",), movement="pull_out"), "9:16", chained=True),
        Take(_shot("lamp", "Lighthouse lamp room", (), (), size="wide", movement="push_in")),
    ),
)  # fmt: skip
"""Every limit may be tuned on these, so what they show is no result."""

_STRANGERS = (
    Figure(name="Vera", description="old woman, silver bun, bright yellow raincoat", gender="female", age="72"),
    Figure(name="Kofi", description="tall man, dark green uniform, short black hair, cap", gender="male"),
    Figure(name="林晚", description="年轻女子, 红色旗袍, 黑色短发", gender="female"),
    Figure(name="Bruno", description="stout man, white shirt, brown beard, bald", gender="male", age="50"),
    Figure(name="Mina", description="little girl, pink dress, brown pigtails", gender="female", age="child"),
    Figure(name="陈伯", description="老年男子, 灰色长衫, 白发", gender="male", age="68"),
    Figure(name="Nora", description="young woman, black leather jacket, long blond hair", gender="female"),
    Figure(name="Yusuf", description="young man, purple hoodie, curly dark hair, glasses", gender="male"),
    Figure(name="周凡", description="中年男子, 蓝色工装, 短发", gender="male", age="45"),
)
_PLACES = (
    "Inn at night, lanterns", "Office in the morning", "Snowy street at night", "Forest in autumn", "Beach at noon",
    "Kitchen", "Temple courtyard at dawn", "Inside a taxi at night", "School corridor", "Market square in the rain",
    "Rooftop at sunset", "Library", "Bridge over a river, fog", "茶馆", "老街, 傍晚", "医院走廊",
)  # fmt: skip
_WORDS = {
    "en": ("Where have you been?", "I never asked for this.", "Give me the key.", "It is too late now.",
           "We leave at dawn.", "Who told you that?"),
    "zh": ("你怎么现在才来？", "我什么都不知道。", "把钥匙给我。", "天亮我们就走。", "这不可能。"),
}  # fmt: skip
_SIZES: tuple[ShotSize, ...] = ("close", "medium", "medium", "full", "over_shoulder", "wide")
_MOVEMENTS: tuple[Movement, ...] = ("static", "static", "push_in", "pull_out", "pan_left", "handheld", "tilt_up")
_RATIOS = ("16:9", "16:9", "9:16", "4:3", "1:1")


def held_out(seed: int) -> Story:
    """Shots that share no person, place or line with the tuning ones; another seed, another dozen."""
    chance = random.Random(seed)
    takes = tuple(_drawn_by_lot(chance, number, seed) for number in range(HELD_OUT_SHOTS))
    return Story(_STRANGERS, takes, seed)


def _drawn_by_lot(chance: random.Random, number: int, world_seed: int) -> Take:
    count = chance.choice((0, 1, 1, 1, 2, 2, 2))
    figures = tuple(chance.sample(_STRANGERS, count))
    language = chance.choice(("en", "en", "zh"))
    speaking = min(count, chance.choice((0, 1, 1, 1)))
    size = chance.choice(_SIZES)
    if count < 2 and size == "over_shoulder":
        size = "medium"
    staging = _shot(
        f"lot{number + 1:02d}",
        chance.choice(_PLACES),
        figures,
        (chance.choice(_WORDS[language]),) * speaking,
        size=size if figures else "wide",
        movement=chance.choice(_MOVEMENTS),
        language=language,
        world_seed=world_seed,
    )
    return Take(staging, chance.choice(_RATIOS), chained=bool(figures) and chance.random() < 0.3)
