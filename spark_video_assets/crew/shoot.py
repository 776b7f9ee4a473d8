"""A shooting day: provider, ledger, judge and crew put together for one episode. The take loop itself: `camera_unit`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from resources.call_log import CallLog
from resources.clock import SystemClock
from resources.errors import ProviderError
from resources.failures import Policy
from resources.judge.base import ClipJudge
from resources.render_ledger.budget import BudgetBook, BudgetCaps, FileBudgetBook
from resources.render_ledger.ledger import RenderLedger
from resources.render_ledger.slots import ProviderSlots
from resources.video.base import Capabilities, RenderRequest, VideoProvider
from spark_video_assets.crew.anchors import fill_anchors
from spark_video_assets.crew.call_sheet import CallSheets
from spark_video_assets.crew.camera_unit import CameraUnit, Rendered, ShootReport
from spark_video_assets.crew.clip_reviewer import ClipReviewer
from spark_video_assets.crew.hiring import Crew
from spark_video_assets.crew.take_book import TakeNews
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
    slots: ProviderSlots
    settings: Settings
    log: CallLog

    async def render(self, request: RenderRequest) -> Rendered:
        """The take's clip.

        Raises:
            ProviderError: see `RenderLedger.perform`; a job that still runs is transient and picked up by the next run.
        """
        capabilities = self.provider.capabilities
        asked = {"kind": request.kind, "prompt": request.prompt, "seconds": request.duration_s}
        model = capabilities.models.get(request.kind, "")
        async with self.slots.one(capabilities):
            return await self._performed(request, capabilities, model, asked)

    async def _performed(
        self, request: RenderRequest, capabilities: Capabilities, model: str, asked: dict[str, object]
    ) -> Rendered:
        with self.log.call(
            "video", provider=capabilities.name, model=model, request=asked, shot=request.shot_id, take=request.take
        ) as notes:
            outcome = await self.ledger.perform(
                request,
                self.provider,
                budget=self.budget,
                poll_interval_s=LOCAL_POLL_S if capabilities.free else self.settings.poll_interval_s,
                timeout_s=self.settings.render_timeout_s,
            )
            notes.task_id = outcome.job_id
            notes.cost, notes.currency = outcome.cost, outcome.currency
            notes.extra = {"state": outcome.state, "reused": outcome.reused}
        if outcome.result is None:
            raise ProviderError(
                f"render job {outcome.job_id} is {outcome.state}: {outcome.message or 'it runs on at the provider'}",
                failure=Policy.TRANSIENT,
                next_command="run the same command again; the job is picked up, not paid again",
            )
        cost = float(outcome.cost) if outcome.cost is not None else 0.0
        return Rendered(outcome.result, outcome.job_id, cost, outcome.currency or None)


def shared_ledger(episode: Episode) -> Path:
    """Where money and slots of all episodes under this projects root are kept."""
    return episode.folder.root.path / ".ledger"


def budget_book(episode: Episode, brief: Brief, settings: Settings) -> FileBudgetBook:
    """The book of all episodes under this projects root, with this episode's caps and the cap of a day."""
    caps = BudgetCaps(
        per_shot=None if brief.shot_budget is None else Decimal(str(brief.shot_budget)),
        per_episode=None if brief.budget is None else Decimal(str(brief.budget)),
        per_day=None if settings.day_budget is None else Decimal(str(settings.day_budget)),
    )
    return FileBudgetBook(shared_ledger(episode) / "budget.jsonl", {brief.currency: caps}, SystemClock())


async def shoot_episode(
    episode: Episode,
    shots: list[str],
    *,
    settings: Settings,
    provider: VideoProvider,
    judge: ClipJudge,
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
    for shot_id, frames in fill_anchors(sheets, shots).items():
        tell_anchors(shot_id, frames)
    log = CallLog(episode.folder)
    unit = CameraUnit(
        episode=episode,
        sheets=sheets,
        renderer=LedgerRenderer(
            ledger=RenderLedger(episode.folder),
            provider=provider,
            budget=budget_book(episode, sheets.brief, settings),
            slots=ProviderSlots(shared_ledger(episode) / "slots"),
            settings=settings,
            log=log,
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
