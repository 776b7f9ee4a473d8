"""The provider `bl`: HappyHorse 1.0, or Wan 2.6 where the environment says so. How the models are asked is beside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from resources.video.base import Capabilities, VideoProvider
from resources.video.conditions import Conditions
from resources.video.dashscope.opening import known_capabilities, opened_provider

LIMITS_FILE = Path(__file__).with_name("bl.json")


def capabilities(environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What it can do; see `known_capabilities`."""
    return known_capabilities(LIMITS_FILE, environ)


def open_provider(under: Conditions) -> VideoProvider:
    """The provider, ready for work; the caller closes it. See `opened_provider`."""
    from resources.video.dashscope import happyhorse, wan26

    writers = {"happyhorse-1.0": happyhorse.write_letter, "wan2.6": wan26.write_letter}
    return opened_provider(LIMITS_FILE, writers, under)
