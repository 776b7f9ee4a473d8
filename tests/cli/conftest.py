"""A projects folder of its own for every test of the command, and the command itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from spark_video_assets.cli.main import app

Run = Callable[..., Result]


@pytest.fixture
def projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty projects folder, away from every other state of this machine."""
    return isolated(tmp_path, monkeypatch)


def isolated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the command at a folder of its own."""
    monkeypatch.setenv("SPARK_VIDEO_PROJECTS_ROOT", str(folder / "projects"))
    monkeypatch.setenv("DAGSTER_HOME", str(folder / "dagster"))
    monkeypatch.setenv("USER", "mia")
    for name in ("SPARK_VIDEO_PROVIDER", "DASHSCOPE_API_KEY", "VIDEOGEN_VIDEO_PROVIDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(folder)
    return folder / "projects"


@pytest.fixture
def run() -> Run:
    """The command in this process; `result.stdout` and `result.stderr` are apart."""
    return run_command


def run_command(*arguments: str) -> Result:
    """One call of `spark-video`."""
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)
