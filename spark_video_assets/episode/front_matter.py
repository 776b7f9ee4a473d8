"""Markdown files with YAML front matter, in and out. What the keys mean is the story's business."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from resources.errors import InvalidDocument

MAX_CHARS = 2_000_000
"""Longest card, lore or brief that is read (about 400 pages of text)."""
_DEEPEST = 16
"""Levels of lists and mappings; a brief has three."""
_NUMBERS = frozenset({"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"})


class PlainLoader(yaml.SafeLoader):
    """Numbers as people mean them: YAML 1.1 reads the ratio `9:16` as 556 and the episode `010` as 8; here both are text."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in known if tag not in _NUMBERS]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?(?:0|[1-9][0-9_]*)$"), list("-+0123456789")
)
PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$"),
    list("-+0123456789."),
)


def read_text(path: Path) -> str:
    """A text file as UTF-8 with its byte order mark dropped.

    Raises:
        InvalidDocument: not UTF-8, or longer than `MAX_CHARS`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        mend = "save it as UTF-8, or bring it back from a backup"
        raise InvalidDocument(f"is not UTF-8 text (byte {error.start}): {mend}", where=str(path)) from None
    if len(text) > MAX_CHARS:
        raise InvalidDocument(f"has {len(text)} characters", where=str(path), allowed=f"at most {MAX_CHARS}")
    return text


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML mapping. Raises `InvalidDocument` with the line of the mistake."""
    return _mapping(read_text(path), path)


def read_front_matter(path: Path) -> tuple[dict[str, Any], str]:
    """Front matter and body; a file without `---` fences is all body."""
    text = read_text(path)
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        return {}, text.strip()
    for number, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return _mapping("\n".join(lines[1:number]), path), "\n".join(lines[number + 1 :]).strip()
    raise InvalidDocument("the front matter has no closing ---", where=str(path))


def front_matter_text(front: dict[str, Any], body: str) -> str:
    """The text of such a file."""
    return f"---\n{yaml_text(front)}---\n\n{body.strip()}\n"


def yaml_text(data: dict[str, Any]) -> str:
    """YAML in the order given, any script unescaped."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def yaml_data(text: str, where: str, loader: type[yaml.SafeLoader] = PlainLoader) -> Any:
    """What a YAML text holds.

    Raises:
        InvalidDocument: It is not YAML, or made to keep the reader busy; with the line where there is one.
    """
    try:
        _refuse_traps(text, where, loader)
        return loader(text).get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark else ""
        told = getattr(error, "problem", None) or "it holds a sign that no text has"
        raise InvalidDocument(f"is not valid YAML{line}: {told}", where=where) from None


def _refuse_traps(text: str, where: str, loader: type[yaml.SafeLoader]) -> None:
    """Refuse what the reader would need hours or gigabytes for: its time grows with the square of the depth."""
    depth = 0
    for event in yaml.parse(text, loader):
        if isinstance(event, yaml.AliasEvent):
            raise InvalidDocument("uses an alias (*)", where=where, allowed="values written out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise InvalidDocument("is nested too deeply", where=where, allowed=f"{_DEEPEST} levels")


def _mapping(text: str, path: Path) -> dict[str, Any]:
    data = yaml_data(text, str(path))
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise InvalidDocument(f"holds {type(data).__name__}, not a mapping", where=str(path))
    return {str(key): value for key, value in data.items()}
