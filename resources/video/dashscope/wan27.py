"""The provider `wan27`: Wan 2.7. How the models are asked is beside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from resources.clock import Clock
from resources.video.base import Capabilities, VideoProvider
from resources.video.dashscope.opening import known_capabilities, opened_provider

if TYPE_CHECKING:
    import httpx

    from resources.video.registry import Shelf

LIMITS_FILE = Path(__file__).with_name("wan27.json")


def capabilities(environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What it can do; see `known_capabilities`."""
    return known_capabilities(LIMITS_FILE, environ)


def open_provider(
    shelf: Shelf,
    *,
    environ: Mapping[str, str] = os.environ,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> VideoProvider:
    """The provider, ready for work; the caller closes it. See `opened_provider`.

    Args:
        shelf: Not needed: everything is made elsewhere.
        environ: Key, address and family.
        transport: Injected by tests; None = the network.
        clock: Time and pauses.
    """
    from resources.video.dashscope import wan27_letter

    del shelf
    return opened_provider(LIMITS_FILE, {"wan2.7": wan27_letter.write_letter}, environ, transport, clock)
