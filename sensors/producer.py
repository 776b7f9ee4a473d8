"""The producer: brings every episode to its next gate. How an episode is followed: `next_steps`; escalations: `escalation`."""

import dagster as dg

from resources.episode_store import EpisodeStore
from resources.notices import Notifier
from sensors.interval import interval_s
from sensors.next_steps import follow_episodes
from spark_video_assets.assets.jobs import STEP_JOBS
from spark_video_assets.checks.sign_off import record_sign_off

_NO_EPISODE = "there is no episode yet: spark-video new, or spark-video demo"


@dg.sensor(
    name="producer",
    jobs=[*STEP_JOBS, record_sign_off],
    minimum_interval_seconds=interval_s(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Brings every episode to its next gate: new briefs are written, signed gates are followed up, shots are "
    "shot, the film is cut. Does nothing where a person is awaited; rejected takes are the sensor `escalation`'s.",
)
def producer(
    context: dg.SensorEvaluationContext, store: EpisodeStore, notifier: Notifier
) -> dg.SensorResult | dg.SkipReason:
    """Every step but the director's second look; what people were told and did not hear is told again."""
    notifier.tell_again()
    return follow_episodes(
        context, store, notifier, mine=lambda step: step.name != "director_rewrite", idle=_NO_EPISODE
    )
