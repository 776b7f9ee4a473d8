"""The job that brings an episode's open paid jobs home before they expire at the provider. It never submits anything."""

import asyncio

import dagster as dg
from pydantic import Field

from resources.episode_store import EpisodeStore
from spark_video_assets.assets.resources import Studio
from spark_video_assets.assets.show import table
from spark_video_assets.assets.work import EPISODE_HELP, episode_named, told_to_people
from spark_video_assets.crew.places import Place
from spark_video_assets.crew.shooting.reconciling import bring_home
from spark_video_assets.episode.settings import Settings
from spark_video_assets.partitions import EPISODES


class ReconcileConfig(dg.Config):
    """Whose jobs to look at."""

    episode: str | None = Field(default=None, description=f"{EPISODE_HELP} Of a render job: videos/<its name>.")


@dg.op
def look_at_jobs(
    context: dg.OpExecutionContext, config: ReconcileConfig, store: EpisodeStore, studio: Studio
) -> None:
    """Look at every open job once, and fetch what is finished."""
    with told_to_people():
        place = Place.named(store.root, episode_named(context, config.episode))
        settings = Settings.from_environment()
        cache = place.folder.resolve(".cache")
        found = asyncio.run(
            bring_home(place.folder, place.book(settings), settings, lambda name: studio.provider(name, cache))
        )
        rows = [(one.job.job_id, one.job.phase, "yes" if one.home else "", one.message) for one in found]
        context.add_output_metadata(
            {
                "home": sum(one.home for one in found),
                "open": sum(not one.home for one in found),
                "jobs": dg.MetadataValue.md(table(("job", "phase", "home", "message"), rows)),
            }
        )


@dg.job(
    partitions_def=EPISODES,
    description="**Bring paid jobs home**: look at open paid jobs of an episode and fetch finished clips before they expire. "
    "Never submits anything.",
)
def reconcile_jobs() -> None:
    """See the op."""
    look_at_jobs()
