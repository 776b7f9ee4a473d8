"""The drop folder of render requests: where it is, and which files in it wait. What becomes of them: the sensor."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from resources.episode_folder import ProjectsRoot
from spark_video_assets.crew.render_jobs.order_file import SUFFIXES
from spark_video_assets.episode.dropped_files import TAKEN

VARIABLE = "SPARK_VIDEO_DROP_FOLDER"
DEFAULT = "drop"
"""Folder under the projects folder, where the variable is not set."""
PATIENCE_S = 20.0
"""Seconds after its last change in which a request that is not whole yet is left alone: its pictures may still come."""


def drop_folder_of(root: ProjectsRoot, environ: Mapping[str, str] = os.environ) -> Path:
    """Where requests are dropped: SPARK_VIDEO_DROP_FOLDER, else `drop` under the projects folder. Present or not."""
    told = environ.get(VARIABLE, "").strip()
    return Path(told).expanduser().absolute() if told else root.path / DEFAULT


@dataclass(frozen=True)
class Waiting:
    """What lies in the folder.

    Args:
        requests: Request files of the folder and the folders in it, by path.
        unreadable: Folders that cannot be looked into, and why.
    """

    requests: list[Path]
    unreadable: list[str]


def waiting_in(folder: Path) -> Waiting:
    """Look through the folder once. Hidden files and folders are left out: programs write under such names first."""
    requests: list[Path] = []
    unreadable: list[str] = []

    def note(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            unreadable.append(f"{error.filename}: {error.strerror}")

    for place, folders, files in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if name != TAKEN and not name.startswith("."))
        requests += [
            Path(place, name)
            for name in sorted(files)
            if name.lower().endswith(SUFFIXES) and not name.startswith(".")
        ]
    return Waiting(requests, unreadable)


def unchanged_s(path: Path) -> float:
    """Seconds since a file was written, copied or moved here; infinite for a file from the future or gone."""
    try:
        status = path.stat()
    except OSError:
        return float("inf")
    passed = time.time() - max(status.st_mtime, status.st_ctime)
    return passed if passed >= 0 else float("inf")
