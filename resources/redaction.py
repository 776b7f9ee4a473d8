"""Taking secrets out of anything that is logged, recorded or shown. Decides nothing about what is logged."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import PurePath

HIDDEN = "[hidden]"
MAX_STRING = 8000
MAX_DEPTH = 8

_SECRET_VARIABLE = re.compile(r"(API_?KEY|ACCESS_?KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)S?(_ID)?$", re.IGNORECASE)
# A count such as `max_tokens` stays readable; only the singular names a secret.
_SECRET_FIELD = re.compile(
    r"^(x-[\w-]*-)?(proxy-)?authorization$|^(set-)?cookie$|api[-_]?key|access[-_]?(key|token)|^(\w+[-_])?token$"
    r"|secret|passw(or)?d|credential|private[-_]?key|^signature$|[-_]signature$",
    re.IGNORECASE,
)
_PATTERNS = (
    re.compile(r"(?i)\bbearer\s+(?!\[hidden\])[A-Za-z0-9._~+/=-]{8,}"),
    re.compile(r"(?i)\bauthorization[\"']?\s*[:=]\s*[\"']?(basic|key)\s+[A-Za-z0-9._~+/=:-]{8,}"),
    re.compile(r"\bsk-[A-Za-z0-9_-]{12,}"),
    re.compile(r"\bAIza[A-Za-z0-9_-]{20,}"),
    re.compile(r"\bya29\.[A-Za-z0-9._-]{8,}"),
    re.compile(r"\bLTAI[A-Za-z0-9]{8,}"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"),
)
_QUERY = re.compile(
    r"(?i)([?&](?:[\w-]*signature|[\w-]*credential|[\w-]*security-token|ossaccesskeyid|awsaccesskeyid|googleaccessid"
    r"|sig|key|api_?key|access_token|token|policy)=)[^&\s\"'<>]+"
)
_USER_INFO = re.compile(r"(?i)(https?://)[^/\s@:]+:[^/\s@]+@")
_DATA_URI = re.compile(r"(data:[\w/+.-]+;base64,)([A-Za-z0-9+/=]{64,})")
_INLINED = re.compile(r"[A-Za-z0-9+/]{512,}={0,2}")
_SHORTEST_SECRET = 8


def secret_values(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Values of the environment that must never be shown, longest first."""
    values = {
        value.strip()
        for name, value in environ.items()
        if _SECRET_VARIABLE.search(name) and len(value.strip()) >= _SHORTEST_SECRET
    }
    return tuple(sorted(values, key=len, reverse=True))


def redact_text(text: str, secrets: tuple[str, ...] | None = None) -> str:
    """The text without keys, tokens, signatures of links and inlined files.

    Args:
        text: Anything that a provider, a user or an exception said.
        secrets: Values to hide; by default those of the environment now.
    """
    for secret in secret_values() if secrets is None else secrets:
        text = text.replace(secret, HIDDEN)
    text = _DATA_URI.sub(lambda match: f"{match[1]}[{len(match[2])} characters]", text)
    text = _USER_INFO.sub(rf"\1{HIDDEN}@", text)
    text = _QUERY.sub(rf"\1{HIDDEN}", text)
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text


def redact(value: object, secrets: tuple[str, ...] | None = None, *, depth: int = 0) -> object:
    """Plain JSON data of the same shape without secrets.

    Fields whose name tells a secret are hidden whole; of inlined files only the length is told; strings are cleaned and
    cut at `MAX_STRING` characters; below `MAX_DEPTH` levels a mark stands for the rest. What is not JSON data is told
    as text.
    """
    known = secret_values() if secrets is None else secrets
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return f"[{len(value)} bytes]"
    if depth >= MAX_DEPTH and isinstance(value, Mapping | list | tuple | set | frozenset):
        return "[deeper levels left out]"
    if isinstance(value, Mapping):
        return {
            redact_text(str(key), known): HIDDEN
            if _SECRET_FIELD.search(str(key)) and isinstance(item, str | bytes | list | Mapping) and item
            else redact(item, known, depth=depth + 1)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item, known, depth=depth + 1) for item in value]
    text = value.as_posix() if isinstance(value, PurePath) else str(value)
    if _INLINED.fullmatch(text):
        return f"[{len(text)} characters of base64]"
    clean = redact_text(text, known)
    if len(clean) > MAX_STRING:
        return f"{clean[:MAX_STRING]}… [{len(clean) - MAX_STRING} characters left out]"
    return clean
