"""Escalations: where `needs_director_rewrite.json` appears, the director is run again. Other steps: `producer`."""

import dagster as dg

from resources.episode_store import EpisodeStore
from resources.notices import Notifier
from sensors.interval import interval_s
from sensors.next_steps import follow_episodes
from spark_video_assets.assets.jobs import director_rewrite


@dg.sensor(
    name="escalation",
    jobs=[director_rewrite],
    minimum_interval_seconds=interval_s(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Runs the director again for shots whose takes were all rejected, when `needs_director_rewrite.json` "
    "appears in an episode. Bounded for each shot; after that a person is asked.",
)
def escalation(
    context: dg.SensorEvaluationContext, store: EpisodeStore, notifier: Notifier
) -> dg.SensorResult | dg.SkipReason:
    """Takes of other shots come first: the director sees all that escalated of one shoot together."""
    return follow_episodes(
        context,
        store,
        notifier,
        mine=lambda step: step.name == "director_rewrite" or step.state == "escalated",
        relevant=lambda folder: folder.needs_director_rewrite.exists() or folder.rewrite_begun.exists(),
        idle="no shot waits for the director",
    )
