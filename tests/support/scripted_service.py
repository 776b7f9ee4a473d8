"""A web service on a real socket that answers by the path it is asked for: refusals, pages, half films, endless words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FILM = bytes(range(256)) * 800
KEY = "sk-planted-0123456789abcdef"


class House(ThreadingHTTPServer):
    """Answers as its script says; remembers who asked for what with which headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.breaks = 0
        self.pause_s = 0.0
        self.elsewhere = ""
        self.full = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: House
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.server.seen.append(("GET", self.path, {name.lower(): value for name, value in self.headers.items()}))
        answer = getattr(self, f"_{self.path.strip('/').split('?')[0]}")
        answer()

    do_POST = do_GET  # noqa: N815 - the base class looks it up under this name

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _json(self) -> None:
        self._send(200, b'{"ok": true}')

    def _refusal(self) -> None:
        body = f'{{"code": "Throttling.RateQuota", "message": "slow down, {KEY}"}}'.encode()
        self._send(429, body, retry_after="7")

    def _page(self) -> None:
        self._send(200, b"<!doctype html><title>Welcome</title>", content_type="text/html")

    def _moved(self) -> None:
        self._send(302, b"", location="https://elsewhere.example/")

    def _endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while not self.server.full.wait(self.server.pause_s):
                self.wfile.write(b" " * 4096)

    def _garbled(self) -> None:
        self._send(200, b'{"output": {"task_id": ', content_type="application/json")

    def _film(self) -> None:
        start = int(self.headers.get("range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        rest = FILM[start:]
        self.send_response(206 if start else 200)
        self.send_header("content-length", str(len(rest)))
        self.end_headers()
        if self.server.breaks:
            self.server.breaks -= 1
            self.wfile.write(rest[: len(rest) // 3])
            self.close_connection = True
            return
        self.wfile.write(rest)

    def _expired(self) -> None:
        self._send(403, b"<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>")

    def _onward(self) -> None:
        self._send(302, b"", location="/film")

    def _elsewhere(self) -> None:
        self._send(302, b"", location=self.server.elsewhere)

    def _round(self) -> None:
        self._send(302, b"", location="/round")

    def _away(self) -> None:
        self._send(302, b"", location="file:///etc/passwd")


@contextmanager
def listening() -> Iterator[House]:
    """The service, for as long as the block runs."""
    server = House()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.full.set()
    server.shutdown()
    server.server_close()
    thread.join()
