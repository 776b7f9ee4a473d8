"""Under what conditions every provider works: what it is opened with. Which providers there are is in `registry`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

    from resources.clock import Clock


@dataclass(frozen=True)
class Shelf:
    """Places a provider may use.

    Args:
        work: Folder for work in progress of one episode; everything in it can be made again.
        speech: Cache of spoken lines, shared by all episodes.
    """

    work: Path
    speech: Path


@dataclass(frozen=True)
class Conditions:
    """What a provider is opened with; one that makes everything elsewhere needs no shelf, the embedded one nothing else.

    Args:
        shelf: Places it may use.
        environ: Key, address, model.
        transport: Injected by tests; None = the network.
        clock: Time and pauses; None = the machine's.
    """

    shelf: Shelf
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    transport: httpx.AsyncBaseTransport | None = None
    clock: Clock | None = None
