"""A house for stand-alone render jobs: a drop folder, a simulated DashScope on a socket, the real graph, its sensor."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from daemon import Daemon
from dagster_house import House, in_memory

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot
from resources.episode_store import EpisodeStore
from resources.render_job_folder import RenderJobFolder, render_jobs
from resources.video.base import VideoProvider
from resources.video.conditions import Conditions, Shelf
from resources.video.limits import environment_for
from resources.video.registry import open_provider
from spark_video_assets.assets.resources import Studio
from spark_video_assets.crew.render_jobs import drop as drop_module
from spark_video_assets.definitions import build_defs
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.media import make_png
from tests.simulators.server import serving

PAID = {"provider": "bl", "kind": "t2v", "prompt": "A lamp is lit.", "seconds": 3, "resolution": "720P"}
FREE = {"provider": "animatic", "kind": "t2v", "prompt": "A pier at dusk.", "seconds": 1, "resolution": "480P"}


class ClockedStudio(Studio):
    """The real studio; providers pause on simulated time."""

    def provider(self, name: str, cache: Path, *, model: str = "") -> VideoProvider:
        """As a new process opens it."""
        shelf = Shelf(work=cache / "video", speech=self.speech_cache)
        return open_provider(name, Conditions(shelf, environment_for(model), clock=VirtualClock(time.time())))


@dataclass
class RequestHouse:
    """Everything around the drop folder.

    Args:
        simulator: Its jobs are finished the moment they are looked at.
    """

    root: ProjectsRoot
    simulator: DashScopeSimulator
    daemon: Daemon

    @property
    def drop(self) -> Path:
        """The default drop folder."""
        return self.root.path / "drop"

    def put(self, name: str, request: dict[str, Any] | str, *, old: bool = True) -> Path:
        """Drop a request; an old one was complete a minute ago."""
        text = request if isinstance(request, str) else json.dumps(request, ensure_ascii=False)
        path = write_text(self.drop / name, text)
        if old:
            os.utime(path, (time.time() - 60, time.time() - 60))
        return path

    def picture(self, name: str, size: tuple[int, int] = (640, 480)) -> Path:
        """A picture in the drop folder."""
        path = self.drop / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make_png(*size, look=name))
        return path

    def jobs(self) -> list[RenderJobFolder]:
        """All render jobs."""
        return list(render_jobs(self.root))

    def submits(self) -> int:
        """Jobs that the provider accepted and did not waive."""
        charges = self.simulator.billing.charges("video.submit")
        return sum(charge.state != "free" for charge in charges)


@contextmanager
def request_house(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[RequestHouse]:
    """A house of its own; files in it count as complete at once."""
    root = folder / "projects"
    (root / "drop").mkdir(parents=True)
    clock = VirtualClock(time.time())
    simulator = DashScopeSimulator(clock, render_s=0)
    with serving(simulator) as base_url:
        for name, value in simulator.environment(base_url).items():
            patch.setenv(name, value)
        patch.setenv("SPARK_VIDEO_PROJECTS_ROOT", str(root))
        patch.setenv("SPARK_VIDEO_POLL_INTERVAL_S", "0.01")
        patch.delenv("SPARK_VIDEO_DAY_BUDGET", raising=False)
        patch.delenv(drop_module.VARIABLE, raising=False)
        # The moment of a copy cannot be put back as its date can.
        patch.setattr("sensors.drop_folder.PATIENCE_S", 0.0)
        store = EpisodeStore(projects_root=str(root))
        defs = build_defs({"store": store, "studio": ClockedStudio(store=store)})
        house = House(root, defs, in_memory())
        yield RequestHouse(ProjectsRoot(root), simulator, Daemon(house, "drop_folder"))
