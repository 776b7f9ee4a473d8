"""Render requests by a file: taken in from the drop folder, and one run asked for each job until it has its clip.

What a request becomes is decided in `crew.render_jobs`, how often a run is asked for in `asking`.
"""

import datetime as dt
import json
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import dagster as dg
from dagster import RunsFilter
from dagster._core.storage.dagster_run import IN_PROGRESS_RUN_STATUSES

from resources.episode_folder import ProjectsRoot
from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from resources.notices import Notice, Notifier
from resources.render_job_folder import VIDEOS, RenderJobFolder, render_jobs
from resources.render_ledger import Phase, RenderLedger
from sensors.asking import Ask, Asker
from sensors.interval import interval_s
from spark_video_assets.assets.jobs import RENDER_JOB
from spark_video_assets.assets.requests import render_run
from spark_video_assets.crew.render_jobs.drop import PATIENCE_S, drop_folder_of, unchanged_s, waiting_in
from spark_video_assets.crew.render_jobs.performing import book_of
from spark_video_assets.crew.render_jobs.pickup import Usable, pick_up
from spark_video_assets.crew.render_jobs.record import (
    RenderJob,
    asked_once_more,
    is_open,
    is_settled,
    read_end,
    read_job,
)
from spark_video_assets.episode.dropped_files import DroppedFile
from spark_video_assets.episode.settings import Settings
from spark_video_assets.partitions import add_render_jobs
from spark_video_assets.story.names import EpisodeKey

TAKING_BUDGET_S = 20.0
"""Seconds of one tick that may go into reading requests; the others come with the next tick."""
MOST_WAITING = 50
"""Runs queued or under way at once: a thousand requests must not fill the queue before everything else."""


@dataclass
class _Tick:
    """What one tick found.

    Args:
        left_alone: Requests that can be neither moved nor answered, by path, with the mark they had; from the cursor.
    """

    context: dg.SensorEvaluationContext
    notifier: Notifier
    root: ProjectsRoot
    drop: Path
    left_alone: dict[str, str]
    still_there: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    usable: Usable = field(default_factory=Usable)

    def tell(self, kind: str, about: str, words: str, edge: str) -> None:
        """A line in the log, and a notice once."""
        self.context.log.warning(f"{about}: {words}")
        self.notifier.tell(Notice(kind, about, words, edge=edge))


@dg.sensor(
    name="drop_folder",
    jobs=[RENDER_JOB],
    minimum_interval_seconds=interval_s(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Takes render requests (yaml or json) that are dropped into `drop/` of the projects folder, or wherever "
    "SPARK_VIDEO_DROP_FOLDER says, and starts one run of `video_render` for each. A wrong one is answered beside it.",
)
def drop_folder(
    context: dg.SensorEvaluationContext, store: EpisodeStore, notifier: Notifier
) -> dg.SensorResult | dg.SkipReason:
    """The cursor holds only files that cannot be moved: one that was taken is gone, one that was answered says so."""
    before: dict[str, str] = json.loads(context.cursor) if context.cursor else {}
    drop = drop_folder_of(store.root)
    tick = _Tick(context, notifier, store.root, drop, before)
    try:
        settings = Settings.from_environment()
    except SparkVideoError as error:
        return dg.SkipReason(str(error))
    _take_in(tick)
    add_render_jobs(context.instance, tick.taken)
    requests = _due_runs(tick, settings)
    cursor = json.dumps(tick.still_there, ensure_ascii=False, sort_keys=True)
    if not requests:
        context.update_cursor(cursor)
        return dg.SkipReason(
            f"nothing to start; {len(tick.taken)} requests taken in"
            if drop.is_dir()
            else f"there is no folder {drop}: make it, and drop requests there"
        )
    return dg.SensorResult(run_requests=requests, cursor=cursor)


def _take_in(tick: _Tick) -> None:
    """Make jobs of all requests that are whole; answer those that are wrong."""
    waiting = waiting_in(tick.drop)
    for words in waiting.unreadable:
        tick.tell("drop folder", "drop folder", f"cannot be looked into: {words}", words)
    until = time.monotonic() + TAKING_BUDGET_S
    for path in waiting.requests:
        name = path.relative_to(tick.drop).as_posix()
        dropped = DroppedFile.at(path)
        if dropped is None:
            if path.is_file() and not path.is_symlink():
                tick.tell("request not taken", name, "cannot be read: access is not permitted", name)
            continue
        known = tick.left_alone.get(name)
        if known == dropped.mark:
            tick.still_there[name] = known
        elif not dropped.is_answered and not dropped.is_being_written and time.monotonic() < until:
            _take(tick, dropped, name)


def _take(tick: _Tick, dropped: DroppedFile, name: str) -> None:
    try:
        dropped.require_small()
        job = pick_up(tick.root, dropped.path, within=tick.drop, by=_owner(dropped.path), usable=tick.usable)
    except SparkVideoError as error:
        if unchanged_s(dropped.path) >= PATIENCE_S:
            _refuse(tick, dropped, name, str(error))
        return
    tick.taken.append(job.job_id)
    try:
        dropped.take()
    except FileNotFoundError:
        tick.context.log.info(f"{name} was moved away while it was taken in")
    except SparkVideoError as error:
        tick.context.log.warning(str(error))
        tick.still_there[name] = dropped.mark
    tick.context.log.info(f"{name} is {VIDEOS}/{job.job_id}")


def _refuse(tick: _Tick, dropped: DroppedFile, name: str, words: str) -> None:
    tick.tell("request not taken", name, words, dropped.mark)
    try:
        dropped.answer(words)
    except SparkVideoError as error:
        tick.context.log.warning(str(error))
        tick.still_there[name] = dropped.mark


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except (KeyError, OSError):
        return "drop folder"


def _due_runs(tick: _Tick, settings: Settings) -> list[dg.RunRequest]:
    """One run for each job that has no clip yet and can get one by itself, as many as the queue shall hold."""
    under_way = RunsFilter(job_name=RENDER_JOB.name, statuses=IN_PROGRESS_RUN_STATUSES)
    room = MOST_WAITING - tick.context.instance.get_runs_count(under_way)
    asker = Asker(tick.context, tick.notifier)
    today = dt.datetime.now(dt.UTC).date()
    purses: dict[str, Decimal | None] = {}
    requests: list[dg.RunRequest] = []
    tomorrow = 0
    for folder in render_jobs(tick.root):
        if len(requests) >= room:
            break
        if is_settled(folder):
            continue
        try:
            job = read_job(folder)
            end = read_end(folder)
            if not is_open(job, end, today) or asker.running(_key(job)):
                continue
            if not _fits_today(folder, job, settings, purses):
                tomorrow += 1
                continue
            stopped_before = end is not None and end.again_on is not None and end.answers == job.wish
            request = _request(asker, folder, job, f"{job.wish}-{today}" if stopped_before else job.wish)
            if request is None and folder.job_id in tick.taken:
                # Dropped again after it was cancelled or given up: that is a person's word.
                again = asked_once_more(folder, job)
                request = _request(asker, folder, again, again.wish)
        except SparkVideoError as error:
            tick.tell("render job cannot be read", str(folder), str(error), str(error))
            continue
        if request is not None:
            requests.append(request)
    if tomorrow:
        words = f"{tomorrow} render jobs wait for another day: the cap SPARK_VIDEO_DAY_BUDGET leaves too little"
        tick.notifier.tell(Notice("render jobs wait", VIDEOS, words, edge=str(today)))
    add_render_jobs(tick.context.instance, [str(request.partition_key) for request in requests])
    return requests


def _key(job: RenderJob) -> EpisodeKey:
    return EpisodeKey(VIDEOS, job.job_id)


def _fits_today(
    folder: RenderJobFolder, job: RenderJob, settings: Settings, purses: dict[str, Decimal | None]
) -> bool:
    """False while the cap of the day leaves too little; the ledger decides anyhow, this only spares futile runs."""
    if not job.quoted:
        return True
    currency = job.quoted_currency
    if currency not in purses:
        purses[currency] = book_of(folder, job, settings).left_today(currency)
    left = purses[currency]
    price = Decimal(str(job.quoted))
    if left is None:
        return True
    if price > left and not _is_begun(folder):
        return False
    purses[currency] = left - price
    return True


def _is_begun(folder: RenderJobFolder) -> bool:
    """Its price is in the book already: it runs at the provider, or waits there to be fetched."""
    return any(job.phase not in {Phase.NEW, Phase.FAILED} for job in RenderLedger(folder).jobs())


def _request(asker: Asker, folder: RenderJobFolder, job: RenderJob, moment: str) -> dg.RunRequest | None:
    """The run to start; after the last try, one more when the clip was brought home since (`reconcile`)."""
    asked = render_run(job.job_id, paid=bool(job.quoted))
    ask = Ask(asked, "render job", moment)
    request = asker.request(ask)
    if request is None and asker.gave_up(ask) and _is_home(folder):
        return asker.request(Ask(asked, "render job", f"{moment}-home"))
    return request


def _is_home(folder: RenderJobFolder) -> bool:
    return any(job.phase is Phase.DONE for job in RenderLedger(folder).jobs())
