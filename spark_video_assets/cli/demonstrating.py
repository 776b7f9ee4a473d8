"""The command `demo`: makes the example episode from nothing, and says what to try next."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from spark_video_assets.cli.options import open_episode
from spark_video_assets.cli.producing import drive
from spark_video_assets.cli.speak import say

if TYPE_CHECKING:
    from resources.episode_folder import ProjectsRoot

PROJECT, EPISODE = "lantern-bay", "001"


def demo() -> None:
    """Make the example episode, with every gate signed; a second demo uses everything again."""
    from resources.episode_folder import ProjectsRoot
    from spark_video_assets.story.gates import GATES

    root = ProjectsRoot()
    root.require_folder()
    if not root.project(PROJECT).is_dir():
        copy_example(PROJECT, root)
    drive(open_episode(PROJECT, EPISODE), frozenset(GATES))
    say("try next:", "bold")
    say(f"  spark-video status {PROJECT} {EPISODE}")
    say(f"  spark-video reshoot {PROJECT} {EPISODE} --shot S01-001 --note 'wider, and slower'")
    say('  spark-video new my-story 001 --premise "A cook inherits a restaurant that only ghosts visit."')
    say("  spark-video dev")


def copy_example(project: str, root: ProjectsRoot) -> Path:
    """Put an example into the projects folder, whole or not at all.

    Raises:
        NotFound: The examples are not beside the program, nor in the working folder.
        StorageError: The projects folder cannot be written.
    """
    from resources.atomic import storage_errors

    source = examples_folder() / project
    with storage_errors(root.path):
        root.path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root.path, prefix=".part-") as part:
            copied = Path(part) / project
            shutil.copytree(source, copied)
            return copied.rename(root.project(project))


def examples_folder() -> Path:
    """The examples of the repository this program runs from, or of the working folder. Raises `NotFound`."""
    from resources.errors import NotFound

    places = [Path(__file__).resolve().parents[2] / "examples", Path("examples").absolute()]
    for place in places:
        if (place / PROJECT).is_dir():
            return place
    raise NotFound(
        "the examples are not there", where=str(places[0]), next_command="run it in a clone of the repository"
    )
