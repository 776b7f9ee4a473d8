"""The job that begins the next episode of a project's series. Which one, and when: `episode.series` and the schedule."""

import datetime as dt

import dagster as dg
from pydantic import Field

from resources.episode_store import EpisodeStore
from resources.errors import UsageError
from spark_video_assets.assets.links import PAGE, section_link
from spark_video_assets.assets.work import told_to_people
from spark_video_assets.episode.series import begin_entry
from spark_video_assets.partitions import add_episode


class SeriesConfig(dg.Config):
    """The launchpad form: which series, and which of its entries."""

    project: str = Field(description="Project whose series.yaml is meant.")
    episode: str = Field(default="", description="Which entry; empty = the next one that has no episode yet.")
    due: str = Field(
        default="", description="Date that it is begun for, as the schedule fills it in; empty = by hand."
    )


@dg.op
def begin_next(context: dg.OpExecutionContext, config: SeriesConfig, store: EpisodeStore) -> None:
    """Opens the episode as `spark-video new` does; one that is there already is left alone."""
    with told_to_people():
        due = _date(config.due)
        episode, made = begin_entry(store.root, config.project, config.episode or None, due=due)
        add_episode(context.instance, episode.key)
        brief = episode.brief()
        context.log.info(f"{episode.key} {'is begun' if made else 'was there already; nothing was changed'}")
        context.add_output_metadata(
            {
                "episode": str(episode.key),
                "begun now": made,
                "title": brief.title,
                "premise": dg.MetadataValue.text(brief.premise[:2000]),
                "folder": dg.MetadataValue.path(str(episode.folder.path)),
                PAGE: section_link(episode.folder, "story"),
            }
        )


def _date(told: str) -> dt.datetime | None:
    if not told:
        return None
    try:
        due = dt.datetime.fromisoformat(told)
    except ValueError:
        due = None
    if due is None or due.tzinfo is None:
        raise UsageError(f"{told!r} is no date", where="due", allowed="empty, or e.g. 2026-11-27T18:00:00+01:00")
    return due


@dg.job(
    description="**Begin the next episode of a series** without waiting for its date: the first entry of the project's "
    "`series.yaml` that has no episode yet. The sensor `producer` then brings it to its first gate."
)
def begin_series_episode() -> None:
    """See the op."""
    begin_next()
