"""`jobs run` and `jobs quote`: a render request without the web UI, and its exit codes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from render_requests import FREE, PAID

from resources.episode_folder import ProjectsRoot
from resources.judge.local import LocalJudge
from resources.render_job_folder import RenderJobFolder
from resources.render_ledger import FileBudgetBook, RenderLedger
from resources.render_ledger.desk import CommissionDesk
from resources.video.conditions import Conditions, Shelf
from resources.video.registry import open_provider
from spark_video_assets.crew.paying import job_desk
from spark_video_assets.crew.render_jobs.performing import perform
from spark_video_assets.crew.render_jobs.pickup import pick_up
from spark_video_assets.episode.settings import Settings


@pytest.fixture(autouse=True)
def _keyed(projects: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key, and no provider behind it: nothing here may be sent."""
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-simulated-key")
    monkeypatch.setenv("DASHSCOPE_BASE_URL", "http://127.0.0.1:9")


class Crash(BaseException):
    """The process dies here."""


class DiesBeforeSubmit:
    """Ledger hooks of a process that dies at the worst moment."""

    def at(self, point: str) -> None:
        """Die there."""
        if point == "before_submit":
            raise Crash


def request(name: str, wish: dict[str, Any]) -> str:
    """A request file in the working folder."""
    Path(name).write_text(json.dumps(wish), encoding="utf-8")
    return name


def test_a_free_clip_is_made_once_and_told_as_json(run: Callable[..., Any], projects: Path) -> None:
    """A program could not read what came of its request, or a second call would make everything again."""
    file = request("pier.json", FREE)
    told = run("jobs", "run", file, request("bad.json", {**FREE, "seconds": 0}), "--json")
    assert told.exit_code == 2
    done, failed = json.loads(told.stdout)
    assert (done["state"], done["cost"], done["qa"]["technical"]) == ("done", 0, "passed")
    assert Path(done["clip"]).is_file()
    assert (failed["state"], failed["exit_code"]) == ("failed", 2)
    assert "field seconds" in failed["problem"]
    again = run("jobs", "run", done["job_id"])
    assert (again.exit_code, "done already" in again.stderr) == (0, True)
    (standing,) = json.loads(run("jobs", "videos", "--json").stdout)
    assert (standing["job"], standing["state"], standing["told"]) == (done["job_id"], "done", done["clip"])
    (listed,) = json.loads(run("jobs", "list", "videos", done["job_id"], "--all", "--json").stdout)
    assert (listed["episode"], listed["phase"]) == (f"videos/{done['job_id']}", "done")


def test_prices_and_caps_have_their_exit_code(run: Callable[..., Any], projects: Path) -> None:
    """A script could not tell a wrong request from one that is only too dear."""
    file = request("lamp.json", {**PAID, "budget": 1})
    (price,) = json.loads(run("jobs", "quote", file, "--json").stdout)
    assert (price["quoted"], price["currency"], price["model"]) == (2.7, "CNY", "happyhorse-1.0-t2v")
    assert not (projects / "videos").exists()
    assert run("jobs", "run", file).exit_code == 5
    assert run("jobs", "run", "nobody").exit_code == 2


def test_a_doubtful_job_is_decided_under_the_name_videos(run: Callable[..., Any], projects: Path) -> None:
    """A person who looked the job up would have nowhere to say what they found."""
    root = ProjectsRoot()
    job = pick_up(root, Path(request("lamp.json", PAID)), within=Path(), by="Mia")
    folder = RenderJobFolder(root, job.job_id)

    def dying(place: RenderJobFolder, book: FileBudgetBook, settings: Settings) -> CommissionDesk:
        return replace(job_desk(place, book, settings), ledger=RenderLedger(place, hooks=DiesBeforeSubmit()))

    with pytest.raises(Crash):
        asyncio.run(
            perform(
                folder,
                Settings(),
                opened=lambda _: open_provider("bl", Conditions(Shelf(folder.cache, folder.cache))),
                judge=lambda *_: LocalJudge(),
                desk=dying,
            )
        )
    (doubtful,) = json.loads(run("jobs", "list", "videos", "--json").stdout)
    assert doubtful["phase"] == "sending"
    told = run("jobs", "resubmit", "videos", folder.job_id, doubtful["job"])
    assert f"spark-video jobs run {folder.job_id}" in told.stderr
    assert json.loads(run("jobs", "list", "--json").stdout) == []
