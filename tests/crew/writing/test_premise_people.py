"""Whom a premise speaks of, and who plays them: names, roles and ages as people tell them in two languages."""

from __future__ import annotations

import pytest

from spark_video_assets.crew.writing.cast_inventor import invent_cards
from spark_video_assets.crew.writing.premise import read_premise
from spark_video_assets.crew.writing.premise_people import Mention, people_of


@pytest.mark.parametrize(
    ("premise", "told"),
    [
        (
            "An old lighthouse keeper, Ada, and her granddaughter Mina hear a ship.",
            [Mention("Ada", ("keeper",), old=True), Mention("Mina", ("granddaughter",))],
        ),
        (
            "Captain Tom lost his boat. His brother, Ben, is a fisherman. Ben and the baker know more.",
            [Mention("Tom", ("captain",)), Mention("Ben", ("brother", "fisherman")), Mention(None, ("baker",))],
        ),
        ("Mara bets her rival Otto a cake.", [Mention("Mara"), Mention("Otto")]),
        ("Ada finds the nurse, and the nurse runs.", [Mention("Ada"), Mention(None, ("nurse",))]),
    ],
)
def test_a_role_is_the_persons_beside_whom_it_stands(premise: str, told: list[Mention]) -> None:
    """The granddaughter would keep the lighthouse, and her grandmother be a young woman."""
    assert list(people_of(premise, chinese=False)) == told


@pytest.mark.parametrize(
    ("premise", "told"),
    [
        (
            "老守塔人阿海和孙女小米在雾里听见一艘船，必须在灯和钟之间做选择。",
            [Mention("阿海", ("守塔人",), old=True), Mention("小米", ("孙女",))],
        ),
        ("少年侠客林小七与掌柜柳三娘打赌。", [Mention("林小七", ("少年", "侠客")), Mention("柳三娘", ("掌柜",))]),
        (
            "雨夜，外卖员小林给独居老人何婆婆送来一份面条。",
            [Mention("小林", ("外卖员",)), Mention("何婆婆", ("老人",))],
        ),
        ("在一个小镇上，小店和小船都归王秀兰。", []),
        ("程序员阿杰是一名侦探，她叫沈青。", [Mention("阿杰", ("程序员", "侦探")), Mention("沈青")]),
    ],
)
def test_chinese_names_are_read_as_they_are_told(premise: str, told: list[Mention]) -> None:
    """A user's 阿海 and 小米 were two strangers in the film; a small town is nobody."""
    assert list(people_of(premise, chinese=True)) == told


def test_children_old_people_and_working_people_look_like_it() -> None:
    """A grandmother of 24, or a fisherman of 11, makes the first film a joke."""
    for seed in range(8):
        ada, mina = invent_cards("An old keeper, Ada, and her granddaughter Mina hear a ship.", "en", seed)
        assert int(ada.age or 0) >= 55
        assert int(mina.age or 99) < 16
        assert mina.occupation is None
        hai, mi = invent_cards("老守塔人阿海和孙女小米在雾里听见一艘船。", "zh", seed)
        assert (hai.gender, mi.gender) == ("男", "女")
        assert int(hai.age or 0) >= 55 > 16 > int(mi.age or 99)
        (worker, _) = invent_cards("A fisherman is lost.", "en", seed)
        assert (worker.gender, worker.occupation) == ("man", "fisherman")


def test_whom_somebody_lost_is_spoken_of_and_does_not_play() -> None:
    """The dead grandmother, or the father who left the bakery, came in and told jokes."""
    bakery = read_premise("Two sisters inherit a bakery from their father.", chinese=False)
    assert [person.roles for person in bakery.people] == [("sister",), ("sister",)]
    assert bakery.absent == "father"
    umbrella = read_premise("老人收到一把红伞。送伞来的年轻女孩说，这是她外婆留下的。", chinese=True)
    assert [person.roles for person in umbrella.people] == [("老人",), ("年轻女孩",)]
    assert umbrella.absent == "外婆"


@pytest.mark.parametrize(
    ("premise", "name", "tags"),
    [
        ("Two botanists fight over the last tomato plant.", "plant", {"plant", "small"}),
        ("A tired nurse finds a love letter in a book. She reads the book.", "book", {"writing", "small"}),
        ("Two brothers inherit a lighthouse.", "lamp", {"object", "small"}),
        ("A boy meets a robot.", "lamp", {"object", "small"}),
        ("我相信面馆老板的汤。", "汤", {"food"}),
    ],
)
def test_the_thing_is_a_thing_and_of_its_kind(premise: str, name: str, tags: set[str]) -> None:
    """Somebody would hang on to a `tired`, or a soup would squeak."""
    told = read_premise(premise, chinese=not premise.isascii()).told_of
    assert (told.name, told.tags) == (name, tags)
