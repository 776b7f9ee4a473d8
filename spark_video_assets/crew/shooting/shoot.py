"""A shooting day: provider, ledger, judge and crew put together for one episode. The take loop itself: `camera_unit`."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from resources.judge.base import ClipJudge
from resources.render_ledger.desk import CommissionDesk
from resources.video.base import RenderRequest, VideoProvider
from spark_video_assets.crew.art.anchors import fill_anchors
from spark_video_assets.crew.art.painting import Painter
from spark_video_assets.crew.hiring import Crew
from spark_video_assets.crew.paying import desk_of
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.crew.shooting.camera_unit import CameraUnit, Rendered, ShootReport
from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer
from spark_video_assets.crew.shooting.take_book import TakeNews
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings


@dataclass(frozen=True)
class LedgerRenderer:
    """Renders through the ledger: at most one paid submit per take, whatever crashes.

    Args:
        tell: Called when a job is not as usual.
    """

    desk: CommissionDesk
    provider: VideoProvider
    tell: Callable[[TakeNews], None]

    async def render(self, request: RenderRequest) -> Rendered:
        """The take's clip. Raises as `CommissionDesk.order`."""

        def pass_on(words: str) -> None:
            self.tell(TakeNews(request.shot_id, "waiting", request.take, detail=words))

        made = await self.desk.order(request, self.provider, tell=pass_on)
        return Rendered(made.result, made.job_id, float(made.paid), made.currency or None)


async def shoot_episode(
    episode: Episode,
    shots: list[str],
    *,
    settings: Settings,
    provider: VideoProvider,
    judge: ClipJudge,
    painter: Painter | None,
    crew: Crew,
    tell: Callable[[TakeNews], None],
    tell_anchors: Callable[[str, list[Path]], None],
) -> ShootReport:
    """Shoot these shots with everything the episode has on disk now.

    Raises:
        BudgetStop: a cap is reached.
        SparkVideoError: the episode's documents cannot be read. Failures of single shots are in the report.
    """
    sheets = CallSheets.of(episode, provider.capabilities)
    for shot_id, frames in (await asyncio.to_thread(fill_anchors, sheets, shots, painter)).items():
        tell_anchors(shot_id, frames)
    unit = CameraUnit(
        episode=episode,
        sheets=sheets,
        renderer=LedgerRenderer(desk_of(episode, sheets.brief, settings), provider, tell),
        reviewer=ClipReviewer(judge, settings.rules, sheets),
        doctor=crew.prompt_doctor,
        max_rounds=settings.max_rounds,
        max_groups=settings.max_concurrency,
        now=lambda: dt.datetime.now(dt.UTC),
        tell=tell,
    )
    try:
        return await unit.shoot(shots)
    finally:
        await provider.aclose()
