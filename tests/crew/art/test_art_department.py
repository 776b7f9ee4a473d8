"""The art department: what is missing, grids, invented cards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_video_assets.crew.art.art_department import (
    faces_for,
    grid_cell,
    grid_for,
    new_faces,
    new_things,
    picture_to_make,
)
from spark_video_assets.crew.writing.cast_inventor import invent_cards
from spark_video_assets.story.cards import Manifest, ManifestEntry
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.script import CastCheck, NamedNpc, PropNote, ScenePage, Script


def test_every_kind_of_card_is_asked_for_in_its_shape(example):
    """A portrait would come as a landscape, or in a look of its own."""
    made = example("lantern-bay")
    manifests = (made.world.cast, made.world.sets, made.world.props)
    wanted = [picture_to_make(m, name, made.lore) for m in manifests for name in m.entries]
    assert [(p.kind, p.ratio) for p in wanted] == [("cast", "3:4")] * 3 + [("set", "16:9")] * 3 + [
        ("prop", "1:1")
    ] * 3
    assert all(p.prompt.endswith(made.lore.anchor) for p in wanted)
    assert "yellow raincoat" in next(p.prompt for p in wanted if p.name == "Ada")


def test_forbidden_words_do_not_reach_the_painter(example):
    """What the set forbids must not be drawn into it."""
    made = example("lantern-bay")
    lore = made.lore.model_copy(update={"forbidden": ["raincoat"]})
    prompts = [picture_to_make(made.world.cast, name, lore).prompt for name in made.world.cast.entries]
    assert not any("raincoat" in prompt for prompt in prompts)


@pytest.mark.parametrize(("count", "shape"), [(2, (2, 1)), (3, (2, 2)), (4, (2, 2)), (5, (3, 3)), (12, (3, 3))])
def test_grids(count, shape):
    """More than one picture goes out as one grid of at most nine."""
    plan = grid_for([f"{n}.png" for n in range(count)])
    assert plan is not None
    assert (plan.columns, plan.rows) == shape
    assert len(plan.pictures) == min(count, 9)
    wide, high = grid_cell(plan, 3000, 2000)
    assert max(wide * plan.columns, high * plan.rows) <= 1280
    assert grid_for(["one.png"]) is None


@given(premise=st.text(max_size=300), language=st.sampled_from(["en", "zh-CN", "ar"]), seed=st.integers(0, 50))
def test_any_premise_gets_two_or_three_distinct_people(premise, language, seed):
    """Two people with one face or one name cannot be told apart."""
    cards = invent_cards(premise, language, seed)
    assert 2 <= len(cards) <= 3
    assert len({card.name for card in cards}) == len(cards)
    assert len({card.description for card in cards}) == len(cards)
    assert cards == invent_cards(premise, language, seed)


def test_names_and_roles_of_the_premise_are_cast():
    """The premise's Mara must not be played by an old man called Otto."""
    cards = invent_cards("Grandmother Rosa teaches Viktor, a thief, to bake.", "en", 1)
    assert [card.name for card in cards][:2] == ["Rosa", "Viktor"]
    assert cards[0].gender in {"woman", "girl"}
    assert cards[1].gender == "man"


def test_named_newcomers_get_cards():
    """A character whom the script names and nobody drew would be missing from the film."""
    check = CastCheck(named_npcs=[NamedNpc(name="Ferry man", look="a stout old man in a blue coat")])
    script = Script(pages=[ScenePage(number=1, location="Pier", estimated_duration_s=5, cast_check=check)])
    cards = new_faces(script, Manifest(kind="cast"), "en", 1)
    assert [(card.name, card.description) for card in cards] == [("Ferry man", "a stout old man in a blue coat")]
    assert Lore().anchor == ""


def test_speakers_of_a_screenplay_without_cards_get_faces_that_differ():
    """A producer who brings only a screenplay would be stopped at gate 1, or meet strangers in the cast."""
    cards = faces_for(["ALICE", "Bob", "李雷", "ALICE"], "en", 3)
    assert [card.name for card in cards] == ["ALICE", "Bob", "李雷"]
    assert len({card.description for card in cards}) == 3
    assert faces_for([], "en", 3) == []


def test_a_new_prop_gets_a_card_in_its_state() -> None:
    """Guards against a key prop that is boarded without a picture, and against doubles of what has a card."""
    notes = [
        PropNote(name="lantern-broken", description="A brass lantern with one cracked pane."),
        PropNote(name="logbook-open"),
        PropNote(name="../etc"),
    ]
    page = ScenePage(number=1, location="Lamp room", estimated_duration_s=9, prop_check=notes)
    logbook = ManifestEntry(name="logbook", id="logbook", card={"state": "worn"})
    (card,) = new_things(Script(pages=[page]), Manifest(kind="prop", entries={"logbook": logbook}))
    assert (card.name, card.state, card.description) == (notes[0].name, "broken", notes[0].description)


def test_the_look_of_somebody_new_decides_age_and_gender() -> None:
    """Guards against an old man with the voice of a girl."""
    npcs = [NamedNpc(name="Mr. Finch", look="man, 58, thin, grey coat"), NamedNpc(name="阿兰", look="女, 31, 短发")]
    page = ScenePage(number=1, location="Pier", estimated_duration_s=9, cast_check=CastCheck(named_npcs=npcs))
    cards = new_faces(Script(pages=[page]), Manifest(kind="cast"), "en", 1)
    assert [(card.age, card.gender) for card in cards] == [("58", "man"), ("31", "woman")]


def test_five_new_people_do_not_share_a_look() -> None:
    """Guards against an imported screenplay in which the fourth speaker is the first one's double."""
    npcs = [NamedNpc(name=name) for name in ("Ada", "Bo", "Cy", "Dora", "Eli")]
    page = ScenePage(number=1, location="Pier", estimated_duration_s=9, cast_check=CastCheck(named_npcs=npcs))
    cards = new_faces(Script(pages=[page]), Manifest(kind="cast"), "en", 1)
    assert len({card.description for card in cards}) == 5


def test_who_is_introduced_looks_as_old_as_told() -> None:
    """Guards against a cook of 27 with a child's face, and a ready look that is given to somebody of another name."""
    npcs = [NamedNpc(name="Lena", look="27"), NamedNpc(name="Mara", look="34"), NamedNpc(name="Tim", look="boy, 9")]
    page = ScenePage(number=1, location="Cafe", estimated_duration_s=9, cast_check=CastCheck(named_npcs=npcs))
    lena, mara, tim = new_faces(Script(pages=[page]), Manifest(kind="cast"), "en", 1)
    assert (lena.age, mara.age, tim.age) == ("27", "34", "9")
    assert "long brown hair" in (lena.description or "")
    assert "black bob" in (mara.description or "")
    assert tim.gender == "man"
    assert "old" not in (tim.description or "").lower()


def test_an_age_alone_finds_a_look_of_that_age_and_a_name_its_own() -> None:
    """Guards against a keeper of 72 who looks like a young woman, and a face given away before its owner is reached."""
    npcs = [NamedNpc(name="Xa", look="72"), NamedNpc(name="Someone", look="9"), NamedNpc(name="Pip")]
    page = ScenePage(number=1, location="Pier", estimated_duration_s=9, cast_check=CastCheck(named_npcs=npcs))
    keeper, child, pip = new_faces(Script(pages=[page]), Manifest(kind="cast"), "en", 1)
    assert "old" in (keeper.description or "").lower().split()
    assert "small" in (child.description or "").lower().split()
    assert "red pigtails" in (pip.description or "")
    assert child.description != pip.description
