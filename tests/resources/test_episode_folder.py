"""Paths of an episode: where the contract says, and never outside the projects folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from resources.episode_folder import EpisodeFolder, ProjectsRoot, default_projects_root, locked_state
from resources.errors import EpisodeBusy, InvalidName, NotFound


@pytest.fixture
def root(tmp_path: Path) -> ProjectsRoot:
    return ProjectsRoot(tmp_path / "projects")


def test_paths_are_those_of_existing_episodes(root: ProjectsRoot) -> None:
    """Guards against an episode made by spark-video not being found again file by file."""
    episode = root.episode("hf", "episode-001")
    here = root.path / "hf" / "episode-001"
    assert episode.path == here
    assert episode.clip("S01-002", 3) == here / "clips/S01-002-ver3.mp4"
    assert episode.winner_clip("S01-002") == here / "clips/S01-002.mp4"
    assert episode.frame("S01-002", 3, "last") == here / "frames/S01-002-ver3_last.png"
    assert episode.review("S01-002", 3) == here / "reviews/S01-002-ver3.json"
    assert episode.escalation("S01-002") == here / "reviews/escalation-S01-002.md"
    assert episode.scene_page(2) == here / "scenes/scene-02.md"
    assert episode.final_film == here / "final/hf-001.mp4"
    assert episode.sign_off(2) == here / "sign_offs/gate-2.json"
    assert episode.asset_folder("movie-set", "码头") == here / "movie-set/码头"
    assert episode.project_asset_folder("cast", "Mei Lin") == root.path / "hf/cast/Mei Lin"
    assert not root.path.exists()


def test_underscore_folder_of_older_tools_opens(root: ProjectsRoot) -> None:
    """Guards against `episode_07` being ignored and a second, empty folder being started."""
    (root.path / "hf" / "episode_07").mkdir(parents=True)
    episode = root.episode("hf", "07").require()
    assert episode.path.name == "episode_07"
    assert root.list_episodes("hf") == ["07"]


@pytest.mark.parametrize("bad", ["..", "a/b", "a\\b", "", "a\x00b", "a\nb"])
def test_names_that_lead_out_are_refused(root: ProjectsRoot, bad: str) -> None:
    """Guards against a crafted id writing outside the projects folder."""
    with pytest.raises(InvalidName):
        root.episode(bad, "001")
    with pytest.raises(InvalidName):
        root.episode("hf", bad)
    with pytest.raises(InvalidName):
        root.episode("hf", "001").clip(bad, 1)


@pytest.mark.parametrize("bad", ["../../x", "/etc/passwd", "clips/../../../x", "../episode-002/script.md"])
def test_paths_in_documents_stay_inside_the_episode(root: ProjectsRoot, bad: str) -> None:
    """Guards against a storyboard that names a file of the machine, or of another episode."""
    with pytest.raises(InvalidName):
        root.episode("hf", "001").resolve(bad)


def test_links_that_leave_the_root_are_refused(root: ProjectsRoot, tmp_path: Path) -> None:
    """Guards against a linked folder sending renders and deletions elsewhere."""
    outside = tmp_path / "outside"
    outside.mkdir()
    episode = root.episode("hf", "001").create()
    (episode.path / "audio").symlink_to(outside)
    with pytest.raises(InvalidName):
        _ = episode.audio
    (root.path / "linked").symlink_to(outside)
    with pytest.raises(InvalidName):
        root.episode("linked", "001")


def test_a_root_that_is_itself_a_link_works(tmp_path: Path) -> None:
    """Guards against refusing users whose projects folder is a link to a bigger disk."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "projects").symlink_to(tmp_path / "disk")
    episode = ProjectsRoot(tmp_path / "projects").episode("hf", "001").create()
    assert episode.relative(episode.clip("S01-001", 1)) == "clips/S01-001-ver1.mp4"


def test_listing_is_in_the_order_people_count(root: ProjectsRoot) -> None:
    """Guards against episode 10 before episode 2, and against an unknown project ending in a traceback."""
    for number in ("10", "2", "1"):
        root.episode("hf", number).create()
    (root.path / ".trash" / "episode-1").mkdir(parents=True)
    assert root.list_projects() == ["hf"]
    assert root.list_episodes("hf") == ["1", "2", "10"]
    with pytest.raises(NotFound) as caught:
        root.episode("hg", "1").require()
    assert caught.value.allowed == "hf"
    with pytest.raises(NotFound):
        root.episode("hf", "3").require()


def test_environment_of_both_generations() -> None:
    """Guards against an existing installation losing its projects after the update."""
    assert default_projects_root({"SPARK_VIDEO_PROJECTS_ROOT": "/a", "VIDEOGEN_PROJECTS_DIR": "/b"}) == Path("/a")
    assert default_projects_root({"VIDEOGEN_PROJECTS_DIR": "/b"}) == Path("/b")
    assert default_projects_root({}) == Path("projects")


def test_digest_follows_the_content(root: ProjectsRoot) -> None:
    """Guards against a sign-off staying valid after the signed file was edited at equal length."""
    episode = root.episode("hf", "001").create()
    episode.script.write_text("aaaa", encoding="utf-8")
    first = episode.digest(episode.script)
    episode.script.write_text("bbbb", encoding="utf-8")
    assert episode.digest(episode.script) != first
    with pytest.raises(NotFound):
        episode.digest(episode.storyboard)


def test_state_lock_excludes_and_speaks(root: ProjectsRoot) -> None:
    """Guards against two processes overwriting each other's takes, and against waiting for ever in silence."""
    episode: EpisodeFolder = root.episode("hf", "001").create()
    with locked_state(episode) as path:
        assert path == episode.shots_state
    with (
        FileLock(path.with_name("shots_state.json.lock")),
        pytest.raises(EpisodeBusy),
        locked_state(episode, timeout_s=0),
    ):
        pytest.fail("two holders")


def test_paths_do_not_load_dagster() -> None:
    """Guards against `spark-video --help` taking two seconds."""
    code = "import sys, resources.episode_folder; print('dagster' in sys.modules, 'filelock' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "False"]
