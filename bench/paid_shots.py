"""A shooting day on a simulated provider, with a judge that costs no time: what the pipeline itself adds. No measuring here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from resources.episode_folder import ProjectsRoot
from resources.judge.base import AXES, Judgement, ReviewRequest
from resources.video.conditions import Conditions, Shelf
from resources.video.registry import capabilities_of, open_provider
from spark_video_assets.crew.paying import desk_of
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.crew.shooting.camera_unit import CameraUnit
from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer
from spark_video_assets.crew.shooting.prompt_doctor import OfflinePromptDoctor
from spark_video_assets.crew.shooting.shoot import LedgerRenderer
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.storyboard import Scene, Shot, Storyboard

SECONDS = 3


class Lenient:
    """Accepts everything at once."""

    name = "lenient"

    def judge(self, request: ReviewRequest) -> Judgement:
        """Nines."""
        return Judgement(judge=self.name, breakdown=dict.fromkeys(AXES, 9.0))


async def shoot_all(
    folder: Path, environ: dict[str, str], groups: int, shots_of_a_group: int, *, at_once: int
) -> None:
    """Shoot an episode of so many chains of so many shots, `at_once` chains side by side."""
    episode = _episode(folder, groups, shots_of_a_group)
    able = capabilities_of("bl", environ)
    provider = open_provider("bl", Conditions(Shelf(folder / "work", folder / "speech"), environ))
    settings = Settings(poll_interval_s=0.2)
    sheets = CallSheets.of(episode, able)
    unit = CameraUnit(
        episode=episode,
        sheets=sheets,
        renderer=LedgerRenderer(desk_of(episode, sheets.brief, settings), provider, lambda news: None),
        reviewer=ClipReviewer(Lenient(), settings.rules, sheets),
        doctor=OfflinePromptDoctor(),
        max_rounds=3,
        max_groups=at_once,
        now=lambda: dt.datetime.now(dt.UTC),
        tell=lambda news: None,
    )
    report = await unit.shoot([shot.id for shot in sheets.board.shots])
    await provider.aclose()
    assert len(report.won) == groups * shots_of_a_group, report


def _episode(folder: Path, groups: int, shots_of_a_group: int) -> Episode:
    episode = Episode.at(ProjectsRoot(folder / "projects"), EpisodeKey("bench", "001"))
    episode.folder.create()
    episode.save_brief(Brief(premise="An old keeper and her light.", provider="bl"))
    (episode.folder.project_folder / "lore.md").write_text("---\nmood_anchor: soft light\n---\n", encoding="utf-8")
    for kind in ("cast", "set", "prop"):
        episode.save(Manifest(kind=kind), episode.manifest_path(kind))
    shots = [
        Shot(
            id=f"S{group:02d}-{number:03d}",
            scene=f"S{group:02d}",
            duration=SECONDS,
            kind="i2v" if number > 1 else "t2v",
            use_prev_last_frame_as_first=number > 1,
            prompt=f"The lamp turns, {number}.",
            seed=number,
        )
        for group in range(1, groups + 1)
        for number in range(1, shots_of_a_group + 1)
    ]
    scenes = [
        Scene(id=f"S{group:02d}", name="Pier", description="Dusk over the sea.") for group in range(1, groups + 1)
    ]
    episode.save(Storyboard(title="Bench", scenes=scenes, shots=shots), episode.folder.storyboard)
    return episode
