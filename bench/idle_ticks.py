"""What a tick costs when nothing happened: `python -m bench idle_ticks`. 1,000 episodes of 40 shots that wait at gate 3."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
from dagster._core.definitions.partitions.context import partition_loading_context

from bench.measuring import Row, cpu_seconds, seconds

EPISODES, PROJECTS, SHOTS = 1000, 10, 40
SENSORS = ("producer", "escalation", "sign_off", "issues", "reconcile", "known_episodes")


def rows(repeats: int) -> list[Row]:
    """Seconds of a tick of each sensor, the first one of a fresh daemon apart."""
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder))
        return [row for name in SENSORS for row in _ticks(Path(folder), name, repeats)]


def _ticks(root: Path, name: str, repeats: int) -> Iterator[Row]:
    from resources.episode_store import EpisodeStore
    from spark_video_assets.definitions import build_defs

    defs = build_defs({"store": EpisodeStore(projects_root=str(root))})
    repository = defs.get_repository_def()
    instance = dg.DagsterInstance.ephemeral()
    cursor: str | None = None

    def tick() -> None:
        nonlocal cursor
        looking = dg.build_sensor_context(
            instance=instance, cursor=cursor, repository_def=repository, resources=defs.resources
        )
        with looking as context, partition_loading_context(dynamic_partitions_store=instance):
            cursor = repository.get_sensor_def(name).evaluate_tick(context).cursor

    yield Row(f"{name}: first tick over {EPISODES} episodes, s", [seconds(tick)])
    yield Row(f"{name}: idle tick, s", [seconds(tick) for _ in range(repeats)], "< 1")
    yield Row(f"{name}: idle tick, processor s", [cpu_seconds(tick) for _ in range(repeats)])


def _write(root: Path) -> None:
    """Folders as episodes leave them: clips, reviews, frames and jobs. Without a brief the first look is short."""
    for number in range(EPISODES):
        home = root / f"project-{number % PROJECTS}" / f"episode-{number:04d}"
        for folder in ("scenes", "clips", "frames", "reviews", "sign_offs", "renders"):
            (home / folder).mkdir(parents=True)
        for gate in (1, 2):
            (home / "sign_offs" / f"gate-{gate}.json").touch()
        for shot in range(1, SHOTS + 1):
            name = f"S01-{shot:03d}"
            (home / "clips" / f"{name}-ver1.mp4").touch()
            (home / "clips" / f"{name}.mp4").touch()
            (home / "frames" / f"{name}-ver1_last.png").touch()
            (home / "reviews" / f"{name}-ver1.json").touch()
            (home / "renders" / name).mkdir()
            (home / "renders" / name / "events.jsonl").touch()
