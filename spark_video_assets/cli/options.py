"""Arguments that several commands share, and how what was typed becomes an episode, a gate or a shot."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from spark_video_assets.episode.episode import Episode
    from spark_video_assets.episode.sources import Sources
    from spark_video_assets.story.gates import Gate

ProjectName = Annotated[str, typer.Argument(metavar="PROJECT", help="Folder of the project, e.g. lantern-bay.")]
EpisodeName = Annotated[str, typer.Argument(metavar="EPISODE", help="Number or name of the episode, e.g. 001.")]
GateName = Annotated[str, typer.Argument(metavar="GATE", help="script, storyboard, render or final; or 1 to 4.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]
Note = Annotated[str, typer.Option("--note", help="Why; of a rejection: what to redo, naming its scenes or shots.")]
ShotId = Annotated[str, typer.Option("--shot", metavar="ID", help="Shot id, e.g. S01-002.")]


def open_episode(project: str, episode: str) -> Episode:
    """The episode that was typed.

    Raises:
        InvalidName: A name that cannot be a folder.
        NotFound: No such project or episode; names the ones there are.
    """
    from resources.episode_folder import ProjectsRoot
    from spark_video_assets.episode.episode import Episode
    from spark_video_assets.story.names import EpisodeKey

    found = Episode.at(ProjectsRoot(), EpisodeKey.of(project, episode))
    found.folder.require()
    return found


def look_at(episode: Episode) -> Sources:
    """A fresh look at an episode with today's settings. Raises `UsageError` for a variable that cannot be read."""
    from spark_video_assets.episode.settings import Settings
    from spark_video_assets.episode.sources import Sources

    return Sources(episode, Settings.from_environment())


def gate_of(text: str) -> Gate:
    """A gate by name or number. Raises `UsageError` naming the four."""
    from resources.errors import UsageError
    from spark_video_assets.story.gates import GATE_NUMBER, gate_named

    gate = gate_named(text)
    if gate is None:
        known = ", ".join(f"{name} ({number})" for name, number in GATE_NUMBER.items())
        raise UsageError(f"there is no gate {text!r}", allowed=known)
    return gate


def shot_of(episode: Episode, text: str) -> str:
    """A shot of the storyboard. Raises `InvalidName` for no id at all, `NotFound` naming the shots there are."""
    from spark_video_assets.story.names import valid_shot_id

    return episode.known_shot(valid_shot_id(text))


def user_name() -> str:
    """Who signs: the user of this machine, else the program."""
    names = (os.environ.get(variable, "").strip() for variable in ("USER", "LOGNAME", "USERNAME"))
    return next((name for name in names if name), "spark-video")
