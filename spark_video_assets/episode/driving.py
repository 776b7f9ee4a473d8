"""Driving an episode: one process at a time, any number of nested turns inside it. The lease itself: `resources.lease`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from resources.atomic import sweep
from resources.episode_folder import EpisodeFolder
from resources.lease import EpisodeLease, LeaseOwner

_held: set[Path] = set()


def living_driver(folder: EpisodeFolder) -> str | None:
    """What drives the episode right now, for people; None when nobody does."""
    if folder.path in _held:
        return "this process"
    owner = EpisodeLease(folder, LeaseOwner.this_process("a look")).living_driver()
    return f"{owner.what} (process {owner.pid} on {owner.host})" if owner else None


@contextlib.contextmanager
def driving(folder: EpisodeFolder, what: str) -> Iterator[None]:
    """Hold the episode's lease; inside a turn of this process that holds it already, this does nothing.

    Raises:
        EpisodeBusy: another living process drives the episode; says which, since when and what to do.
    """
    if folder.path in _held:
        yield
        return
    with EpisodeLease(folder, LeaseOwner.this_process(what)):
        _held.add(folder.path)
        # Only a driver writes here, and whoever held the lease before is gone.
        for written in (folder.cache / "video", folder.final, folder.clip("any", 1).parent):
            sweep(written)
        try:
            yield
        finally:
            _held.discard(folder.path)
