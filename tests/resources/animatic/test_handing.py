"""Things that change hands: the words that tell it, and hands that meet at the thing. Frames are looked at elsewhere."""

from __future__ import annotations

import random

import pytest

from resources.video.animatic.shot_picture import ShotPicture, rig_of
from resources.video.animatic.steering import steered
from resources.video.animatic.told_handing import handing_told
from resources.video.staging import Figure, Scenery, ShotSize, Staging, Thing

MEI = Figure(name="Mei", description="little girl, black braids", gender="female", age="9")
CHEN = Figure(name="老陈", description="stout old man, white beard", gender="male", age="62")
FINN = Figure(name="Finn", description="young man", gender="male", age="24")


def _told(action: str, *things: Thing) -> Staging:
    return Staging(
        shot_id="s", figures=(MEI, CHEN), company=(MEI, CHEN, FINN), scenery=Scenery(name="kitchen"), action=action,
        things=things, focus="Mei", world_seed=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("action", "giver", "thing"),
    [
        ("Mei holds out a letter with a red seal.", "Mei", "letter"),
        ("老陈 hands Mei the old key.", "老陈", "key"),
        ("Mei (aged 9) gives her scarf to 老陈 (aged 62).", "Mei", "scarf"),
        ("Mei lifts a book. She hands it to 老陈.", "Mei", "book"),
        ("Mei takes the cup from 老陈.", "老陈", "cup"),
        ("老陈（62岁）把围巾递给Mei（9岁）。", "老陈", "围巾"),
        ("Mei把一封信还给老陈。", "Mei", "信"),
        ("老陈送给Mei一朵花。", "老陈", "花"),
        ("Mei gives a small shrug toward 老陈.", None, ""),
        ("Mei nods once, hands resting on the book.", None, ""),
        ("Mei offers a letter, and 老陈 does not take it.", None, ""),
        ("Mei holds out a letter. 老陈 won't take it.", None, ""),
        ("Mei把围巾递给老陈，老陈没有伸手。", None, ""),
    ],
)
def test_what_a_prompt_hands_over_changes_hands(action: str, giver: str | None, thing: str) -> None:
    """Guards against a letter that is held out for seven seconds and never taken, and against a shrug that is given."""
    told = handing_told(_told(action))
    assert (told.giver if told else None) == giver
    if told is not None:
        assert thing in told.thing.name
        assert {told.giver, told.receiver} == {"Mei", "老陈"}


@pytest.mark.parametrize("size", [(427, 240), (240, 427)])
@pytest.mark.parametrize("giver", ["Mei", "老陈"])
def test_two_hands_meet_at_the_thing_that_one_has_afterwards(size: tuple[int, int], giver: str) -> None:
    """Guards against a thing that jumps through the air from a grown man to a child, or is in no hand or in both."""
    receiver = "Mei" if giver == "老陈" else "老陈"
    staging = steered(_told(f"{giver} hands {receiver} a teapot."), "")
    shot = ShotPicture(staging, [], [], size, 4.0, random.Random(1), slow=False)
    marks = {mark.figure.name: mark for mark in shot.marks}
    hands = {}
    for name in (giver, receiver):
        held = [shot.acted(marks[name], at_s).pose.held is not None for at_s in (0.5, 1.9, 2.1, 3.9)]
        assert held == ([True, True, False, False] if name == giver else [False, False, True, True])
        acted = shot.acted(marks[name], 2.0)
        points = rig_of(marks[name].figure, 1).anchors(acted.pose)
        lead = points.left_hand if acted.pose.facing == "left" else points.right_hand
        hands[name] = (acted.x + lead[0], acted.y + lead[1])
    assert hands[giver][1] == pytest.approx(hands[receiver][1], abs=12)
    ahead = (hands[receiver][0] - hands[giver][0]) * (1 if marks[receiver].x > marks[giver].x else -1)
    assert -10 < ahead < 170


@pytest.mark.parametrize("size", ["close", "over_shoulder"])
def test_where_only_the_giver_is_seen_it_stays_an_offer(size: ShotSize) -> None:
    """Guards against a letter that vanishes from a hand because somebody out of the frame has it."""
    staging = steered(_told("Mei holds out a letter.").model_copy(update={"size": size}), "")
    shot = ShotPicture(staging, [], [], (427, 240), 4.0, random.Random(1), slow=False)
    mei = next(mark for mark in shot.marks if mark.figure.name == "Mei")
    assert shot.acted(mei, 3.5).pose.held is not None


def test_of_a_card_and_a_told_thing_the_told_one_is_handed() -> None:
    """Guards against a lamp from the cards that is given away where the prompt hands over a letter."""
    cards = (Thing(name="brass-lamp", description="lamp"), Thing(name="sealed-letter", description="a letter"))
    staging = steered(_told("Mei gives 老陈 the letter.", *cards), "")
    assert (staging.things[0], staging.gestures["Mei"]) == (cards[1], "offer")
