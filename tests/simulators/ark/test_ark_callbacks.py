"""Notices of the simulated Ark: each change of status, twice or late when the script says so, again when unheard."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

import pytest

from tests.simulators import plain_http
from tests.simulators.ark.app import KEY, ArkSimulator
from tests.simulators.clock import VirtualClock
from tests.simulators.faults import FaultKind
from tests.simulators.server import serving

TASKS = "/api/v3/contents/generations/tasks"
PATIENCE_S = 10.0


class Listener(ThreadingHTTPServer):
    """Receives notices; `answers` are the statuses that it gives first."""

    def __init__(self) -> None:
        self.notices: Queue[dict[str, Any]] = Queue()
        self.answers: list[int] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """Value for `callback_url`."""
        return f"http://127.0.0.1:{self.server_address[1]}/notices"

    def statuses(self, count: int) -> list[str]:
        """Status of the next notices; waits for them."""
        return [self.notices.get(timeout=PATIENCE_S)["status"] for _ in range(count)]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Listener)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.notices.put(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name in the library
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Listens until the test ends."""
    with Listener() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def ark() -> Iterator[tuple[ArkSimulator, str]]:
    """A fresh account and its address."""
    simulator = ArkSimulator(VirtualClock())
    with serving(simulator) as base_url:
        yield simulator, base_url


def create(base_url: str, callback_url: str) -> str:
    body = {
        "model": "doubao-seedance-2-0-260128",
        "content": [{"type": "text", "text": "x"}],
        "callback_url": callback_url,
    }
    answer = plain_http.post(f"{base_url}{TASKS}", json=body, headers={"Authorization": f"Bearer {KEY}"})
    return str(answer.json()["id"])


def test_every_change_of_status_is_told_once(ark: tuple[ArkSimulator, str], listener: Listener) -> None:
    """A receiver of notices could not be rehearsed."""
    simulator, base_url = ark
    task_id = create(base_url, listener.url)
    assert listener.statuses(1) == ["queued"]
    simulator.clock.advance(60)
    assert listener.statuses(1) == ["running"]
    simulator.clock.advance(600)
    last = listener.notices.get(timeout=PATIENCE_S)
    assert (last["id"], last["status"]) == (task_id, "succeeded")
    assert plain_http.get(last["content"]["video_url"]).status_code == 200
    assert listener.notices.empty()


def test_notices_come_twice_and_in_the_wrong_order(ark: tuple[ArkSimulator, str], listener: Listener) -> None:
    """A receiver that believes the last notice would think a finished job runs."""
    simulator, base_url = ark
    simulator.faults.add(FaultKind.NOTICE_TWICE, contains="'queued'")
    simulator.faults.add(FaultKind.NOTICE_LATE, contains="'running'")
    create(base_url, listener.url)
    assert listener.statuses(2) == ["queued", "queued"]
    simulator.clock.advance(600)
    assert listener.statuses(2) == ["succeeded", "running"]


def test_the_end_is_told_again_until_it_is_heard(ark: tuple[ArkSimulator, str], listener: Listener) -> None:
    """A receiver that was down for a moment would never learn of the end."""
    simulator, base_url = ark
    listener.answers = [200, 500, 500, 500]
    create(base_url, listener.url)
    listener.statuses(1)
    simulator.clock.advance(600)
    # Nothing is told again of a task that runs; its end is told three times more at most.
    assert listener.statuses(4) == ["running", "succeeded", "succeeded", "succeeded"]


def test_nobody_is_told_any_more_when_the_server_is_closed(listener: Listener) -> None:
    """Each test would leave a watch behind that goes on for the rest of the run."""
    simulator = ArkSimulator(VirtualClock())
    with serving(simulator) as base_url:
        create(base_url, listener.url)
        listener.statuses(1)
        assert len(simulator.background) == 1
    assert simulator.background == set()
