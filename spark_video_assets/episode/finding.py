"""Episodes under the projects folder, all or by name. Cheap: no document is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from resources.episode_folder import ProjectsRoot
from resources.errors import SparkVideoError
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.names import EpisodeKey, valid_name


def all_episodes(root: ProjectsRoot, projects: Sequence[str] = ()) -> Iterator[Episode]:
    """Every folder whose name can be an episode's; others only look like one and cannot be a partition.

    Args:
        root: All projects.
        projects: Only these; empty = every one.

    Raises:
        NotFound: no such project.
    """
    for project in projects or root.list_projects():
        for number in root.list_episodes(project):
            try:
                key = EpisodeKey.of(project, number)
            except SparkVideoError:
                continue
            yield Episode.at(root, key)


def episodes_named(root: ProjectsRoot, names: Sequence[str]) -> Iterator[Episode]:
    """Each by its key `hf/001`, all of a project by its name, every one when nothing is named.

    Raises:
        NotFound: no such project or episode; names those there are.
        InvalidName: what cannot be one.
    """
    if not names:
        yield from all_episodes(root)
    for name in names:
        if "/" in name:
            episode = Episode.at(root, EpisodeKey.parse(name))
            episode.folder.require()
            yield episode
        else:
            yield from all_episodes(root, [valid_name(name, what="project")])
