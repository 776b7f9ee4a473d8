"""The projects folder as a Dagster resource. What lies where is known by `resources.episode_folder`, which needs no Dagster."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from resources.episode_folder import EpisodeFolder, ProjectsRoot
from resources.run_worker import sign_in


class EpisodeStore(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Projects and episodes on disk.

    Args:
        projects_root: Folder of all projects; empty = SPARK_VIDEO_PROJECTS_ROOT, else VIDEOGEN_PROJECTS_DIR, else
            `./projects`, looked up when it is used.
    """

    projects_root: str = ""

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Every run of ours opens the store: its process signs in here."""
        if context.run is not None and context.instance is not None:
            sign_in(context.instance, context.run)

    @property
    def root(self) -> ProjectsRoot:
        """The folder of all projects."""
        return ProjectsRoot(Path(self.projects_root) if self.projects_root else None)

    def episode(self, project: str, episode: str) -> EpisodeFolder:
        """An episode, present or not."""
        return self.root.episode(project, episode)

    def list_projects(self) -> list[str]:
        """Names of the projects."""
        return self.root.list_projects()

    def list_episodes(self, project: str) -> list[str]:
        """Episode ids of a project. Raises `NotFound`."""
        return self.root.list_episodes(project)
