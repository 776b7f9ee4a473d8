"""Which video providers there are, and how one is opened. The providers themselves are in their own modules."""

from __future__ import annotations

import asyncio
import importlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, cast

from resources.errors import UsageError
from resources.video.base import Capabilities, VideoProvider
from resources.video.conditions import Conditions, Shelf


class ProviderModule(Protocol):
    """What a provider's module offers. Importing it loads nothing heavy."""

    def capabilities(self, environ: Mapping[str, str] = ...) -> Capabilities:
        """What it can do under these settings; needs no key and no network."""
        ...

    def open_provider(self, under: Conditions) -> VideoProvider:
        """A provider ready for work; the caller closes it."""
        ...


_MODULES = {
    "animatic": "resources.video.animatic.opening",
    "bl": "resources.video.dashscope.bl",
    "wan27": "resources.video.dashscope.wan27",
    "veo": "resources.video.veo",
    "seedance": "resources.video.seedance",
    "talking_head": "resources.video.talking_head",
}


def provider_names() -> list[str]:
    """Names of all providers of this version."""
    return list(_MODULES)


def capabilities_of(name: str, environ: Mapping[str, str] = os.environ) -> Capabilities:
    """What a provider can do under these settings.

    Raises:
        UsageError: There is no such provider (names the ones there are), or a setting of it is not usable.
    """
    return _module(name).capabilities(environ)


def open_provider(name: str, under: Conditions) -> VideoProvider:
    """A provider ready for work; the caller closes it.

    Args:
        name: As in the brief.
        under: What it is opened with.

    Raises:
        UsageError: As `capabilities_of`, or no key is set.
    """
    return _module(name).open_provider(under)


def setting_fault(name: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Why a provider cannot be opened under these settings (a key that is missing, for one); None when it can.

    Asks nobody: whether a key is valid is seen at the first call, or by `spark-video doctor`.
    """
    if capabilities_of(name, environ).free:
        return None

    async def opened_and_closed() -> None:
        nowhere = Path()
        await open_provider(name, Conditions(Shelf(nowhere, nowhere), environ)).aclose()

    try:
        asyncio.run(opened_and_closed())
    except UsageError as error:
        return error.problem
    return None


def _module(name: str) -> ProviderModule:
    if name not in _MODULES:
        raise UsageError(f"video provider {name!r} is not in this version", allowed=", ".join(_MODULES))
    return cast("ProviderModule", importlib.import_module(_MODULES[name]))
