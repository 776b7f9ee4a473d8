"""Tests of an episode's driver: what it finds from drivers that were killed."""

from pathlib import Path

from resources.episode_folder import ProjectsRoot
from spark_video_assets.episode.driving import driving


def test_a_driver_sweeps_up_after_killed_ones(tmp_path: Path) -> None:
    """Each kill in the middle of a clip would leave some megabytes for ever."""
    folder = ProjectsRoot(tmp_path).episode("hf", "001").create()
    work = folder.cache / "video"
    work.mkdir(parents=True)
    (work / ".part-0123.mp4").write_bytes(b"half a clip")
    (folder.final / ".part-cut-0123").mkdir(parents=True)
    (folder.final / "hf-001.mp4").write_bytes(b"a film")
    with driving(folder, "a test"), driving(folder, "a turn inside it"):
        assert list(work.iterdir()) == []
        assert [path.name for path in folder.final.iterdir()] == ["hf-001.mp4"]
