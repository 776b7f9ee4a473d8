"""The job that records a person's decision at a gate: one file, one check evaluation, from UI and command line alike."""

import datetime as dt
from enum import Enum
from typing import Literal

import dagster as dg
from dagster import AssetCheckEvaluation
from pydantic import Field

from resources.episode_store import EpisodeStore
from spark_video_assets.assets.work import told_to_people
from spark_video_assets.checks.gates import GATE_ASSETS, signed_result
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.signing import sign
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.gates import GATE_NUMBER, Gate, gate_named
from spark_video_assets.story.names import EpisodeKey


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

    episode: str = Field(description="project/episode, e.g. hf/001")
    gate: GateChoice = Field(description="which gate")
    decision: Decision = Field(description="approve, or reject with a note")
    note: str = Field(default="", description="what should change; goes to the role that redoes the work")
    by: str = Field(default="dagster", description="who decides")


@dg.op
def sign_gate(context: dg.OpExecutionContext, config: SignOffConfig, store: EpisodeStore) -> None:
    """Sign, then evaluate the gate's check for exactly this content."""
    with told_to_people():
        gate = gate_named(config.gate.value)
        assert gate is not None
        key = EpisodeKey.parse(config.episode)
        episode = Episode.at(store.root, key)
        episode.folder.require()
        settings = Settings.from_environment()
        decision: Literal["approve", "reject"] = "approve" if config.decision is Decision.APPROVE else "reject"
        sign(Sources(episode, settings), gate, decision, note=config.note, by=config.by, at=dt.datetime.now(dt.UTC))
        # log_event takes check evaluations too (dagster 1.13.27); its annotation has not caught up.
        context.log_event(evaluation(gate, Sources(episode, settings)))  # type: ignore[arg-type]


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


@dg.job(description="Approve or reject a gate. The record is bound to exactly what is shown now.")
def record_sign_off() -> None:
    """See the op."""
    sign_gate()
