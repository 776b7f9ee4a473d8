"""Rules of the repository as a whole: imports point one way, and nothing names a machine or a registry."""

from __future__ import annotations

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]
TEXT = {".py", ".toml", ".md", ".txt", ".yaml", ".yml", ".cfg", ".ini", ".json", ".html", ".css", ".js", ".sh", ""}
# Put together from pieces, so that this file does not name them itself.
REGISTRIES = ("py" + "pi.org", "pythonhosted" + ".org", "npmjs" + ".org", "artifact" + "ory", "pkg" + "s.dev.azure")
MACHINES = re.compile(r"(?<![\w.])/(?:work|home/\w+|Users/\w+|tmp/v|root)/[\w.]")

VARIABLE = re.compile(
    r"(?:SPARK_VIDEO|VIDEOGEN|DASHSCOPE|BAILIAN|ARK|GEMINI|VERTEX|WAVESPEED|GOOGLE|FFMPEG)_[A-Z_]+[A-Z]"
)
HANDED_ON = {"SPARK_VIDEO_PAGES_URL", "DASHSCOPE_MODEL"}
"""Told by `dev` to the processes that it starts; a model's name in our own code."""


def committed() -> list[Path]:
    """Text files under version control."""
    # A checkout may belong to another user, as in a container.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    try:
        told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git working copy: no telling which files are the project's")
    return [ROOT / name for name in told if name and Path(name).suffix in TEXT and (ROOT / name).is_file()]


def test_imports_point_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The domain would come to need files, a clock or Dagster, and could not be tested or reused any more."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


def test_modules_that_the_design_names_are_there() -> None:
    """A tool that was written after the design would not find a module under its name."""
    packages = {
        "resources": "episode_store render_ledger call_log llm judge tts image media prices video",
        "resources.video": "base registry animatic dashscope veo seedance talking_head",
        "spark_video_assets": "definitions partitions story crew assets checks cli",
        "spark_video_assets.assets": "development storyboarding shooting post jobs",
        "spark_video_assets.checks": "gates quality",
        "sensors": "producer escalation sign_off issues reconcile drop_folder schedules notify",
    }
    names = [f"{package}.{name}" for package, told in packages.items() for name in told.split()]
    assert [name for name in names if find_spec(name) is None] == []


def test_every_variable_that_is_read_is_in_the_example() -> None:
    """A setting would have to be found in the code, although `.env.example` says that it lists everything."""
    listed = set(VARIABLE.findall((ROOT / ".env.example").read_text(encoding="utf-8")))
    ours = ("resources", "spark_video_assets", "sensors")
    code = [path for path in committed() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ours]
    read = {
        name for path in code for name in re.findall(rf'"({VARIABLE.pattern})"', path.read_text(encoding="utf-8"))
    }
    assert sorted(read - listed - HANDED_ON) == []


def test_no_file_names_a_registry_or_a_build_machine() -> None:
    """An installation would need a host that its owner cannot reach, or look for files of our machine."""
    found = []
    for path in committed():
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {name}" for name in REGISTRIES if name in text.lower()]
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in MACHINES.finditer(text)]
    assert found == []
