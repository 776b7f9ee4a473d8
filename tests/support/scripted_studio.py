"""A studio whose renders and marks are told by the test: real episode folder, tiny real clips, no drawing engine."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from resources.episode_folder import ProjectsRoot
from resources.judge.base import Judgement, ReviewRequest
from resources.video.base import RenderRequest, RenderResult
from resources.video.registry import capabilities_of
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.crew.shooting.camera_unit import CameraUnit, Rendered, ShootReport
from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer
from spark_video_assets.crew.shooting.take_book import TakeNews
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.reviewing import AXES, Review, ReviewRules
from spark_video_assets.story.storyboard import Scene, Shot, Storyboard

FRAMES = 6
SIZE = (64, 36)
START = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def last_gray(shot_id: str, take: int) -> int:
    """Brightness of the very last frame of a take, different for each; the frames before it are far from it."""
    return 40 + (int(shot_id[-3:]) * 41 + take * 17) % 180


def tiny_clip(path: Path, gray: int) -> Path:
    """An mp4 that ends on one frame of `gray`; all other frames are black."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=24, options={"preset": "ultrafast", "qp": "4"})
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        for index in range(FRAMES):
            level = gray if index == FRAMES - 1 else 0
            frame = av.VideoFrame.from_ndarray(np.full((SIZE[1], SIZE[0], 3), level, np.uint8), format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 24)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def board_of(*shots: Shot) -> Storyboard:
    """A storyboard of one scene."""
    scene = Scene(id="S01", name="Pier", description="Dusk over an empty sea.")
    return Storyboard(title="One Small Ship", scenes=[scene], shots=list(shots), resolution="480P")


def shot_of(number: int, *, chained: bool = False, **more: object) -> Shot:
    """A shot without pictures; `chained` = it starts on the last frame of the one before."""
    told = {"id": f"S01-{number:03d}", "scene": "S01", "duration": 2, "prompt": f"Ada turns the lamp, {number}."}
    chain = {"kind": "i2v" if chained else "t2v", "use_prev_last_frame_as_first": chained}
    return Shot.model_validate({**told, **chain, **more})


def episode_with(root: Path, board: Storyboard) -> Episode:
    """An episode that is ready to be shot."""
    episode = Episode.at(ProjectsRoot(root), EpisodeKey.of("hf", "001"))
    episode.folder.create()
    episode.save_brief(Brief(premise="An old keeper and her light.", provider="animatic", resolution="480P"))
    (episode.folder.project_folder / "lore.md").write_text("---\nmood_anchor: soft light\n---\n", encoding="utf-8")
    for kind in ("cast", "set", "prop"):
        episode.save(Manifest(kind=kind), episode.manifest_path(kind))
    episode.save(board, episode.folder.storyboard)
    return episode


@dataclass
class ScriptedRenderer:
    """Renders a tiny clip for every request, unless the test told otherwise for that (shot, take)."""

    work: Path
    refusals: dict[tuple[str, int], BaseException] = field(default_factory=dict)
    hold: Callable[[RenderRequest], asyncio.Event | None] = field(default=lambda request: None)
    asked: list[RenderRequest] = field(default_factory=list)
    running: int = 0
    most_running: int = 0

    async def render(self, request: RenderRequest) -> Rendered:
        """The clip, or the refusal."""
        self.asked.append(request)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            event = self.hold(request)
            await (event.wait() if event else asyncio.sleep(0))
            refusal = self.refusals.get((request.shot_id, request.take))
            if refusal is not None:
                raise refusal
        finally:
            self.running -= 1
        name = f"{request.shot_id}-{request.take}-{len(self.asked)}.mp4"
        clip = tiny_clip(self.work / name, last_gray(request.shot_id, request.take))
        return Rendered(RenderResult(clip=clip, model="scripted-1"), f"job-{len(self.asked)}", 1.5, "CNY")

    def takes(self) -> list[tuple[str, int]]:
        """(shot, take) in the order asked."""
        return [(r.shot_id, r.take) for r in self.asked]


@dataclass
class ScriptedJudge:
    """Gives the marks that the test told for (shot, take), else `usual`; an error instead of a mark is raised."""

    marks: dict[tuple[str, int], float | BaseException] = field(default_factory=dict)
    usual: float = 9.0
    asked: list[ReviewRequest] = field(default_factory=list)
    name: str = "scripted"

    def judge(self, request: ReviewRequest) -> Judgement:
        """The same mark on all axes."""
        self.asked.append(request)
        number = re.search(r"-ver(\d+)\.mp4$", request.clip.name)
        assert number
        mark = self.marks.get((request.shot_id, int(number[1])), self.usual)
        if isinstance(mark, BaseException):
            raise mark
        critique = f"wrong in take {number[1]}" if mark < 7 else ""
        return Judgement(judge=self.name, breakdown=dict.fromkeys(AXES, mark), critique=critique)


@dataclass
class CountingDoctor:
    """Appends what it was told to the prompt, so that a test sees which critique led to which prompt."""

    name: str = "counting"
    mood: str = ""

    def rewrite(self, prompt: str, review: Review, shot: Shot, lore: Lore) -> str:
        """The smallest rewrite there is."""
        del shot, lore
        return f"{prompt} [{review.critique}]{self.mood}"


@dataclass
class Studio:
    """One episode with scripted equipment; the clock moves one second with every look."""

    episode: Episode
    renderer: ScriptedRenderer
    judge: ScriptedJudge = field(default_factory=ScriptedJudge)
    doctor: CountingDoctor = field(default_factory=CountingDoctor)
    max_rounds: int = 3
    max_groups: int = 4
    news: list[TakeNews] = field(default_factory=list)
    seconds: int = 0

    def unit(self) -> CameraUnit:
        """A camera unit with the episode's documents as they are now."""
        sheets = CallSheets.of(self.episode, capabilities_of("animatic"))
        return CameraUnit(
            episode=self.episode,
            sheets=sheets,
            renderer=self.renderer,
            reviewer=ClipReviewer(self.judge, ReviewRules(), sheets),
            doctor=self.doctor,
            max_rounds=self.max_rounds,
            max_groups=self.max_groups,
            now=self._now,
            tell=self.news.append,
        )

    def shoot(self, shots: Sequence[str] | None = None) -> ShootReport:
        """One run over these shots, or all."""
        ids = [shot.id for shot in self.episode.storyboard().shots]
        return asyncio.run(self.unit().shoot(list(shots or ids)))

    def told(self, shot_id: str) -> list[str]:
        """What happened to a shot, in order."""
        return [news.happening for news in self.news if news.shot_id == shot_id]

    def _now(self) -> dt.datetime:
        self.seconds += 1
        return START + dt.timedelta(seconds=self.seconds)


def studio_of(tmp_path: Path, *shots: Shot) -> Studio:
    """A studio for an episode of these shots."""
    return Studio(episode_with(tmp_path / "projects", board_of(*shots)), ScriptedRenderer(tmp_path / "work"))
