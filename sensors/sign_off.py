"""Sign-offs by a file: `sign_offs/gate-2.yaml` becomes a run of `record_sign_off`. What signing means: `checks.sign_off`."""

import time

import dagster as dg

from resources.episode_store import EpisodeStore
from resources.errors import UsageError
from resources.notices import Notifier
from sensors.asking import Ask
from sensors.interval import interval_s
from sensors.taking import take_files
from spark_video_assets.assets.requests import sign_off_run
from spark_video_assets.checks.sign_off import record_sign_off
from spark_video_assets.episode.decision_file import WrittenDecision, read_decision
from spark_video_assets.episode.dropped_files import DroppedFile
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.shown import changed_at, shown_at
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.gates import shown_digest

AHEAD_S = 60.0
"""A file that is dated further in the future cannot tell what its writer had seen."""


@dg.sensor(
    name="sign_off",
    jobs=[record_sign_off],
    minimum_interval_seconds=interval_s(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Takes decisions that are dropped as files, e.g. `sign_offs/gate-2.yaml` with `decision: approve`. "
    "A file signs only what was there when it was written; a wrong one is answered beside it.",
)
def sign_off(
    context: dg.SensorEvaluationContext, store: EpisodeStore, notifier: Notifier
) -> dg.SensorResult | dg.SkipReason:
    """See `taking`."""
    return take_files(context, store, notifier, _ask, folder="sign_offs", what="sign-off")


def _ask(episode: Episode, dropped: DroppedFile) -> Ask:
    """The run that signs what the writer of the file can have seen.

    Raises:
        SparkVideoError: a file that cannot be read, or something that is shown has changed since it was written.
    """
    decision = read_decision(dropped)
    sources = Sources(episode, Settings.from_environment())
    digest = decision.digest or _digest_when_written(sources, decision, dropped)
    by = decision.by or dropped.path.owner()
    asked = sign_off_run(
        episode.key,
        decision.gate,
        decision.decision,
        note=decision.note,
        by=by,
        more={"digest": digest, "file": episode.folder.relative(dropped.path), "mark": dropped.mark},
    )
    return Ask(asked, f"sign-off {decision.gate}", dropped.mark)


def _digest_when_written(sources: Sources, decision: WrittenDecision, dropped: DroppedFile) -> str:
    if dropped.written_s > time.time() + AHEAD_S:
        raise UsageError("is dated in the future: save it again", where=dropped.path.name)
    if changed_at(decision.gate, sources) > dropped.written_s:
        raise UsageError(
            f"what gate {decision.gate} shows was changed after this file was written: look again",
            where=dropped.path.name,
        )
    return shown_digest(shown_at(decision.gate, sources))
