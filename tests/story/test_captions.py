"""Captions: readable cues from timed lines, and the two files that hold them."""

from __future__ import annotations

import html
import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spark_video_assets.story.captions import (
    CJK,
    LATIN,
    LONGEST_CUE_S,
    CaptionCue,
    Spoken,
    SpokenWord,
    caption_cues,
    to_srt,
    to_vtt,
)

SPEECH = (
    "I counted every loaf twice, Otto, and one of them is breathing. Do not look at it, do not feed it, "
    "and whatever happens tonight, do not tell it your name."
)


def _seconds(clock: str) -> float:
    hours, minutes, seconds = re.split(r":(?=\d\d[:.,])|:", clock.replace(",", "."), maxsplit=2)
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def test_long_lines_are_split_and_readable():
    """A caption that fills the picture, or is gone before it is read, is worse than none."""
    cues = caption_cues([Spoken(speaker="Mina", text=SPEECH, start_s=1.0, end_s=10.0)])
    assert len(cues) >= 2
    assert " ".join(cue.text.replace("\n", " ") for cue in cues) == SPEECH
    for cue in cues:
        rows = cue.text.split("\n")
        assert len(rows) <= 2
        assert max(map(len, rows)) <= LATIN.line_length
        assert 5 / 6 - 0.002 <= cue.end_s - cue.start_s <= LONGEST_CUE_S


def test_chinese_lines_are_split_by_their_own_measure():
    """Sixteen signs on a line; no line begins with a comma."""
    text = "夫人，我没有偷你的账本，那天夜里我在后厨和面，老李可以作证，掌柜的也看见了我，你不信就去问他们好了。"
    cues = caption_cues([Spoken(text=text, start_s=0.0, end_s=14.0)])
    assert "".join(cue.text.replace("\n", "") for cue in cues) == text
    for cue in cues:
        for row in cue.text.split("\n"):
            assert len(row) <= CJK.line_length
            assert row[0] not in "，。！？、；："


def test_split_follows_the_words_own_times():
    """With word times known, the second half appears when it is spoken, not by proportion."""
    words = SPEECH.split()
    timed = [SpokenWord(text=w, start_s=0.1 * i, end_s=0.1 * i + 0.1) for i, w in enumerate(words)]
    late = [w if w.start_s < 1.2 else w.model_copy(update={"start_s": w.start_s + 5}) for w in timed]
    cues = caption_cues([Spoken(text=SPEECH, start_s=0.0, end_s=9.0, words=late)])
    assert cues[1].start_s > 6.0


def test_short_cries_stay_long_enough():
    """A cry of 0.2 s cannot be read in 0.2 s."""
    cue = caption_cues([Spoken(text="No!", start_s=2.0, end_s=2.2)])[0]
    assert cue.end_s - cue.start_s == pytest.approx(5 / 6, abs=0.002)


_line = st.builds(
    Spoken,
    speaker=st.sampled_from(["", "Mina", "A&B <x>"]),
    text=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200) | st.just("面" * 70),
    start_s=st.floats(0, 60),
    end_s=st.floats(0, 75),
)


@settings(max_examples=120)
@given(st.lists(_line, max_size=6))
def test_cues_never_overlap(lines: list[Spoken]):
    """Overlapping cues flicker in players; whatever the lines, order, gaps and lengths hold."""
    cues = caption_cues(lines)
    for cue in cues:
        assert 0 < cue.end_s - cue.start_s <= LONGEST_CUE_S + 0.002
        assert len(cue.text.split("\n")) <= 2
    for before, after in itertools.pairwise(cues):
        assert after.start_s - before.end_s >= 2 / 24 - 0.002


_CUES = [
    CaptionCue(start_s=0.5, end_s=2.0, text="Tom & Jerry --> <b>run</b>\nfast", speaker="A<B>"),
    CaptionCue(start_s=3661.25, end_s=3662.0, text="你好", speaker=""),
]


def test_srt_reads_back():
    """Players and editors must find the same cues that we wrote."""
    blocks = to_srt(_CUES).strip().split("\n\n")
    for number, (block, cue) in enumerate(zip(blocks, _CUES, strict=True), start=1):
        rows = block.split("\n")
        assert rows[0] == str(number)
        start, end = rows[1].split(" --> ")
        assert (_seconds(start), _seconds(end)) == (cue.start_s, cue.end_s)
        assert "\n".join(rows[2:]) == cue.text.replace("-->", "→")


def test_vtt_reads_back():
    """The speaker is a voice tag; no sign of a line can break out of its cue."""
    head, *blocks = to_vtt(_CUES).strip().split("\n\n")
    assert head == "WEBVTT"
    for block, cue in zip(blocks, _CUES, strict=True):
        timing, told = block.split("\n", 1)
        start, end = timing.split(" --> ")
        assert (_seconds(start), _seconds(end)) == (cue.start_s, cue.end_s)
        assert "-->" not in told
        voice = re.match(r"<v ([^>]+)>", told)
        assert (html.unescape(voice[1]) if voice else "") == cue.speaker
        assert html.unescape(told[voice.end() :] if voice else told) == cue.text


def test_no_lines_no_cues():
    """A silent film still gets valid files."""
    assert caption_cues([]) == []
    assert to_srt([]) == ""
    assert to_vtt([]).startswith("WEBVTT")
