"""The schedule that looks at finished work every night. What is looked at: `crew.shooting.rechecking`."""

import dagster as dg

from resources.cron import local_zone
from resources.episode_store import EpisodeStore
from spark_video_assets.checks.recheck import recheck_job
from spark_video_assets.episode.finding import all_episodes

AT = "0 3 * * *"
"""When nobody shoots; in the machine's own time zone."""


@dg.schedule(
    name="nightly_recheck",
    cron_schedule=AT,
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
