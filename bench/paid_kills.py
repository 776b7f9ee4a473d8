"""Kills the real `produce` at random moments on a simulated provider, counts what was billed: `python -m bench.paid_kills`.

A check rather than a measurement: it ends with 1 when a take was paid twice or lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from resources.episode_folder import ProjectsRoot
from resources.file_digest import file_digest
from resources.render_ledger import Phase, RenderLedger
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.names import EpisodeKey
from tests.simulators.server import Started, spawned

ROOT = Path(__file__).parents[1]
EXAMPLE, NUMBER = "lantern-bay", "001"
COMMAND = "import sys; from spark_video_assets.cli.main import main; sys.exit(main())"
RUNS_AT_MOST = 400


def main() -> int:
    """Kill so many times, let the episode finish, and print the account; 0 when every take was paid once."""
    options = argparse.ArgumentParser(prog="python -m bench.paid_kills", description=__doc__)
    options.add_argument("--kills", type=int, default=30)
    options.add_argument("--provider", default="bl")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    dice = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder, spawned(speed=40, render_s=30) as houses:
        stage = Stage(Path(folder), houses, chosen.provider)
        kills = runs = 0
        while runs < RUNS_AT_MOST:
            runs += 1
            # Long enough to start, short enough to hit every part of the way; the whole takes minutes.
            code = stage.produce(kill_after_s=dice.uniform(1.5, 14.0) if kills < chosen.kills else None)
            if code is None:
                kills += 1
                stage.note_takes()
            elif code == 0 and kills >= chosen.kills:
                break
            elif code == 0:
                stage.start_over()
            else:
                stage.decide_doubts()
        return stage.account(kills, runs)


class Stage:
    """One projects root with the example episode, and the provider's side of it."""

    def __init__(self, folder: Path, houses: Started, provider: str) -> None:
        self._folder = folder
        self._houses = houses
        self._provider = provider
        self._seen: dict[str, str] = {}
        self._lost = self._doubts = self._rounds = 0
        self.start_over()

    @property
    def episode(self) -> Episode:
        """The copy that is being made now."""
        return Episode.at(ProjectsRoot(self._folder / f"round-{self._rounds}"), EpisodeKey(EXAMPLE, NUMBER))

    def start_over(self) -> None:
        """A fresh copy of the example: the one before is finished."""
        self._rounds += 1
        self._seen = {}
        shutil.copytree(ROOT / "examples" / EXAMPLE, self._folder / f"round-{self._rounds}" / EXAMPLE)

    def produce(self, kill_after_s: float | None) -> int | None:
        """One `produce`; the exit code, or None when it was killed with everything that it had started."""
        told = {
            **os.environ,
            **self._houses.environment,
            "SPARK_VIDEO_PROVIDER": self._provider,
            "SPARK_VIDEO_PROJECTS_ROOT": str(self._folder / f"round-{self._rounds}"),
            "DAGSTER_HOME": str(self._folder / f"home-{self._rounds}"),
            "SPARK_VIDEO_POLL_INTERVAL_S": "0.3",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-c", COMMAND, "produce", EXAMPLE, NUMBER, "--approve-all"]
        process = subprocess.Popen(
            command,
            env=told,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return process.wait(kill_after_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None

    def note_takes(self) -> None:
        """Remember every finished take; count those that are gone or changed since the last kill."""
        now = {}
        for shot, state in self.episode.states().shots.items():
            for take in state.attempts:
                if take.video_path and take.clip_digest:
                    clip = self.episode.folder.resolve(take.video_path)
                    now[f"{shot}#{take.version}"] = file_digest(clip) if clip.is_file() else "gone"
        self._lost += sum(now.get(name) != digest for name, digest in self._seen.items())
        self._seen = now

    def decide_doubts(self) -> None:
        """What a person does with a job in doubt: look it up in the provider's console, and say what is there."""
        from spark_video_assets.crew.paying import budget_book
        from spark_video_assets.episode.settings import Settings

        ledger = RenderLedger(self.episode.folder)
        book = budget_book(self.episode, self.episode.brief(), Settings())
        for job in ledger.jobs():
            if job.phase in {Phase.AMBIGUOUS, Phase.SENDING}:
                self._doubts += 1
                ledger.resolve(job.job_id, "resubmit", budget=book, by="bench")

    def account(self, kills: int, runs: int) -> int:
        """Print the table; 1 when something was paid twice or lost."""
        billed = [charge for url in self._houses.base_urls.values() for charge in _charges(url)]
        paid = {"video": 0, "image": 0, "speech": 0}
        kept = {"video": 0, "image": 0, "speech": 0}
        for charge in billed:
            kind = charge["operation"].split(".")[0]
            if kind in paid and charge["state"] != "waived":
                paid[kind] += 1
        for number in range(1, self._rounds + 1):
            place = Episode.at(ProjectsRoot(self._folder / f"round-{number}"), EpisodeKey(EXAMPLE, NUMBER))
            for job in RenderLedger(place.folder).jobs():
                if job.phase is Phase.DONE:
                    kept[
                        "video"
                        if job.shot_id.startswith("S")
                        else "speech"
                        if job.shot_id.startswith("line")
                        else "image"
                    ] += 1
        print(f"killed {kills} times in {runs} runs, {self._rounds} episodes, provider {self._provider}")
        for kind, jobs in paid.items():
            print(f"{kind}: {jobs} billed, {kept[kind]} finished jobs in the ledgers")
        print(f"takes lost or changed: {self._lost}; doubts that a person settled: {self._doubts}")
        return int(paid != kept or self._lost > 0)


def _charges(base_url: str) -> list[dict[str, Any]]:
    root = base_url.split("/api/", maxsplit=1)[0]
    with urllib.request.urlopen(f"{root}/_sim/billing") as answer:
        charges = json.load(answer)["charges"]
    assert isinstance(charges, list)
    return charges


if __name__ == "__main__":
    started = time.monotonic()
    code = main()
    print(f"{time.monotonic() - started:.0f} s")
    sys.exit(code)
