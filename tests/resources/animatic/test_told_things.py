"""Things that only the words of a shot name: on stage, in the right hand, never twice, never a lamp of the room."""

from __future__ import annotations

import pytest

from resources.video.animatic.steering import steered
from resources.video.animatic.thing_shapes.catalogue import SHAPES
from resources.video.staging import Figure, Scenery, Staging, Thing
from resources.video.thing_words import THING_WORDS, kind_of, things_told

ADA, FINN = Figure(name="Ada"), Figure(name="Finn")


def _staged(action: str, **changes: object) -> Staging:
    staging = Staging(shot_id="s", figures=(ADA, FINN), action=action, focus="Ada")
    return steered(staging.model_copy(update=changes), "")


def test_every_kind_of_thing_can_be_drawn() -> None:
    """Guards against a word that is understood and then drawn as an anonymous parcel."""
    assert set(SHAPES) == set(THING_WORDS)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("order letter", "letter"),
        ("paper-boat", "paper_boat"),
        ("竹筷", "chopsticks"),
        ("空茶壶", "teapot"),
        ("the telephone", "telephone"),
        ("her phone", "phone"),
        ("log book, open", "open_book"),
        ("宝剑", "sword"),
        ("a small brown dog", "dog"),
        ("鹦鹉", "bird"),
        ("熊猫", None),
        ("猫头鹰", "bird"),
        ("the robot", "robot"),
        ("机器人", "robot"),
        ("violin", "violin"),
        ("钢琴家", None),
        ("radio studio", None),
        ("旧收音机", "radio"),
        ("行李箱", "suitcase"),
        ("红围巾", "cloth"),
        ("red scarf", "cloth"),
        ("老陈拿起围巾，慢慢转着看", "cloth"),
        ("a girl with a red scarf", None),
        ("女孩系白色围巾", None),
        ("天下第一剑客", None),
        ("书房", None),
        ("他相信自己", None),
        ("smokey", None),
        ("", None),
        ("🪄", None),
    ],
)
def test_names_become_kinds(words: str, kind: str | None) -> None:
    """Guards against chopsticks drawn as a parcel, and against a swordsman who becomes a sword."""
    assert kind_of(words) == kind


def test_a_longer_name_hides_the_shorter_ones_inside_it() -> None:
    """Guards against a teapot that also brings tea, and against a lamp in front of what the sentence is about."""
    assert [told.kind for told in things_told("The little lamp of an old telephone beside a teapot")] == [
        "telephone", "teapot", "lamp",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "The bell rings.",
        "At two o'clock she looks at the camera.",
        "A hand on her chest, her hair in a bun.",
        "In any case he notes it and files out.",
        "The staff of the coffee house, in orange light.",
        "She rose to her feet in a gold dress.",
        "花了三百两",
    ],
)
def test_words_that_only_look_like_things_bring_nothing(words: str) -> None:
    """Guards against a treasure chest on the table because somebody laid a hand on her chest."""
    assert things_told(words) == []


@pytest.mark.parametrize(
    ("action", "things", "gesture"),
    [
        ("Ada lifts a dusty record out of a drawer.", ["record"], "hold"),
        ("Ada hands Finn a silver key.", ["key"], "offer"),
        ("Ada sets a cake on the table.", ["cake"], None),
        ("Ada leans into the microphone.", ["microphone"], None),
        ("The lamp is lit. Ada waits.", [], None),
    ],
)
def test_what_people_handle_is_on_stage(action: str, things: list[str], gesture: str | None) -> None:
    """Guards against somebody who shows empty hands while the narrator tells of a record."""
    staging = _staged(action)
    assert [kind_of(thing.name) for thing in staging.things] == things
    assert staging.gestures.get("Ada") == gesture


def test_a_card_stands_for_the_thing_that_the_action_names() -> None:
    """Guards against two books on the table because the card says logbook and the sentence says book."""
    book = Thing(name="logbook", description="leather, open, empty pages")
    assert _staged("Ada opens her logbook.", things=(book,)).things == (book,)


def test_a_detail_shot_of_a_thing_shows_the_thing() -> None:
    """Guards against an insert of a telephone in which no telephone is seen, as it happened with `Insert close-up`."""
    staging = Staging(shot_id="s", action="The little lamp of an old telephone blinks red on a dark desk.")
    shown = steered(staging, "Insert close-up of the telephone, slow pull-out.")
    assert shown.size == "insert"
    assert [kind_of(thing.name) for thing in shown.things] == ["telephone"]


@pytest.mark.parametrize(
    ("prompt", "size"),
    [
        ("雨伞的物件特写镜头，固定机位", "insert"),
        ("阿福的近景特写，固定机位", "close"),
        ("阿福的大特写", "extreme_close"),
    ],
)
def test_chinese_sizes_are_told_apart(prompt: str, size: str) -> None:
    """Guards against a Chinese insert that is shot as a close-up of nobody."""
    assert steered(Staging(shot_id="s"), prompt).size == size


def test_a_city_around_a_room_is_shown_from_outside() -> None:
    """Guards against `a sleeping city` illustrated with the inside of an office; a room that is named stays a room."""
    room = Scenery(name="radio-studio", description="a studio", time_of_day="night")
    outside = Staging(
        shot_id="s", scenery=room, size="wide", action="A sleeping city under the moon. A tiny studio."
    )
    inside = outside.model_copy(update={"action": "A tiny studio above the city."})
    assert steered(outside, "").scenery.name == "rooftops"
    assert steered(outside, "").scenery.time_of_day == "night"
    assert steered(inside, "").scenery == room
    assert steered(outside.model_copy(update={"figures": (ADA,)}), "").scenery == room
