"""One fresh `spark-video demo` with everything that its measurements need. Quotients are in `demo_speed` and `overhead`."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.measuring import RUN_COMMAND, python, seconds
from resources.episode_folder import ProjectsRoot
from resources.media.cut import cut_film
from resources.media.probe import probe
from spark_video_assets.cli.demonstrating import EPISODE, PROJECT
from spark_video_assets.crew.post.editor import Editor
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import narration_record
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.post import Narration
from spark_video_assets.story.takes import ShotsState


@dataclass(frozen=True)
class DemoRun:
    """Seconds of one run from empty folders.

    Args:
        wall: The whole command, from starting Python to its end.
        film: Length of the film.
        shooting: How long at least one take was being rendered or reviewed.
        cutting: The cut alone, done once more without Dagster.
    """

    wall: float
    film: float
    shooting: float
    cutting: float


@cache
def demo_runs(repeats: int) -> tuple[DemoRun, ...]:
    """Runs one after the other, each with its own projects folder and DAGSTER_HOME; made once for all measurements."""
    return tuple(_demo_run() for _ in range(repeats))


def _demo_run() -> DemoRun:
    with tempfile.TemporaryDirectory(prefix="spark-video-bench-") as temporary:
        home = Path(temporary)
        code = Path(__file__).resolve().parents[1]
        environment = {
            **os.environ,
            "PYTHONPATH": str(code),
            "SPARK_VIDEO_PROJECTS_ROOT": str(home / "projects"),
            "DAGSTER_HOME": str(home / "dagster"),
        }
        wall = seconds(lambda: python(RUN_COMMAND, "demo", environment=environment, folder=home))
        episode = Episode.at(ProjectsRoot(home / "projects"), EpisodeKey.of(PROJECT, EPISODE))
        sources = Sources(episode, Settings())
        narration = episode.load(Narration, narration_record(sources))
        plan = Editor(episode, sources.brief, episode.storyboard(), sources.states, narration).plan()
        return DemoRun(
            wall=wall,
            film=probe(episode.folder.final_film).duration_s,
            shooting=_busy_seconds(sources.states),
            cutting=seconds(lambda: cut_film(plan, home / "again.mp4")),
        )


def _busy_seconds(states: ShotsState) -> float:
    """Length of the union of all spans from a take's start to the end of its review."""
    takes = [take for state in states.shots.values() for take in state.attempts]
    spans = sorted((_moment(take.started_at), _moment(take.review.ts)) for take in takes if take.review)
    busy, reached = 0.0, float("-inf")
    for start, end in spans:
        busy += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return busy


def _moment(stamp: str) -> float:
    return dt.datetime.fromisoformat(stamp).timestamp()
