"""The offline director: verbatim lines, flags, lengths, variety, and new shots after an escalation."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.video.staging import Movement
from spark_video_assets.crew.directing.coverage import EMPTY_OPENING_FROM_S, LONGEST_EMPTY_S, break_down
from spark_video_assets.crew.directing.director import OfflineDirector
from spark_video_assets.crew.directing.rhythm import varied
from spark_video_assets.crew.directing.setups import Setup
from spark_video_assets.crew.directing.shot_grammar import camera_words, framing_of
from spark_video_assets.crew.wording import shot_seconds, split_line
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.crew.writing.screenwriter import with_cards
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CastCard, Manifest
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.prompt_reading import read_prompt, spoken_in
from spark_video_assets.story.reviewing import ReviewRules, decide
from spark_video_assets.story.script import Beat, DialogueLine, ScenePage, Script
from spark_video_assets.story.storyboard import Shot, Storyboard
from spark_video_assets.story.wording import same_words

ANCHOR = "soft light, quiet room"
NOTHING = {kind: Manifest(kind=kind) for kind in ("cast", "set", "prop")}
CAST = with_cards(NOTHING["cast"], [CastCard(name="Ada", age="71"), CastCard(name="Finn", age="24")])


def boarded(page: ScenePage, language: str = "en", lore: Lore | None = None):
    world = world_of(Brief(premise="p", language=language), lore or Lore(mood_anchor=ANCHOR))
    director = OfflineDirector()
    script = Script(pages=[page])
    return director.board_scene(page, DirectedScript(world, script, director.direct(world, script)))


def world_of(brief: Brief, lore: Lore) -> World:
    """Two people and nothing else."""
    return World(brief, lore, CAST, NOTHING["set"], NOTHING["prop"])


def page_of(*lines: tuple[str, str], action: str = "", seconds: int = 30, number: int = 1) -> ScenePage:
    return ScenePage(
        number=number,
        location="Attic",
        time="night",
        characters=["Ada", "Finn"],
        estimated_duration_s=seconds,
        action=action,
        dialogue=[DialogueLine(speaker=who, text=text) for who, text in lines],
    )


TALK = [
    ("Ada", "Who is there?"),
    ("Finn", "Only me."),
    ("Ada", "Good."),
    ("Finn", "I brought the letter back to you."),
]


def test_prompts_carry_camera_lines_and_anchor():
    """A model films what the prompt says: a prompt without camera, line or look gives a random clip."""
    for shot in boarded(page_of(*TALK, action="Rain falls. Ada turns around.")).shots:
        assert shot.prompt.startswith(
            shot.camera.split(",")[0].split(" past ")[0].split(" on ")[0].split(" of ")[0]
        )
        assert shot.prompt.endswith(ANCHOR)
        read = spoken_in(shot.prompt, ["Ada", "Finn"])
        assert [(line.speaker, line.text) for line in read] == [(line.speaker, line.text) for line in shot.speech]


SIZE_READ = {
    "wide": "wide",
    "master": "wide",
    "two_shot": "medium",
    "medium": "medium",
    "over_shoulder": "over_shoulder",
    "close": "close",
    "extreme_close": "extreme_close",
    "insert": "insert",
    "detail": "insert",
}


@pytest.mark.parametrize("chinese", [False, True])
@pytest.mark.parametrize("move", get_args(Movement))
@pytest.mark.parametrize("framing", SIZE_READ)
def test_camera_words_are_read_back(framing, move, chinese):
    """The drawing provider stages what it reads: a framing it misreads is filmed wrongly."""
    words = camera_words(framing, move, focus="Ada", other="Finn", chinese=chinese)
    read = read_prompt(words, ["Ada", "Finn"])
    assert (read.size, read.movement) == (SIZE_READ[framing], move)
    assert framing_of(words) == framing
    if framing in {"medium", "close", "over_shoulder", "extreme_close"}:
        assert read.focus in ({"Ada"} if framing != "over_shoulder" else {"Ada", "Finn"})


def test_chinese_prompts_speak_in_the_chinese_form():
    """Mixed-language prompts are read badly and spoken wrongly."""
    page = ScenePage(
        number=1,
        location="阁楼",
        estimated_duration_s=12,
        action="灯灭了。",
        dialogue=[DialogueLine(speaker="Ada", text="谁在那里？")],
    )
    spoken = next(shot for shot in boarded(page, "zh").shots if shot.speech)
    assert "Ada说道：“谁在那里？”" in spoken.prompt


@pytest.mark.parametrize("seconds", [10, 20, 30, 45])
def test_no_three_neighbours_look_alike(seconds):
    """Three equal framings in a row read as a stuck camera."""
    lines = [(("Ada", "Finn")[i % 2], f"This is the long line number {i} of our talk!") for i in range(9)]
    shots = boarded(page_of(*lines, seconds=seconds)).shots
    looks = [(framing_of(shot.camera), shot.kind) for shot in shots]
    assert all(len({a, b, c}) > 1 for a, b, c in zip(looks, looks[1:], looks[2:], strict=False))


def test_only_a_continuing_beat_is_chained():
    """A wrong chain flag drags the last picture into another place."""
    quiet = boarded(page_of(*TALK, action="Rain falls.")).shots
    assert not any(shot.use_prev_last_frame_as_first for shot in quiet)
    told = "Rain falls. Ada lights a lamp. Finn looks down and smiles."
    shots = boarded(page_of(*TALK, action=told)).shots
    chained = [(a, b) for a, b in pairwise(shots) if b.use_prev_last_frame_as_first]
    assert [(b.kind, b.speech, b.props) for _, b in chained] == [("i2v", [], [])]
    assert all(set(b.characters) <= set(a.characters) for a, b in chained)


def test_age_is_told_once_in_a_chain_group():
    """Repeated ages waste the prompt; missing ones let the face drift."""
    for shot in boarded(page_of(*TALK, action="Rain falls. Ada lights a lamp. Finn looks down.")).shots:
        if not shot.use_prev_last_frame_as_first and shot.characters:
            assert shot.prompt.count("aged 71") == ("Ada" in shot.characters)
        else:
            assert "aged" not in shot.prompt


def test_clothes_never_reach_a_prompt():
    """Wardrobe words fight the portrait."""
    page = page_of(*TALK, action="Ada wears a red coat. Ada opens the door.")
    prompts = [shot.prompt for shot in boarded(page).shots]
    assert any("opens the door" in prompt for prompt in prompts)
    assert not any("coat" in prompt for prompt in prompts)


@given(
    words=st.lists(st.text("abcdefgh,.!? ", min_size=1, max_size=60), min_size=1, max_size=40),
    chinese=st.booleans(),
)
@settings(max_examples=60)
def test_a_line_of_any_length_is_spoken_whole(words, chinese):
    """A long line must be split over shots, letter for letter, never crammed or cut."""
    text = " ".join(words).strip() or "a"
    text = text.replace("a", "山") if chinese else text
    page = page_of(("Ada", text), seconds=10)
    setups = break_down(page, world_of(Brief(premise="p"), Lore()))
    pieces = [line.text for setup in setups for line in setup.lines]
    assert "".join(pieces) == text
    for setup in setups:
        assert 2 <= setup.seconds <= 15
        if setup.lines:
            assert setup.seconds >= math.floor(shot_seconds([line.text for line in setup.lines]))


@given(text=st.text(min_size=1, max_size=400))
def test_splitting_keeps_every_character(text):
    """A split that loses a sign breaks the promise of verbatim lines."""
    pieces = split_line(text, 5.0)
    assert "".join(pieces) == text
    assert all(speech_seconds(piece) <= 5.0 or len(piece) == 1 for piece in pieces)


@pytest.mark.parametrize("axis", ["logic", "proportion", "physics", "style", "cast_match", "dialog_attribution"])
def test_an_escalated_shot_is_set_up_anew(axis):
    """After three rejects the same setup again would fail again; the words must stay."""
    fragment = boarded(page_of(*TALK, action="Rain falls. Ada lights a lamp. Finn looks down and smiles."))
    reviews = {
        shot.id: [
            decide(shot_id=shot.id, version=n, breakdown={axis: 2.0, "style": 6.0}, rules=ReviewRules())
            for n in (1, 2, 3)
        ]
        for shot in fragment.shots
    }
    board = Storyboard(title="t", scenes=[fragment.scene], shots=fragment.shots)
    world = world_of(Brief(premise="p"), Lore(mood_anchor=ANCHOR))
    fresh = OfflineDirector().rewrite(fragment.shots, reviews, board, world, reports={})
    for old, new in zip(fragment.shots, fresh, strict=True):
        assert new.id == old.id
        assert new.prompt != old.prompt
        assert new.prompt.endswith(ANCHOR)
        assert [same_words(line.text) for line in new.speech] == [same_words(line.text) for line in old.speech]
        assert all(line.text in new.prompt for line in new.speech)
    first = fresh[0]
    assert not first.use_prev_last_frame_as_first


def test_who_hears_is_shown_where_the_scene_leaves_room():
    """A dialogue that only ever shows who speaks is half a dialogue; without room nothing is squeezed in."""
    talk = (
        ("Ada", "I have lit this lamp every single night for forty years, and I will light it tonight as well."),
        ("Finn", "Then I shall have to write that down, word for word, and send it to the harbour office."),
        ("Ada", "Write it in ink, young man, so that they can read it in the rain when they come here."),
        ("Finn", "They never come here."),
    )
    world = world_of(Brief(premise="p"), Lore())
    roomy = break_down(page_of(*talk, seconds=60), world)
    faces = [setup for setup in roomy if setup.part == "reaction"]
    assert len(faces) == 1
    heard = roomy[roomy.index(faces[0]) - 1]
    assert heard.lines
    assert faces[0].people != heard.people[:1]
    assert not [setup for setup in break_down(page_of(*talk, seconds=12), world) if setup.part == "reaction"]


def test_a_narrated_thing_is_shown_by_itself():
    """A line about a telephone over a wide picture of the room tells nothing."""
    page = ScenePage(
        number=1,
        location="Studio",
        type="narration",
        estimated_duration_s=8,
        beats=[
            Beat(narration="The phone rang.", visual="The little lamp of an old telephone blinks red"),
            Beat(narration="Nobody was there.", visual="An empty street at night"),
        ],
    )
    first, second = boarded(page).shots
    assert framing_of(first.camera) == "insert"
    assert framing_of(second.camera) != "insert"


def test_a_narrator_speaks_over_the_place_and_is_never_shown():
    """Guards against a narrator in the picture, a silent opening before the voice, and a voice that no model would make."""
    page = page_of(*TALK, seconds=30)
    voices = [
        DialogueLine(speaker="Narrator", text="Nobody had been up here for years.", voice_over=True),
        *page.dialogue[:1],
        DialogueLine(speaker="Finn", text="It is only me.", voice_over=True),
        *page.dialogue[1:],
    ]
    shots = boarded(page.model_copy(update={"dialogue": voices})).shots
    assert shots[0].kind == "t2v"
    assert [(beat.speaker, beat.voice_over) for beat in shots[0].speech] == [("narrator", True)]
    assert 'narrator says: "Nobody had been up here for years."' in shots[0].prompt
    heard = next(shot for shot in shots if any(beat.text == "It is only me." for beat in shot.speech))
    assert heard.characters == ["Ada"]
    assert spoken_in(heard.prompt, ["Ada", "Finn"])[0].voice_over


def test_nobody_stands_mute_under_a_voice_that_opens_a_later_scene():
    """Guards against people who look at the viewer and wait while a narrator speaks: a place first, else they walk in."""

    def opening(told: str) -> Shot:
        page = page_of(*TALK, action="Fog rolls over the water. Finn lifts the lamp.", seconds=24, number=2)
        voice = DialogueLine(speaker="Narrator", text=told, voice_over=True)
        return boarded(page.model_copy(update={"dialogue": [voice, *page.dialogue]})).shots[0]

    short = opening("That night the light goes out.")
    assert (short.kind, short.characters) == ("t2v", [])
    assert short.duration <= LONGEST_EMPTY_S
    long = opening(
        "The light went out, Finn rowed home, and the fog came in behind him, colder than any fog he knew."
    )
    assert long.characters == ["Ada", "Finn"]
    assert long.prompt.count("walks in.") == 2


def test_a_two_shot_is_not_followed_by_one_of_the_two_as_large():
    """Guards against a cut after which a person seems to have vanished beside another who has not moved."""
    together = Setup("action", "two_shot", "static", 4, "They wait.", people=("Ada", "Finn"))
    alone = Setup("action", "medium", "static", 4, "Finn nods.", people=("Finn",))
    assert varied([together, alone])[1].framing == "close"
    left_as_they_are = [
        replace(alone, people=("Cleo",)),
        replace(alone, carries_on=True),
        replace(alone, framing="wide"),
    ]
    for setup in left_as_they_are:
        assert varied([together, setup])[1] == setup
    assert varied([replace(together, framing="master"), alone])[1] == alone


def test_only_a_film_and_a_long_scene_open_on_an_empty_place():
    """Guards against a cut from people to an empty room in every short scene: viewers take it for another story."""
    world = world_of(Brief(premise="p"), Lore())

    def seen_first(number: int, seconds: int) -> tuple[str, ...]:
        return break_down(page_of(*TALK, seconds=seconds, number=number), world)[0].people

    assert seen_first(2, EMPTY_OPENING_FROM_S - 1) == ("Ada", "Finn")
    assert seen_first(2, EMPTY_OPENING_FROM_S) == ()
    assert seen_first(1, EMPTY_OPENING_FROM_S - 1) == ()
