"""Where every file of a project and an episode lies, and nothing outside. No dagster here; documents are not parsed here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from resources.atomic import storage_errors
from resources.errors import InvalidName, NotFound
from resources.file_digest import file_digest
from resources.locking import locked_file

AssetKind = Literal["cast", "movie-set", "props"]
FrameEnd = Literal["first", "last"]
AnchorEnd = Literal["start", "end"]

_EPISODE = re.compile(r"^episode[-_](.+)$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TREE = ("scenes", "cast", "movie-set", "props", "bgm", "clips", "frames", "reviews", "final", "logs")
STATE_LOCK_TIMEOUT_S = 30.0


def default_projects_root(environ: Mapping[str, str] = os.environ) -> Path:
    """SPARK_VIDEO_PROJECTS_ROOT, else VIDEOGEN_PROJECTS_DIR of older installations, else `./projects`."""
    return Path(environ.get("SPARK_VIDEO_PROJECTS_ROOT") or environ.get("VIDEOGEN_PROJECTS_DIR") or "projects")


def _part(name: str) -> str:
    """One folder or file name. Names are validated in `story.names`; this only refuses a way out."""
    if name in {"", ".", ".."} or "/" in name or "\\" in name or _CONTROL.search(name):
        raise InvalidName(f"{name!r} cannot be one part of a path", allowed="a name without slashes or dots only")
    return name


def _natural(name: str) -> list[tuple[int, int | str]]:
    """Sort key that puts 2 before 10, and numbers before words."""
    return [(0, int(piece)) if piece.isdecimal() else (1, piece) for piece in re.split(r"(\d+)", name) if piece]


class ProjectsRoot:
    """The folder of all projects."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = (path or default_projects_root()).expanduser().absolute()

    def resolve(self, *parts: str | Path) -> Path:
        """A path under this folder.

        Raises:
            InvalidName: it leads out of the folder, by `..`, as an absolute path or through a link.
        """
        joined = self.path.joinpath(*parts)
        inside = joined.resolve()
        if ".." in joined.parts or not inside.is_relative_to(self.path.resolve()):
            raise InvalidName(
                f"{Path(*parts).as_posix()!r} leads out of the projects folder",
                where=str(self.path),
                allowed="paths inside the projects folder; no links that leave it",
            )
        return joined

    def project(self, project: str) -> Path:
        """Folder of a project, present or not."""
        return self.resolve(_part(project))

    def project_lore(self, project: str) -> Path:
        """World bible shared by all episodes of a project."""
        return self.project(project) / "lore.md"

    def project_asset(self, project: str, kind: AssetKind, name: str) -> Path:
        """Folder of one visual state of a person, set or prop, shared by all episodes."""
        return self.resolve(_part(project), kind, _part(name))

    def episode(self, project: str, episode: str) -> EpisodeFolder:
        """An episode, present or not; `001` and `episode-001` are the same one."""
        return EpisodeFolder(self, project, episode)

    def list_projects(self) -> list[str]:
        """Projects that hold at least one episode or a lore, by name."""
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
                next_command=f"spark-video new {project} 001 --premise TEXT",
            )
        return sorted(set(self._episode_folders(folder)), key=_natural)

    @staticmethod
    def _episode_folders(project_folder: Path) -> list[str]:
        matches = (_EPISODE.match(child.name) for child in project_folder.iterdir() if child.is_dir())
        return [match[1] for match in matches if match]


@dataclass(frozen=True)
class EpisodeFolder:
    """Every path of one episode. Properties give the path, present or not; they create nothing.

    Args:
        root: The folder of all projects.
        project: Its folder's name.
        episode: As typed; a prefix `episode-` or `episode_` is taken off.
    """

    root: ProjectsRoot
    project: str
    episode: str
    path: Path = field(init=False, compare=False)

    def __post_init__(self) -> None:
        match = _EPISODE.match(self.episode)
        bare = _part(match[1] if match else self.episode)
        object.__setattr__(self, "episode", bare)
        project = _part(self.project)
        path = self.root.resolve(project, f"episode-{bare}")
        older = self.root.resolve(project, f"episode_{bare}")
        object.__setattr__(self, "path", older if older.is_dir() and not path.is_dir() else path)

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
                next_command=f"spark-video new {self.project} {self.episode} --premise TEXT",
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
        path = self.root.resolve(self.path, relative)
        if not path.resolve().is_relative_to(self.path.resolve()):
            raise InvalidName(f"{str(relative)!r} leads out of the episode", where=str(self.path))
        return path

    def relative(self, path: Path) -> str:
        """How documents name a file of this episode: posix, from the episode's folder. Raises `InvalidName`."""
        return self.resolve(path).relative_to(self.path).as_posix()

    def digest(self, path: Path) -> str:
        """sha256 (hex) of a file, remembered while it does not change. Raises `NotFound`."""
        try:
            return file_digest(path)
        except FileNotFoundError:
            raise NotFound("the file is not there", where=str(path)) from None

    # --- development -------------------------------------------------------------------------------------------

    @property
    def project_folder(self) -> Path:
        """Tier shared by all episodes of the project."""
        return self.path.parent

    @property
    def brief(self) -> Path:
        """Answers of gates 0 and 0.5."""
        return self.resolve("brief.yaml")

    @property
    def premise(self) -> Path:
        """The first premise there is: episode before project, `initialPrompt.md` before `premise.md`."""
        places = [
            tier / name for tier in (self.path, self.project_folder) for name in ("initialPrompt.md", "premise.md")
        ]
        return next((place for place in places if place.is_file()), self.path / "premise.md")

    @property
    def lore(self) -> Path:
        """The episode's own lore, whose keys override the project's."""
        return self.resolve("lore.md")

    @property
    def project_lore(self) -> Path:
        """World bible shared by all episodes."""
        return self.root.project_lore(self.project)

    def asset_folder(self, kind: AssetKind, name: str) -> Path:
        """Episode tier of one visual state; it overrides the project's of the same name."""
        return self.resolve(Path(kind, _part(name)))

    def project_asset_folder(self, kind: AssetKind, name: str) -> Path:
        """Project tier of one visual state."""
        return self.root.project_asset(self.project, kind, name)

    @property
    def cast_manifest(self) -> Path:
        """Who is in the episode."""
        return self.resolve("cast.json")

    @property
    def movie_set_manifest(self) -> Path:
        """Where the episode plays."""
        return self.resolve("movie_set.json")

    @property
    def props_manifest(self) -> Path:
        """What is used in the episode."""
        return self.resolve("props.json")

    @property
    def bgm_config(self) -> Path:
        """Music choice of older episodes; new ones have it in the brief."""
        return self.resolve("bgm-config.json")

    @property
    def bgm(self) -> Path:
        """Music of the episode tier."""
        return self.resolve("bgm")

    @property
    def project_bgm(self) -> Path:
        """Music of the project tier."""
        return self.root.resolve(self.project, "bgm")

    @property
    def scenes(self) -> Path:
        """Pages and fragments of the scenes."""
        return self.resolve("scenes")

    def scene_page(self, number: int) -> Path:
        """The screenwriter's page of a scene, numbered from 1."""
        return self.scenes / f"scene-{number:02d}.md"

    def scene_ready(self, number: int) -> Path:
        """Empty file that older pipelines touch when a page is finished."""
        return self.scenes / f"scene-{number:02d}.ready"

    def scene_fragment(self, number: int) -> Path:
        """The director's shots of a scene."""
        return self.scenes / f"scene-{number:02d}.json"

    @property
    def script(self) -> Path:
        """All pages, compiled."""
        return self.resolve("script.md")

    # --- storyboarding -----------------------------------------------------------------------------------------

    @property
    def direction(self) -> Path:
        """The director's tone."""
        return self.resolve("direction.json")

    @property
    def storyboard(self) -> Path:
        """All fragments, compiled."""
        return self.resolve("storyboard.json")

    @property
    def render_plan(self) -> Path:
        """Chain groups, media and price."""
        return self.resolve("render_plan.json")

    @property
    def reviews(self) -> Path:
        """Critiques, reviews and escalation reports."""
        return self.resolve("reviews")

    def critique(self, round_number: int) -> Path:
        """Critique of the storyboard, rounds from 1."""
        return self.reviews / f"critique-round-{round_number}.json"

    @property
    def vfx_review(self) -> Path:
        """Findings of the VFX review; its page for people has the suffix `.md`."""
        return self.reviews / "vfx-review.json"

    # --- shooting ----------------------------------------------------------------------------------------------

    def clip(self, shot: str, ver: int) -> Path:
        """One take."""
        return self.resolve(Path("clips", f"{_part(shot)}-ver{ver}.mp4"))

    def winner_clip(self, shot: str) -> Path:
        """Copy of the winning take."""
        return self.resolve(Path("clips", f"{_part(shot)}.mp4"))

    def frame(self, shot: str, ver: int, end: FrameEnd) -> Path:
        """True first or last frame of a take."""
        return self.resolve(Path("frames", f"{_part(shot)}-ver{ver}_{end}.png"))

    def anchor_frame(self, shot: str, end: AnchorEnd) -> Path:
        """Planned start or end frame of a shot, made before it is rendered."""
        return self.resolve(Path("frames", f"{_part(shot)}-{end}.png"))

    def review(self, shot: str, ver: int) -> Path:
        """Six-axis review of a take."""
        return self.reviews / f"{_part(shot)}-ver{ver}.json"

    def escalation(self, shot: str) -> Path:
        """Report to the director on a shot out of rounds."""
        return self.reviews / f"escalation-{_part(shot)}.md"

    @property
    def shots_state(self) -> Path:
        """Takes and winners of all shots; written only inside `locked_state`."""
        return self.resolve("shots_state.json")

    @property
    def needs_director_rewrite(self) -> Path:
        """Shots that wait for the director."""
        return self.resolve("needs_director_rewrite.json")

    @property
    def renders(self) -> Path:
        """The render ledger's job folders."""
        return self.resolve("renders")

    @property
    def dailies(self) -> Path:
        """The per-shot table."""
        return self.resolve("dailies.json")

    # --- post and the record -----------------------------------------------------------------------------------

    @property
    def audio(self) -> Path:
        """Narration and mixes."""
        return self.resolve("audio")

    @property
    def subtitles(self) -> Path:
        """SRT and WebVTT files."""
        return self.resolve("subtitles")

    @property
    def final(self) -> Path:
        """Folder of finished films."""
        return self.resolve("final")

    @property
    def final_film(self) -> Path:
        """The finished episode."""
        return self.resolve(Path("final", f"{self.project}-{self.episode}.mp4"))

    @property
    def delivery(self) -> Path:
        """What is handed on."""
        return self.resolve("delivery")

    @property
    def viewer(self) -> Path:
        """The production on one page."""
        return self.resolve("viewer.html")

    def sign_off(self, gate: int) -> Path:
        """A person's decision at gate 1..4."""
        return self.resolve(Path("sign_offs", f"gate-{gate}.json"))

    @property
    def state(self) -> Path:
        """Bookkeeping of older episodes."""
        return self.resolve("state.json")

    @property
    def logs(self) -> Path:
        """Call log and raw output."""
        return self.resolve("logs")

    @property
    def model_calls(self) -> Path:
        """One line for each call of a model."""
        return self.logs / "model_calls.jsonl"

    @property
    def driver_lease(self) -> Path:
        """Who drives the episode now."""
        return self.resolve("driver.lease")

    @property
    def cache(self) -> Path:
        """What can be made again at any time."""
        return self.resolve(".cache")


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
