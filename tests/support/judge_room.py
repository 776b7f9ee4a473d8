"""A clip to be judged by a model, beside a simulated DashScope. What the judge has to do with it is in the tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from tiny_clips import drift, speech, write_clip

from resources.call_log import CallLog
from resources.episode_folder import ProjectsRoot
from resources.judge.base import AXES, Portrait, ReviewRequest
from resources.judge.omni.judge import OmniJudge, open_omni_judge
from resources.video.staging import TimedLine
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.server import serving

KEY = "sk-planted-judge-0123456789"
OMNI, VL = "qwen3.5-omni-plus", "qwen3-vl-plus"


@dataclass
class Room:
    """A clip to be judged beside a simulated DashScope."""

    simulator: DashScopeSimulator
    environ: dict[str, str]
    log: CallLog
    request: ReviewRequest

    def judge(self, **environ: str) -> OmniJudge:
        return open_omni_judge(self.log, {**self.environ, **environ})

    def asked(self) -> list[dict[str, Any]]:
        return [record.body for record in self.simulator.requests.all("chat.complete")]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("omni") / "S01-001-ver1.mp4"
    return write_clip(path, drift(2.0), speech(2.0, [(0.3, 1.5)]))


@pytest.fixture
def room(tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    simulator = DashScopeSimulator(VirtualClock(), limited=False)
    portrait = tmp_path / "mei.png"
    cv2.imwrite(str(portrait), np.full((900, 700, 3), 140, np.uint8))
    request = ReviewRequest(
        clip=clip,
        shot_id="S01-001",
        kind="r2v",
        prompt='Medium shot. [Image 1] turns to the sea. Mei says: "It is over."',
        purpose="She gives up the house",
        scene="A pier at dusk",
        style="ink wash, cold blues",
        forbidden=("neon signs",),
        duration_s=2,
        width=320,
        height=180,
        characters=(Portrait(name="Mei", description="a fisherman's daughter, 30", image=portrait),),
        lines=(TimedLine(speaker="Mei", text="It is over.", start_s=0.3, end_s=1.5),),
    )
    log = CallLog(ProjectsRoot(tmp_path / "projects").episode("hf", "001"))
    with serving(simulator) as url:
        yield Room(simulator, {"DASHSCOPE_API_KEY": KEY, "DASHSCOPE_BASE_URL": url}, log, request)


def marks(**changes: Any) -> dict[str, Any]:
    return {**dict.fromkeys(AXES, 8.5), "critique": "", "verdict": "ACCEPT", **changes}


def parts(body: dict[str, Any]) -> list[list[str]]:
    return [
        ["text"] if isinstance(turn["content"], str) else [part["type"] for part in turn["content"]]
        for turn in body["messages"]
    ]
