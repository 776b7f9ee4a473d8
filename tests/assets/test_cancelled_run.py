"""A run that a person cancels while a paid job is under way: nothing more is sent, and a later run fetches what was paid."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster_house import House, in_memory
from tiny_episode import FIRST, KEY, write_tiny_episode

from resources.atomic import write_text
from resources.episode_store import EpisodeStore
from resources.render_ledger import Phase, RenderLedger
from spark_video_assets.definitions import build_defs
from tests.simulators.server import spawned

PATIENCE_S = 60.0


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A simulated DashScope that needs some seconds for a clip; gives its address."""
    with spawned("dashscope", render_s=8) as houses:
        (base_url,) = houses.base_urls.values()
        settings = {
            **houses.environment,
            "SPARK_VIDEO_POLL_INTERVAL_S": "0.1",
            "SPARK_VIDEO_LLM_MODEL": "off",
            "SPARK_VIDEO_IMAGE_MODEL": "",
            "SPARK_VIDEO_REVIEW_MODEL": "",
            # The simulated clip's colours are its job's own: whether a reviewer likes them is not the question here.
            "SPARK_VIDEO_MAX_RETRY": "1",
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        yield base_url


@pytest.fixture
def house(tmp_path: Path, provider: str) -> House:
    """The tiny episode on the paid provider, signed up to its takes."""
    folder = write_tiny_episode(tmp_path).folder
    brief = folder.brief.read_text("utf-8").replace("provider: animatic", "provider: bl").replace("480P", "720P")
    write_text(folder.brief, brief)
    defs = build_defs({"store": EpisodeStore(projects_root=str(tmp_path))})
    house = House(tmp_path, defs, in_memory())
    house.go_on_to("shooting")
    return house


def submits(base_url: str) -> int:
    """Jobs that the provider took and charges for."""
    with urllib.request.urlopen(f"{base_url}/_sim/billing") as answer:
        return sum(charge["operation"] == "video.submit" for charge in json.load(answer)["charges"])


def cancel_when_polled(house: House) -> threading.Thread:
    """What *Terminate* in the UI does to a run, as soon as the provider was asked about its first job."""

    def polled() -> bool:
        found = house.episode.folder.renders.glob(f"{FIRST}-ver1-*/events.jsonl")
        return any('"polled"' in path.read_text("utf-8") for path in found)

    def cancel() -> None:
        until = time.monotonic() + PATIENCE_S
        while not polled() and time.monotonic() < until:
            time.sleep(0.02)  # the moment is made by the run
        started = dg.RunsFilter(job_name="produce_episode", statuses=[dg.DagsterRunStatus.STARTED])
        (run,) = house.instance.get_runs(started)
        house.instance.report_run_canceling(run)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=cancel)
    thread.start()
    return thread


@pytest.mark.slow
def test_a_cancelled_run_leaves_its_job_to_the_next_one(house: House, provider: str) -> None:
    """Cancelling would go on spending, lose a clip that is paid for, or pay for it again; or read as a failure."""
    canceller = cancel_when_polled(house)
    house.run("produce_episode", partition_key=str(KEY), fails=True)
    canceller.join()
    (left,) = RenderLedger(house.episode.folder).jobs()
    assert left.phase is Phase.RUNNING
    assert submits(provider) == 1
    cancelled = house.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.CANCELED]))
    assert {run.job_name for run in cancelled} == {"produce_episode", "shooting"}
    assert not house.episode.folder.driver_lease.exists()

    house.shoot([FIRST])
    assert submits(provider) == 1
    (home,) = RenderLedger(house.episode.folder).jobs()
    assert (home.job_id, home.phase) == (left.job_id, Phase.DONE)
    assert house.episode.states().of(FIRST).winner_version == 1
