"""The name of every file of an episode. Whether it is there, and what it holds, is not known here."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Literal

from resources.errors import InvalidName

AssetKind = Literal["cast", "movie-set", "props"]
FrameEnd = Literal["first", "last"]
AnchorEnd = Literal["start", "end"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def path_part(name: str) -> str:
    """One folder or file name. Names are validated in `story.names`; this only refuses a way out."""
    if name in {"", ".", ".."} or "/" in name or "\\" in name or _CONTROL.search(name):
        raise InvalidName(f"{name!r} cannot be one part of a path", allowed="a name without slashes or dots only")
    return name


class EpisodePaths(ABC):
    """Every path of one episode. Properties give the path, present or not; they create nothing."""

    path: Path
    project: str
    episode: str

    @abstractmethod
    def resolve(self, relative: str | Path) -> Path:
        """A path inside the episode's folder. Raises `InvalidName` when it leads out."""

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
    def series_mark(self) -> Path:
        """By which date of its project's series it was begun."""
        return self.resolve("series.json")

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

    def asset_folder(self, kind: AssetKind, name: str) -> Path:
        """Episode tier of one visual state; it overrides the project's of the same name."""
        return self.resolve(Path(kind, path_part(name)))

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
    def scenes(self) -> Path:
        """Pages and fragments of the scenes."""
        return self.resolve("scenes")

    def scene_page(self, number: int) -> Path:
        """The screenwriter's page of a scene, numbered from 1."""
        return self.scenes / f"scene-{number:02d}.md"

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
        return self.resolve(Path("clips", f"{path_part(shot)}-ver{ver}.mp4"))

    def winner_clip(self, shot: str) -> Path:
        """Copy of the winning take."""
        return self.resolve(Path("clips", f"{path_part(shot)}.mp4"))

    def frame(self, shot: str, ver: int, end: FrameEnd) -> Path:
        """True first or last frame of a take."""
        return self.resolve(Path("frames", f"{path_part(shot)}-ver{ver}_{end}.png"))

    def anchor_frame(self, shot: str, end: AnchorEnd) -> Path:
        """Planned start or end frame of a shot, made before it is rendered."""
        return self.resolve(Path("frames", f"{path_part(shot)}-{end}.png"))

    def review(self, shot: str, ver: int) -> Path:
        """Six-axis review of a take."""
        return self.reviews / f"{path_part(shot)}-ver{ver}.json"

    def escalation(self, shot: str) -> Path:
        """Report to the director on a shot out of rounds."""
        return self.reviews / f"escalation-{path_part(shot)}.md"

    @property
    def shots_state(self) -> Path:
        """Takes and winners of all shots; written only inside `locked_state`."""
        return self.resolve("shots_state.json")

    @property
    def needs_director_rewrite(self) -> Path:
        """Shots that wait for the director."""
        return self.resolve("needs_director_rewrite.json")

    @property
    def rewrite_begun(self) -> Path:
        """The director's answer while it is being written down; gone when all of it is."""
        return self.resolve("reviews/director-rewrite.json")

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
    def music_changes(self) -> Path:
        """What a person wants different about the music of the cut."""
        return self.resolve("music-changes.json")

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
    def issues(self) -> Path:
        """Reported issues, and files that report one."""
        return self.resolve("issues")

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

    def answers(self, work: str) -> Path:
        """What models answered to a piece of work that is not recorded yet."""
        return self.logs / "answers" / path_part(work)

    @property
    def driver_lease(self) -> Path:
        """Who drives the episode now."""
        return self.resolve("driver.lease")

    @property
    def cache(self) -> Path:
        """What can be made again at any time."""
        return self.resolve(".cache")
