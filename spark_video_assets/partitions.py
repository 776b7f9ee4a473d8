"""Partitions of the asset graph: episodes, shots and render jobs, and the keys of (project, episode, shot)."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

import dagster as dg

from spark_video_assets.story.names import EpisodeKey, valid_shot_id

EPISODE_DIMENSION = "episode"
SHOT_DIMENSION = "shot"
RENDER_JOB_DIMENSION = "render_job"

EPISODES = dg.DynamicPartitionsDefinition(name=EPISODE_DIMENSION)
"""Keys `project/episode`, e.g. `hf/001`."""
SHOTS = dg.DynamicPartitionsDefinition(name=SHOT_DIMENSION)
"""Keys `S01-002`, shared by all episodes."""
RENDER_JOBS = dg.DynamicPartitionsDefinition(name=RENDER_JOB_DIMENSION)
"""Names of the folders under `videos/`, e.g. `lamp-3f9c01ab77`."""
EPISODE_SHOTS = dg.MultiPartitionsDefinition({EPISODE_DIMENSION: EPISODES, SHOT_DIMENSION: SHOTS})
with warnings.catch_warnings():
    # Beta, and tried for this release (DESIGN section 3); whoever imports this first must not be warned.
    warnings.simplefilter("ignore", dg.BetaWarning)
    EPISODE_OF_SHOT = dg.MultiToSingleDimensionPartitionMapping(EPISODE_DIMENSION)
"""A shot's partition needs, and gives to, its episode's."""

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"


def shot_key(episode: EpisodeKey, shot: str) -> dg.MultiPartitionKey:
    """Partition of one shot of one episode."""
    return dg.MultiPartitionKey({EPISODE_DIMENSION: str(episode), SHOT_DIMENSION: valid_shot_id(shot)})


def split_key(key: str) -> tuple[EpisodeKey, str]:
    """Episode and shot of a partition key `project/episode|S01-002`."""
    episode, _, shot = key.rpartition("|")
    return EpisodeKey.parse(episode), valid_shot_id(shot)


def add_episode(instance: dg.DagsterInstance, episode: EpisodeKey, shots: Iterable[str] = ()) -> None:
    """Make an episode and its shots known to the instance; what is known already stays."""
    if not instance.has_dynamic_partition(EPISODE_DIMENSION, str(episode)):
        instance.add_dynamic_partitions(EPISODE_DIMENSION, [str(episode)])
    known = set(instance.get_dynamic_partitions(SHOT_DIMENSION))
    fresh = [shot for shot in shots if shot not in known]
    if fresh:
        instance.add_dynamic_partitions(SHOT_DIMENSION, fresh)


def add_render_jobs(instance: dg.DagsterInstance, job_ids: Sequence[str]) -> None:
    """Make render jobs known to the instance; what is known already stays."""
    known = set(instance.get_dynamic_partitions(RENDER_JOB_DIMENSION)) if job_ids else set()
    if fresh := [job_id for job_id in job_ids if job_id not in known]:
        instance.add_dynamic_partitions(RENDER_JOB_DIMENSION, fresh)


def shot_range(instance: dg.DagsterInstance, episode: EpisodeKey, shots: Sequence[str]) -> dict[str, str]:
    """Run tags for one run over these shots.

    The range spans everything between the first and the last of them in the order in which shots became known, so a run
    acts only on the shots in its config.
    """
    order = {shot: at for at, shot in enumerate(instance.get_dynamic_partitions(SHOT_DIMENSION))}
    inside = sorted(shots, key=lambda shot: order[shot])
    return {RANGE_START: str(shot_key(episode, inside[0])), RANGE_END: str(shot_key(episode, inside[-1]))}


def keys_of_run(context: dg.AssetExecutionContext) -> list[str]:
    """All partition keys of a run.

    A backfill that the web UI starts from a job tags its run with the whole range and with the first key as well; Dagster
    1.13.27 then tells only the first, and the other shots would be marked as done without having been touched.
    """
    tags = context.run.tags
    if RANGE_START not in tags or RANGE_END not in tags:
        return list(context.partition_keys)
    partitions = context.assets_def.partitions_def
    assert partitions is not None
    asked = dg.PartitionKeyRange(tags[RANGE_START], tags[RANGE_END])
    return list(partitions.get_partition_keys_in_range(asked, dynamic_partitions_store=context.instance))
