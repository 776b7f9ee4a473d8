"""Tests of which shots a run is about, with a real instance and the tags that the web UI gives."""

import dagster as dg

from spark_video_assets.partitions import EPISODE_SHOTS, RANGE_END, RANGE_START, add_episode, keys_of_run
from spark_video_assets.story.names import EpisodeKey


def test_a_range_that_the_web_ui_starts_from_a_job_is_about_all_its_shots() -> None:
    """All shots of an episode chosen in the UI: only the first was shot, and the backfill called it a success."""
    seen: list[list[str]] = []

    @dg.asset(partitions_def=EPISODE_SHOTS, backfill_policy=dg.BackfillPolicy.single_run())
    def shots(context: dg.AssetExecutionContext) -> None:
        seen.append(keys_of_run(context))

    defs = dg.Definitions(assets=[shots], jobs=[dg.define_asset_job("shooting", ["shots"])])
    tags = {
        RANGE_START: "hf/001|S01-001",
        RANGE_END: "hf/001|S01-003",
        "dagster/partition/episode": "hf/001",
        "dagster/partition/shot": "S01-001",
    }
    with dg.instance_for_test() as instance:
        add_episode(instance, EpisodeKey.of("hf", "001"), ["S01-001", "S01-002", "S01-003", "S01-004"])
        add_episode(instance, EpisodeKey.of("hf", "002"))
        defs.resolve_job_def("shooting").execute_in_process(instance=instance, tags=tags)
        job = defs.resolve_job_def("shooting")
        job.execute_in_process(instance=instance, partition_key="hf/002|S01-004")
    assert seen == [["hf/001|S01-001", "hf/001|S01-002", "hf/001|S01-003"], ["hf/002|S01-004"]]
