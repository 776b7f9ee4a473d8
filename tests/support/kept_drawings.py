"""Drawings kept by content for a whole test run, as the program keeps them for all episodes: none is drawn twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.episode_folder import ProjectsRoot
from resources.video.animatic.drawings import keep_beside

_PLACE = "KEPT_DRAWINGS"
"""Environment variable: where they are, also for processes that a test starts."""


@pytest.fixture(scope="session", autouse=True)
def shared_drawings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for all processes of a test run."""
    base = tmp_path_factory.getbasetemp()
    # pytest-xdist gives each of its processes a folder in the folder of the run.
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "drawings"
    shared.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(_PLACE, str(shared))
        yield shared


@pytest.fixture(autouse=True)
def drawn_once(shared_drawings: Path) -> None:
    """For what a test draws in this process. A test of the keeping itself names another folder."""
    keep_beside(shared_drawings)


def link_drawings(root: Path) -> None:
    """Let a projects folder find its drawings there."""
    shared = os.environ.get(_PLACE)
    if shared is None:
        return
    place = ProjectsRoot(root).speech_cache.with_name(Path(shared).name)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(shared, target_is_directory=True)
