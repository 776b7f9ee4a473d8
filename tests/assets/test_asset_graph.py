"""The whole asset graph as one document, so that a change of it is seen in review."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
from syrupy.assertion import SnapshotAssertion

from spark_video_assets.definitions import build_defs, defs
from spark_video_assets.story.steps import STAGES


def test_the_graph(snapshot: SnapshotAssertion) -> None:
    """A dependency, partition or check would vanish unnoticed: an asset would then run on old data, or past a gate."""
    graph = defs.resolve_asset_graph()
    told = {}
    for node in graph.asset_nodes:
        told[node.key.to_user_string()] = {
            "group": node.group_name,
            "kinds": sorted(node.kinds),
            "partitions": type(node.partitions_def).__name__,
            "dimensions": sorted(getattr(node.partitions_def, "partition_dimension_names", [])),
            "deps": sorted(key.to_user_string() for key in node.parent_keys),
            "checks": sorted(check.name for check in node.check_keys),
            "description": node.description,
        }
    assert told == snapshot


def test_every_stage_is_an_asset_with_a_step_job() -> None:
    """`next_step` would ask for an asset that no job can make."""
    names = {key.to_user_string() for key in defs.resolve_asset_graph().get_all_asset_keys()}
    assert set(STAGES) <= names
    selected: set[str] = set()
    for job in ("development", "storyboarding", "shooting", "dailies_table", "post", "render_job"):
        layer = defs.resolve_job_def(job).asset_layer
        selected |= {key.to_user_string() for key in layer.selected_asset_keys}
    assert selected == names


def test_resources_can_be_replaced() -> None:
    """Tests (and simulators) would run another graph than users do."""
    mine = dg.ResourceDefinition.hardcoded_resource("mine")
    assert build_defs({"studio": mine}).resources is not None
    assert (build_defs({"studio": mine}).resources or {})["studio"] is mine


def test_the_code_location_loads_without_a_warning() -> None:
    """A producer's terminal and the web UI's log would be full of warnings, or an update break the load."""
    strict = ["-W", "error", "-W", "ignore::DeprecationWarning"]
    loaded = subprocess.run(
        [sys.executable, *strict, "-c", "import spark_video_assets.definitions"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (loaded.returncode, loaded.stderr) == (0, "")
