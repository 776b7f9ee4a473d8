"""A step of an episode as a request for one Dagster run. Which step comes next: `story.steps`; when: sensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from resources.render_job_folder import VIDEOS
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import reads_of
from spark_video_assets.partitions import shot_range
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.gates import Gate
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.steps import Step, StepName

EPISODE_TAG = "spark_video/episode"
STEP_TAG = "spark_video/step"
INPUT_TAG = ".dagster/spark_video_input"
"""A digest is for sensors and says nothing to people: tags that begin like this are not shown in the UI."""
TRY_TAG = "spark_video/try"
WAITS_TAG = "spark_video/waits_for"
PAID_RENDER_TAG = "spark_video/paid_render"
"""On runs that mostly wait for a provider: more of them go side by side than runs that draw."""
PART_OF_TAG = "spark_video/part_of"
"""First eight characters of the id of the run that started this one, as the UI shows them."""

JOB_OF: dict[StepName, str] = {
    "development": "development",
    "storyboarding": "storyboarding",
    "shooting": "shooting",
    "director_rewrite": "director_rewrite",
    "dailies": "dailies_table",
    "post": "post",
}


@dataclass(frozen=True)
class RunAsked:
    """One run to start.

    Args:
        job: Its name.
        stages: Assets to make; empty = those of the job's own shots.
        shots: Shots whose partitions the run covers.
        config: Of its ops.
        partition: Of the stages; empty = the episode's.
        more: Further tags.
    """

    job: str
    episode: EpisodeKey
    stages: tuple[str, ...] = ()
    shots: tuple[str, ...] = ()
    config: dict[str, Any] | None = None
    partition: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    def request(self, instance: dg.DagsterInstance, *, run_key: str, tags: dict[str, str]) -> dg.RunRequest:
        """As Dagster wants it; the shots must be known partitions by now."""
        if self.job == "shooting":
            tags = {**tags, **shot_range(instance, self.episode, self.shots)}
        return dg.RunRequest(
            run_key=run_key,
            job_name=self.job,
            partition_key=(self.partition or str(self.episode)) if self.stages else None,
            asset_selection=[dg.AssetKey(stage) for stage in self.stages] or None,
            run_config={"ops": self.config} if self.config else None,
            tags={**tags, **self.more},
        )


def run_for(step: Step, episode: EpisodeKey) -> RunAsked:
    """The run that carries out a step whose state is `run`."""
    job = JOB_OF[step.name]
    if step.name == "shooting":
        config = {"shoot": {"config": {"shots": step.shots}}}
        return RunAsked(job, episode, shots=tuple(step.shots), config=config)
    if step.name == "director_rewrite":
        asked: dict[str, Any] = {"episode": str(episode), "shots": step.shots}
        return RunAsked(job, episode, config={"rewrite_shots": {"config": asked}})
    return RunAsked(job, episode, stages=tuple(step.stages))


def render_run(job_id: str, *, paid: bool) -> RunAsked:
    """The run that makes a stand-alone render job; the queue and the retries treat the job like an episode."""
    more = {PAID_RENDER_TAG: "yes"} if paid else {}
    return RunAsked("render_job", EpisodeKey(VIDEOS, job_id), stages=("video_render",), partition=job_id, more=more)


def sign_off_run(
    episode: EpisodeKey, gate: Gate, decision: str, *, note: str, by: str, more: Mapping[str, str] | None = None
) -> RunAsked:
    """The run that records a person's decision; `more` names what was seen and the file it came by."""
    told = {"episode": str(episode), "gate": gate.upper(), "decision": decision.upper(), "note": note, "by": by}
    told |= more or {}
    return RunAsked("record_sign_off", episode, config={"sign_gate": {"config": told}})


def input_digest(step: Step, sources: Sources) -> str:
    """What a step would work from: the same step on the same input is asked for once, however often it is looked at.

    Outputs are left out, so that a run that fails after it wrote something does not look like a new one.
    """
    return digest_of(
        [
            step.key,
            [reads_of(sources, stage) for stage in step.stages],
            [sources.shot_digests.get(shot, "") for shot in step.shots],
            [sources.states.of(shot).director_rewrites for shot in step.shots],
        ]
    )[:16]
