"""The provider `wan27`: Wan 2.7. How the models are asked is beside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from resources.video.base import Capabilities, VideoProvider
from resources.video.conditions import Conditions
from resources.video.dashscope.opening import known_capabilities, opened_provider

LIMITS_FILE = Path(__file__).with_name("wan27.json")


def capabilities(environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What it can do; see `known_capabilities`."""
    return known_capabilities(LIMITS_FILE, environ)


def open_provider(under: Conditions) -> VideoProvider:
    """The provider, ready for work; the caller closes it. See `opened_provider`."""
    from resources.video.dashscope import wan27_letter

    return opened_provider(LIMITS_FILE, {"wan2.7": wan27_letter.write_letter}, under)
