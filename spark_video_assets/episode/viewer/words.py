"""Text on its way into the page: markdown, differences between prompts, links, data for scripts. No file is read here."""

from __future__ import annotations

import difflib
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = frozenset({
    "p", "br", "hr", "h3", "h4", "h5", "h6", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "table", "thead", "tbody", "tr", "th", "td",
})  # fmt: skip
"""What rendered markdown may hold: no links, no pictures, no attributes, so nothing in it can run or call home."""
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+(?:[-'’][^\W{_CJK}]+)*\s*|\W\s*")
"""A word (hyphens included) with the blanks after it, one CJK sign, or one punctuation mark."""
_SOLID_WORDS = 3
"""Shorter runs of equal words between two changes read better as part of one change."""

Change = Literal["same", "added", "removed"]


class Piece(NamedTuple):
    """A run of text of a changed prompt."""

    change: Change
    text: str


@cache
def _renderer(line_by_line: bool) -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": line_by_line}).enable(["table", "strikethrough"])


def markdown(text: str, *, line_by_line: bool = False) -> Markup:
    """Markdown as safe HTML.

    Headings start at h3; comments (the script's check blocks) are shown as set text.

    Args:
        text: What a person or a model wrote.
        line_by_line: Keep the line breaks, for texts with one field per line.
    """
    shown = _COMMENT.sub(lambda found: f"\n\n```\n{found[1].strip()}\n```\n\n", text)
    renderer = _renderer(line_by_line)
    tokens = renderer.parse(shown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    html = renderer.renderer.render(tokens, renderer.options, {})
    # Twice safe: the parser takes no HTML, and of what it writes nothing but _TAGS survives.
    return Markup(nh3.clean(html, tags=set(_TAGS), attributes={}))  # noqa: S704 - cleaned by nh3


def prompt_difference(before: str, after: str) -> list[Piece]:
    """What changed from one prompt to the next, word by word, in reading order."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    removed = added = ""
    for kind, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        at_an_end = new_from == 0 or new_to == len(new)
        if kind == "equal" and (at_an_end or new_to - new_from >= _SOLID_WORDS):
            pieces += _changed(removed, added)
            removed = added = ""
            pieces.append(Piece("same", "".join(new[new_from:new_to])))
        else:
            removed += "".join(old[old_from:old_to])
            added += "".join(new[new_from:new_to])
    return pieces + _changed(removed, added)


def _changed(removed: str, added: str) -> list[Piece]:
    told: list[tuple[Change, str]] = [("removed", removed), ("added", added)]
    return [Piece(change, text) for change, text in told if text]


def link(path: Path, page_folder: Path) -> str:
    """A file as a relative URL from the page's folder, every sign that means something in a URL encoded."""
    relative = os.path.relpath(path.resolve(), page_folder.resolve())
    return quote(os.fsencode(Path(relative).as_posix()), safe="/")


def script_json(data: object) -> Markup:
    """Plain data as JSON that may stand inside a script element: it can neither close nor open anything."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - no sign of markup is left in it
