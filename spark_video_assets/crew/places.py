"""Places where something is made for money, by name: episodes and stand-alone render jobs, each with its purse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from resources.episode_folder import ProjectsRoot
from resources.render_job_folder import VIDEOS, RenderJobFolder, render_jobs
from resources.render_ledger import FileBudgetBook
from resources.video.base import VideoProvider
from resources.video.conditions import Conditions, Shelf
from resources.video.registry import open_provider
from resources.workplace import Workplace
from spark_video_assets.crew.paying import budget_book
from spark_video_assets.crew.render_jobs.performing import book_of
from spark_video_assets.crew.render_jobs.record import read_job
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.finding import all_episodes
from spark_video_assets.episode.settings import Settings
from spark_video_assets.story.names import EpisodeKey


@dataclass(frozen=True)
class Place:
    """An episode or a render job.

    Args:
        key: `project/episode`, or `videos/<job-id>`.
        folder: Where its ledger lies.
    """

    key: EpisodeKey
    folder: Workplace

    @classmethod
    def named(cls, root: ProjectsRoot, key: EpisodeKey) -> Place:
        """The place of this name. Raises `NotFound`."""
        job = RenderJobFolder(root, key.episode) if key.project == VIDEOS else None
        if job is not None and job.request.is_file():
            return cls(key, job)
        return cls(key, Episode.at(root, key).folder.require())

    def __str__(self) -> str:
        return str(self.key)

    @property
    def next_command(self) -> str:
        """What goes on with its work."""
        if isinstance(self.folder, RenderJobFolder):
            return f"spark-video jobs run {self.folder.job_id}"
        return f"spark-video produce {self.key.typed}"

    def book(self, settings: Settings) -> FileBudgetBook:
        """Its budget book. Raises `InvalidDocument` for a brief or a request that cannot be read."""
        if isinstance(self.folder, RenderJobFolder):
            return book_of(self.folder, read_job(self.folder), settings)
        episode = Episode.at(self.folder.root, self.key)
        return budget_book(episode, episode.brief(), settings)

    def provider(self, name: str) -> VideoProvider:
        """A provider to look at its jobs with; the caller closes it."""
        work = self.folder.resolve(".cache/video")
        return open_provider(name, Conditions(Shelf(work=work, speech=self.folder.root.speech_cache)))


def all_places(root: ProjectsRoot, project: str | None = None) -> Iterator[Place]:
    """Every episode, then every render job; of one project where it is told."""
    # Our folder is a project like others only when somebody's project is called so.
    if project != VIDEOS or VIDEOS in root.list_projects():
        for episode in all_episodes(root, [project] if project else ()):
            yield Place(episode.key, episode.folder)
    if project in {None, VIDEOS}:
        for job in render_jobs(root):
            yield Place(EpisodeKey(VIDEOS, job.job_id), job)
