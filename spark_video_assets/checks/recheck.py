"""The second visit to episodes in the UI: the job `recheck`, and the check that shows what it found about recorded files."""

import datetime as dt

import dagster as dg
from pydantic import Field

from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from resources.notices import Notice, Notifier
from spark_video_assets.assets.resources import Studio
from spark_video_assets.assets.show import table
from spark_video_assets.assets.work import told_to_people
from spark_video_assets.crew.shooting.rechecking import Recheck, recheck
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.finding import episodes_named
from spark_video_assets.episode.recorded_files import FileFault, file_faults
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.partitions import EPISODES, add_episode
from spark_video_assets.story.names import EpisodeKey

CHECK_ASSET = "dailies"
"""The asset that completes what is recorded about takes."""
CHECK = "files_as_recorded"


class RecheckConfig(dg.Config):
    """The launchpad form of a second visit."""

    episodes: list[str] = Field(
        default_factory=list, description="Episodes (hf/001) or whole projects (hf); empty = every episode."
    )
    judge: bool = Field(
        default=True, description="Also ask the judge about takes that it could not score. May cost its price."
    )


def files_result(faults: list[FileFault]) -> dg.AssetCheckResult:
    """Red when something recorded is lost or damaged; yellow when only something signed has changed since."""
    damaged = [fault for fault in faults if fault.problem != "changed since it was signed"]
    return dg.AssetCheckResult(
        passed=not faults,
        severity=dg.AssetCheckSeverity.ERROR if damaged else dg.AssetCheckSeverity.WARN,
        description=f"{len(faults)} files are not as recorded"
        if faults
        else "every recorded file is there, unchanged",
        metadata={"files": dg.MetadataValue.md(_fault_table(faults))} if faults else {},
    )


@dg.asset_check(
    asset=CHECK_ASSET,
    name=CHECK,
    description="Takes, winners, narration, film and what was signed are there, byte for byte as they were recorded. "
    "Red: its table says for each file what to do. Looked at again every night, and by the job `recheck`.",
    partitions_def=EPISODES,
)
def files_as_recorded(context: dg.AssetCheckExecutionContext, store: EpisodeStore) -> dg.AssetCheckResult:
    """See the description."""
    episode = Episode.at(store.root, EpisodeKey.parse(context.partition_key))
    try:
        return files_result(file_faults(Sources(episode, Settings.from_environment())))
    except SparkVideoError as error:
        return dg.AssetCheckResult(passed=False, description=str(error))


@dg.op
def visit_again(
    context: dg.OpExecutionContext, config: RecheckConfig, store: EpisodeStore, studio: Studio, notifier: Notifier
) -> None:
    """Judge what could not be judged, hold files against their records, tell people what is new."""
    with told_to_people():
        settings = Settings.from_environment()
        found: list[Recheck] = []
        for episode in episodes_named(store.root, config.episodes):
            one = recheck(
                episode, settings, studio.judge if config.judge else None, lambda: dt.datetime.now(dt.UTC)
            )
            found.append(one)
            if one.faults:
                shown = "; ".join(f"{fault.file} {fault.problem}" for fault in one.faults[:4])
                more = f" and {len(one.faults) - 4} more" if one.faults[4:] else ""
                notifier.tell(Notice("files not as recorded", one.episode, shown + more, edge=one.edge))
            if not one.skipped and episode.folder.dailies.is_file():
                add_episode(context.instance, episode.key)
                # log_event takes check evaluations too (dagster 1.13.27); its annotation has not caught up.
                context.log_event(_evaluation(one))  # type: ignore[arg-type]
        context.add_output_metadata(_shown(found))


def _evaluation(found: Recheck) -> dg.AssetCheckEvaluation:
    result = files_result(found.faults)
    return dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey(CHECK_ASSET),
        check_name=CHECK,
        passed=bool(result.passed),
        severity=result.severity,
        description=result.description,
        metadata=result.metadata or {},
        partition=found.episode,
    )


def _shown(found: list[Recheck]) -> dict[str, object]:
    """What the run shows: figures, and a table for what is not empty."""
    judged = [(one.episode, j.shot, j.take, j.verdict, j.score, j.error) for one in found for j in one.judged]
    faults = [(one.episode, f.what, f.file, f.problem, f.mend) for one in found for f in one.faults]
    left = [(one.episode, one.skipped or one.not_judged) for one in found if one.skipped or one.not_judged]
    told: dict[str, object] = {
        "episodes": len(found),
        "not as recorded": len(faults),
        "judged": sum(verdict != "ERROR" for _, _, _, verdict, _, _ in judged),
    }
    for name, header, rows in (
        ("files", ("episode", "what", "file", "problem", "what to do"), faults),
        ("takes judged", ("episode", "shot", "take", "verdict", "score", "error"), judged),
        ("left alone", ("episode", "why"), left),
    ):
        if rows:
            told[name] = dg.MetadataValue.md(table(header, rows))
    return told


def _fault_table(faults: list[FileFault]) -> str:
    rows = [(fault.what, fault.file, fault.problem, fault.mend) for fault in faults]
    return table(("what", "file", "problem", "what to do"), rows)


@dg.job(
    name="recheck",
    description="**Look at finished work again**: judges takes that no judge could score, and verifies that takes, winners, "
    "films and what was signed are as they were recorded. Renders nothing; spends at most what its judge costs. "
    "Nothing has to be filled in.",
)
def recheck_job() -> None:
    """See the op."""
    visit_again()
