"""Words on their way into the page: differences of prompts, markdown, links, captions."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from spark_video_assets.episode.viewer.film import read_cues
from spark_video_assets.episode.viewer.words import link, markdown, prompt_difference
from spark_video_assets.story.captions import CaptionCue, to_vtt

PROMPTS = st.lists(
    st.sampled_from(["Ada ", "turns", ", ", "slowly ", "灯", "塔", "push-in", ". ", "\n"]), max_size=14
)


@given(PROMPTS, PROMPTS)
def test_difference_loses_nothing(before: list[str], after: list[str]) -> None:
    """Whoever reads the marked prompt must be able to read both prompts out of it."""
    pieces = prompt_difference("".join(before), "".join(after))
    assert "".join(p.text for p in pieces if p.change != "added") == "".join(before)
    assert "".join(p.text for p in pieces if p.change != "removed") == "".join(after)


def test_difference_is_told_in_whole_phrases() -> None:
    """A prompt shredded into single letters and hyphens tells nobody what the prompt doctor did."""
    told = prompt_difference("Close-up on Ada, slow push-in.", "Medium shot of Ada, slow push-in.")
    assert [(p.change, p.text) for p in told] == [
        ("removed", "Close-up on "),
        ("added", "Medium shot of "),
        ("same", "Ada, slow push-in."),
    ]


def test_markdown_runs_nothing_and_calls_nobody() -> None:
    """A lore file or a model's report with markup, links or remote pictures in it."""
    html = markdown(
        "# Bay\n<b onclick=x>a</b>\n\n![](http://example.com/a.png) [go](javascript:alert(1))\n\n"
        "|a|b|\n|-|-|\n|1|<i>2</i>|\n\n<!-- CAST CHECK\nLeads: Ada\n-->"
    )
    assert "<h3>Bay</h3>" in html
    assert "<td>1</td>" in html
    assert "CAST CHECK\nLeads: Ada" in html
    for forbidden in ("<b", "<img", "<a", "<i", "<!--", "http:"):
        assert forbidden not in html


def test_script_keeps_its_lines() -> None:
    """A scene page has one field per line; run together it is a wall of text."""
    assert "<br>" in markdown("**Characters**: Ada\n**Action**: she waits", line_by_line=True)
    assert "<br>" not in markdown("one\ntwo")


def test_link_encodes_what_urls_mean_something_by(tmp_path: Path) -> None:
    """`#` and `?` in a name end a URL; `%41` would name another file; a name need not be UTF-8."""
    page = tmp_path / "episode 1"
    page.mkdir()
    assert link(tmp_path / "cast" / "a#b?c %41" / "图.png", page) == "../cast/a%23b%3Fc%20%2541/%E5%9B%BE.png"
    assert link(page / os.fsdecode(b"\xff.mp4"), page) == "%FF.mp4"


def test_captions_come_back_as_written(tmp_path: Path) -> None:
    """Captions on the page must be those of the delivered file, also when a line looks like a time stamp."""
    cues = [
        CaptionCue(start_s=0.5, end_s=2.25, text="one --> two\nand three", speaker="Ada & Bram"),
        CaptionCue(start_s=3661, end_s=3662.5, text="到了"),
    ]
    path = tmp_path / "film.vtt"
    path.write_bytes(b"\xef\xbb\xbf" + to_vtt(cues).replace("\n", "\r\n").encode())
    told = read_cues(path)
    assert [(cue["start"], cue["end"]) for cue in told] == [(0.5, 2.25), (3661.0, 3662.5)]
    assert told[0]["text"] == "<v Ada &amp; Bram>one --&gt; two\nand three"
