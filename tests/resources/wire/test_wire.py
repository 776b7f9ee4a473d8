"""Addresses, keys, answers and downloads over real sockets: what a user meets when a service is set up wrongly or breaks."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from resources.errors import MediaError, ProviderError, UsageError
from resources.failures import Policy, classify_exception
from resources.wire.access import Access, access, base_url_of
from resources.wire.answers import retry_after_s
from resources.wire.download import DownloadLimits, download, safe_link
from resources.wire.pacing import Pace
from resources.wire.wire import AnswerBounds, Wire

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

    def _round(self) -> None:
        self._send(302, b"", location="/round")

    def _away(self) -> None:
        self._send(302, b"", location="file:///etc/passwd")


@pytest.fixture
def house() -> Iterator[House]:
    server = House()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.full.set()
    server.shutdown()
    server.server_close()
    thread.join()


def _read_error(body: Any) -> tuple[str, str]:
    return str(body.get("code", "")), str(body.get("message", ""))


def _ask(house: House, path: str, phase: str = "submit") -> Any:
    async def run() -> Any:
        wire = Wire("bl", Access("dashscope", house.url, KEY), _read_error)
        try:
            return await wire.ask("POST", path, phase=phase, body={"prompt": "江边"})  # type: ignore[arg-type]
        finally:
            await wire.aclose()

    return asyncio.run(run())


def _fetch(house: House, path: str, target: Path, **more: Any) -> Path:
    async def run() -> Path:
        async with httpx.AsyncClient() as client:
            check = more.pop("check", lambda part: None)
            service = more.pop("service", house.url)
            asked = {"client": client, "provider": "bl", "house": service, "check": check, **more}
            return await download(f"{house.url}{path}", target, **asked)

    return asyncio.run(run())


def test_a_key_goes_only_to_a_safe_address() -> None:
    """Guards against sending a key in clear text over a network because of a typing mistake in a variable."""
    assert base_url_of("dashscope", {"DASHSCOPE_BASE_URL": "http://127.0.0.1:9000/"}) == "http://127.0.0.1:9000"
    for surface in ("/api/v1", "/compatible-mode/v1/"):
        assert base_url_of("dashscope", {"DASHSCOPE_BASE_URL": f"http://[::1]:9{surface}"}) == "http://[::1]:9"
    assert base_url_of("vertex", {"GOOGLE_CLOUD_LOCATION": "europe-west4"}).startswith("https://europe-west4-")
    for unsafe in ("http://api.example.com", "ftp://x", "https://me:pw@host", "https://host/?key=1", "dashscope"):
        with pytest.raises(UsageError, match="DASHSCOPE_BASE_URL"):
            base_url_of("dashscope", {"DASHSCOPE_BASE_URL": unsafe})


def test_keys_that_cannot_be_keys_are_told_before_any_call() -> None:
    """Guards against an answer 401 that nobody understands, when the key was pasted with a line break or not at all."""
    with pytest.raises(UsageError, match="ARK_API_KEY is not set"):
        access("ark", {})
    with pytest.raises(UsageError, match="space, a line break"):
        access("ark", {"ARK_API_KEY": "abc def"})
    assert access("dashscope", {"BAILIAN_API_KEY": f"{KEY}\n"}).key == KEY
    assert KEY not in repr(access("dashscope", {"BAILIAN_API_KEY": KEY}))


def test_refusals_carry_policy_pause_and_no_key(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against hammering a service that asked for a pause, and against a key that is echoed into an error."""
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    assert _ask(house, "/json") == {"ok": True}
    with pytest.raises(ProviderError) as caught:
        _ask(house, "/refusal")
    assert caught.value.failure == Policy.TRANSIENT
    assert caught.value.retry_after_s == 7
    assert "slow down" in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(("path", "told"), [("/page", "web page"), ("/moved", "redirect")])
def test_something_else_at_the_address_is_named(house: House, path: str, told: str) -> None:
    """Guards against a captive portal or a wrong base URL being taken for a job in doubt that a person must resolve."""
    with pytest.raises(ProviderError, match=told) as caught:
        _ask(house, path)
    assert caught.value.failure == Policy.AUTH
    assert "doctor" in str(caught.value)


@pytest.mark.parametrize("bounds", [AnswerBounds(max_bytes=20_000), AnswerBounds(seconds=0.2)])
def test_an_answer_without_end_is_cut(house: House, bounds: AnswerBounds) -> None:
    """Guards against a service or proxy that fills the memory, or holds a shot for ever by a word every few seconds."""
    house.pause_s = 0.0 if bounds.max_bytes < 100_000 else 0.05

    async def asked() -> None:
        wire = Wire("bl", Access("dashscope", house.url, KEY), _read_error, bounds=bounds)
        try:
            await asyncio.wait_for(wire.ask("POST", "/endless", phase="submit"), 20)
        finally:
            await wire.aclose()

    with pytest.raises(httpx.TransportError) as caught:
        asyncio.run(asked())
    assert classify_exception(caught.value, phase="submit") == Policy.AMBIGUOUS
    assert classify_exception(caught.value, phase="poll") == Policy.TRANSIENT


@pytest.mark.parametrize(("phase", "policy"), [("submit", Policy.AMBIGUOUS), ("poll", Policy.TRANSIENT)])
def test_a_garbled_success_leaves_a_submit_in_doubt(house: House, phase: str, policy: Policy) -> None:
    """Guards against paying twice when the answer of an accepted submit was cut."""
    with pytest.raises(ProviderError) as caught:
        _ask(house, "/garbled", phase)
    assert caught.value.failure == policy


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    """Guards against ignoring the pause of a service that writes it as a date, as HTTP allows."""
    now = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
    answers = {
        "12": 12,
        "Sat, 21 Nov 2026 10:01:30 GMT": 90,
        "soon": None,
        "": None,
        "-5": 0,
        "inf": None,
        "nan": None,
    }
    for told, seconds in answers.items():
        assert retry_after_s(httpx.Response(429, headers={"retry-after": told}), now) == seconds


def test_a_broken_download_goes_on_where_it_broke(house: House, tmp_path: Path) -> None:
    """Guards against a large clip that never arrives over a bad line, and against a clip put together wrongly."""
    house.breaks = 2
    target = tmp_path / "clip.mp4"
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError) as caught:
            _fetch(house, "/film", target)
        assert classify_exception(caught.value, phase="fetch") == Policy.TRANSIENT
        assert not target.exists()
    assert _fetch(house, "/film", target).read_bytes() == FILM
    ranges = [headers.get("range") for _, _, headers in house.seen]
    assert ranges[0] is None
    assert len({*ranges}) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_another_film_is_never_put_behind_half_a_film(house: House, tmp_path: Path) -> None:
    """Guards against a take whose first third is that of a job whose download broke before."""
    house.breaks = 1
    with pytest.raises(httpx.RemoteProtocolError):
        _fetch(house, "/film?id=first", tmp_path / "clip.mp4")
    _fetch(house, "/film?id=second", tmp_path / "clip.mp4")
    assert [headers.get("range") for _, _, headers in house.seen] == [None, None]
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_a_file_that_is_not_what_it_should_be_leaves_nothing(house: House, tmp_path: Path) -> None:
    """Guards against a web page or half a clip that counts as a take."""

    def refuse(part: Path) -> None:
        raise MediaError("no film", where=part.name)

    with pytest.raises(MediaError, match="no film"):
        _fetch(house, "/film", tmp_path / "clip.mp4", check=refuse)
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_end_is_cut(house: House, tmp_path: Path) -> None:
    """Guards against a host that fills the disk."""
    with pytest.raises(MediaError, match="more than 1000"):
        _fetch(house, "/film", tmp_path / "clip.mp4", limits=DownloadLimits(max_bytes=1000))
    assert not (tmp_path / "clip.mp4").exists()


@pytest.mark.parametrize(
    ("path", "policy"), [("/expired", Policy.LOST), ("/round", Policy.PERMANENT), ("/away", Policy.PERMANENT)]
)
def test_links_that_lead_nowhere_good(house: House, tmp_path: Path, path: str, policy: Policy) -> None:
    """Guards against waiting for an expired link for ever, turning in circles, and reading files of this machine."""
    with pytest.raises(ProviderError) as caught:
        _fetch(house, path, tmp_path / "clip.mp4")
    assert caught.value.failure == policy


def test_a_key_stays_with_the_first_host(house: House, tmp_path: Path) -> None:
    """Guards against a redirect that carries the key off to a storage host."""
    other = House()
    thread = threading.Thread(target=other.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        onward = f"{other.url}/film"
        _Handler._elsewhere = lambda self: self._send(302, b"", location=onward)  # type: ignore[attr-defined]
        _fetch(house, "/elsewhere", tmp_path / "a.mp4", headers={"x-goog-api-key": KEY})
        _fetch(house, "/onward", tmp_path / "b.mp4", headers={"x-goog-api-key": KEY})
    finally:
        other.shutdown()
        other.server_close()
        thread.join()
    assert all("x-goog-api-key" not in headers for _, _, headers in other.seen)
    assert all(headers["x-goog-api-key"] == KEY for _, _, headers in house.seen)
    assert len(other.seen) == 1


def test_links_become_https() -> None:
    """Guards against fetching speech in clear text, as CosyVoice's links are written."""
    link = safe_link("http://oss.example.com:80/a.wav?Expires=1", "bl", "https://api.example.com")
    assert link == "https://oss.example.com/a.wav?Expires=1"
    for bad in ("ftp://host/a", "https://user:pw@host/a", "https://:pw@host/a", "nonsense", "data:text/plain,hi"):
        with pytest.raises(ProviderError):
            safe_link(bad, "bl", "https://api.example.com")


def test_a_service_outside_leads_nobody_inside(house: House, tmp_path: Path) -> None:
    """Guards against a provider's link or redirect that makes us ask this machine or the network behind its firewall."""
    inside = "into this machine or its network"
    for host in (
        "localhost:80",
        "localhost.",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "[::1]",
        "10.0.0.7",
        "169.254.1.1",
    ):
        with pytest.raises(ProviderError, match=inside):
            safe_link(f"https://{host}/film.mp4", "bl", "https://api.example.com")
        assert safe_link(f"https://{host}/film.mp4", "bl", "https://10.0.0.5").startswith("https://")
    with pytest.raises(ProviderError, match=inside):
        _fetch(house, "/film", tmp_path / "clip.mp4", service="https://api.example.com")
    assert not house.seen


def test_calls_are_spaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against running into a documented rate limit with our own parallel shots."""

    class Counted:
        seconds = 0.0

        def now(self) -> dt.datetime:
            return dt.datetime.now(dt.UTC)

        def monotonic(self) -> float:
            return self.seconds

        async def sleep(self, seconds: float) -> None:
            self.seconds += seconds

    clock = Counted()

    passed: list[float] = []

    async def run() -> None:
        pace = Pace(5, clock)

        async def one() -> None:
            await pace.turn()
            passed.append(clock.seconds)

        await asyncio.gather(*(one() for _ in range(16)))

    asyncio.run(run())
    assert passed[:5] == [0.0] * 5
    assert clock.seconds == pytest.approx(3.0)
    assert all(later - earlier >= 0.999 for earlier, later in zip(passed[:-5], passed[5:], strict=True))
