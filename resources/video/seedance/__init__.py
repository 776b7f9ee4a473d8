"""The `seedance` provider: content generation tasks of Volcengine Ark and BytePlus ModelArk. Heavy parts load on opening."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from resources.video.base import Capabilities, VideoProvider
from resources.video.conditions import Conditions
from resources.video.limits import FamilyLimits, chosen_family, load_limits
from resources.wire.access import access, base_url_of

__all__ = ["capabilities", "open_provider"]

_HERE = Path(__file__).parent
_BYTEPLUS_HOST = "bytepluses.com"
"""The house outside China sells the same models under its own names and in dollars."""


def _family(environ: Mapping[str, str]) -> FamilyLimits:
    base_url = base_url_of("ark", environ)
    abroad = (urlsplit(base_url).hostname or "").endswith(_BYTEPLUS_HOST)
    family = chosen_family(load_limits(_HERE / ("limits_byteplus.json" if abroad else "limits.json")), environ)
    able = family.capabilities.model_copy(update={"base_url": base_url})
    return family.model_copy(update={"capabilities": able})


def capabilities(environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What the chosen family can do; needs no key.

    Raises:
        UsageError: `SPARK_VIDEO_VIDEO_MODEL` or `ARK_BASE_URL` is not usable.
    """
    return _family(environ).capabilities


def open_provider(under: Conditions) -> VideoProvider:
    """A provider ready for work; the caller closes it.

    Raises:
        UsageError: No key, or an unusable setting.
    """
    from resources.video.seedance.provider import SeedanceProvider

    environ = under.environ
    return SeedanceProvider(_family(environ), access("ark", environ), transport=under.transport, clock=under.clock)
