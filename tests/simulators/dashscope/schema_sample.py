"""A document that fits a JSON schema: what a language model answers that is asked for one and has nothing to say."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_TEXTS = ("A simulated answer.", "simulated", "S01-001", "1", "2026-11-20", "#336699")
_DEEPEST = 12


def schema_in(texts: Sequence[str]) -> dict[str, Any] | None:
    """The last JSON schema that stands on a line of its own in what a model was told; None when there is none."""
    for text in reversed(texts):
        for line in reversed(text.splitlines()):
            if not line.lstrip().startswith("{"):
                continue
            try:
                document = json.loads(line)
            except ValueError:
                continue
            if isinstance(document, dict) and document.keys() & {"properties", "$defs", "$ref"}:
                return document
    return None


def sample_of(schema: Mapping[str, Any]) -> Any:
    """The smallest document that fits a schema as pydantic writes them: required fields, shortest lists.

    What a schema cannot tell (that a name must be one of the cast) is not known here either.
    """
    return _sample(schema, schema.get("$defs", {}), _DEEPEST)


def _sample(schema: Mapping[str, Any], defs: Mapping[str, Any], depth: int) -> Any:
    if "$ref" in schema:
        return _sample(defs[schema["$ref"].rpartition("/")[2]], defs, depth - 1)
    for name in ("const", "default"):
        if name in schema:
            return schema[name]
    if "enum" in schema:
        return schema["enum"][0]
    for name in ("anyOf", "oneOf", "allOf"):
        if name in schema:
            return _sample(_best(schema[name], depth), defs, depth - 1)
    return _plain(schema, defs, depth)


def _plain(schema: Mapping[str, Any], defs: Mapping[str, Any], depth: int) -> Any:
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {
                name: _sample(fields[name], defs, depth - 1)
                for name in schema.get("required", [])
                if name in fields
            }
        case "array":
            return _list(schema, defs, depth)
        case "string":
            return _text(schema)
        case "integer":
            return round(_number(schema))
        case "number":
            return _number(schema)
        case "boolean":
            return False
    return None


def _best(choices: Sequence[Mapping[str, Any]], depth: int) -> Mapping[str, Any]:
    """The first that is not null, but null at the bottom of what contains itself."""
    nulls = [choice for choice in choices if choice.get("type") == "null"]
    others = [choice for choice in choices if choice.get("type") != "null"]
    return (nulls or others)[0] if depth <= 0 else (others or nulls)[0]


def _list(schema: Mapping[str, Any], defs: Mapping[str, Any], depth: int) -> list[Any]:
    if "prefixItems" in schema:
        return [_sample(item, defs, depth - 1) for item in schema["prefixItems"]]
    wanted = int(schema.get("minItems", 0 if depth <= 0 else 1))
    count = min(wanted, int(schema.get("maxItems", wanted)))
    return [_sample(schema.get("items", {}), defs, depth - 1) for _ in range(count)]


def _text(schema: Mapping[str, Any]) -> str:
    pattern = re.compile(schema.get("pattern", ""))
    found = next((text for text in _TEXTS if pattern.search(text)), _TEXTS[0])
    shortest, longest = int(schema.get("minLength", 0)), schema.get("maxLength")
    found = found * (shortest // len(found) + 1) if len(found) < shortest else found
    return found if longest is None else found[: int(longest)]


def _number(schema: Mapping[str, Any]) -> float:
    """In the middle of its limits, which for a mark is neither the best nor the worst."""
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if low is None or high is None:
        edge = low if low is not None else high
        return 1.0 if edge is None else float(edge) + (1.0 if low is not None else -1.0)
    return (float(low) + float(high)) / 2
