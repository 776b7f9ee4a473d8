"""A chat that takes notices at a webhook, over a real socket. What is told to it is in the tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from resources.notices import WEBHOOK_VARIABLE


@dataclass
class Chat:
    """What arrived, and what the next messages are answered with.

    Args:
        heard: The messages that were taken.
        answers: HTTP statuses of the next answers, in order; then 200.
    """

    heard: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    """A chat at the address that the environment names."""
    room = Chat()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status = room.answers.pop(0) if room.answers else 200
            if status == 200:
                room.heard.append(message)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        monkeypatch.setenv(WEBHOOK_VARIABLE, f"http://127.0.0.1:{server.server_port}/hook")
        yield room
        server.shutdown()
        serving.join()
