"""How the command starts: fast, and without loading what it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

from resources.errors import UsageError
from spark_video_assets.cli.milestones import Until
from spark_video_assets.story.steps import Step

COMMANDS = (
    *("demo", "new", "produce", "status", "check", "estimate", "graph", "validate", "approve", "reject"),
    *("reshoot", "accept", "review", "stitch", "viewer", "doctor", "dev", "series", "export", "recheck"),
)
HEAVY = ("dagster", "cv2", "av", "pandas", "numpy", "starlette", "uvicorn", "pydantic")


def test_help_loads_nothing_heavy() -> None:
    """Guards against a command that takes seconds to say how it is used."""
    told = f"import sys, spark_video_assets.cli.main; print([n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_names_every_command(run) -> None:
    """Guards against a command of the contract that was forgotten."""
    text = run("--help").stdout
    for command in COMMANDS:
        assert f" {command} " in text


def test_until_knows_zones_and_assets() -> None:
    """Guards against a stop that comes a stage too early or too late."""
    zone = Step(name="storyboarding", state="run", stages=["direction", "storyboard", "render_plan"])
    assert Until.named("storyboarding").within(zone) == zone.stages
    assert Until.named("storyboard").within(zone) == ["direction", "storyboard"]
    assert not Until.named("direction").reached(zone)
    assert Until.named("direction").reached(Step(name="storyboarding", state="run", stages=["render_plan"]))
    assert Until.named("storyboarding").reached(Step(name="gate", state="wait", gate="storyboard"))
    assert not Until.named("shooting").reached(Step(name="director_rewrite", state="run", shots=["S01-001"]))
    assert Until.named("final-cut") == Until("post", "final_cut")
    with pytest.raises(UsageError):
        Until.named("lunch")
