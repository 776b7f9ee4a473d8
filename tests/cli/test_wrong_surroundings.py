"""The command where something around it is wrong: one clear message, the right exit code, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "command",
    [
        ("status", "hf", "001"),
        ("new", "hf", "001", "--premise", "A cook."),
        ("demo",),
        ("jobs",),
        ("series",),
    ],
)
def test_a_projects_folder_that_is_a_file_is_told(
    command: tuple[str, ...], projects: Path, run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who mistyped SPARK_VIDEO_PROJECTS_ROOT would be told that there is no project, or no open job."""
    mistyped = projects.parent / "notes.txt"
    mistyped.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("SPARK_VIDEO_PROJECTS_ROOT", str(mistyped))
    result = run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(mistyped) in result.stderr
    assert "SPARK_VIDEO_PROJECTS_ROOT" in result.stderr


def test_what_the_file_system_refuses_is_one_message(projects: Path, run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody would read a traceback where a folder cannot be made, and where `.env` is no text."""
    monkeypatch.setenv("SPARK_VIDEO_PROJECTS_ROOT", "/proc/projects")
    for command in (("new", "hf", "001", "--premise", "A cook."), ("demo",)):
        result = run(*command)
        assert (result.exit_code, "/proc/projects" in result.stderr) == (1, True), result.stderr
    missing = run("jobs", "quote", "missing.yaml")
    assert (missing.exit_code, "missing.yaml: there is no such file" in missing.stderr) == (2, True)
    (projects.parent / ".env").write_bytes(b"\xff\xfe SPARK_VIDEO_PROVIDER=bl")
    broken = run("status", "hf", "001")
    assert (broken.exit_code, ".env: is not UTF-8 text" in broken.stderr) == (2, True)


def test_the_next_command_can_be_typed(projects: Path, run) -> None:
    """The command that a message names would not run for a project with a space in its name."""
    opened = run("new", "night shift", "001", "--premise", "A cook.")
    assert "next: spark-video produce 'night shift' 001" in opened.stderr


def test_output_that_nobody_reads_to_its_end_is_no_error() -> None:
    """`spark-video status ... | head -1` would end in "broken pipe" and the advice to call a doctor."""
    unread, written = os.pipe()
    os.close(unread)
    command = [sys.executable, "-m", "spark_video_assets.cli.main", "doctor", "--json"]
    told = subprocess.run(command, stdout=written, stderr=subprocess.PIPE, text=True, check=False)
    os.close(written)
    assert (told.returncode, told.stderr) == (1, "")
