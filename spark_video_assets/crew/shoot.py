"""A shooting day: provider, ledger, judge and crew put together for one episode. The take loop itself: `camera_unit`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from resources.clock import SystemClock
from resources.errors import ProviderError
from resources.failures import Policy
from resources.judge.base import ClipJudge
from resources.render_ledger.budget import BudgetBook, BudgetCaps, FileBudgetBook
from resources.render_ledger.ledger import RenderLedger
from resources.video.base import RenderRequest, VideoProvider
from spark_video_assets.crew.call_sheet import CallSheets
from spark_video_assets.crew.camera_unit import CameraUnit, Rendered, ShootReport, TakeNews
from spark_video_assets.crew.clip_reviewer import ClipReviewer
from spark_video_assets.crew.hiring import Crew
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.story.brief import Brief

LOCAL_POLL_S = 0.05
"""Pause between looks at a provider that works on this machine."""


@dataclass(frozen=True)
class LedgerRenderer:
    """Renders through the ledger: at most one paid submit per take, whatever crashes."""

    ledger: RenderLedger
    provider: VideoProvider
    budget: BudgetBook
    settings: Settings

    async def render(self, request: RenderRequest) -> Rendered:
        """The take's clip.

        Raises:
            ProviderError: see `RenderLedger.perform`; a job that still runs is transient and picked up by the next run.
        """
        free = self.provider.capabilities.free
        outcome = await self.ledger.perform(
            request,
            self.provider,
            budget=self.budget,
            poll_interval_s=LOCAL_POLL_S if free else self.settings.poll_interval_s,
            timeout_s=self.settings.render_timeout_s,
        )
        if outcome.result is None:
            raise ProviderError(
                f"render job {outcome.job_id} is {outcome.state}: {outcome.message or 'it runs on at the provider'}",
                failure=Policy.TRANSIENT,
                next_command="run the same command again; the job is picked up, not paid again",
            )
        cost = float(outcome.cost) if outcome.cost is not None else 0.0
        return Rendered(outcome.result, outcome.job_id, cost, outcome.currency or None)


def budget_book(episode: Episode, brief: Brief) -> FileBudgetBook:
    """The book of all episodes under this projects root, with this episode's caps."""
    caps = BudgetCaps(
        per_shot=None if brief.shot_budget is None else Decimal(str(brief.shot_budget)),
        per_episode=None if brief.budget is None else Decimal(str(brief.budget)),
    )
    path = episode.folder.root.path / ".ledger" / "budget.jsonl"
    return FileBudgetBook(path, {brief.currency: caps}, SystemClock())


async def shoot_episode(
    episode: Episode,
    shots: list[str],
    *,
    settings: Settings,
    provider: VideoProvider,
    judge: ClipJudge,
    crew: Crew,
    tell: Callable[[TakeNews], None],
) -> ShootReport:
    """Shoot these shots with everything the episode has on disk now.

    Raises:
        BudgetStop: a cap is reached.
        SparkVideoError: the episode's documents cannot be read. Failures of single shots are in the report.
    """
    sheets = CallSheets.of(episode, provider.capabilities)
    unit = CameraUnit(
        episode=episode,
        sheets=sheets,
        renderer=LedgerRenderer(
            RenderLedger(episode.folder), provider, budget_book(episode, sheets.brief), settings
        ),
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
