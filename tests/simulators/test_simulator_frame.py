"""What all simulated providers share: faults on the wire, control pages, the clock, the bill, records of requests."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.simulators import plain_http
from tests.simulators.billing import BillingBook
from tests.simulators.clock import ScaledClock, TokenBucket, VirtualClock
from tests.simulators.faults import FaultBook
from tests.simulators.fixtures import RunningDashScope
from tests.simulators.jobs import Job, JobLine, Pace, Phase
from tests.simulators.media import ClipSpec, make_clip
from tests.simulators.recording import RecordedRequest, differences
from tests.simulators.server import ROOT, spawned

SUBMIT = "/api/v1/services/aigc/video-generation/video-synthesis"
BODY = {
    "model": "happyhorse-1.0-t2v",
    "input": {"prompt": "a ferry"},
    "parameters": {"resolution": "720P", "duration": 3, "seed": 1},
}


def submit(base_url: str, **changes: Any) -> httpx.Response:
    """A small legal job."""
    headers = {"Authorization": "Bearer sk-secret-of-mine", "X-DashScope-Async": "enable"}
    return plain_http.post(f"{base_url}{SUBMIT}", json={**BODY, **changes}, headers=headers, timeout=10)


def finished_link(running: RunningDashScope) -> str:
    """The link of a film that is ready."""
    task_id = submit(running.base_url).json()["output"]["task_id"]
    running.clock.advance(600)
    headers = {"Authorization": "Bearer sk-secret-of-mine"}
    answer = plain_http.get(f"{running.base_url}/api/v1/tasks/{task_id}", headers=headers)
    return str(answer.json()["output"]["video_url"])


def test_a_lost_answer_is_an_accepted_job(dashscope_simulator: RunningDashScope) -> None:
    """The one fault that makes clients pay twice would not be the one that we test."""
    faults, billing = dashscope_simulator.simulator.faults, dashscope_simulator.simulator.billing
    faults.add("drop_before_accept")
    faults.add("drop_after_accept")
    for accepted in (0, 1):
        with pytest.raises(httpx.RemoteProtocolError):
            submit(dashscope_simulator.base_url)
        assert len(billing.charges()) == accepted
    assert submit(dashscope_simulator.base_url).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"kind": "http_error", "status": 503, "code": "ModelServingError"}, 503, "ModelServingError"),
        ({"kind": "http_error", "status": 500}, 500, "InternalError"),
        ({"kind": "rate_limited", "retry_after_s": 7}, 429, "Throttling.RateQuota"),
        ({"kind": "http_error", "status": 400, "code": "Arrearage"}, 400, "Arrearage"),
    ],
)
def test_errors_come_in_the_providers_shape(
    dashscope_simulator: RunningDashScope, fault: dict[str, Any], status: int, code: str
) -> None:
    """A failure table would be tested with errors that nobody sends."""
    dashscope_simulator.simulator.faults.add(operation="video.submit", **fault)
    answer = submit(dashscope_simulator.base_url)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers.get("retry-after") == ("7" if "retry_after_s" in fault else None)
    assert dashscope_simulator.simulator.billing.charges() == []


def test_a_page_where_json_was_due(dashscope_simulator: RunningDashScope) -> None:
    """A proxy's page would crash a client that only knows JSON."""
    dashscope_simulator.simulator.faults.add("html", operation="video.submit", status=502)
    answer = submit(dashscope_simulator.base_url)
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")


def test_downloads_break_run_out_and_lie(dashscope_simulator: RunningDashScope) -> None:
    """A film would count as delivered although half of it, or something else, arrived."""
    link, faults = finished_link(dashscope_simulator), dashscope_simulator.simulator.faults
    whole = plain_http.get(link).content
    faults.add("truncated")
    pieces: list[bytes] = []
    with httpx.stream("GET", link, verify=False) as answer:
        assert int(answer.headers["content-length"]) == len(whole)
        with pytest.raises(httpx.RemoteProtocolError):
            pieces.extend(answer.iter_raw())
    got = b"".join(pieces)
    assert got == whole[: len(whole) // 2]
    rest = plain_http.get(link, headers={"Range": f"bytes={len(got)}-"})
    assert (rest.status_code, got + rest.content == whole) == (206, True)
    assert rest.headers["content-range"] == f"bytes {len(got)}-{len(whole) - 1}/{len(whole)}"
    faults.add("expired_url")
    expired = plain_http.get(link)
    assert (expired.status_code, "<Code>AccessDenied</Code>" in expired.text) == (403, True)
    faults.add("not_media")
    assert plain_http.get(link).headers["content-type"].startswith("text/html")
    assert plain_http.get(link.replace("Expires=1", "Expires=2")).status_code == 403
    dashscope_simulator.clock.advance(24 * 3600)
    assert plain_http.get(link).status_code == 403


def test_a_failed_generation_is_black_and_silent(dashscope_simulator: RunningDashScope) -> None:
    """A technical check would never meet the film that it is there for."""
    dashscope_simulator.simulator.faults.add("wrong_media")
    film = plain_http.get(finished_link(dashscope_simulator)).content
    assert film == make_clip(ClipSpec(1280, 720, 3, 24, look="whatever", broken=True))


def test_another_process_drives_everything_over_the_wire() -> None:
    """A test that kills the real command could not make its provider fail, nor count what was paid."""
    with spawned("dashscope", speed=1000, render_s=30) as started:
        base_url = started.base_urls["dashscope"]
        assert started.environment["DASHSCOPE_BASE_URL"] == base_url
        told = plain_http.post(f"{base_url}/_sim/faults", json=[{"kind": "drop_after_accept"}])
        assert [fault["operation"] for fault in told.json()["pending"]] == ["*.submit"]
        with pytest.raises(httpx.RemoteProtocolError):
            submit(base_url)
        assert plain_http.get(f"{base_url}/_sim/faults").json()["happened"][0]["kind"] == "drop_after_accept"
        before = plain_http.get(f"{base_url}/_sim/clock").json()["time"]
        after = plain_http.post(f"{base_url}/_sim/clock", json={"advance": 100}).json()["time"]
        assert after - before >= 100
        bill = plain_http.get(f"{base_url}/_sim/billing").json()
        assert (bill["currency"], bill["accepted"], bill["total"]) == ("CNY", {"video.submit": 1}, "2.70")
        refused = plain_http.post(f"{base_url}/_sim/faults", json={"kind": "earthquake"})
        assert (refused.status_code, "drop_after_accept" in refused.text) == (422, True)


def test_the_rehearsal_command_says_what_to_paste() -> None:
    """A user could not find out how to rehearse an episode for nothing."""
    command = [sys.executable, "-m", "tests.simulators", "dashscope"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(6)]
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    exported = dict(
        line.removeprefix("export ").strip().split("=", 1) for line in lines if line.startswith("export")
    )
    assert exported["DASHSCOPE_BASE_URL"].startswith("http://127.0.0.1:")
    assert exported["DASHSCOPE_API_KEY"] == "sk-simulated"
    unknown = subprocess.run(
        [*command[:-1], "dashscop"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (unknown.returncode, "there are dashscope" in unknown.stderr) == (2, True)


def test_requests_are_kept_without_their_secrets(dashscope_simulator: RunningDashScope) -> None:
    """A key that somebody rehearses with would be shown on a page."""
    submit(dashscope_simulator.base_url)
    kept = plain_http.get(f"{dashscope_simulator.base_url}/_sim/requests?operation=video.submit")
    assert "sk-secret-of-mine" not in kept.text
    assert kept.json()[0]["headers"]["authorization"].startswith("Bearer sha256:")
    assert kept.json()[0]["body"] == BODY
    plain_http.delete(f"{dashscope_simulator.base_url}/_sim/requests")
    assert dashscope_simulator.simulator.requests.all() == []
    with pytest.raises(LookupError, match=r"no request of video\.submit"):
        dashscope_simulator.simulator.requests.last("video.submit")


def test_records_hold_no_films(dashscope_simulator: RunningDashScope) -> None:
    """A long rehearsal whose judge gets its clips inside the request would fill the memory."""
    film = f"data:video/mp4;base64,{'A' * 100_000}"
    submit(dashscope_simulator.base_url, input={"media": [{"url": film}], "prompt": "p" * 10_000})
    kept = dashscope_simulator.simulator.requests.last("video.submit").body["input"]
    assert kept["media"][0]["url"].startswith("data:video/mp4;base64,sha256:")
    assert len(kept["media"][0]["url"]) < 100
    assert len(kept["prompt"]) == 10_000


def request_of(body: Any, **changes: Any) -> RecordedRequest:
    """A recorded submit."""
    headers = {"content-type": "application/json", "x-dashscope-async": "enable", "user-agent": "ours/1"}
    told = {"operation": "video.submit", "method": "POST", "path": SUBMIT, "query": {}, "headers": headers}
    return RecordedRequest.model_validate({**told, "body": body, **changes})


def test_two_requests_differ_in_what_matters_only() -> None:
    """Our client would pass for equal to the vendor's although a field is missing, or fail for its own name."""
    upload = {"media": [{"type": "first_frame", "url": "oss://bucket/a.png"}]}
    ours = request_of({"model": "m", "input": {**upload}, "parameters": {"duration": 5}})
    upload = {"media": [{"type": "first_frame", "url": "oss://bucket/b.png"}]}
    headers = {
        "content-type": "application/json; charset=utf-8",
        "x-dashscope-async": "enable",
        "user-agent": "sdk/2",
    }
    theirs = request_of({"model": "m", "input": upload, "parameters": {"duration": 5}}, headers=headers)
    assert differences(ours, theirs) == []
    theirs = request_of(
        {"model": "m", "input": {"prompt": "x"}, "parameters": {"duration": 6, "a": {"b": 1}}}, headers={}
    )
    found = differences(ours, theirs, ignore=("parameters.a", "input.media"))
    assert found == [
        "headers.content-type: ours 'application/json', theirs '-absent-'",
        "headers.x-dashscope-async: ours 'enable', theirs '-absent-'",
        "input.prompt: ours '-absent-', theirs 'x'",
        "parameters.duration: ours 5, theirs 6",
    ]


def test_faults_come_in_order_and_are_used_up() -> None:
    """A scripted second failure would hit the first call, or all of them."""
    book = FaultBook()
    book.add("http_error", operation="task.poll", after=1, times=2)
    book.add("slow", operation="*", contains="wan", times=0)
    kinds = [getattr(book.take("task.poll", lambda: "happyhorse"), "kind", None) for _ in range(4)]
    assert kinds == [None, "http_error", "http_error", None]
    assert [bool(book.take("video.submit", lambda: "wan2.7")) for _ in range(3)] == [True] * 3
    assert len(book.happened) == 5
    book.clear()
    assert book.take("video.submit", lambda: "wan2.7") is None
    with pytest.raises(ValueError, match="kind"):
        book.add("no such thing")


def test_a_bill_charges_once_and_only_for_what_succeeded() -> None:
    """The proof that nothing is paid twice would count wrongly itself."""
    book = BillingBook("CNY", before_reading=lambda: book.charge("late"))
    for job in ("good", "bad", "late"):
        price = Decimal("0.9")
        book.accept(job, operation="video.submit", model="m", unit="second", quantity=5, price=price, at=0)
    book.charge("good", 4)
    book.charge("good", 400)
    book.waive("good")
    book.waive("bad")
    book.charge("bad")
    assert [(charge.state, charge.amount) for charge in book.charges("video.submit")] == [
        ("charged", Decimal("3.6")),
        ("free", 0),
        ("charged", Decimal("4.5")),
    ]
    assert book.total() == Decimal("8.1")


def test_sleepers_on_the_virtual_clock_wake_in_order() -> None:
    """Four clients that wait 15 s each would make an hour of it, and time limits would strike at random."""
    clock = VirtualClock()
    woken: list[tuple[str, float]] = []

    async def sleeper(name: str, *seconds: float) -> None:
        for pause in seconds:
            await clock.sleep(pause)
            woken.append((name, clock.monotonic()))

    async def everybody() -> None:
        await asyncio.gather(sleeper("slow", 30), sleeper("quick", 10, 10, 15))

    started = time.monotonic()
    asyncio.run(everybody())
    assert woken == [("quick", 10), ("quick", 20), ("slow", 30), ("quick", 35)]
    assert time.monotonic() - started < 5
    assert clock.now() == dt.datetime(2026, 11, 20, 3, 0, 35, tzinfo=dt.UTC)
    with pytest.raises(ValueError, match="back"):
        clock.advance(-1)


def test_jobs_run_faster_but_dates_stay() -> None:
    """A rehearsal would take as long as real renders, or a lost job not be found because its date lies in the future."""
    clock = ScaledClock(1000)
    line: JobLine[Job] = JobLine(clock, Pace(queue_s=100, run_s=900))
    started = clock.time()
    job = Job(id="a", accepted_at=started, seconds=5)
    line.add(job)
    assert abs(started - time.time()) < 5
    clock.advance(1.01)
    times, phases = zip(*line.history(job), strict=True)
    assert phases == (Phase.QUEUED, Phase.RUNNING, Phase.ENDED)
    assert times == pytest.approx((started, started + 0.1, started + 1.0))
    bucket = TokenBucket(clock, rate=2, burst=1)
    assert bucket.take() == 0
    assert bucket.take() < 0.0006
    with pytest.raises(ValueError, match="speed"):
        ScaledClock(0)


def test_a_bucket_fills_with_time() -> None:
    """Rate limits would never let anybody in again, or let everybody in."""
    clock = VirtualClock()
    bucket = TokenBucket(clock, rate=2, burst=3)
    assert [bucket.take() for _ in range(3)] == [0, 0, 0]
    assert bucket.take() == pytest.approx(0.5)
    clock.advance(0.5)
    assert bucket.take() == 0
    clock.advance(1000)
    assert bucket.take(4) > 0


def test_control_pages_speak_json(dashscope_simulator: RunningDashScope) -> None:
    """A script of faults with a typing error would be taken for none."""
    url = f"{dashscope_simulator.base_url}/_sim/faults"
    assert plain_http.post(url, json={"kind": "slow", "secnods": 3}).status_code == 422
    plain_http.post(url, json={"kind": "slow", "seconds": 0, "operation": "video.submit"})
    assert submit(dashscope_simulator.base_url).status_code == 200
    dashscope_simulator.simulator.faults.add("html")
    assert json.loads(plain_http.delete(url).text)["pending"] == []
