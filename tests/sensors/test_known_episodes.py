"""Tests of the sensor that makes folders known as partitions."""

import shutil
from pathlib import Path

import dagster as dg
from dagster import DagsterInstance

from resources.episode_store import EpisodeStore
from sensors.known_episodes import known_episodes

EXAMPLES = Path(__file__).parents[2] / "examples"


def ticked(instance: DagsterInstance, root: Path, cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    """One evaluated tick; partition requests are carried out as the daemon would."""
    context = dg.build_sensor_context(
        instance=instance, cursor=cursor, resources={"store": EpisodeStore(projects_root=str(root))}
    )
    result = known_episodes(context)
    assert isinstance(result, dg.SensorResult | dg.SkipReason)
    if isinstance(result, dg.SensorResult):
        for request in result.dynamic_partitions_requests or []:
            instance.add_dynamic_partitions(request.partitions_def_name, list(request.partition_keys))
    return result


def test_a_new_folder_can_be_chosen_in_the_web_ui(tmp_path: Path) -> None:
    """Without a partition, a producer who copies a folder finds nothing to materialise."""
    shutil.copytree(EXAMPLES / "night-radio", tmp_path / "night-radio")
    with dg.instance_for_test() as instance:
        first = ticked(instance, tmp_path, None)
        assert instance.get_dynamic_partitions("episode") == ["night-radio/001"]
        assert isinstance(first, dg.SensorResult)
        assert isinstance(ticked(instance, tmp_path, first.cursor), dg.SkipReason)
        shutil.copytree(EXAMPLES / "江边茶馆", tmp_path / "江边茶馆")
        ticked(instance, tmp_path, first.cursor)
        assert set(instance.get_dynamic_partitions("episode")) == {"night-radio/001", "江边茶馆/001"}


def test_a_broken_storyboard_does_not_stop_the_others(tmp_path: Path) -> None:
    """One half-written file would hide every new episode of every project."""
    for project in ("night-radio", "lantern-bay"):
        shutil.copytree(EXAMPLES / project, tmp_path / project)
    (tmp_path / "lantern-bay" / "episode-001" / "storyboard.json").write_text('{"shots": [', encoding="utf-8")
    with dg.instance_for_test() as instance:
        ticked(instance, tmp_path, None)
        assert set(instance.get_dynamic_partitions("episode")) == {"night-radio/001", "lantern-bay/001"}
