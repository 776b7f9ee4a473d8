"""How the embedded provider is looked up and opened. Drawing is loaded only when it is opened."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from resources.video.animatic.capabilities import CAPABILITIES
from resources.video.base import Capabilities, VideoProvider

if TYPE_CHECKING:
    import httpx

    from resources.clock import Clock
    from resources.video.registry import Shelf


def capabilities(environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What it can do, whatever is set."""
    del environ
    return CAPABILITIES


def open_provider(
    shelf: Shelf,
    *,
    environ: Mapping[str, str] = os.environ,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> VideoProvider:
    """A provider ready for work; it reads no settings, opens no connection and asks no clock.

    Args:
        shelf: Where unfinished clips and spoken lines are kept.
        environ: Nothing is read.
        transport: Nothing is sent.
        clock: Nothing is timed.
    """
    del environ, transport, clock
    from resources.video.animatic.provider import AnimaticProvider

    return AnimaticProvider(shelf.work, shelf.speech)
