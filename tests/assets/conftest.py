"""One finished tiny episode for every test that only looks, and a house for tests that break things."""

from __future__ import annotations

from pathlib import Path

import pytest
from dagster_house import Finished, House, failure_words, open_house
from kept_episodes import copy_projects, kept_episodes
from tiny_episode import KEY, write_tiny_episode

__all__ = ["kept_episodes"]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The episode, made once; before each gate is signed, what stands behind it is tried."""
    house = open_house(tmp_path_factory.mktemp("projects"))
    write_tiny_episode(house.root)
    refused: dict[str, str] = {}
    steps = house.go_on_to("gate script")
    refused["storyboarding"] = failure_words(house.make("storyboarding", ["direction"], fails=True))
    steps += house.go_on_to("gate storyboard")
    refused["shooting"] = failure_words(house.shoot(["S01-001"], fails=True))
    steps += house.go_on_to("gate render")
    refused["post"] = failure_words(house.make("post", ["narration_audio"], fails=True))
    steps += house.go_on_to("done")
    return Finished(house, steps, refused)


@pytest.fixture
def house(finished: Finished, tmp_path: Path) -> House:
    """A copy of the finished episode with an instance of its own, for one test to break."""
    copy_projects(finished.house.root, tmp_path / "projects")
    opened = open_house(tmp_path / "projects")
    opened.instance.add_dynamic_partitions("episode", [str(KEY)])
    return opened
