"""`produce` killed with SIGKILL at awkward moments: the next run goes on, every finished take is kept, the film is made."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tiny_episode import FIRST, KEY, SECOND, write_tiny_episode

from resources.file_digest import file_digest
from resources.media.probe import probe
from spark_video_assets.episode.episode import Episode

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240.0
COMMAND = "import sys; from spark_video_assets.cli.main import main; sys.exit(main())"


@dataclass
class Terminal:
    """A person's shell: one episode, one DAGSTER_HOME."""

    episode: Episode
    home: Path

    def produce(self) -> subprocess.Popen[str]:
        """`spark-video produce hf 001 --approve-all` as a process group of its own."""
        told = {
            "SPARK_VIDEO_PROJECTS_ROOT": str(self.episode.folder.root.path),
            "DAGSTER_HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, "produce", KEY.project, KEY.episode, "--approve-all"],
            env={**os.environ, **told},
            cwd=self.home.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def kill_when(self, happened: Callable[[], bool]) -> None:
        """Start, wait for the moment, and kill everything at once."""
        process = self.produce()
        patience = time.monotonic() + PATIENCE_S
        while not happened():
            assert process.poll() is None, f"ended before the moment came:\n{process.communicate()[0]}"
            assert time.monotonic() < patience, "the moment never came"
            # The moment is made by another process; looking at its files is the only way to see it.
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def finished_takes(self) -> dict[str, str]:
        """Clip -> digest of every take on record; the record must open after any kill."""
        states = self.episode.states().shots.values()
        return {t.video_path: t.clip_digest or "" for s in states for t in s.attempts if t.video_path}


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(write_tiny_episode(tmp_path / "projects"), tmp_path / "dagster")


def _some(folder: Path, pattern: str) -> Callable[[], bool]:
    return lambda: any(folder.glob(pattern))


@pytest.mark.slow
def test_killed_at_awkward_moments_it_finishes_with_every_take(terminal: Terminal) -> None:
    """A crash would lose takes, pay for one twice, leave a file half written, or leave an episode that cannot go on."""
    folder = terminal.episode.folder
    moments = [
        _some(folder.renders, f"{FIRST}-ver1-*/events.jsonl"),
        _some(folder.path / "clips", f"{FIRST}-ver1.mp4"),
        _some(folder.final, "*"),
    ]
    kept: dict[str, str] = {}
    for moment in moments:
        terminal.kill_when(moment)
        now = terminal.finished_takes()
        assert kept.items() <= now.items()
        kept = now
        assert all(json.loads(p.read_text(encoding="utf-8")) for p in folder.path.glob("*.json"))

    process = terminal.produce()
    output, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, output
    assert {path: file_digest(folder.resolve(path)) for path in kept} == kept
    versions = {shot: [t.version for t in terminal.episode.states().of(shot).attempts] for shot in (FIRST, SECOND)}
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    info = probe(folder.final_film)
    assert info.video_duration_s == pytest.approx(5.0, abs=1 / 24)
    parts = [p for p in folder.path.rglob(".part-*") if ".cache" not in p.parts]
    assert len(parts) <= len(moments)
    assert not folder.driver_lease.exists()
