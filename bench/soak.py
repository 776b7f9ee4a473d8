"""Many episodes unattended under `spark-video dev`, and the memory of its processes meanwhile: `python -m bench.soak`.

Not among the measurements of `python -m bench`: it takes minutes to hours.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measuring import RUN_COMMAND, python
from resources.episode_folder import ProjectsRoot
from spark_video_assets.cli.developing import free_port

PROJECT = "soak"
SECONDS_PER_SHOT = 4.8
"""What the offline crew gives a shot on average; the number of shots is its decision in the end."""
PREMISE = (
    "Keeper {number} of the lighthouse hears a ship in the fog and has to choose between the lamp and the bell."
)
ROLES = {
    "dagster._daemon": "daemon",
    "code-server": "code server",
    "api grpc": "code server",
    "dagster_webserver": "web server",
    "dagster dev": "web server",
}
"""What a process of `dagster dev` is, by a word of its command line; runs are counted together."""
_KIB_PER_MB = 1000 / 1.024
HEAD = ("minute", "films", "daemon", "code server", "web server", "runs")


def main() -> None:
    """Start, look every few seconds until all films are there, print one line per look."""
    options = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    options.add_argument("--episodes", type=int, default=6)
    options.add_argument("--shots", type=int, default=3, help="wanted shots of an episode")
    options.add_argument("--every", type=float, default=20.0, help="seconds between looks")
    options.add_argument("--limit", type=float, default=120.0, help="minutes after which it gives up")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="spark-video-soak-") as temporary:
        home = Path(temporary)
        environment = _environment(home)
        for number in range(1, chosen.episodes + 1):
            told = [
                "--premise",
                PREMISE.format(number=number),
                "--duration",
                str(round(chosen.shots * SECONDS_PER_SHOT)),
            ]
            command = ["new", PROJECT, f"{number:03d}", *told, "--resolution", "480P", "--provider", "animatic"]
            python(RUN_COMMAND, *command, environment=environment, folder=home)
        ports = ["--port", str(free_port(0)), "--pages-port", str(free_port(0))]
        with (home / "dev.log").open("wb") as log:
            command = [sys.executable, "-c", RUN_COMMAND, "dev", *ports]
            dev = subprocess.Popen(command, env=environment, cwd=home, stdout=log, stderr=log)
        try:
            _watch(dev, ProjectsRoot(home / "projects"), chosen)
        finally:
            dev.send_signal(signal.SIGTERM)
            dev.wait()


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "SPARK_VIDEO_PROJECTS_ROOT": str(home / "projects"),
        "DAGSTER_HOME": str(home / "dagster"),
        "SPARK_VIDEO_AUTO_APPROVE": "all",
    }


def _watch(dev: subprocess.Popen[bytes], root: ProjectsRoot, chosen: argparse.Namespace) -> None:
    print("  ".join(f"{name:>11}" for name in HEAD), " (MB resident)")
    started = time.monotonic()
    while True:
        minutes = (time.monotonic() - started) / 60
        films = sum(root.episode(PROJECT, number).sign_off(4).is_file() for number in root.list_episodes(PROJECT))
        memory = memory_by_role(dev.pid)
        cells = [f"{minutes:.1f}", str(films), *(f"{memory.get(role, 0.0):.0f}" for role in HEAD[2:])]
        print("  ".join(f"{cell:>11}" for cell in cells), flush=True)
        if films == chosen.episodes or minutes > chosen.limit or dev.poll() is not None:
            return
        time.sleep(chosen.every)


def memory_by_role(parent: int) -> dict[str, float]:
    """Resident megabytes of all processes below `parent`, by what they are; Linux tells them in /proc."""
    told: dict[str, float] = {}
    for pid in _below(parent):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").replace("\0", " ")
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it ended meanwhile
        resident = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
        role = next((name for word, name in ROLES.items() if word in command), "runs")
        told[role] = told.get(role, 0.0) + resident / _KIB_PER_MB
    return told


def _below(parent: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, due = [], [parent]
    while due:
        below = children.get(due.pop(), [])
        found += below
        due += below
    return found


if __name__ == "__main__":
    main()
