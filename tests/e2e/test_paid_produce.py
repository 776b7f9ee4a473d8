"""`produce` on a simulated paid provider as a user runs it, killed on the way: billed once, and no key anywhere."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tiny_episode import FIRST, KEY, write_tiny_episode

from resources.atomic import write_text
from resources.media.probe import probe
from resources.render_ledger import Phase, RenderLedger
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.status import costs_of
from tests.simulators.server import spawned

ROOT = Path(__file__).parents[2]
COMMAND = "import sys; from spark_video_assets.cli.main import main; sys.exit(main())"
PLANTED = "sk-planted-4f1d9c0b7a6e5d3c2b1a"
PATIENCE_S = 300.0


def billed(base_url: str) -> tuple[list[dict[str, Any]], float]:
    """What the provider charges for, and the sum."""
    with urllib.request.urlopen(f"{base_url}/_sim/billing") as answer:
        book = json.load(answer)
    return [charge for charge in book["charges"] if charge["state"] == "charged"], float(book["total"])


@pytest.mark.slow
def test_a_killed_paid_run_is_billed_once_and_leaves_no_key_behind(tmp_path: Path) -> None:
    """A crash would pay twice; or the key stand in a log, the ledger, Dagster's events, the page or an error."""
    episode = write_tiny_episode(tmp_path / "projects")
    folder = episode.folder
    brief = folder.brief.read_text("utf-8").replace("provider: animatic", "provider: bl").replace("480P", "720P")
    write_text(folder.brief, brief)
    with spawned("dashscope", speed=40, render_s=20) as houses:
        (base_url,) = houses.base_urls.values()
        told = {
            **os.environ,
            **houses.environment,
            "DASHSCOPE_API_KEY": PLANTED,
            "SPARK_VIDEO_PROJECTS_ROOT": str(tmp_path / "projects"),
            "DAGSTER_HOME": str(tmp_path / "home"),
            "SPARK_VIDEO_POLL_INTERVAL_S": "0.2",
            "PYTHONPATH": str(ROOT),
        }

        def produce() -> subprocess.Popen[str]:
            command = [sys.executable, "-c", COMMAND, "produce", KEY.project, KEY.episode, "--approve-all"]
            return subprocess.Popen(
                command,
                env=told,
                cwd=tmp_path,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

        def kill_when(happened: Callable[[], bool]) -> str:
            process = produce()
            until = time.monotonic() + PATIENCE_S
            while not happened():
                assert process.poll() is None, process.communicate()[0]
                assert time.monotonic() < until
                time.sleep(0.01)  # the moment is made by another process
            os.killpg(process.pid, signal.SIGKILL)
            return process.communicate()[0]

        said = kill_when(
            lambda: any(folder.renders.glob(f"{FIRST}-ver1-*/events.jsonl")) and billed(base_url)[0] != []
        )
        said += kill_when((folder.path / "clips" / f"{FIRST}-ver1.mp4").is_file)
        process = produce()
        said += process.communicate(timeout=PATIENCE_S)[0]
        assert process.returncode == 0, said
        charges, total = billed(base_url)
    jobs = RenderLedger(folder).jobs()
    assert {job.phase for job in jobs} == {Phase.DONE}
    assert len(jobs) == sum(charge["operation"] != "chat.complete" for charge in charges)
    assert probe(folder.final_film).has_video
    costs = costs_of(Sources(episode, Settings(has_dashscope_key=True)))
    # A killed process may lose the log line of a judge's call, some hundredths, and never a job.
    assert costs.actual == pytest.approx(total, abs=0.5)
    assert PLANTED not in said
    holders = [path for path in tmp_path.rglob("*") if path.is_file() and PLANTED.encode() in path.read_bytes()]
    assert holders == []
