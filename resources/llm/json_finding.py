"""Finding the JSON that a model meant inside what it wrote: prose, fences, forgotten brackets. It checks no meaning.

Nothing is guessed: a value that was cut off, repeated keys, NaN, endless numbers and deep nesting are no answer.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 40
"""Deepest nesting that is read; no document of ours is deeper than ten levels."""
MAX_DOCUMENTS = 50
"""A text with more of them is no answer."""
MAX_ENVELOPES = 6
"""How many single-key wrappers around the answer are taken off (clip-review rules of the origin)."""

_THOUGHT = "</think>"
"""What stands before it is a model thinking aloud, drafts of the answer included."""
_OPENING = re.compile(r"\{\s*[\"}]|\[\s*[\[{\"\]]")
"""How JSON begins that could be an answer; brackets of prose such as `[Image 1]` are passed over."""
_TOKEN = re.compile(r"\"[^\"\\]*(?:\\.[^\"\\]*)*\"|[^\s\"{}\[\],]+|\S", re.DOTALL)
_FENCE_END = re.compile(r"\s*`*\s*$")
_CLOSING = {"{": "}", "[": "]"}


class _Refused(ValueError):
    """A construct that JSON readers let pass and that no answer may hold."""


def find_documents(text: str, *, whole: bool = True) -> list[Any]:
    """All JSON objects and arrays of a text, outermost ones only, each once, in order.

    What begins like JSON and is not whole ends the search: a piece out of the middle of an answer is no answer.

    Args:
        text: What the model wrote.
        whole: The model ended by itself: brackets that it forgot to close at the very end are closed for it. False
            when it was cut off: then nobody knows what is missing.
    """
    text = text[:MAX_CHARACTERS].rpartition(_THOUGHT)[2]
    found: list[Any] = []
    at = 0
    for _ in range(MAX_DOCUMENTS):
        opening = _OPENING.search(text, at)
        if opening is None:
            break
        span = _span(text, opening.start(), whole=whole)
        if span is None:
            break
        document = _read(span[0])
        if document is not None and document not in found:
            found.append(document)
        at = span[1]
    return found


def unwrapped(document: Any) -> list[Any]:
    """A document and what is inside of it while it is only a wrapper: one key, holding an object, array or JSON text."""
    layers = [document]
    while len(layers) <= MAX_ENVELOPES and isinstance(layers[-1], dict) and len(layers[-1]) == 1:
        (inner,) = layers[-1].values()
        if isinstance(inner, str):
            documents = find_documents(inner)
            inner = documents[0] if len(documents) == 1 else None
        if not isinstance(inner, dict | list):
            break
        layers.append(inner)
    return layers


def _span(text: str, start: int, *, whole: bool) -> tuple[str, int] | None:
    """The balanced text from an opening bracket on, without commas before a closing bracket, and where it ends."""
    stack: list[str] = []
    pieces: list[str] = []
    taken = start
    comma: int | None = None
    for token in _TOKEN.finditer(text, start):
        sign = token.group()
        if sign == '"':
            return None  # a string that never ends
        if sign in _CLOSING:
            stack.append(_CLOSING[sign])
            if len(stack) > MAX_DEPTH:
                return None
        elif sign in _CLOSING.values():
            if stack.pop() != sign:
                return None
            if comma is not None:
                pieces.append(text[taken:comma])
                taken = comma + 1
            if not stack:
                return "".join([*pieces, text[taken : token.end()]]), token.end()
        comma = token.start() if sign == "," else None
    if not whole:
        return None
    rest = _FENCE_END.sub("", text[taken:])
    return "".join([*pieces, rest, *reversed(stack)]), len(text)


def _read(span: str) -> Any | None:
    try:
        document = json.loads(
            span,
            object_pairs_hook=_without_repeats,
            parse_float=_finite,
            parse_int=_small,
            parse_constant=_no_constant,
            strict=False,  # line breaks inside of strings are a slip that changes nothing
        )
        # Half of a surrogate pair can be written as an escape, but in no file of ours.
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return document


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise _Refused("a key is given twice")
    return document


def _finite(told: str) -> float:
    value = float(told)
    if not math.isfinite(value):
        raise _Refused(f"{told} is no number that can be counted with")
    return value


def _small(told: str) -> int:
    if len(told.lstrip("-")) > 18:
        raise _Refused("a number of more than 18 digits")
    return int(told)


def _no_constant(told: str) -> float:
    raise _Refused(f"{told} is no number")
