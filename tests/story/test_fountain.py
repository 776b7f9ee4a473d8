"""Fountain screenplays: everything that is filmed is read, nothing else is, and malformed files are told by their line."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from resources.errors import InvalidDocument
from spark_video_assets.story.fountain import parse_fountain
from spark_video_assets.story.introductions import introduced
from spark_video_assets.story.scene_page import parse_scene_page, write_scene_page
from spark_video_assets.story.script import ScenePage

PLAY = """Title:
    _**THE LAST LIGHT**_
Credit: written by

# Act One

INT. LAMP ROOM - DUSK #1#

= She has been alone for nine years.

Ada polishes the lens. /* cut
this */ The sea is grey.

ADA (CONT'D)
(quietly)
Not tonight, *Bo*.
Do you hear?

BO ^
I hear.

@McGregor
Aye. [[check
his accent]]

> CUT TO:

.THE STAIRS

!BO STOPS
~A hummed tune.

EXT. PIER -- NIGHT

MR. FINCH (V.O.)
It was eight o'clock.

FADE TO:
"""


def pages(text: str) -> list[ScenePage]:
    return parse_fountain(text, where="play.fountain").script.pages


def pages_or_fault(text: str) -> list[ScenePage] | str:
    try:
        return pages(text)
    except InvalidDocument as error:
        return error.problem


def test_a_screenplay_becomes_pages() -> None:
    """Guards against lines that are lost, given to the wrong person, or spoken although they are remarks."""
    play = parse_fountain(PLAY, where="play.fountain")
    room, stairs, pier = play.script.pages
    assert play.title == "THE LAST LIGHT"
    assert [(p.location, p.time) for p in play.script.pages] == [
        ("Lamp Room", "dusk"),
        ("The Stairs", ""),
        ("Pier", "night"),
    ]
    assert [(line.speaker, line.text) for line in room.dialogue] == [
        ("Ada", "Not tonight, Bo. Do you hear?"),
        ("Bo", "I hear."),
        ("McGregor", "Aye."),
    ]
    assert (room.action, room.backstory) == (
        "Ada polishes the lens. The sea is grey.",
        "She has been alone for nine years.",
    )
    assert room.extra == "Ada (quietly)"
    assert stairs.action == "BO STOPS A hummed tune."
    assert (pier.dialogue[0].speaker, pier.action) == ("Mr. Finch", "")
    assert room.estimated_duration_s > pier.estimated_duration_s >= 3


def test_everybody_who_speaks_gets_a_card() -> None:
    """Guards against an imported film whose people have no faces."""
    check = pages(PLAY)[-1].cast_check
    assert check is not None
    assert [npc.name for npc in check.named_npcs] == ["Ada", "Bo", "McGregor", "Mr. Finch"]


def test_chinese_screenplays_are_read() -> None:
    """Guards against a screenplay without capitals that is all action."""
    told = (
        "标题：末班车",
        "内景 茶馆 - 夜",
        "老周擦桌子。",
        "林小满（急）：您等谁？",
        "@老周\n（低声）\n等我自己。",
    )
    text = "\n\n".join([*told, "外景 码头，日", "船来了。"])
    play = parse_fountain(text, where="x")
    tea, pier = play.script.pages
    assert (play.title, tea.location, tea.time, pier.location, pier.time) == ("末班车", "茶馆", "夜", "码头", "日")
    assert [(line.speaker, line.text) for line in tea.dialogue] == [("林小满", "您等谁？"), ("老周", "等我自己。")]
    assert tea.action == "老周擦桌子。"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: no scene heading"),
        ("Just a story about a cook.\n", "line 1: 'Just a story"),
        ("\n\nADA\nHello.\n\nINT. ROOM - DAY\n\nShe sits.\n", "line 3: 'ADA' stands before"),
        ("INT. ROOM - DAY\n\nShe sits. /* and\n\nstands", "line 3: the comment that opens here"),
        ("INT. ROOM - DAY\n\nShe sits.\n\n[[why", "line 5: the note that opens here"),
        ("INT. ROOM - DAY\n\nEXT. STREET - DAY\n\nRain.", "line 1: nothing happens in the scene 'Room'"),
        ("INT. ROOM - DAY\n\nADA\n(softly)\n", "line 1: nothing happens"),
    ],
)
def test_malformed_files_are_told_by_their_line(text: str, told: str) -> None:
    """Guards against a message that leaves a writer searching a hundred pages."""
    with pytest.raises(InvalidDocument) as caught:
        parse_fountain(text, where="play.fountain")
    assert told in str(caught.value)
    assert "play.fountain" in str(caught.value)


_PARTS = st.sampled_from(
    [
        "INT. ROOM - DAY", ".X", "EXT.", "ADA", "BO ^", "@阿宝", "(softly)", "Hello.", "/*", "*/", "[[", "]]", "@", "~",
        "> CUT TO:", ">mid<", "# One", "= Syn", "===", "~la", "!", "Title: X", "   Y", "内景 茶馆 - 夜", "老周：好。", "",
        "\u2028", "\x00", "***",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(_PARTS, st.text(max_size=12)), max_size=24))
@settings(max_examples=300)
@example(["INT. ROOM - DAY", "", "@", "~"])
def test_no_text_breaks_the_reader(lines: list[str]) -> None:
    """Guards against a crash, and against pages that cannot be read again from the files they are written to."""
    made = pages_or_fault("\n".join(lines))
    if isinstance(made, str):
        assert made.startswith("line ")
        return
    for page in made:
        again = parse_scene_page(write_scene_page(page), where="x")
        assert [line.text for line in again.dialogue] == [line.text for line in page.dialogue]


HEARD = """INT. RESTAURANT - NIGHT

LENA (27), a tired cook in a red apron, wipes the counter. Mara, 34, waits.

NARRATOR
Only ghosts eat here.

MARA (O.S.)
They ordered the soup again.

LENA (CONT'D)
Again?
"""


def test_a_voice_without_a_face_is_heard_and_not_seen() -> None:
    """Guards against a narrator who is drawn and stands in the room, and a voice from the next room that does."""
    (page,) = parse_fountain(HEARD, where="play.fountain").script.pages
    assert [(line.speaker, line.voice_over) for line in page.dialogue] == [
        ("Narrator", True), ("Mara", True), ("Lena", False),
    ]  # fmt: skip
    assert page.characters == ["Lena"]
    assert page.cast_check is not None
    assert [npc.name for npc in page.cast_check.named_npcs] == ["Mara", "Lena"]
    assert parse_scene_page(write_scene_page(page), where="x").dialogue == page.dialogue
    chinese = "内景 茶馆 - 夜\n\n旁白：雨下了一夜。\n老周（画外音）：谁？\n阿宝：我。\n"
    (page,) = parse_fountain(chinese, where="play.fountain").script.pages
    assert [line.voice_over for line in page.dialogue] == [True, True, False]


def test_how_the_action_introduces_somebody_is_kept() -> None:
    """Guards against a cook of 27 who is drawn as a child, though the screenplay says her age and clothes."""
    (page,) = parse_fountain(HEARD, where="play.fountain").script.pages
    assert page.cast_check is not None
    looks = {npc.name: npc.look for npc in page.cast_check.named_npcs}
    assert looks == {"Lena": "27, a tired cook in a red apron", "Mara": "34"}


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("Then Ada (30s) enters.", "30s"),
        ("ADA, a stout old woman with a white bun, sits.", "a stout old woman with a white bun"),
        ("Ada, 70, wearing a yellow raincoat, waves.", "70, wearing a yellow raincoat"),
        ("Finn looks at Ada, the window is open.", ""),
        ("ADA (laughing) turns. Adam, 12, runs.", ""),
        ("Ada, you see, leaves.", ""),
    ],
)
def test_only_ages_and_looks_introduce(action: str, told: str) -> None:
    """Guards against a portrait that is painted from what somebody does."""
    assert introduced("Ada", action) == told
