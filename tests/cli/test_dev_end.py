"""What `dev` says when it is asked to end while somebody is at work."""

from __future__ import annotations

from pathlib import Path

from resources.episode_folder import ProjectsRoot
from resources.render_ledger.submitting import SUBMIT_GRACE_S
from spark_video_assets.cli import developing
from spark_video_assets.episode.driving import driving


def test_ctrl_c_says_at_once_what_it_waits_for(tmp_path: Path) -> None:
    """Ten silent seconds read as a hanging program: people press again, in the middle of a submit."""
    root = ProjectsRoot(tmp_path)
    root.episode("hf", "001").create()
    busy = root.episode("hf", "002").create()
    for episode in ("001", "002"):
        (root.episode("hf", episode).brief).write_text("premise: A lamp.\n", encoding="utf-8")
    assert "waiting for" not in developing.stopping_words(developing.under_way(root))
    with driving(busy, "run 1a2b3c4d, job shooting"):
        told = developing.stopping_words(developing.under_way(root))
    assert "waiting for 1 run to let go, 40 s at most" in told
    assert "hf/002: " in told
    assert "hf/001" not in told
    assert "Ctrl-C again ends them at once" in told


def test_runs_have_time_to_take_down_what_they_are_sending() -> None:
    """Killed while the answer to a submit is awaited, a paid job would be in doubt that is not."""
    assert developing._STOP_TIMEOUT_S > SUBMIT_GRACE_S
