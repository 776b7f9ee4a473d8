"""Commands that only look, on episodes in every state of health."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resources.episode_folder import ProjectsRoot
from spark_video_assets.cli.demonstrating import copy_example


@pytest.fixture
def example(projects: Path) -> Path:
    """The example episode as a newcomer gets it: brief and pages, nothing made."""
    copy_example("lantern-bay", ProjectsRoot(projects))
    return projects / "lantern-bay" / "episode-001"


def test_status_is_one_json_document(example: Path, run) -> None:
    """Guards against tools that cannot parse the standing of an episode."""
    result = run("status", "lantern-bay", "001", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert {"project", "episode", "step", "gates", "shots", "final", "cost"} <= set(document)
    assert document["step"]["name"] == "development"
    assert set(document["gates"]) == {"script", "storyboard", "render", "final"}
    assert document["gates"]["script"]["signed_off"] == "waiting"
    assert result.stderr == ""


def test_check_of_a_gate_that_is_not_ready_fails(example: Path, run) -> None:
    """Guards against a script that lets a build go on although a gate is closed."""
    result = run("check", "lantern-bay", "001", "2", "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert (document["passed"], document["gates"][0]["gate"]) == (False, "storyboard")
    assert {"name", "ok", "detail", "severity"} <= set(document["gates"][0]["checks"][0])


@pytest.mark.parametrize("command", ["estimate", "graph"])
def test_what_needs_a_storyboard_says_so(example: Path, run, command: str) -> None:
    """Guards against a traceback where a storyboard is missing (weakness 8 of the origin)."""
    result = run(command, "lantern-bay", "001", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "spark-video produce lantern-bay 001" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("status", "nobody", "001"), "nobody"),
        (("status", "lantern-bay", "777"), "001"),
        (("check", "lantern-bay", "001", "premiere"), "storyboard (2)"),
        (("approve", "lantern-bay", "001", "premiere"), "storyboard (2)"),
        (("produce", "lantern-bay", "001", "--approve", "5"), "final (4)"),
        (("produce", "lantern-bay", "001", "--until", "lunch"), "storyboarding"),
        (("accept", "lantern-bay", "001", "--shot", "first", "--take", "1"), "S01-002"),
        (("reshoot", "lantern-bay", "001", "--shot", "../../x"), "S01-002"),
        (("review", "lantern-bay", "001", "--shot", "S01-001", "--clip", "no.mp4"), "not there yet"),
        (("status", "..", "001"), "dot"),
    ],
)
def test_unknown_things_are_named_with_what_is_allowed(
    example: Path, run, arguments: tuple[str, ...], told: str
) -> None:
    """Guards against answers that leave a person guessing, and against wrong exit codes."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("brief.yaml", "premise: [unclosed", "brief.yaml"),
        ("brief.yaml", "schema_version: 1\npremise: x\nratio: '2:1'\n", "ratio"),
        ("shots_state.json", '{"schema_version": 1, "S01-001": {"shot_i', "shots_state.json"),
        ("storyboard.json", "[]", "storyboard.json"),
    ],
)
def test_a_broken_file_is_named_and_kept(example: Path, run, file: str, content: str, told: str) -> None:
    """Guards against tracebacks on damaged files, and against losing what a person could still mend."""
    (example / file).write_text(content, encoding="utf-8")
    result = run("status", "lantern-bay", "001")
    assert result.exit_code == 2
    assert told in result.stderr
    assert (example / file).read_text(encoding="utf-8") == content


def test_a_bad_variable_is_named(example: Path, run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a typing error in the environment that shows as a crash somewhere else."""
    monkeypatch.setenv("SPARK_VIDEO_MAX_RETRY", "many")
    result = run("status", "lantern-bay", "001")
    assert result.exit_code == 2
    assert "SPARK_VIDEO_MAX_RETRY" in result.stderr


def test_env_file_counts_but_never_wins(
    example: Path, tmp_path: Path, run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards against a forgotten .env that overrules what was typed."""
    monkeypatch.setenv("SPARK_VIDEO_REVIEW_THRESHOLD", "6")
    # Set and taken away, so that what the command reads into the environment is undone after the test.
    monkeypatch.setenv("SPARK_VIDEO_MAX_RETRY", "3")
    monkeypatch.delenv("SPARK_VIDEO_MAX_RETRY")
    (tmp_path / ".env").write_text(
        "SPARK_VIDEO_MAX_RETRY=none\nSPARK_VIDEO_REVIEW_THRESHOLD=eleven\n", encoding="utf-8"
    )
    result = run("status", "lantern-bay", "001")
    assert result.exit_code == 2
    assert "SPARK_VIDEO_MAX_RETRY" in result.stderr


def test_doctor_tells_in_json(projects: Path, run) -> None:
    """Guards against a doctor that calls a sick machine healthy, or cannot be read by a program."""
    result = run("doctor", "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code == 0) == document["healthy"]
    assert {"python", "ffmpeg", "voices", "projects folder", "DAGSTER_HOME"} <= {
        c["name"] for c in document["checks"]
    }


def test_doctor_names_a_folder_that_cannot_be_written(projects: Path, run) -> None:
    """Guards against episodes that fail minutes later because nobody tried the disk."""
    projects.parent.joinpath("projects").write_text("a file, not a folder", encoding="utf-8")
    result = run("doctor", "--json")
    assert result.exit_code == 1
    (folder,) = (c for c in json.loads(result.stdout)["checks"] if c["name"] == "projects folder")
    assert not folder["ok"]


def test_doctor_asks_the_account_without_spending(
    projects: Path, run, dashscope_simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards against a wrong key that is noticed only at the first paid shot, and against a look that costs."""
    monkeypatch.setenv("DASHSCOPE_BASE_URL", dashscope_simulator.base_url)
    monkeypatch.setenv("DASHSCOPE_API_KEY", dashscope_simulator.key)
    monkeypatch.setenv("SPARK_VIDEO_VIDEO_MODEL", "wan2.6")
    checks = {check["name"]: check for check in json.loads(run("doctor", "--json").stdout)["checks"]}
    assert checks["DashScope account"]["ok"]
    assert dashscope_simulator.base_url in checks["DashScope account"]["detail"]
    assert "wan2.6; i2v, r2v, t2v; 2-15 s; 5 jobs at once" in checks["provider bl"]["detail"]
    assert not checks["provider wan27"]["ok"]
    assert not dashscope_simulator.simulator.billing.charges()
    dashscope_simulator.simulator.account.keys = frozenset({"sk-another"})
    refused = run("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(refused.stdout)["checks"]}
    assert "401 InvalidApiKey" in checks["DashScope account"]["detail"]
    assert json.loads(refused.stdout)["healthy"]


def test_costs_come_as_a_table_for_programs(example: Path, run) -> None:
    """A producer who adds up money would have to type it off the screen, or parse a page."""
    result = run("status", "lantern-bay", "001", "--csv")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "shot,takes,estimated,actual,currency"
    both = run("status", "lantern-bay", "001", "--csv", "--json")
    assert (both.exit_code, both.stdout) == (2, "")
