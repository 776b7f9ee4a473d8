"""Which video providers there are, and how one is opened. The providers themselves are in their own modules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from resources.errors import UsageError
from resources.video.animatic.capabilities import CAPABILITIES as ANIMATIC
from resources.video.base import Capabilities, VideoProvider


@dataclass(frozen=True)
class Shelf:
    """Places a provider may use.

    Args:
        work: Folder for work in progress of one episode; everything in it can be made again.
        speech: Cache of spoken lines, shared by all episodes.
    """

    work: Path
    speech: Path


def _animatic(shelf: Shelf) -> VideoProvider:
    from resources.video.animatic.provider import AnimaticProvider

    return AnimaticProvider(shelf.work, shelf.speech)


_PROVIDERS: dict[str, tuple[Capabilities, Callable[[Shelf], VideoProvider]]] = {"animatic": (ANIMATIC, _animatic)}


def provider_names() -> list[str]:
    """Names of all providers of this version."""
    return list(_PROVIDERS)


def capabilities_of(name: str) -> Capabilities:
    """What a provider can do. Raises `UsageError` naming the ones there are."""
    return _entry(name)[0]


def open_provider(name: str, shelf: Shelf) -> VideoProvider:
    """A provider ready for work; the caller closes it. Raises `UsageError` naming the ones there are."""
    return _entry(name)[1](shelf)


def _entry(name: str) -> tuple[Capabilities, Callable[[Shelf], VideoProvider]]:
    if name not in _PROVIDERS:
        raise UsageError(f"video provider {name!r} is not in this version", allowed=", ".join(_PROVIDERS))
    return _PROVIDERS[name]
