"""Reading an episode for show: what is broken becomes a note on the page, never an exception. What is shown: `data`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from resources.errors import NotFound, SparkVideoError
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.viewer.stills import Stills
from spark_video_assets.episode.viewer.words import link

FoundT = TypeVar("FoundT")
_BROKEN = (OSError, ValueError, TypeError, AttributeError, LookupError, AssertionError)
"""How readers of older, loosely written files stumble. The page is where a person finds out, so it must not stumble too."""


class Reading:
    """One look at an episode for the page.

    Args:
        episode: The episode.
        settings: For what is judged with thresholds.

    Attributes:
        notes: What could not be read, in the order in which it was met.
        stills: Pictures of clips and cards, each carried by the page once.
    """

    def __init__(self, episode: Episode, settings: Settings) -> None:
        self.episode = episode
        self.folder = episode.folder
        self.sources = Sources(episode, settings)
        self.notes: list[str] = []
        self.stills = Stills(episode.folder.cache / "stills")

    def attempt(self, what: str, read: Callable[[], FoundT]) -> FoundT | None:
        """The answer, or None: silently for what is not there yet, with a note for what is broken."""
        try:
            return read()
        except NotFound:
            return None
        except SparkVideoError as error:
            # It names its file; without `what`, many readers of one broken file leave one note.
            self.note(str(error).replace(f"{self.folder.root.path}{os.sep}", ""))
        except _BROKEN as error:
            # Only the kind of error: a message of the system would name folders of this machine in a page that travels.
            self.note(f"{what}: cannot be read ({type(error).__name__})")
        return None

    def note(self, text: str) -> None:
        """Say on the page what is wrong, once."""
        if text not in self.notes:
            self.notes.append(text)

    def inside(self, told: str | None) -> Path | None:
        """A file that a document of this episode names, when it is there and inside the episode."""
        if not told:
            return None
        path = self.attempt(told, lambda: self.folder.resolve(told))
        return path if path is not None and path.is_file() else None

    def url(self, path: Path | None) -> str | None:
        """A relative link to a file that is there, else None."""
        return link(path, self.folder.path) if path is not None and path.is_file() else None

    def still_of_clip(self, clip: Path | None, *, wide: bool = False) -> str | None:
        """Key of a clip's middle frame in `stills`, or None with a note when the clip is broken."""
        if clip is None or not clip.is_file():
            return None
        return self.attempt(f"picture of {clip.name}", lambda: self.stills.of_clip(clip, wide=wide))

    def still_of_picture(self, picture: Path | None) -> str | None:
        """Key of a small copy of a picture, or None with a note when the file is broken."""
        if picture is None or not picture.is_file():
            return None
        return self.attempt(f"picture {picture.name}", lambda: self.stills.of_picture(picture))
