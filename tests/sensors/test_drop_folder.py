"""Render requests in the drop folder, through evaluated ticks and real runs against a simulated provider on a socket."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from daemon import Daemon
from dagster_house import materialised
from render_requests import FREE, PAID, RequestHouse, request_house

from resources.errors import StorageError
from resources.file_digest import file_digest
from resources.judge.base import ClipJudge, Judgement, ReviewRequest
from resources.render_job_folder import RenderJobFolder
from resources.render_ledger import FileBudgetBook, RenderLedger
from resources.render_ledger.desk import CommissionDesk
from sensors import asking, drop_folder
from sensors.asking import MAX_TRIES, PAUSE_AFTER_FAILURE_S
from spark_video_assets.assets.resources import Studio
from spark_video_assets.crew.paying import job_desk
from spark_video_assets.crew.render_jobs.performing import perform
from spark_video_assets.crew.render_jobs.record import read_end
from spark_video_assets.episode.dropped_files import DroppedFile
from spark_video_assets.episode.settings import Settings


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RequestHouse]:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    with request_house(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds by which the clock of retries is ahead."""
    seconds = [0.0]
    real = asking.time.time
    monkeypatch.setattr(asking.time, "time", lambda: real() + seconds[0])
    return seconds


def told(house: RequestHouse) -> list[str]:
    """What people were told, by kind."""
    path = house.root.path / ".ledger" / "notices.jsonl"
    return [json.loads(line)["mark"][0] for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def end_of(folder: RenderJobFolder) -> tuple[str, str, int]:
    """How a job's last run ended."""
    end = read_end(folder)
    assert end is not None
    return end.state, end.policy, end.exit_code


def test_a_request_becomes_one_paid_clip_with_its_papers(house: RequestHouse) -> None:
    """The promise of the batch runner: drop a file, get one clip, once, whatever the file is called or moved to."""
    house.picture("bilder/灯.png")
    wish = {**PAID, "kind": "i2v", "references": ["bilder/灯.png"], "budget": 10, "review": False}
    request = house.put("第一 🎬.json", wish)
    (asked,) = house.daemon.tick()
    (job,) = house.jobs()
    assert job.job_id.startswith("第一-🎬-")
    assert not request.exists()
    # What was dropped may go: everything that is needed was frozen.
    (house.drop / "bilder" / "灯.png").unlink()
    assert house.daemon.carry_out(asked)
    paper = json.loads(job.manifest.read_text("utf-8"))
    assert (paper["cost"], paper["currency"], paper["qa"]["technical"]) == (2.7, "CNY", "passed")
    assert paper["made"][0]["digest"] == file_digest(job.clip)
    assert json.loads(job.request.read_text("utf-8"))["files"][0]["name"] == "灯"
    assert json.loads(job.technical_qc.read_text("utf-8"))["passed"]
    (record,) = materialised(house.daemon.house.instance, "video_render")
    assert record.partition == job.job_id
    assert {"thumbnail", "clip", "cost", "provider", "model", "seconds"} <= set(record.metadata)
    assert (record.tags or {})["dagster/data_version"] == paper["made"][0]["digest"][:32]

    house.picture("anders/灯.png").write_bytes(next((job.root.path / "videos" / ".inputs").glob("*")).read_bytes())
    house.put("again.yaml", json.dumps({**wish, "references": ["anders/灯.png"]}))
    assert house.daemon.tick() == []
    assert [folder.job_id for folder in house.jobs()] == [job.job_id]
    house.put("第一 🎬.json", {**wish, "references": ["anders/灯.png"], "take": 2})
    assert len(house.daemon.tick()) == 1
    assert (len(house.jobs()), house.submits()) == (2, 1)


class Crash(BaseException):
    """The process dies here."""


class DiesAt:
    """Ledger hooks of a process that dies at a commit point."""

    def __init__(self, point: str) -> None:
        self.point = point

    def at(self, point: str) -> None:
        """Die there."""
        if point == self.point:
            raise Crash


@dataclass
class DiesJudging:
    """A reviewer whose process dies with the answer in its hands."""

    judge_: ClipJudge
    name = "dies"

    def judge(self, request: ReviewRequest) -> Judgement:
        """Ask, and die."""
        self.judge_.judge(request)
        raise Crash


@pytest.mark.parametrize("point", ["after_submit", "after_download", "after_review"])
def test_a_crash_between_submit_and_papers_is_paid_once(house: RequestHouse, point: str) -> None:
    """The next run would send the job again, or nobody would ever fetch it."""
    house.put("lamp.yaml", {**PAID, "model": "wan2.6", "review": True})
    (asked,) = house.daemon.tick()
    (job,) = house.jobs()
    studio = house.daemon.house.defs.resources["studio"]  # type: ignore[index]
    assert isinstance(studio, Studio)

    def dying(folder: RenderJobFolder, book: FileBudgetBook, settings: Settings) -> CommissionDesk:
        desk = job_desk(folder, book, settings)
        ledger = RenderLedger(folder, hooks=DiesAt(point))  # type: ignore[arg-type]
        return CommissionDesk(ledger, book, desk.slots, desk.log, desk.poll_interval_s)

    with pytest.raises(Crash):
        asyncio.run(
            perform(
                job,
                Settings.from_environment(),
                opened=lambda wish: studio.provider(wish.order.provider, job.cache, model=wish.family),
                judge=lambda wish, book: DiesJudging(studio.judge_of_job(job, book, drawn=False)),
                desk=dying,
            )
        )
    assert house.submits() == 1
    assert house.daemon.carry_out(asked)
    assert house.submits() == 1
    assert len(house.simulator.requests.all("chat.complete")) == 1
    assert end_of(job)[0] == "done"
    paper = json.loads(job.manifest.read_text("utf-8"))
    assert (paper["model"], paper["qa"]["verdict"], paper["qa"]["state"]) == (
        "wan2.6-t2v",
        "ACCEPT",
        "review_pending",
    )
    assert house.daemon.tick() == []


def test_a_half_written_request_is_left_until_it_is_whole(
    house: RequestHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A torn request would be answered as wrong, or worse: be rendered with half its prompt."""
    monkeypatch.setattr(drop_folder, "PATIENCE_S", 20.0)
    whole = json.dumps(FREE)
    path = house.put("pier.json", whole[:30])
    fresh = house.put("new.json", whole, old=False)
    assert house.daemon.tick() == []
    assert (house.jobs(), list(house.drop.glob("*.txt"))) == ([], [])
    fresh.unlink()
    house.put("pier.json", whole)
    assert len(house.daemon.tick()) == 1
    assert not path.exists()


def test_a_wrong_request_is_answered_once_and_taken_when_mended(house: RequestHouse) -> None:
    """Its sender would wait for ever, or find the same notice every fifteen seconds."""
    path = house.put("pier.yaml", {**FREE, "seconds": 0.4, "resolution": "8K", "colour": "blue"})
    answer = path.with_name("pier.yaml.problem.txt")
    assert house.daemon.tick() == []
    assert "field colour is not known" in answer.read_text("utf-8")
    before = answer.stat().st_mtime_ns
    assert house.daemon.tick() == []
    assert answer.stat().st_mtime_ns == before
    assert told(house) == ["request not taken"]
    house.put("pier.yaml", FREE)
    assert len(house.daemon.tick()) == 1
    assert list(house.drop.iterdir()) == [house.drop / "taken"]


def test_a_folder_that_takes_no_answer_is_told_once(house: RequestHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a read-only share every tick would read every request again and write a line into the log."""

    def refused(*_: object) -> None:
        raise StorageError("cannot be written: the file system is read-only")

    house.put("bad.yaml", "[")
    house.put("good.yaml", FREE)
    monkeypatch.setattr(DroppedFile, "take", refused)
    monkeypatch.setattr(DroppedFile, "answer", refused)
    monkeypatch.setattr(drop_folder, "pick_up", _counted(drop_folder.pick_up, counts := []))
    house.daemon.tick()
    house.daemon.tick()
    assert sorted(counts) == ["bad.yaml", "good.yaml"]
    assert (len(house.jobs()), told(house)) == (1, ["request not taken"])


def _counted(real: Any, counts: list[str]) -> Any:
    def counting(root: Any, path: Path, **more: Any) -> Any:
        counts.append(path.name)
        return real(root, path, **more)

    return counting


def test_a_cancelled_job_goes_on_when_it_is_dropped_again(house: RequestHouse) -> None:
    """A run that a person ended would start again behind his back, or never again, whatever he does."""
    house.put("pier.json", FREE)
    (asked,) = house.daemon.tick()
    instance = house.daemon.house.instance
    instance.report_run_canceled(house.daemon.start(asked))
    assert house.daemon.tick() == []
    house.put("pier.json", FREE)
    (again,) = house.daemon.tick()
    assert again.partition_key == asked.partition_key
    house.daemon.start(again)
    house.put("pier.json", FREE)
    assert house.daemon.tick() == []


def test_a_folder_that_cannot_be_looked_into_is_told_once(house: RequestHouse) -> None:
    """Requests would wait for ever behind a mistake in the rights of a folder."""
    house.drop.rmdir()
    house.drop.write_text("no folder")
    assert [house.daemon.tick(), house.daemon.tick()] == [[], []]
    assert told(house) == ["drop folder"]


def test_refused_content_is_never_sent_again_by_itself(house: RequestHouse) -> None:
    """Peers submit what moderation refused three times, and the account is blocked for it."""
    house.simulator.faults.add("moderated", operation="video.submit", times=0)
    house.put("lamp.yaml", PAID)
    assert house.daemon.go_on() == ["render_job"]
    (job,) = house.jobs()
    assert end_of(job) == ("stopped", "moderation", 1)
    assert len(house.simulator.requests.all("video.submit")) == 1
    house.put("lamp.yaml", PAID)
    assert house.daemon.go_on() == ["render_job"]
    assert len(house.jobs()) == 1


def test_a_job_that_outlives_its_tries_is_brought_home(
    house: RequestHouse, ahead: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow provider would be asked for ever, or its clip be paid for and expire there."""
    monkeypatch.setenv("SPARK_VIDEO_RENDER_TIMEOUT_S", "0.01")
    house.simulator.render_s = 3600
    house.put("lamp.yaml", PAID)
    runs = []
    for _ in range(MAX_TRIES + 2):
        runs += house.daemon.go_on()
        ahead[0] += PAUSE_AFTER_FAILURE_S * MAX_TRIES
    assert runs == ["render_job"] * MAX_TRIES
    (job,) = house.jobs()
    assert end_of(job) == ("failed", "transient", 1)
    assert "gave up" in told(house)
    house.simulator.clock.advance(3600)
    assert Daemon(house.daemon.house, "reconcile").go_on() == ["reconcile_jobs"]
    assert house.daemon.go_on() == ["render_job"]
    assert (end_of(job)[0], job.clip.is_file(), house.submits()) == ("done", True, 1)


def test_caps_of_the_job_and_of_the_day_hold(house: RequestHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of requests would spend whatever they come to."""
    house.put("dear.yaml", {**PAID, "budget": 2.0})
    assert house.daemon.tick() == []
    assert "exceed the cap of the render job" in (house.drop / "dear.yaml.problem.txt").read_text("utf-8")
    monkeypatch.setenv("SPARK_VIDEO_DAY_BUDGET", "3")
    for number in range(3):
        house.put(f"{number}.yaml", {**PAID, "seed": number})
    (asked,) = house.daemon.tick()
    assert house.daemon.carry_out(asked)
    assert house.daemon.tick() == []
    assert told(house)[-1] == "render jobs wait"
    open_jobs = [job.job_id for job in house.jobs() if not job.response.is_file()]
    # Whoever starts it by hand meets the same cap.
    assert not house.daemon.house.run("render_job", fails=True, partition_key=open_jobs[0]).success
    assert end_of(RenderJobFolder(house.root, open_jobs[0])) == ("stopped", "budget", 5)
    assert (len(open_jobs), house.submits()) == (2, 1)
    assert house.daemon.tick() == []


def test_many_requests_fill_neither_tick_nor_queue(house: RequestHouse) -> None:
    """A thousand files at once would keep the daemon from everything else, and fill the queue before it."""
    drop_folder_size = drop_folder.MOST_WAITING + 10
    for number in range(drop_folder_size):
        house.put(f"{'a' if number % 2 else 'b'}/same-name-{number // 2}.yaml", {**FREE, "seed": number})
    asked = house.daemon.tick()
    assert len(house.jobs()) == drop_folder_size
    assert len({request.partition_key for request in asked}) == drop_folder.MOST_WAITING
    for request in asked[:2]:
        house.daemon.start(request)
    assert len(house.daemon.house.instance.get_dynamic_partitions("render_job")) == drop_folder_size
