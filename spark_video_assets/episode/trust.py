"""Calibrations of judges, kept for all episodes of a projects root. The arithmetic is in `story.calibration`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from resources.atomic import write_json
from resources.episode_folder import ProjectsRoot
from resources.errors import InvalidDocument
from spark_video_assets.story.calibration import Calibration


def calibration_file(root: ProjectsRoot, judge: str) -> Path:
    """Where the latest calibration of a judge is kept; its name may be a model's, with any characters."""
    return root.path / ".ledger" / "judges" / f"{quote(judge, safe='')}.json"


def keep_calibration(root: ProjectsRoot, found: Calibration) -> Path:
    """Write it in place of the judge's earlier one.

    Raises:
        StorageError: The projects root cannot be written.
    """
    return write_json(calibration_file(root, found.judge), found.to_data())


def kept_calibration(root: ProjectsRoot, judge: str) -> Calibration | None:
    """The latest calibration of a judge, or None when it was never held against a person.

    Raises:
        InvalidDocument: The file is damaged, or of a newer program.
    """
    path = calibration_file(root, judge)
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidDocument("is not utf-8", where=str(path)) from None
    return Calibration.from_json(text, where=str(path))
