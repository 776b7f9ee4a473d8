"""Tests that storyboards of older programs open here, whatever they were rendered with."""

import json
from pathlib import Path

from resources.episode_folder import ProjectsRoot
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.status import status_of
from spark_video_assets.story.names import EpisodeKey


def test_a_storyboard_that_names_a_model_of_another_house_opens(tmp_path: Path) -> None:
    """An older folder would end in a usage error before its owner sees one shot of it."""
    episode = Episode.at(ProjectsRoot(tmp_path), EpisodeKey.of("hf", "001"))
    episode.folder.create()
    shot = {"id": "S01-001", "scene": "S01", "duration": 5, "prompt": "A pier.", "model": "happyhorse-1.0-t2v"}
    scene = {"id": "S01", "name": "Pier", "description": "A pier at night, one lamp."}
    board = {"title": "hf", "scenes": [scene], "shots": [{**shot, "use_prev_last_frame_as_first": False}]}
    episode.folder.storyboard.write_text(json.dumps(board), encoding="utf-8")
    status = status_of(Sources(episode, Settings()))
    assert [shot["id"] for shot in status["shots"]] == ["S01-001"]
    assert status["provider"] == "bl"
