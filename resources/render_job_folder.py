"""Stand-alone render jobs on disk: `videos/<job-id>/` under the projects folder. What is in the files is not known here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from resources.episode_folder import ProjectsRoot
from resources.episode_paths import path_part

VIDEOS = "videos"
"""Folder of all render jobs under the projects folder, and the first half of their accounts' names."""
_INPUTS = ".inputs"


@dataclass(frozen=True)
class RenderJobFolder:
    """One render job, present or not.

    Args:
        root: The folder of all projects.
        job_id: Name of the folder, and the partition key.
    """

    root: ProjectsRoot
    job_id: str
    path: Path = field(init=False, compare=False)
    _real: Path = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        path = self.root.resolve(VIDEOS, path_part(self.job_id))
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "_real", path.resolve())

    def __str__(self) -> str:
        return f"{VIDEOS}/{self.job_id}"

    @property
    def project(self) -> str:
        """First half of the account's name."""
        return VIDEOS

    @property
    def episode(self) -> str:
        """Second half of the account's name."""
        return self.job_id

    @property
    def request(self) -> Path:
        """What is to be made, frozen before anything is sent."""
        return self.path / "request.json"

    @property
    def response(self) -> Path:
        """How the last run ended."""
        return self.path / "response.json"

    @property
    def manifest(self) -> Path:
        """What was made, of what, by whom and for how much."""
        return self.path / "manifest.json"

    @property
    def renders(self) -> Path:
        """The finished clip, and the ledger's job folders."""
        return self.path / "renders"

    @property
    def clip(self) -> Path:
        """The finished clip."""
        return self.renders / "render-001.mp4"

    @property
    def last_frame(self) -> Path:
        """The clip's true last frame, to go on from."""
        return self.renders / "last-frame-001.png"

    @property
    def technical_qc(self) -> Path:
        """What was measured."""
        return self.path / "qa" / "technical.json"

    @property
    def review(self) -> Path:
        """Six axes, where a review was asked for."""
        return self.path / "qa" / "review.json"

    @property
    def model_calls(self) -> Path:
        """The log of model calls."""
        return self.path / "logs" / "model_calls.jsonl"

    @property
    def answers(self) -> Path:
        """Answers of a model that reviews, until the job is recorded."""
        return self.path / "logs" / "answers"

    @property
    def cache(self) -> Path:
        """Work in progress; everything in it can be made again."""
        return self.path / ".cache"

    def resolve(self, relative: str | Path) -> Path:
        """A path of this job. Raises `InvalidName` when it leads out of the folder."""
        return self.root.resolve_within(self._real, self.path, relative)


def render_jobs(root: ProjectsRoot) -> Iterator[RenderJobFolder]:
    """Every render job that has a request, by name. Costs one look for each."""
    try:
        with os.scandir(root.path / VIDEOS) as entries:
            names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    except OSError:
        return
    for name in names:
        folder = RenderJobFolder(root, name)
        if folder.request.is_file():
            yield folder


def inputs_folder(root: ProjectsRoot) -> Path:
    """Reference files of all render jobs by content, so that a thousand jobs with one portrait keep one copy of it."""
    return root.resolve(VIDEOS, _INPUTS)


def ledgers(root: ProjectsRoot) -> list[Path]:
    """The `renders` folders of everything under this root that may have jobs at a provider."""
    return sorted([*root.path.glob("*/episode*/renders"), *root.path.glob(f"{VIDEOS}/*/renders")])
