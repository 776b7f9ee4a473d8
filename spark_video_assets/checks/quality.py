"""Technical quality control of the finished film as an asset check; what is measured and how is in `crew.post.quality`."""

import dagster as dg

from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from spark_video_assets.assets.show import table
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import qc_record
from spark_video_assets.partitions import EPISODES
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.post import QcReport


@dg.asset_check(
    asset="delivery",
    name="technical_qc",
    description="Size, length, black and still stretches, loudness of the film, as `delivery/qc-report.json` has them. "
    "Red: gate 4 stays closed; its table says what was measured. Mend the shot, then make `final_cut` again.",
    partitions_def=EPISODES,
)
def technical_qc(context: dg.AssetCheckExecutionContext, store: EpisodeStore) -> dg.AssetCheckResult:
    """See the description. It never stops the run: gate 4 does, with the same report."""
    episode = Episode.at(store.root, EpisodeKey.parse(context.partition_key))
    try:
        report = episode.load(QcReport, qc_record(Sources(episode, Settings.from_environment())))
    except SparkVideoError as error:
        return dg.AssetCheckResult(passed=False, description=str(error))
    failed = [check for check in report.checks if not check.ok]
    hard = any(check.severity == "ERROR" for check in failed)
    rows = [(check.name, "ok" if check.ok else check.severity, check.detail) for check in report.checks]
    return dg.AssetCheckResult(
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if hard else dg.AssetCheckSeverity.WARN,
        description=", ".join(check.name for check in failed) or "the film measures as it was planned",
        metadata={"checks": dg.MetadataValue.md(table(("check", "result", "detail"), rows))},
    )
