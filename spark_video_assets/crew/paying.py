"""Where money is kept: the budget book, and the desk over which an episode or a render job orders what is paid for."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from resources.call_log import CallLog
from resources.clock import SystemClock
from resources.llm.meter import Meter
from resources.render_ledger import BudgetCaps, FileBudgetBook, RenderLedger
from resources.render_ledger.desk import CommissionDesk
from resources.render_ledger.slots import ProviderSlots
from resources.workplace import Workplace
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.brief import Brief


def shared_ledger(place: Workplace) -> Path:
    """Where money and slots of everything under this projects root are kept."""
    return place.root.path / ".ledger"


def budget_book(episode: Episode, brief: Brief, settings: Settings) -> FileBudgetBook:
    """The book of all episodes under this projects root, with this episode's caps and the cap of a day."""
    caps = BudgetCaps(
        per_shot=None if brief.shot_budget is None else Decimal(str(brief.shot_budget)),
        per_episode=None if brief.budget is None else Decimal(str(brief.budget)),
        per_day=None if settings.day_budget is None else Decimal(str(settings.day_budget)),
    )
    return FileBudgetBook(shared_ledger(episode.folder) / "budget.jsonl", {brief.currency: caps}, SystemClock())


def desk_of(episode: Episode, brief: Brief, settings: Settings) -> CommissionDesk:
    """The desk over which this episode orders what costs money."""
    return _desk(episode.folder, budget_book(episode, brief, settings), settings)


def job_book(job: Workplace, currency: str, caps: BudgetCaps) -> FileBudgetBook:
    """The same book as every episode's, with the caps of a stand-alone render job."""
    path = shared_ledger(job) / "budget.jsonl"
    return FileBudgetBook(
        path,
        {currency: caps},
        SystemClock(),
        what="render job",
        set_in="the request file",
        mend="give a higher budget in the request file and drop it again",
    )


def job_desk(job: Workplace, book: FileBudgetBook, settings: Settings) -> CommissionDesk:
    """The desk over which a stand-alone render job is ordered."""
    return _desk(job, book, settings)


def _desk(place: Workplace, book: FileBudgetBook, settings: Settings) -> CommissionDesk:
    return CommissionDesk(
        ledger=RenderLedger(place),
        budget=book,
        slots=ProviderSlots(shared_ledger(place) / "slots", limits=settings.provider_jobs),
        log=CallLog(place),
        poll_interval_s=settings.poll_interval_s,
        timeout_s=settings.render_timeout_s,
    )


def meter_of(sources: Sources) -> Meter:
    """The purse that this episode's questions to models are paid from."""
    return Meter(budget_book(sources.episode, sources.brief, sources.settings), str(sources.folder))
