"""The store as a Dagster resource."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.episode_store import EpisodeStore


def test_store_opens_the_configured_root_or_the_environments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards against Dagster runs writing to another folder than the command line."""
    monkeypatch.setenv("SPARK_VIDEO_PROJECTS_ROOT", str(tmp_path / "env"))
    assert EpisodeStore().root.path == tmp_path / "env"
    store = EpisodeStore(projects_root=str(tmp_path / "given"))
    store.episode("hf", "1").create()
    assert store.list_projects() == ["hf"]
    assert store.list_episodes("hf") == ["1"]
