"""Scene pages: both formats, their tolerance, their round trip and their errors."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from resources.errors import InvalidDocument
from spark_video_assets.story.scene_page import compile_script, parse_scene_page, parse_script, write_scene_page
from spark_video_assets.story.script import Beat, CastCheck, DialogueLine, NamedNpc, PropNote, ScenePage, Script

NARRATED = """## Scene 2 — Harbour (dawn)

**Type**: narration
**Characters**: Mina
**Estimated duration**: 24s
**Backstory**: The ferry never came back.

**Beats**:

1. Narration: "Every morning she counted the boats."
   Visual: Mina on the pier, hand over her eyes (4s)
2. Dialog:
   - Mina: "Eleven. Again."
   Visual: close-up, wind in her hair (suggested 3 s)
"""


def test_both_formats_are_read():
    """A narration page whose beats were lost would become a silent film."""
    page = parse_scene_page(NARRATED, where="scene-02.md")
    assert page.type == "narration"
    assert page.beats[0].narration == "Every morning she counted the boats."
    assert [beat.duration_s for beat in page.beats] == [4, 3]
    assert page.spoken() == [DialogueLine(speaker="Mina", text="Eleven. Again.")]


@pytest.mark.parametrize(
    ("heading", "place", "time"),
    [
        ("## Scene 3 — The Bakery (night)", "The Bakery", "night"),
        ("# SCENE 03: The Bakery", "The Bakery", ""),
        ("**Scene 3 - The Bakery (night)**", "The Bakery", "night"),
        ("### 第三场：同福客栈（夜）", "同福客栈", "夜"),
        ("## 场景 3 — 同福客栈（夜）", "同福客栈", "夜"),
    ],
)
def test_headings_in_many_hands(heading: str, place: str, time: str):
    """A writer's own heading style must not make the page unreadable."""
    page = parse_scene_page(f"{heading}\nEstimated duration: 20 seconds\n", where="x")
    assert (page.number, page.location, page.time) == (3, place, time)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("20s", 20),
        ("约 20 秒", 20),
        ("1m30s", 90),
        ("1:30", 90),
        ("about 15-20s", 20),
        ("1 分 5 秒", 65),
        ("45", 45),
    ],
)
def test_durations_in_many_hands(told: str, seconds: int):
    """A misread duration bends the length of the film."""
    assert parse_scene_page(f"## Scene 1 — A\n**时长**：{told}\n", where="x").estimated_duration_s == seconds


def test_chinese_page_with_full_width_signs():
    """Full-width colons, bold names and corner brackets are how Chinese writers type."""
    text = (
        "## 第二场：客栈（夜）\n**角色**：郭芙蓉、钱夫人（中年）\n**节奏**：外部：快；内部：紧\n预计时长：20秒\n"
        "**对白**：\n- 郭芙蓉：“夫人，我没有！”\n- **钱夫人**：「胡说」\n"
    )
    page = parse_scene_page(text, where="x")
    assert page.characters == ["郭芙蓉", "钱夫人"]
    assert (page.pacing_external, page.pacing_internal) == ("快", "紧")
    assert [(line.speaker, line.text) for line in page.dialogue] == [
        ("郭芙蓉", "夫人，我没有！"),
        ("钱夫人", "胡说"),
    ]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Just a paragraph.\n", "heading"),
        ("## Scene 1 — A\n", "estimated duration"),
        ("## Scene 1 — A\n**Estimated duration**: soon\n", "estimated duration"),
        ("## Scene 1 — A\nType: opera\nDuration: 5s\n", "type"),
        ("## Scene 0 — A\nDuration: 5s\n", "number"),
        ("## Scene 1\nDuration: 5s\n", "location"),
        ("## Scene 1 — A\nDuration: 5s\n## Scene 2 — B\n", "heading"),
    ],
)
def test_bad_pages_name_file_and_field(text: str, field: str):
    """A page that cannot be read must say which file and which field, not raise a traceback."""
    with pytest.raises(InvalidDocument) as caught:
        parse_scene_page(text, where="scene-07.md")
    assert caught.value.where == "scene-07.md"
    assert f"field {field}" in caught.value.problem


_line = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40).map(
    lambda text: " ".join(text.split())
)
_words = _line.filter(bool)
_name = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=12).filter(
    lambda text: text.lower() not in {"none", "nobody", "无", "没有"}
)
_plain = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"], include_characters=" ,."), max_size=30).map(
    lambda text: " ".join(text.split())
)
_place = _name.map(lambda text: f"Room {text}")
_spoken = st.builds(DialogueLine, speaker=_name, text=_words, voice_over=st.booleans())
_beat = st.builds(
    Beat,
    narration=st.none() | _words,
    dialogue=st.lists(_spoken, max_size=2),
    visual=_plain,
    duration_s=st.none() | st.integers(1, 60),
)
_check = st.builds(
    CastCheck,
    leads=st.lists(_name, max_size=3, unique=True),
    named_npcs=st.lists(st.builds(NamedNpc, name=_name, look=_plain), max_size=2),
    extras=st.lists(_name, max_size=2, unique=True),
)
_prop = st.builds(
    PropNote, name=_name, description=_plain, shots=st.lists(st.sampled_from(["S01-001", "S02-013"]), unique=True)
)
_page = st.builds(
    ScenePage,
    number=st.integers(1, 99),
    location=_place,
    time=_name | st.just(""),
    type=st.sampled_from(["drama", "narration"]),
    characters=st.lists(_name, max_size=3, unique=True),
    pacing_external=_line,
    pacing_internal=_line,
    estimated_duration_s=st.integers(1, 900),
    backstory=_line,
    action=_line,
    dialogue=st.lists(_spoken, max_size=3),
    beats=st.lists(_beat, max_size=3),
    cast_check=st.none() | _check,
    prop_check=st.lists(_prop, max_size=2),
    extra=_line,
)


_NAMED_LIKE_A_LABEL = ScenePage(
    number=1,
    location="Room 1",
    estimated_duration_s=5,
    cast_check=CastCheck(named_npcs=[NamedNpc(name="NPC"), NamedNpc(name="Extra", look="tall")]),
)


@settings(max_examples=50)
@example(_NAMED_LIKE_A_LABEL)
@given(_page)
def test_round_trip(page: ScenePage):
    """Saving a page and opening it again must change no word of the script."""
    assert parse_scene_page(write_scene_page(page), where="x") == page


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_any_text_is_a_page_or_a_clear_error(text: str):
    """Whatever is in the file, the answer is a page or one message."""
    for wild in (text, f"## Scene 1 — A\nDuration: 5s\n{text}"):
        try:
            page = parse_scene_page(wild, where="x")
        except InvalidDocument:
            continue
        assert parse_scene_page(write_scene_page(page), where="x").spoken() == page.spoken()


def test_compiled_script_reads_back():
    """`script.md` is what the gate shows: it must hold every page, in order."""
    first = parse_scene_page(NARRATED, where="x").model_copy(update={"number": 1})
    second = parse_scene_page(NARRATED, where="x")
    text = compile_script(Script(pages=[first, second]), "hf", "001")
    assert text.startswith("# hf / 001\n")
    assert parse_script(text, where="script.md").pages == [first, second]
