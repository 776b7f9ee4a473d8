"""What the ledger and the call log need of a place where things are made for money. Which places there are: elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from resources.episode_folder import ProjectsRoot


class Workplace(Protocol):
    """An episode, or a stand-alone render job. `str` of it is the account that its money is booked on."""

    @property
    def root(self) -> ProjectsRoot:
        """The folder of all projects."""
        ...

    @property
    def project(self) -> str:
        """First half of the account's name."""
        ...

    @property
    def episode(self) -> str:
        """Second half of the account's name."""
        ...

    @property
    def renders(self) -> Path:
        """Where the ledger keeps its jobs."""
        ...

    @property
    def model_calls(self) -> Path:
        """The log of model calls."""
        ...

    def resolve(self, relative: str | Path) -> Path:
        """A path inside. Raises `InvalidName` when it leads out."""
        ...
