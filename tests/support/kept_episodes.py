"""The tiny episode as it is before a step, made once in a test run and copied for every test that starts from there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from dagster_house import House, open_house
from filelock import FileLock
from tiny_episode import KEY, write_tiny_episode

STEPS = ("gate script", "gate storyboard", "shooting")
"""Each is made from the one before."""


class KeptEpisodes:
    """Folders that nobody writes to, and copies of them.

    Args:
        folder: One for the whole test run, which all its processes share.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(exist_ok=True)

    def copy(self, step: str, root: Path) -> House:
        """The episode under a root of the test's own, where `step` is next; its history of runs begins empty."""
        with FileLock(self._folder / "making.lock"):
            kept = self._kept(step)
        copy_projects(kept, root)
        house = open_house(root)
        house.instance.add_dynamic_partitions("episode", [str(KEY)])
        return house

    def _kept(self, step: str) -> Path:
        kept = self._folder / step.replace(" ", "-")
        if not kept.is_dir():
            unfinished = kept.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            if step == STEPS[0]:
                write_tiny_episode(unfinished)
            else:
                copy_projects(self._kept(STEPS[STEPS.index(step) - 1]), unfinished)
            open_house(unfinished).go_on_to(step)
            unfinished.rename(kept)
        return kept


def copy_projects(source: Path, target: Path) -> None:
    """A projects folder without what only this machine's next run would want."""
    ignore = shutil.ignore_patterns(".cache", "*.lock")
    shutil.copytree(source, target, ignore=ignore, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def kept_episodes(tmp_path_factory: pytest.TempPathFactory) -> KeptEpisodes:
    """One for all processes of a test run."""
    base = tmp_path_factory.getbasetemp()
    # pytest-xdist gives each of its processes a folder in the folder of the run.
    return KeptEpisodes((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "kept-episodes")
