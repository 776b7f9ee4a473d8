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
        ("图书馆管理员小米每天收到一封信。", [Mention("小米", ("管理员",))]),
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


TWO_BAKERS = "Two rival bakers share one oven. Rosa is 60 and stubborn; Theo is 24 and new in town."


@pytest.mark.parametrize(
    ("premise", "told"),
    [
        (TWO_BAKERS, [Mention("Rosa", ("baker",), age=60), Mention("Theo", ("baker",), age=24)]),
        (
            "Two brothers fight. Tom leaves, and Ben stays.",
            [Mention("Tom", ("brother",)), Mention("Ben", ("brother",))],
        ),
        ("A widow and a cook dance. Theo is shy.", [Mention(None, ("widow",)), Mention("Theo", ("cook",))]),
        ("A keeper hides a letter. Ada finds it.", [Mention(None, ("keeper",)), Mention("Ada")]),
        ("A fisherman loves Mei.", [Mention(None, ("fisherman",)), Mention("Mei")]),
    ],
)
def test_who_is_described_later_is_who_was_told_of(premise: str, told: list[Mention]) -> None:
    """A film of Rosa and Theo was played by two strangers whom nobody had named."""
    assert list(people_of(premise, chinese=False)) == told


@pytest.mark.parametrize(
    ("premise", "ages"),
    [
        ("Rosa, 60, bets Theo (24) and a sixty-two-year-old widow.", [60, 24, 62]),
        ("Ada turned nineteen. Ben, 3 dogs and a cat.", [19, None]),
        ("Ada was 7 years ago a sailor.", [None, None]),
        ("六十五岁的守塔人阿海和12岁的孙女小米。", [65, 12]),
        ("老陈今年二十岁。王小二是掌柜。", [20, None]),
    ],
)
def test_ages_are_told(premise: str, ages: list[int | None]) -> None:
    """A premise that gives somebody's age got a film with somebody of any other."""
    chinese = not premise.isascii()
    assert [person.age for person in people_of(premise, chinese=chinese)] == ages
    cards = invent_cards(premise, "zh" if chinese else "en", 3)
    assert all(card.age == str(age) for card, age in zip(cards, ages, strict=False) if age)


def test_who_is_called_old_is_an_old_man() -> None:
    """老陈, a bus driver, was a young woman with a hairpin."""
    for seed in range(6):
        chen = invent_cards("司机老陈遇见一个女孩。", "zh", seed)[0]
        assert (chen.name, chen.gender) == ("老陈", "男")
        assert int(chen.age or 0) >= 55


def test_looks_are_those_of_the_age_told() -> None:
    """A stubborn woman of 60 was a girl with pigtails, her rival of 24 had a white beard."""
    for seed in range(8):
        rosa, theo = invent_cards(TWO_BAKERS, "en", seed)
        assert (rosa.name, rosa.gender, theo.name, theo.gender) == ("Rosa", "woman", "Theo", "man")
        assert "Old woman" in (rosa.description or "")
        assert "Young man" in (theo.description or "")


def test_who_has_a_name_is_seen() -> None:
    """Of four people the two whom the user named were left out, being told of last."""
    cards = invent_cards("A cook, a nurse and a thief wait for Ada and Ben.", "en", 1)
    assert {"Ada", "Ben"} < {card.name for card in cards}


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
        ("A boy meets a robot.", "robot", {"object", "small"}),
        ("我相信面馆老板的汤。", "汤", {"food"}),
    ],
)
def test_the_thing_is_a_thing_and_of_its_kind(premise: str, name: str, tags: set[str]) -> None:
    """Somebody would hang on to a `tired`, or a soup would squeak."""
    told = read_premise(premise, chinese=not premise.isascii()).told_of
    assert (told.name, told.tags) == (name, tags)


@pytest.mark.parametrize(
    ("premise", "language", "word"),
    [
        ("A cook inherits a restaurant that only ghosts visit.", "en", "ghost"),
        ("The ghost of a singer haunts a theatre.", "en", "ghost"),
        ("守夜人和幽灵打赌。", "zh", "幽灵"),
    ],
)
def test_a_ghost_of_the_premise_is_one_on_its_card(premise: str, language: str, word: str):
    """Guards against ghosts who are cast, and drawn, as living people."""
    told = [card.text() for card in invent_cards(premise, language, 1) if word in card.text()]
    assert len(told) == 1
