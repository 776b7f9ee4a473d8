"""What begins by the clock: the next episode of each series, the nightly look. What is done then is decided elsewhere."""

import datetime as dt

import dagster as dg

from resources.cron import local_zone
from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from resources.notices import Notice, Notifier
from sensors.asking import Ask, Asker
from spark_video_assets.assets.requests import RunAsked
from spark_video_assets.assets.series_job import begin_series_episode
from spark_video_assets.checks.recheck import recheck_job
from spark_video_assets.episode.finding import all_episodes
from spark_video_assets.episode.series import SeriesView, look_at_series, projects_with_series, series_digest
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.names import EpisodeKey

SERIES_EVERY = "*/5 * * * *"
"""How exactly a date is kept. Each series has a cron of its own; this one only looks (docs/adr/series-on-one-schedule.md)."""
NIGHTLY_AT = "0 3 * * *"
"""When nobody shoots; in the machine's own time zone."""


@dg.schedule(
    name="series",
    cron_schedule=SERIES_EVERY,
    job=begin_series_episode,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Begins the next episode of each project that has a `series.yaml`, on the dates of that file's own cron. "
    "A tick tells for each series what is next and when, or what is wrong with its file.",
)
def series(
    context: dg.ScheduleEvaluationContext, store: EpisodeStore, notifier: Notifier
) -> list[dg.RunRequest] | dg.SkipReason:
    """Keeps nothing: what is due follows from the series and from the episodes that are there."""
    asker = Asker(context, notifier)
    now = context.scheduled_execution_time.astimezone(dt.UTC)
    told: list[str] = []
    requests: list[dg.RunRequest] = []
    for project in projects_with_series(store.root):
        try:
            view = look_at_series(store.root, project, now)
            request = _request(asker, store, view)
        except SparkVideoError as error:
            context.log.warning(str(error))
            told.append(f"{project}: stopped, {error}")
            notifier.tell(Notice("series stopped", project, str(error)))
            continue
        told.append(view.told)
        if request is not None:
            requests.append(request)
    for line in told:
        context.log.info(line)
    return requests or dg.SkipReason("; ".join(told) or "no project has a series.yaml")


def _request(asker: Asker, store: EpisodeStore, view: SeriesView) -> dg.RunRequest | None:
    """The run that begins an entry, when its date has come and nothing holds it."""
    if not view.is_due or view.next is None or view.due is None:
        return None
    key = EpisodeKey.of(view.project, view.next.episode)
    if asker.running(key):
        return None
    config = {"project": key.project, "episode": key.episode, "due": view.due.isoformat()}
    asked = RunAsked("begin_series_episode", key, config={"begin_next": {"config": config}})
    # A file that was mended is tried again, the same one a bounded number of times.
    digest = digest_of([config, series_digest(store.root, view.project)])[:16]
    return asker.request(Ask(asked, "series", digest))


@dg.schedule(
    name="nightly_recheck",
    cron_schedule=NIGHTLY_AT,
    execution_timezone=local_zone(),
    job=recheck_job,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night: takes that no judge could score are judged, and every recorded file is held against its "
    "digest. What is missing or changed is told once, and shown at the check `files_as_recorded` of `dailies`.",
)
def nightly_recheck(context: dg.ScheduleEvaluationContext, store: EpisodeStore) -> dg.RunRequest | dg.SkipReason:
    """One run a night over all episodes, however often the tick is repeated."""
    if next(all_episodes(store.root), None) is None:
        return dg.SkipReason("there is no episode yet")
    return dg.RunRequest(run_key=f"recheck/{context.scheduled_execution_time:%Y-%m-%d}")
