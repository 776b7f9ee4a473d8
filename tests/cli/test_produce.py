"""`produce` and the decisions around it, on one small episode that is really written, in this process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from kept_drawings import link_drawings
from typer.testing import CliRunner

from resources.episode_folder import ProjectsRoot
from spark_video_assets.cli.gate_view import approving, ask_person, nobody_to_ask
from spark_video_assets.cli.main import app
from spark_video_assets.cli.options import look_at, open_episode
from spark_video_assets.episode.driving import driving

KEY = ("hf", "001")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Result]]:
    """An episode at gate 1, and what the first `produce` said. Tests may look and sign, but not change its pages."""
    folder = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_VIDEO_PROJECTS_ROOT", str(folder / "projects"))
        patch.setenv("DAGSTER_HOME", str(folder / "dagster"))
        patch.setenv("USER", "mia")
        link_drawings(folder / "projects")
        premise = "A cook inherits a restaurant that only ghosts visit."
        call("new", *KEY, "--premise", premise, "--duration", "12", "--resolution", "480P")
        yield folder / "projects" / "hf" / "episode-001", call("produce", *KEY)


def call(*arguments: str) -> Result:
    """One call of the command."""
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def test_produce_waits_at_the_first_gate_and_says_how_to_go_on(written: tuple[Path, Result]) -> None:
    """Guards against a gate that is passed unseen, and against a person who does not know what to type."""
    folder, result = written
    assert result.exit_code == 3, result.stderr
    assert "spark-video approve hf 001 script" in result.stderr
    assert result.stdout == ""
    assert (folder / "script.md").is_file()
    assert (folder / "viewer.html").is_file()
    assert not (folder / "storyboard.json").exists()


def test_progress_is_plain_lines_without_noise(written: tuple[Path, Result]) -> None:
    """Guards against Dagster's log, warnings or control codes in a log file."""
    _, result = written
    assert "development: script" in result.stderr
    again = (
        "development: 3 to do again, for what is new: cast (new faces), movie_set (new places), props (new things)"
    )
    assert again in result.stderr, "a second count reads as a repetition"
    for noise in ("DEBUG", "RUN_START", "Warning", "\x1b["):
        assert noise not in result.stderr


def test_until_stops_without_asking(written: tuple[Path, Result]) -> None:
    """Guards against `--until` that fails at the gate after the stage it names."""
    result = call("produce", *KEY, "--until", "development")
    assert result.exit_code == 0, result.stderr
    assert "stopped after development, as asked by --until; next is gate script" in result.stderr


def test_gates_sign_themselves_where_the_environment_says_so(
    written: tuple[Path, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards against an unattended `produce` that waits although it was told not to, or signs in a person's name.

    Also against `--until ASSET` that calls the asset it has just made the next one.
    """
    projects = shutil.copytree(written[0].parents[1], tmp_path / "projects")
    signed = projects / "hf" / "episode-001" / "sign_offs" / "gate-1.json"
    signed.unlink(missing_ok=True)
    monkeypatch.setenv("SPARK_VIDEO_PROJECTS_ROOT", str(projects))
    monkeypatch.setenv("SPARK_VIDEO_AUTO_APPROVE", "script")
    result = call("produce", *KEY, "--until", "direction")
    assert result.exit_code == 0, result.stderr
    assert "sign themselves when ready (SPARK_VIDEO_AUTO_APPROVE): script" in result.stderr
    assert json.loads(signed.read_text(encoding="utf-8"))["by"] == "auto"
    assert "stopped after direction, as asked by --until; next is storyboard, " in result.stderr


def test_a_damaged_history_is_named_and_can_be_taken_away(
    written: tuple[Path, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards against a traceback after a bad disk, and against work that is done, or paid, again without the history."""
    home = tmp_path / "dagster"
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    assert "development: " not in call("produce", *KEY, "--until", "development").stderr
    damaged = home / "history" / "runs.db"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"\xff" * 200)
    told = call("produce", *KEY, "--approve", "script", "--until", "direction")
    assert told.exit_code == 1
    assert f"{damaged}: Dagster's history is damaged" in told.stderr
    assert f"mv {damaged} {damaged}.damaged" in told.stderr
    assert call("dev").exit_code == 1


def test_a_rejection_is_told_and_an_approval_opens_the_gate(written: tuple[Path, Result]) -> None:
    """Guards against decisions that are lost, or that nobody can take back."""
    folder, _ = written
    assert call("reject", *KEY, "1", "--note", "more jokes").exit_code == 0
    waiting = call("produce", *KEY)
    assert waiting.exit_code == 3, waiting.stderr
    assert "more jokes" in waiting.stderr
    assert call("approve", *KEY, "script", "--note", "now it is fine").exit_code == 0
    sign_off = json.loads((folder / "sign_offs" / "gate-1.json").read_text(encoding="utf-8"))
    assert (sign_off["decision"], sign_off["by"]) == ("approve", "mia")
    gates = json.loads(call("status", *KEY, "--json").stdout)["gates"]
    assert gates["script"]["signed_off"] == "approved"


def test_a_gate_that_is_not_ready_cannot_be_approved(written: tuple[Path, Result]) -> None:
    """Guards against signing a storyboard that does not exist; the exit code survives Dagster."""
    result = call("approve", *KEY, "storyboard")
    assert result.exit_code == 2
    assert "not ready" in result.stderr
    assert "spark-video check hf 001 storyboard" in result.stderr


def test_stitch_refuses_before_the_takes_are_signed(written: tuple[Path, Result]) -> None:
    """Guards against a cut of takes that nobody saw."""
    result = call("stitch", *KEY)
    assert result.exit_code == 3
    assert "render" in result.stderr


def test_a_second_driver_is_told_who_drives(written: tuple[Path, Result], tmp_path: Path) -> None:
    """Guards against two productions that write into one episode."""
    folder, _ = written
    root = ProjectsRoot(folder.parents[1])
    command = [sys.executable, "-c", "from spark_video_assets.cli.main import main; main()", "produce", *KEY]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with driving(root.episode(*KEY), "the first producer"):
        second = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert second.returncode == 1
    assert "the first producer" in second.stderr
    assert "Traceback" not in second.stderr


def test_the_page_is_made_for_whoever_is_asked_and_for_nobody_else(written: tuple[Path, Result]) -> None:
    """Guards against a person at a gate with an old page, and against pages built for gates signed in advance."""
    page = written[0] / "viewer.html"
    page.unlink()
    sources = look_at(open_episode(*KEY))
    assert approving(frozenset({"script"}), frozenset(), nobody_to_ask)("script", sources).word == "approve"
    assert approving(frozenset(), frozenset({"script"}), nobody_to_ask)("script", sources).word == "approve"
    assert not page.exists()
    assert approving(frozenset({"storyboard"}), frozenset(), nobody_to_ask)("script", sources).word == "stop"
    assert page.is_file()


def test_no_answer_signs_nothing(written: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a gate signed by pressing Enter."""
    answers = iter(["what?", ""])
    monkeypatch.setattr("builtins.input", lambda: next(answers))
    sources = look_at(open_episode(*KEY))
    assert ask_person("script", sources).word == "stop"
    answers = iter(["r", "shorter"])
    decision = ask_person("script", sources)
    assert (decision.word, decision.note) == ("reject", "shorter")
