"""Projects and episodes on disk, never outside the projects folder. No dagster; file names are in `episode_paths`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from resources.atomic import storage_errors
from resources.episode_paths import AssetKind, EpisodePaths, path_part
from resources.errors import InvalidName, NotFound, UsageError, typed
from resources.file_digest import file_digest
from resources.locking import locked_file

_EPISODE = re.compile(r"^episode[-_](.+)$")
_TREE = ("scenes", "cast", "movie-set", "props", "bgm", "clips", "frames", "reviews", "final", "logs")
STATE_LOCK_TIMEOUT_S = 30.0


def default_projects_root(environ: Mapping[str, str] = os.environ) -> Path:
    """SPARK_VIDEO_PROJECTS_ROOT, else VIDEOGEN_PROJECTS_DIR of older installations, else `./projects`."""
    return Path(environ.get("SPARK_VIDEO_PROJECTS_ROOT") or environ.get("VIDEOGEN_PROJECTS_DIR") or "projects")


def _natural(name: str) -> list[tuple[int, int | str]]:
    """Sort key that puts 2 before 10, and numbers before words."""
    return [(0, int(piece)) if piece.isdecimal() else (1, piece) for piece in re.split(r"(\d+)", name) if piece]


class ProjectsRoot:
    """The folder of all projects."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = (path or default_projects_root()).expanduser().absolute()
        self._real = self.path.resolve()

    @property
    def speech_cache(self) -> Path:
        """Spoken lines of all episodes, by content; drawings are kept beside it."""
        return self.path / ".cache" / "speech"

    def resolve(self, *parts: str | Path) -> Path:
        """A path under this folder.

        Raises:
            InvalidName: it leads out of the folder, by `..`, as an absolute path or through a link.
        """
        return self.resolve_within(self._real, *parts)

    def resolve_within(self, real: Path, *parts: str | Path) -> Path:
        """As `resolve`, for a folder under the root whose links were followed to `real`."""
        joined = self.path.joinpath(*parts)
        if ".." in joined.parts or not joined.resolve().is_relative_to(real):
            raise InvalidName(
                f"{Path(*parts).as_posix()!r} leads out of its folder",
                where=str(real),
                allowed="paths inside; no links that leave it",
            )
        return joined

    def project(self, project: str) -> Path:
        """Folder of a project, present or not."""
        return self.resolve(path_part(project))

    def project_lore(self, project: str) -> Path:
        """World bible shared by all episodes of a project."""
        return self.project(project) / "lore.md"

    def project_asset(self, project: str, kind: AssetKind, name: str) -> Path:
        """Folder of one visual state of a person, set or prop, shared by all episodes."""
        return self.resolve(path_part(project), kind, path_part(name))

    def episode(self, project: str, episode: str) -> EpisodeFolder:
        """An episode, present or not; `001` and `episode-001` are the same one."""
        return EpisodeFolder(self, project, episode)

    def require_folder(self) -> None:
        """Refuse a file in the folder's place; that nothing is there yet is fine. Raises `UsageError`."""
        if self.path.exists() and not self.path.is_dir():
            raise UsageError(
                "is a file, not the folder of projects",
                where=str(self.path),
                next_command="set SPARK_VIDEO_PROJECTS_ROOT to a folder, or move that file away",
            )

    def list_projects(self) -> list[str]:
        """Projects that hold at least one episode or a lore, by name. Raises as `require_folder`."""
        self.require_folder()
        if not self.path.is_dir():
            return []
        return sorted(
            (
                folder.name
                for folder in self.path.iterdir()
                if folder.is_dir()
                and not folder.name.startswith(".")
                and ((folder / "lore.md").is_file() or self._episode_folders(folder))
            ),
            key=_natural,
        )

    def list_episodes(self, project: str) -> list[str]:
        """Episode ids of a project, without the folder's prefix, 2 before 10.

        Raises:
            NotFound: no such project.
        """
        folder = self.project(project)
        if not folder.is_dir():
            raise NotFound(
                f"there is no project {project!r}",
                where=str(self.path),
                allowed=", ".join(self.list_projects()) or None,
                next_command=f"spark-video new {typed(project)} 001 --premise TEXT",
            )
        return sorted(set(self._episode_folders(folder)), key=_natural)

    @staticmethod
    def _episode_folders(project_folder: Path) -> list[str]:
        matches = (_EPISODE.match(child.name) for child in project_folder.iterdir() if child.is_dir())
        return [match[1] for match in matches if match]


@dataclass(frozen=True)
class EpisodeFolder(EpisodePaths):
    """One episode: where it is and whether it is there; its files are named by `EpisodePaths`.

    Args:
        root: The folder of all projects.
        project: Its folder's name.
        episode: As typed; a prefix `episode-` or `episode_` is taken off.
    """

    root: ProjectsRoot
    project: str
    episode: str
    path: Path = field(init=False, compare=False)
    _real: Path = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        match = _EPISODE.match(self.episode)
        bare = path_part(match[1] if match else self.episode)
        object.__setattr__(self, "episode", bare)
        project = path_part(self.project)
        path = self.root.resolve(project, f"episode-{bare}")
        if not path.is_dir() and (older := self.root.resolve(project, f"episode_{bare}")).is_dir():
            path = older
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "_real", self.path.resolve())

    def __str__(self) -> str:
        return f"{self.project}/{self.episode}"

    def exists(self) -> bool:
        """True when the episode's folder is there."""
        return self.path.is_dir()

    def require(self) -> EpisodeFolder:
        """Itself. Raises `NotFound` when the project or the episode is not there."""
        if not self.exists():
            known = ", ".join(self.root.list_episodes(self.project))
            raise NotFound(
                f"there is no episode {self.episode!r} in project {self.project!r}",
                where=str(self.root.path),
                allowed=known or None,
                next_command=f"spark-video new {typed(self.project, self.episode)} --premise TEXT",
            )
        return self

    def create(self) -> EpisodeFolder:
        """Make the folder tree; what is there stays. Raises `StorageError`."""
        with storage_errors(self.path):
            for name in _TREE:
                (self.path / name).mkdir(parents=True, exist_ok=True)
        return self

    def resolve(self, relative: str | Path) -> Path:
        """A path of this episode from a document or a person.

        Raises:
            InvalidName: it leads out of the episode's folder.
        """
        return self.root.resolve_within(self._real, self.path, relative)

    def relative(self, path: Path) -> str:
        """How documents name a file of this episode: posix, from the episode's folder. Raises `InvalidName`."""
        return self.resolve(path).relative_to(self.path).as_posix()

    def digest(self, path: Path) -> str:
        """sha256 (hex) of a file, remembered while it does not change. Raises `NotFound`."""
        try:
            return file_digest(path)
        except FileNotFoundError:
            raise NotFound("the file is not there", where=str(path)) from None

    @property
    def project_lore(self) -> Path:
        """World bible shared by all episodes."""
        return self.root.project_lore(self.project)

    def project_asset_folder(self, kind: AssetKind, name: str) -> Path:
        """Project tier of one visual state."""
        return self.root.project_asset(self.project, kind, name)

    @property
    def project_bgm(self) -> Path:
        """Music of the project tier."""
        return self.root.resolve(self.project, "bgm")


@contextmanager
def locked_state(folder: EpisodeFolder, timeout_s: float = STATE_LOCK_TIMEOUT_S) -> Iterator[Path]:
    """The only place in which `shots_state.json` may be read for change and written; gives its path. Keep it short.

    Raises:
        EpisodeBusy: another process holds the file longer than `timeout_s`.
        StorageError: the lock file cannot be written.
    """
    path = folder.shots_state
    busy = f"another process has been writing the takes for more than {timeout_s:g} s"
    with locked_file(path, busy=busy, timeout_s=timeout_s):
        yield path
