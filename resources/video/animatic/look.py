"""From a cast card to a look: what a person wears and how they are built. Nothing is drawn here.

What the card says is taken; everything else is seeded from name, description and the world's seed, so that a cast is
told apart and the same person looks the same in every shot.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from resources.video.animatic import look_words as words
from resources.video.animatic.ink import channels, shade
from resources.video.staging import Figure

Age = Literal["child", "young", "adult", "old"]
Gender = Literal["female", "male"]
Build = Literal["slim", "average", "stout"]

_SKINS = ("#fbdcc0", "#f6cda9", "#f2c299", "#e8b088", "#c98f66", "#98654a")
_HAIR = ("#2b2027", "#33231f", "#4a2f22", "#6b4128", "#8d5a2f", "#1f1d2b")
_DARK_HAIR = ("#2b2027", "#33231f", "#1f1d2b", "#3a2720")
_GREY_HAIR = ("#d9d5d2", "#bfbcc0", "#a7a4a8")
_IRIS = ("#5a3a22", "#6b4a2a", "#3e6b4f", "#3d6390", "#5b4a7a")
_MAIN = (
    "#c2503f", "#2f7f86", "#d99a3d", "#4f6fae", "#7d5aa0", "#5c8a4f", "#c96a86", "#3d5a72", "#a8553a", "#7c8a3f",
    "#386a5c", "#b5803a",
)  # fmt: skip
_TRIM = ("#f0dfb8", "#e2b45a", "#8c2f3c", "#d5e0e4", "#e89a5a", "#3a4a63")
_LOWER = ("#3a4358", "#4d4440", "#2f3a44", "#6b5d4c", "#54606e")
_SHOES = ("#3a2a24", "#2b2b33", "#6b4630", "#54403a")
_MODERN = ("shirt", "sweater", "hoodie", "coat", "suit", "dress")
_FEMALE_HAIR = ("long", "bob", "ponytail", "bun", "curly", "braid")
_MALE_HAIR = ("short", "side_part", "spiky", "curly", "short", "side_part")
_FEMALE_ROBE_HAIR = ("bun", "twin_buns", "long")
_PATTERNS = ("plain", "plain", "flowers", "stripes", "waves")


@dataclass(frozen=True, slots=True)
class Look:
    """How one person looks. Colours are `#rrggbb`; shares run from 0 to 1.

    Args:
        name: Of the figure; also tells caches apart.
        seed: Of everything left to chance.
        hair_style: A key of `look_words.HAIR_STYLES`.
        costume: A key of `look_words.COSTUMES`.
        headgear: A key of `look_words.HEADGEAR`, or None.
        ornaments: Keys of `look_words.ORNAMENTS`.
        jaw: Broadness of the lower face, 0 pointed to 1 square.
        eye_size: Factor of the eyes' size.
        nose: 0 small and round to 1 long.
        ghost: Somebody dead who walks: drawn pale, translucent and without legs.
        portrait: The user's own picture, shown instead of a drawn figure.
    """

    name: str
    seed: int
    age: Age
    gender: Gender
    build: Build
    skin: str
    hair_style: str
    hair: str
    iris: str
    lips: str
    costume: str
    main: str
    trim: str
    inner: str
    lower: str
    shoes: str
    headgear_colour: str
    scarf: str
    pattern: str
    headgear: str | None
    ornaments: frozenset[str]
    jaw: float
    eye_size: float
    nose: float
    ghost: bool = False
    portrait: Path | None = None


def look_of(figure: Figure, world_seed: int, taken: Sequence[Look] = ()) -> Look:
    """The look of a figure, from its English or Chinese card.

    Args:
        figure: Name and description; `gender` and `age` win over what the description says.
        world_seed: The same number for a whole episode.
        taken: Looks already on stage; what the card leaves open then avoids their colours and hair.
    """
    seed = int.from_bytes(
        hashlib.sha256(f"{figure.name}\0{figure.description}\0{world_seed}".encode("utf-8", "replace")).digest()[:8]
    )
    chance = random.Random(seed)
    text = words.readable(figure.description)
    age = _age(text, words.readable(figure.age or ""), figure.age)
    gender = _gender(text, words.readable(figure.gender or ""), words.readable(figure.name), chance)
    costume = words.find_first(text, words.COSTUMES) or _open_costume(gender, chance)
    headgear = words.find_first(text, words.HEADGEAR)
    named = {word.value for word in words.find_all(text, words.ORNAMENTS)}
    told_hair = words.find_first(text, words.HAIR_STYLES) or words.hair_length(text)
    hair_style = told_hair or _open_hair(gender, age, costume, taken, chance)
    colours = _colours(text, costume)
    # Work clothes go over what the card describes, in its colour.
    main = colours.get("garment") or colours.get("other garment") or _open_main(costume, taken, chance)
    skin = words.find_first(text, words.SKINS) or chance.choice(_SKINS[:4])
    eastern = words.has_chinese(figure.name + figure.description)
    natural_hair = chance.choice(_GREY_HAIR if age == "old" else _DARK_HAIR if eastern else _HAIR)
    trim = colours.get("trim") or _open_trim(main, chance)
    lips = shade("#c4525a" if gender == "female" else "#a8604f", 1.0 if sum(channels(skin)) > 520 else 0.8)
    return Look(
        name=figure.name,
        seed=seed,
        age=age,
        gender=gender,
        build=cast("Build", words.find_first(text, words.BUILDS) or "average"),
        skin=skin,
        hair_style=hair_style,
        hair=_hair_colour(colours.get("hair"), natural_hair),
        iris=colours.get("eyes") or chance.choice(_IRIS[:2] if eastern else _IRIS),
        lips=lips,
        costume=costume,
        main=main,
        trim=trim,
        inner=chance.choice(("#f6efe2", "#efe6da", "#e9eef2")),
        lower=colours.get("lower") or _open_lower(costume, main, chance),
        shoes=colours.get("shoes") or chance.choice(_SHOES),
        headgear_colour=colours.get("headgear") or _headgear_colour(headgear, main, trim),
        scarf=colours.get("scarf") or chance.choice(("#c2503f", "#d99a3d", "#3d6390", "#5c8a4f")),
        pattern=words.find_first(text, words.PATTERNS) or chance.choice(_PATTERNS),
        headgear=headgear,
        ornaments=frozenset(named | _open_ornaments(gender, costume, hair_style, chance)),
        jaw=chance.uniform(0.05, 0.4) if gender == "female" else chance.uniform(0.45, 1.0),
        eye_size=chance.uniform(0.94, 1.08),
        nose=chance.random(),
        ghost=words.find_first(text, words.GHOSTS) is not None,
        portrait=figure.portrait if figure.portrait_is_users else None,
    )


def _age(text: str, field: str, raw: str | None) -> Age:
    digits = "".join(character for character in raw or "" if character.isascii() and character.isdigit())[:3]
    if not digits:
        digits = words.years_old(text)
    if digits:
        years = int(digits)
        return "child" if years < 13 else "young" if years < 33 else "adult" if years < 60 else "old"
    found = words.find_first(field, words.AGES) or words.find_first(text, words.AGES)
    return cast("Age", found or "young")


def _gender(text: str, field: str, name: str, chance: random.Random) -> Gender:
    for source in (field, text, name):
        counted = [word.value for word in words.find_all(source, words.GENDERS)]
        if counted:
            return "female" if counted.count("female") >= counted.count("male") else "male"
    return chance.choice(("female", "male"))


def _colours(text: str, costume: str) -> dict[str, str]:
    """Give every colour word to the nearest thing it can describe; each thing takes its nearest colour."""
    nouns: Mapping[str, str] = {
        "garment": words.COSTUMES[costume] + " clothes clothing wearing dressed outfit 衣 装 服",
        "hair": words.HAIR_NOUNS,
        "eyes": words.EYE_NOUNS,
        "trim": words.TRIM_NOUNS,
        "lower": words.LOWER_NOUNS,
        "shoes": words.SHOE_NOUNS,
        "headgear": " ".join(words.HEADGEAR.values()),
        "scarf": words.ORNAMENTS["scarf"],
        "other garment": " ".join(value for key, value in words.COSTUMES.items() if key != costume),
        "other": " ".join(value for key, value in words.ORNAMENTS.items() if key != "scarf") + " skin 皮肤",
    }
    things = words.find_all(text, nouns)
    best: dict[str, tuple[float, str]] = {}
    for colour in words.find_all(text, words.COLOURS):
        gaps = [(words.distance(text, colour, thing), thing.value) for thing in things]
        gap, thing = min(gaps, default=(60.0, "garment"))
        if gap > 60.0:
            thing = "garment"
        if thing not in best or gap < best[thing][0]:
            best[thing] = (gap, colour.value)
    return {thing: value for thing, (_, value) in best.items()}


def _hair_colour(said: str | None, natural: str) -> str:
    """Hair is never as pure as paint: black stays readable, red is ginger, gold is blond."""
    paint = {
        "#2a2830": "#262029", "#b8323f": "#a8492c", "#c9a14a": "#d9b566", "#dfae3a": "#d9b566", "#d97b34": "#b8622e",
        "#f1ece2": "#e6e2dd",
    }  # fmt: skip
    return natural if said is None else paint.get(said, said)


def _open_costume(gender: Gender, chance: random.Random) -> str:
    return chance.choice(_MODERN if gender == "female" else _MODERN[:5])


def _open_hair(gender: Gender, age: Age, costume: str, taken: Sequence[Look], chance: random.Random) -> str:
    if costume == "robe":
        styles: tuple[str, ...] = _FEMALE_ROBE_HAIR if gender == "female" else ("topknot",)
        if gender == "female" and age in {"adult", "old"}:
            styles = ("bun",)
    elif gender == "female":
        styles = ("bun", "bob", "curly") if age == "old" else _FEMALE_HAIR
    else:
        styles = ("short", "side_part", "balding") if age == "old" else _MALE_HAIR
    worn = {look.hair_style for look in taken}
    return chance.choice([style for style in styles if style not in worn] or styles)


def _open_main(costume: str, taken: Sequence[Look], chance: random.Random) -> str:
    fixed = {"lab_coat": "#eef1f2", "raincoat": "#e0b53c", "armour": "#8b95a3"}
    if costume in fixed:
        return fixed[costume]
    sober = {"suit": ("#2f3a52", "#4a4550", "#54493f"), "uniform": ("#2f4468", "#3f4a44", "#5a3a44")}
    offered = list(sober.get(costume, _MAIN))
    chance.shuffle(offered)
    return max(offered, key=lambda colour: min((_contrast(colour, look.main) for look in taken), default=0.0))


def _open_lower(costume: str, main: str, chance: random.Random) -> str:
    return shade(main, 0.86) if costume in {"suit", "uniform"} else chance.choice(_LOWER)


def _open_trim(main: str, chance: random.Random) -> str:
    distinct = [colour for colour in _TRIM if _contrast(colour, main) > 110.0]
    return chance.choice(distinct or _TRIM)


def _open_ornaments(gender: Gender, costume: str, hair_style: str, chance: random.Random) -> set[str]:
    chosen: set[str] = set()
    if gender == "female" and chance.random() < 0.35:
        chosen.add("earrings")
    if costume == "robe" and hair_style in {"bun", "twin_buns"}:
        chosen.add("flower" if hair_style == "twin_buns" else "hairpin")
    if costume == "suit" and gender == "male":
        chosen.add("tie")
    if chance.random() < 0.12:
        chosen.add("freckles")
    return chosen


def _headgear_colour(headgear: str | None, main: str, trim: str) -> str:
    fixed = {"straw_hat": "#d9b872", "crown": "#e2b84a", "helmet": "#8b95a3", "headscarf": trim}
    return fixed.get(headgear or "", shade(main, 0.72))


def _contrast(first: str, second: str) -> float:
    """Distance of two colours, 0 to 441."""
    squares = ((one - two) ** 2 for one, two in zip(channels(first), channels(second), strict=True))
    return math.sqrt(sum(squares))
