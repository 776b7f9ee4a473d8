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
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+\s*|\W\s*"
)
"""A word with the blanks after it, one CJK sign, or one punctuation mark."""

Change = Literal["same", "added", "removed"]


class Piece(NamedTuple):
    """A run of text of a changed prompt."""

    change: Change
    text: str


@cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def markdown(text: str) -> Markup:
    """Markdown as safe HTML. Headings start at h3; comments (the script's check blocks) are shown as set text."""
    shown = _COMMENT.sub(lambda found: f"\n\n```\n{found[1].strip()}\n```\n\n", text)
    renderer = _renderer()
    tokens = renderer.parse(shown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    html = renderer.renderer.render(tokens, renderer.options, {})
    # Sanitised on the line above all others that matter: html is off in the parser and nothing but _TAGS survives.
    return Markup(nh3.clean(html, tags=set(_TAGS), attributes={}))  # noqa: S704 - cleaned by nh3


def prompt_difference(before: str, after: str) -> list[Piece]:
    """What changed from one prompt to the next, word by word, in reading order."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        removed, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if kind == "equal":
            pieces.append(Piece("same", added))
            continue
        pieces += [Piece("removed", removed)] if removed else []
        pieces += [Piece("added", added)] if added else []
    return pieces


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
