"""The `talking_head` provider: a picture that speaks a given sound, by InfiniteTalk at WaveSpeed. Heavy parts load later."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from resources.video.base import Capabilities, VideoProvider
from resources.video.conditions import Conditions
from resources.video.limits import FamilyLimits, chosen_family, load_limits
from resources.wire.access import access, base_url_of

__all__ = ["capabilities", "open_provider"]


def _family(environ: Mapping[str, str]) -> FamilyLimits:
    family = chosen_family(load_limits(Path(__file__).with_name("limits.json")), environ)
    able = family.capabilities.model_copy(update={"base_url": base_url_of("wavespeed", environ)})
    return family.model_copy(update={"capabilities": able})


def capabilities(environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What the chosen family can do; needs no key.

    Raises:
        UsageError: `SPARK_VIDEO_VIDEO_MODEL` or `WAVESPEED_BASE_URL` is not usable.
    """
    return _family(environ).capabilities


def open_provider(under: Conditions) -> VideoProvider:
    """A provider ready for work; the caller closes it.

    Raises:
        UsageError: No key, or an unusable setting.
    """
    from resources.video.talking_head.provider import TalkingHeadProvider

    environ = under.environ
    return TalkingHeadProvider(
        _family(environ), access("wavespeed", environ), transport=under.transport, clock=under.clock
    )
