"""The command `recheck`: names what is lost, and says so by its exit code."""

from __future__ import annotations

import json
from pathlib import Path

from resources.episode_folder import ProjectsRoot
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.takes import ShotState, Take


def test_a_lost_take_is_named(projects: Path, run) -> None:
    """A script that watches over finished films would not notice that a paid take is gone."""
    for number in ("001", "002"):
        assert run("new", "hf", number, "--premise", "A lamp on a cliff.").exit_code == 0
    assert run("recheck", "--json").exit_code == 0
    episode = Episode.at(ProjectsRoot(projects), EpisodeKey.of("hf", "002"))
    take = Take(version=1, status="SUCCEEDED", video_path="clips/S01-001-ver1.mp4", clip_digest="0" * 64)
    with episode.changing_states() as states:
        states.shots["S01-001"] = ShotState(shot_id="S01-001", attempts=[take], winner_version=1)
    episode.folder.winner_clip("S01-001").write_bytes(b"overwritten")
    result = run("recheck", "hf", "--json")
    assert result.exit_code == 1
    found = {one["episode"]: one["faults"] for one in json.loads(result.stdout)}
    assert found["hf/001"] == []
    assert [(fault["file"], fault["problem"]) for fault in found["hf/002"]] == [
        ("episode-002/clips/S01-001-ver1.mp4", "missing"),
        ("episode-002/clips/S01-001.mp4", "changed"),
    ]
    told = run("recheck", "hf", "002", "--files-only").stdout
    assert "spark-video reshoot hf 002 --shot S01-001" in " ".join(told.split())
    assert run("recheck", "hf", "009").exit_code == 2
