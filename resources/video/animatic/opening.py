"""How the embedded provider is looked up and opened. Drawing is loaded only when it is opened."""

from __future__ import annotations

import os
from collections.abc import Mapping

from resources.video.animatic.capabilities import CAPABILITIES
from resources.video.base import Capabilities, VideoProvider
from resources.video.conditions import Conditions


def capabilities(environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What it can do, whatever is set."""
    del environ
    return CAPABILITIES


def open_provider(under: Conditions) -> VideoProvider:
    """A provider ready for work; it reads no settings, opens no connection and asks no clock."""
    from resources.video.animatic.provider import AnimaticProvider

    return AnimaticProvider(under.shelf.work, under.shelf.speech)
