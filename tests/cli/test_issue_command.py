"""The command `issue`: from a time in the film to a confirmed retake, with messages for everything that was mistyped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scripted_studio import shot_of, studio_of

from spark_video_assets.episode.episode import Episode


@pytest.fixture
def episode(tmp_path: Path, projects: Path) -> Episode:
    """Two shots with winners."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.shoot()
    assert studio.episode.folder.root.path == projects
    return studio.episode


def test_an_issue_is_reported_confirmed_and_listed(episode: Episode, run) -> None:
    """A person would confirm what was not shown, or the retake never be asked for."""
    told = run(
        "issue", "hf", "001", "--kind", "visual-continuity", "--at", "0:00.3", "--note", "her hands melt", "--json"
    )
    assert told.exit_code == 0, told.stderr
    issue = json.loads(told.stdout)
    assert (issue["shot"], issue["suspects"][0]["blame"]) == ("S01-002", "prompt")
    assert episode.states().of("S01-002").winner_version == 1
    assert run("issue", "hf", "001", "--id", "issue-001", "--confirm").exit_code == 0
    assert episode.states().of("S01-002").winner_version is None
    listed = json.loads(run("issue", "hf", "001", "--json").stdout)
    assert [(one["id"], one["confirmed"]) for one in listed] == [("issue-001", "prompt")]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--kind", "mood", "--at", "0"), "visual-continuity"),
        (("--kind", "timing", "--at", "soon"), "m:ss"),
        (("--kind", "timing", "--at", "99"), "no second 99"),
        (("--kind", "timing"), "--shot ID"),
        (("--id", "issue-404"), "issue-404"),
        (("--kind", "timing", "--at", "0", "--stage", "catering"), "storyboard"),
    ],
)
def test_what_was_mistyped_is_named(episode: Episode, run, more: tuple[str, ...], said: str) -> None:
    """A traceback, or an issue recorded for something else."""
    told = run("issue", "hf", "001", *more, "--note", "late")
    assert told.exit_code == 2
    assert said in told.stderr
    assert not episode.folder.issues.exists()


def test_options_that_exclude_each_other_are_named(projects: Path, run) -> None:
    """A place or a confirmation without an issue would list issues and look as if it had been reported."""
    for more, said in (
        (("--at", "3"), "--at of which issue?"),
        (("--confirm",), "--id ISSUE"),
        (("--kind", "timing", "--id", "issue-001"), "--kind and --id given"),
        (("--kind", "timing", "--at", "3", "--shot", "S01-001"), "--at and --shot given"),
    ):
        told = run("issue", "hf", "001", *more)
        assert (told.exit_code, said in told.stderr) == (2, True), told.stderr
