"""What one "OpenAI-compatible" service does not take of the common request, learned from its refusals. Nothing is sent here."""

from __future__ import annotations

import re
from typing import Any

from resources.errors import ProviderError
from resources.failures import Policy

_KNOWN: tuple[tuple[str, str, str | None], ...] = (
    # What a service may refuse, told by its message; the field; the field that takes its place.
    (r"max_completion_tokens", "max_tokens", "max_completion_tokens"),
    (
        r"(unsupported|not support|only the default)[^.]*temperature|temperature[^.]*not support",
        "temperature",
        None,
    ),
    (r"response_format", "response_format", None),
    (r"stream_options", "stream_options", None),
)
"""Fields that these services differ in: reasoning models want no temperature and another name for the limit, small servers
know no response format. A refused question costs nothing, so it is put again without."""


class Dialect:
    """The dialect of one service, as far as it is known. Shared by threads: a field is learned whole or not."""

    def __init__(self) -> None:
        self._instead: dict[str, str | None] = {}

    @property
    def learned(self) -> frozenset[str]:
        """Fields that are left out or renamed by now."""
        return frozenset(self._instead)

    def said(self, body: dict[str, Any]) -> dict[str, Any]:
        """A request in this dialect; changes and returns `body`."""
        for field, instead in list(self._instead.items()):
            if field in body:
                value = body.pop(field)
                body |= {instead: value} if instead else {}
        return body

    def learns(self, error: Exception, sent: dict[str, Any], known: frozenset[str]) -> bool:
        """Learn from a refusal which field this service does not take; True when the question may be put again.

        Args:
            error: The refusal.
            sent: The common request.
            known: What was learned before it was sent; another thread may have learned more since.
        """
        if not isinstance(error, ProviderError) or error.failure != Policy.PERMANENT:
            return False
        for pattern, field, instead in _KNOWN:
            if field in sent and field not in known and re.search(pattern, error.problem, re.IGNORECASE):
                self._instead[field] = instead
                return True
        return False
