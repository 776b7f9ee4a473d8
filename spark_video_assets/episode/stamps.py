"""Whether anything about an episode changed since the last look, without reading a single file. What changed: `snapshot`."""

from __future__ import annotations

import hashlib
import os
from operator import attrgetter

from resources.episode_folder import EpisodeFolder, ProjectsRoot

_WATCHED = (
    "",
    "scenes",
    "sign_offs",
    "reviews",
    "clips",
    "frames",
    "audio",
    "subtitles",
    "final",
    "delivery",
    "bgm",
)
"""Folders of an episode whose files decide what comes next; `renders` and `logs` only record."""
_TAKE = "-ver"
"""In names of takes, their frames and reviews: most files of an episode, written once. Their folder's time tells of a new
or missing one; what a gate shows is the winner, a copy without this mark."""
_PROJECT_DEPTH = 3
"""Cards of a project lie at most so deep: kind / name / file."""


def project_stamp(root: ProjectsRoot, project: str) -> str:
    """Changes whenever lore, cards, pictures or music that all episodes of a project share do."""
    folder = root.project(project)
    told = hashlib.sha256()
    _add_tree(told, str(folder), _PROJECT_DEPTH, leave_out="episode")
    return told.hexdigest()[:16]


def episode_stamp(folder: EpisodeFolder, shared: str) -> str:
    """Changes whenever a file of the episode appears, goes or is written: by a program, a person or a file manager.

    Args:
        folder: The episode.
        shared: `project_stamp` of its project.
    """
    told = hashlib.sha256(shared.encode())
    home = str(folder.path)
    for name in _WATCHED:
        _add_tree(told, f"{home}/{name}", 1)
    for kind in ("cast", "movie-set", "props"):
        _add_tree(told, f"{home}/{kind}", 2)
    return told.hexdigest()[:16]


def _add_tree(told: hashlib._Hash, folder: str, depth: int, leave_out: str = "") -> None:
    # plain strings: thousands of folders are asked on every tick, and a Path costs as much as the question
    try:
        entries = sorted(os.scandir(folder), key=attrgetter("name"))
        if any(_TAKE in entry.name for entry in entries):
            told.update(f"{os.stat(folder).st_mtime_ns}\0".encode())  # noqa: PTH116  see above
    except OSError:
        return
    for entry in entries:
        if (
            _TAKE in entry.name
            or entry.name.startswith((".", "driver.lease"))
            or (leave_out and entry.name.startswith(leave_out))
        ):
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth > 1:
                _add_tree(told, entry.path, depth - 1)
            continue
        try:
            status = entry.stat()
        except OSError:
            continue
        told.update(f"{entry.name}\0{status.st_mtime_ns}\0{status.st_size}\0".encode(errors="surrogatepass"))
