"""The `veo` provider: Google Veo on Vertex AI or on the Gemini Developer API. Heavy parts load on opening."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from resources.errors import UsageError
from resources.video.base import Capabilities, VideoProvider
from resources.video.conditions import Conditions
from resources.video.limits import FamilyLimits, chosen_family, load_limits
from resources.wire.access import base_url_of

__all__ = ["capabilities", "chosen_surface", "open_provider"]

SURFACE_VARIABLE = "SPARK_VIDEO_VEO_SURFACE"
PROJECT_VARIABLE = "GOOGLE_CLOUD_PROJECT"

_HERE = Path(__file__).parent
_Surface = Literal["vertex", "developer"]


def chosen_surface(environ: Mapping[str, str] = os.environ) -> _Surface:
    """Where Veo is asked: as told, else on Vertex when a Google Cloud project is set, else on the Developer API.

    Raises:
        UsageError: There is no such surface.
    """
    match environ.get(SURFACE_VARIABLE, "").strip().lower():
        case "":
            return "vertex" if environ.get(PROJECT_VARIABLE, "").strip() else "developer"
        case "vertex":
            return "vertex"
        case "developer":
            return "developer"
        case told:
            raise UsageError(
                f"{SURFACE_VARIABLE} is {told!r}", where="environment or .env", allowed="vertex, developer"
            )


def _family(environ: Mapping[str, str]) -> FamilyLimits:
    surface = chosen_surface(environ)
    family = chosen_family(load_limits(_HERE / f"limits_{surface}.json"), environ)
    base_url = base_url_of("vertex" if surface == "vertex" else "gemini", environ)
    able = family.capabilities.model_copy(update={"base_url": base_url})
    return family.model_copy(update={"capabilities": able})


def capabilities(environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What the chosen family can do on the chosen surface; needs no key.

    Raises:
        UsageError: `SPARK_VIDEO_VIDEO_MODEL`, `SPARK_VIDEO_VEO_SURFACE` or the address is not usable.
    """
    return _family(environ).capabilities


def open_provider(under: Conditions) -> VideoProvider:
    """A provider ready for work; the caller closes it.

    Raises:
        UsageError: No key or credentials, or an unusable setting.
    """
    from resources.video.veo.developer import DeveloperSurface
    from resources.video.veo.provider import VeoProvider
    from resources.video.veo.vertex import VertexSurface

    family = _family(under.environ)
    opened = VertexSurface if chosen_surface(under.environ) == "vertex" else DeveloperSurface
    surface = opened(family.capabilities, under.environ, transport=under.transport, clock=under.clock)
    return VeoProvider(family, surface, under.clock)
