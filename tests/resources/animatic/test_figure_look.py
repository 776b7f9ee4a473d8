"""From cast cards to looks: what is said is worn, what is not said tells people apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.video.animatic import look_words
from resources.video.animatic.look import Look, look_of
from resources.video.staging import Figure

RED, YELLOW, BLUE, PURPLE, TEAL, BLACK, WHITE = (
    "#b8323f",
    "#dfae3a",
    "#3c5fa8",
    "#6f4a9e",
    "#2f8a86",
    "#2a2830",
    "#f1ece2",
)


def look(description: str, name: str = "A", **card: str) -> Look:
    return look_of(Figure(name=name, description=description, **card), 7)


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("an old lighthouse keeper with a white beard and a yellow raincoat",
         {"age": "old", "gender": "male", "costume": "raincoat", "main": YELLOW}),
        ("中年贵妇，紫色锦袍，金簪，刻薄", {"age": "adult", "gender": "female", "costume": "robe", "main": PURPLE}),
        ("年轻姑娘，青色布衣，双丫髻",
         {"age": "young", "gender": "female", "costume": "robe", "main": TEAL, "hair_style": "twin_buns"}),
        ("girl of 8 years, red hoodie, braids", {"age": "child", "gender": "female", "costume": "hoodie", "main": RED}),
        ("fat bald businessman in a navy suit, moustache",
         {"build": "stout", "hair_style": "bald", "costume": "suit", "gender": "male"}),
        ("woman with long black hair, blue dress and a red scarf", {"costume": "dress", "main": BLUE, "hair_style": "long"}),
        ("黑发青年，白色长衫", {"age": "young", "main": WHITE, "costume": "robe"}),
        ("72 years old woman", {"age": "old"}),
        ("boy in a cap, striped shirt", {"headgear": "cap", "costume": "shirt", "pattern": "stripes"}),
        ("a 12岁的男孩", {"age": "child", "gender": "male"}),
        ("blond woman in a light blue shirt", {"hair": "#d9b566", "main": "#6fa3d4"}),
        ("girl with red pigtails", {"hair": "#a8492c", "hair_style": "braid"}),
        ("a man with short black hair in a long grey coat", {"hair_style": "short", "costume": "coat"}),
        ("woman with long, dark brown hair", {"hair_style": "long", "hair": "#4e3527"}),
        ("baker in a red shirt", {"costume": "apron", "main": RED}),
    ],
)  # fmt: skip
def test_what_the_card_says_is_worn(description: str, expected: dict[str, str]) -> None:
    """Guards against a film in which the yellow raincoat of the script is blue, or a grandfather is a girl."""
    worn = look(description)
    assert {field: getattr(worn, field) for field in expected} == expected


def test_each_colour_goes_to_its_own_noun() -> None:
    """Guards against red hair because the scarf was red: the nearest thing takes the colour."""
    worn = look("woman with black hair, a blue dress, a red scarf and green eyes")
    assert worn.main == BLUE
    assert worn.scarf == RED
    assert worn.iris == "#4b8a4e"
    assert worn.hair == "#262029"


def test_a_word_inside_a_longer_one_is_not_meant() -> None:
    """Every girl in a Chinese dress (连衣裙) wore a robe (衣裙), in a colour that nobody named."""
    look = look_of(
        Figure(name="小米", description="小女孩，黑发双辫，身穿黄色连衣裙，系白色围巾。", gender="女"), 1
    )
    assert (look.costume, look.main, look.scarf) == ("dress", "#dfae3a", "#f1ece2")


@pytest.mark.parametrize("description", ["a man without glasses, no beard", "男人，没有胡子，不戴眼镜"])
def test_what_is_denied_is_not_worn(description: str) -> None:
    """Guards against a clean-shaven hero who wears a beard because the word was in his card."""
    assert not look(description).ornaments & {"glasses", "beard"}


def test_fields_of_the_card_win_over_its_text() -> None:
    """Guards against a card's own age and gender being overruled by a word in its description."""
    worn = look("raised by her grandmother", gender="male", age="35")
    assert (worn.gender, worn.age) == ("male", "adult")


def test_same_card_same_look_and_another_world_another() -> None:
    """Guards against a person who changes clothes between two shots of one episode."""
    figure = Figure(name="Mara", description="a woman")
    assert look_of(figure, 3) == look_of(figure, 3)
    assert len({look_of(figure, seed).main for seed in range(12)}) > 3


def test_a_cast_without_descriptions_is_told_apart() -> None:
    """Guards against twelve unnamed people who all wear the same colour."""
    cast: list[Look] = []
    for index in range(8):
        cast.append(look_of(Figure(name=f"Person {index}"), 1, taken=cast))
    assert len({one.main for one in cast}) >= 6
    assert len({(one.hair_style, one.main) for one in cast}) == 8


@settings(max_examples=60)
@given(name=st.text(max_size=40), description=st.text(max_size=400))
def test_any_text_gives_a_complete_look(name: str, description: str) -> None:
    """Guards against a crash on emoji, right-to-left or broken text in a card."""
    worn = look(description, name=name)
    colours = (worn.main, worn.trim, worn.hair, worn.skin, worn.scarf, worn.headgear_colour)
    assert all(len(colour) == 7 and colour.startswith("#") for colour in colours)
    assert worn.costume in look_words.COSTUMES


@pytest.mark.parametrize(
    "text", ["", "红" * 4000, "a red coat " * 400, "👩‍🚀🦄", "رجل عجوز يرتدي معطفا", "\ud800x"]
)
def test_awkward_texts(text: str) -> None:
    """Guards against the listed bad inputs: empty, 4,000 characters, emoji, right-to-left, lone surrogates."""
    assert look(text).hair_style
