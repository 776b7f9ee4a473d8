"""The job that records a person's decision at a gate: one file, one check evaluation, from UI and command line alike."""

import datetime as dt
from enum import Enum

import dagster as dg
from dagster import AssetCheckEvaluation
from pydantic import Field

from resources.episode_store import EpisodeStore
from spark_video_assets.assets.work import EPISODE_HELP, episode_named, told_to_people
from spark_video_assets.checks.gates import GATE_ASSETS, signed_result
from spark_video_assets.episode.dropped_files import answering
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.signing import require_shown, sign
from spark_video_assets.episode.sources import Sources
from spark_video_assets.partitions import EPISODES
from spark_video_assets.story.gates import GATE_NUMBER, Gate, SignOff, gate_named


class GateChoice(Enum):
    """The four gates."""

    SCRIPT = "script"
    STORYBOARD = "storyboard"
    RENDER = "render"
    FINAL = "final"


class Decision(Enum):
    """What a person can say."""

    APPROVE = "approve"
    REJECT = "reject"


class SignOffConfig(dg.Config):
    """The launchpad form of a sign-off."""

    episode: str | None = Field(default=None, description=EPISODE_HELP)
    gate: GateChoice = Field(description="Which gate.")
    decision: Decision = Field(description="APPROVE, or REJECT with a note.")
    note: str = Field(default="", description="What should change; goes to the role that redoes the work.")
    by: str = Field(default="dagster", description="Who decides: your name.")
    digest: str | None = Field(
        default=None,
        description="Sign only if this is what is shown. The link *sign* of a gate's check fills it in; empty = whatever is.",
    )
    file: str | None = Field(
        default=None, description="For the sensor: the dropped file that this decision came by."
    )
    mark: str | None = Field(default=None, description="For the sensor: that file as it was read.")


@dg.op
def sign_gate(context: dg.OpExecutionContext, config: SignOffConfig, store: EpisodeStore) -> None:
    """Sign, then evaluate the gate's check for exactly this content."""
    with told_to_people():
        gate = gate_named(config.gate.value)
        assert gate is not None
        key = episode_named(context, config.episode)
        episode = Episode.at(store.root, key)
        episode.folder.require()
        settings = Settings.from_environment()
        with answering(episode.folder, config.file or "", config.mark or ""):
            record = _decide(Sources(episode, settings), gate, config)
        for line in (*record.routed, record.unrouted):
            if line:
                context.log.info(line)
        # log_event takes check evaluations too (dagster 1.13.27); its annotation has not caught up.
        context.log_event(evaluation(gate, Sources(episode, settings)))  # type: ignore[arg-type]


def _decide(sources: Sources, gate: Gate, config: SignOffConfig) -> SignOff:
    """Sign, or reject and send the note on its way. Raises `UsageError` when something else is shown than was meant."""
    if config.digest:
        require_shown(sources, gate, config.digest)
    at = dt.datetime.now(dt.UTC)
    if config.decision is Decision.APPROVE:
        return sign(sources, gate, "approve", note=config.note, by=config.by, at=at)
    from spark_video_assets.crew.feedback.objecting import reject

    return reject(sources, gate, note=config.note, by=config.by, at=at)


def evaluation(gate: Gate, sources: Sources) -> AssetCheckEvaluation:
    """The signed-off check of a gate as an event for the episode's partition."""
    result = signed_result(gate, sources)
    return AssetCheckEvaluation(
        asset_key=dg.AssetKey(GATE_ASSETS[gate]),
        check_name=f"gate_{GATE_NUMBER[gate]}_{gate}_signed_off",
        passed=bool(result.passed),
        severity=result.severity,
        description=result.description,
        metadata=result.metadata or {},
        partition=str(sources.episode.key),
    )


@dg.job(
    partitions_def=EPISODES,
    config={
        "ops": {"sign_gate": {"config": {"gate": "SCRIPT", "decision": "APPROVE", "note": "", "by": "dagster"}}}
    },
    description="**Sign a gate**: pick the episode, fill in `gate` (SCRIPT, STORYBOARD, RENDER, FINAL) and `decision` "
    "(APPROVE, or REJECT with a `note` for whoever redoes it). The record is bound to exactly what is shown now. "
    "The link *sign* of a gate's check opens this form filled in.",
)
def record_sign_off() -> None:
    """See the op."""
    sign_gate()
