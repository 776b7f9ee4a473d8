"""Opening episodes: what `new` writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

PAGES = """# Two Cooks

A restaurant opens at midnight.

## Scene 1 — Kitchen (night)
**Characters**: Ada
**Estimated duration**: 8s
**Action**: Ada lights the stove.

## Scene 2 — Hall (night)
**Characters**: Ada, Bram
**Estimated duration**: 9s
**Action**: Bram waits at a table.
**Dialog**:
- Bram: "Is this seat taken?"
"""
BOARD = {
    "title": "Two Cooks",
    "resolution": "480P",
    "ratio": "9:16",
    "scenes": [{"id": "S01", "name": "Kitchen", "description": "A kitchen at night."}],
    "shots": [{"id": "S01-001", "scene": "S01", "duration": 4, "prompt": "Ada lights the stove.", "kind": "t2v"}],
}


def brief_of(projects: Path, project: str = "hf") -> dict[str, object]:
    return yaml.safe_load((projects / project / "episode-001" / "brief.yaml").read_text(encoding="utf-8"))


def test_a_premise_becomes_a_brief_with_music(projects: Path, run) -> None:
    """Guards against a first film without music, or settings that were typed and lost."""
    result = run(
        "new", "hf", "001", "--premise", "A cook inherits ghosts.", "--resolution", "480p", "--budget", "20"
    )
    assert result.exit_code == 0, result.stderr
    brief = brief_of(projects)
    assert brief["source"] == "premise"
    assert brief["bgm"]["enabled"] is True
    assert brief["bgm"]["mode"] == "scene"
    assert (brief["resolution"], brief["budget"]) == ("480P", 20)
    assert "spark-video produce hf 001" in result.stderr


def test_the_lore_says_how_its_episodes_look(projects: Path, run) -> None:
    """`default_ratio` of a vertical series would be read and forgotten: every episode would come out wide."""
    lore = projects / "hf" / "lore.md"
    lore.parent.mkdir(parents=True)
    lore.write_text('---\ndefault_ratio: "9:16"\ndefault_resolution: 480P\n---\nA harbour.\n', encoding="utf-8")
    assert run("new", "hf", "001", "--premise", "A cat waits.", "--resolution", "720P").exit_code == 0
    brief = brief_of(projects)
    assert (brief["ratio"], brief["resolution"]) == ("9:16", "720P")
    lore.write_text("---\ndefault_ratio: wide\n---\n", encoding="utf-8")
    refused = run("new", "hf", "002", "--premise", "A cat waits.")
    assert refused.exit_code == 2
    assert "ratio of the project's lore.md" in refused.stderr


def test_a_chinese_premise_is_spoken_in_chinese(projects: Path, run) -> None:
    """Guards against English voices reading Chinese lines."""
    assert run("new", "茶馆", "001", "--premise", "少年侠客到江边茶馆寻找天下第一剑客比剑。").exit_code == 0
    assert brief_of(projects, "茶馆")["language"] == "zh"


def test_a_screenplay_of_one_file_becomes_scene_pages(projects: Path, tmp_path: Path, run) -> None:
    """Guards against a screenplay whose scenes, title or lines are lost on import."""
    script = tmp_path / "cooks.md"
    script.write_text(PAGES, encoding="utf-8")
    assert run("new", "hf", "001", "--script", str(script), "--no-music").exit_code == 0
    scenes = projects / "hf" / "episode-001" / "scenes"
    assert sorted(page.name for page in scenes.glob("*.md")) == ["scene-01.md", "scene-02.md"]
    assert "Is this seat taken?" in (scenes / "scene-02.md").read_text(encoding="utf-8")
    brief = brief_of(projects)
    assert (brief["source"], brief["title"], brief["target_duration_s"]) == ("screenplay", "Two Cooks", 17)
    assert brief["premise"] == "A restaurant opens at midnight."
    assert brief["bgm"]["enabled"] is False


def test_a_saved_storyboard_is_taken_as_it_is(projects: Path, tmp_path: Path, run) -> None:
    """Guards against a score whose shots, shape or fragments change on import."""
    score = tmp_path / "storyboard.json"
    score.write_text(json.dumps(BOARD), encoding="utf-8")
    assert run("new", "hf", "001", "--score", str(score)).exit_code == 0
    folder = projects / "hf" / "episode-001"
    board = json.loads((folder / "storyboard.json").read_text(encoding="utf-8"))
    assert [shot["id"] for shot in board["shots"]] == ["S01-001"]
    assert json.loads((folder / "scenes" / "scene-01.json").read_text(encoding="utf-8"))["scene"]["id"] == "S01"
    assert "## Scene 1 — Kitchen" in (folder / "scenes" / "scene-01.md").read_text(encoding="utf-8")
    assert (brief_of(projects)["source"], brief_of(projects)["ratio"]) == ("score", "9:16")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "exactly one of"),
        (["--premise", "x", "--script", "y.md"], "--premise and --script"),
        (["--premise", "  "], "premise"),
        (["--premise", "A long day. " * 20_000], "200000"),
        (["--premise", "x", "--ratio", "2:1"], "16:9"),
        (["--premise", "x", "--resolution", "4K"], "1080P"),
        (["--premise", "x", "--provider", "foo"], "animatic"),
        (["--premise", "x", "--duration", "0"], "--duration"),
        (["--premise", "x", "--budget", "-1"], "--budget"),
        (["--premise", "x", "--language", "klingon!"], "--language"),
        (["--script", "missing.md"], "missing.md"),
        (["--script", "play.fountain"], "line 1: nothing happens"),
        (["--score", "notes.json"], "notes.json"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    projects: Path, tmp_path: Path, run, options: list[str], told: str
) -> None:
    """Guards against half an episode after a typing error, and against messages that name nothing."""
    (tmp_path / "play.fountain").write_text("INT. KITCHEN - NIGHT", encoding="utf-8")
    (tmp_path / "notes.json").write_text('{"director_score": []}', encoding="utf-8")
    result = run("new", "hf", "001", *options)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert not (projects / "hf").exists()


@pytest.mark.parametrize("name", ["..", "../x", "a/b", "a\\b", "a\nb", "", ".hidden", "con"])
def test_names_that_are_no_folder_are_refused(projects: Path, run, name: str) -> None:
    """Guards against files outside the projects folder."""
    assert run("new", name, "001", "--premise", "x").exit_code == 2
    assert run("new", "hf", name, "--premise", "x").exit_code == 2
    assert not projects.exists() or not any(projects.iterdir())


def test_an_episode_that_is_there_is_never_overwritten(projects: Path, run) -> None:
    """Guards against a second `new` that wipes a finished episode."""
    run("new", "hf", "001", "--premise", "First.")
    result = run("new", "hf", "episode-001", "--premise", "Second.")
    assert result.exit_code == 2
    assert "spark-video produce hf 001" in result.stderr
    assert brief_of(projects)["premise"] == "First."


def test_two_scenes_with_one_number_are_refused(projects: Path, tmp_path: Path, run) -> None:
    """Guards against the second scene silently replacing the first."""
    script = tmp_path / "twice.md"
    script.write_text(PAGES.replace("Scene 2", "Scene 1"), encoding="utf-8")
    result = run("new", "hf", "001", "--script", str(script))
    assert result.exit_code == 2
    assert "scene 1" in result.stderr
    assert not (projects / "hf").exists()


def test_a_series_tells_what_is_next(projects: Path, run) -> None:
    """Whoever fills a queue would learn only on its date that a field was mistyped, or which episode it is the turn of."""
    queue = projects / "hf" / "series.yaml"
    queue.parent.mkdir(parents=True)
    queue.write_text(
        "cron: '@daily'\nepisodes: [{episode: 1, premise: A lamp.}, {episode: 2, premise: A bay.}]\n", "utf-8"
    )
    assert run("new", "hf", "1", "--premise", "A lamp, begun by hand.").exit_code == 0
    told = json.loads(run("series", "hf", "--json").stdout)
    assert (told["next"], told["held"]) == ("2", "")
    assert [entry["state"] for entry in told["episodes"]] == ["in the making", "next"]
    assert "episode 2 is next, on" in run("series").stdout
    queue.write_text("cron: noon\nepisodes: [{episode: 1, premise: A lamp.}]\n", "utf-8")
    broken = run("series", "hf")
    assert broken.exit_code == 2
    assert "field cron" in broken.stderr
