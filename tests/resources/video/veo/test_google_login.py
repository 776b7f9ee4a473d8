"""Logins at Google Cloud over a real socket: tokens renewed in time, secrets never told, every way named when none is there."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from resources.errors import ProviderError, UsageError
from resources.failures import Policy
from resources.video.veo.google_login import GivenToken, open_login
from tests.simulators.clock import VirtualClock

SECRET = "1//refresh-secret"


@dataclass
class TokenHouse:
    """Google's token address; hands out `token-1`, `token-2` ... for an hour each."""

    url: str = ""
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    status: int = 200


@pytest.fixture
def tokens() -> Iterator[TokenHouse]:
    """A token address on loopback."""
    house = TokenHouse()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"])).decode()
            house.forms.append(parse_qs(sent))
            answer = {"access_token": f"token-{len(house.forms)}", "expires_in": 3600, "token_type": "Bearer"}
            if house.status != 200:
                answer = {"error": "invalid_grant", "error_description": f"{SECRET} has been revoked"}
            self.send_response(house.status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    house.url = f"http://127.0.0.1:{server.server_port}/token"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield house
    server.shutdown()
    server.server_close()
    thread.join()


def login_file(folder: Path, **fields: object) -> dict[str, str]:
    """A file as `gcloud auth application-default login` leaves it, and the environment that leads to it."""
    told = {"type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": SECRET, **fields}
    (folder / "application_default_credentials.json").write_text(json.dumps(told), "utf-8")
    return {"CLOUDSDK_CONFIG": str(folder)}


def headers(environ: dict[str, str], clock: VirtualClock, waits_s: tuple[float, ...] = ()) -> list[str]:
    """The headers of a first call and of one after each wait."""

    async def ask() -> list[str]:
        login = open_login(environ, clock)
        try:
            found = [(await login.header())["Authorization"]]
            for wait_s in waits_s:
                clock.advance(wait_s)
                found.append((await login.header())["Authorization"])
            return found
        finally:
            await login.aclose()

    return asyncio.run(ask())


def test_a_gcloud_login_is_renewed_before_its_token_ends(tokens: TokenHouse, tmp_path: Path) -> None:
    """A long episode would stop after an hour, or every poll would ask for a token."""
    environ = login_file(tmp_path, token_uri=tokens.url)
    found = headers(environ, VirtualClock(), (10, 3200, 120))
    assert found == ["Bearer token-1", "Bearer token-1", "Bearer token-1", "Bearer token-2"]
    assert tokens.forms[0]["grant_type"] == ["refresh_token"]
    assert tokens.forms[0]["refresh_token"] == [SECRET]


def test_many_calls_at_once_ask_for_one_token(tokens: TokenHouse, tmp_path: Path) -> None:
    """Parallel shots would each ask for a token of their own."""

    async def ask() -> None:
        login = open_login(login_file(tmp_path, token_uri=tokens.url), VirtualClock())
        await asyncio.gather(*(login.header() for _ in range(5)))
        await login.aclose()

    asyncio.run(ask())
    assert len(tokens.forms) == 1


@pytest.mark.parametrize(("status", "policy"), [(400, Policy.AUTH), (503, Policy.TRANSIENT)])
def test_a_login_that_is_over_tells_no_secret(
    tokens: TokenHouse, tmp_path: Path, status: int, policy: Policy
) -> None:
    """A revoked login would show its secret in the error, or count as a submit in doubt."""
    tokens.status = status
    with pytest.raises(ProviderError) as caught:
        headers(login_file(tmp_path, token_uri=tokens.url), VirtualClock())
    assert caught.value.failure == policy
    assert "invalid_grant" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_no_answer_is_a_failure_of_the_moment(tmp_path: Path) -> None:
    """A lost network at Google's token address would make a paid submit ambiguous, which it never was."""
    with pytest.raises(ProviderError) as caught:
        headers(login_file(tmp_path, token_uri="http://127.0.0.1:9/token"), VirtualClock())
    assert caught.value.failure == Policy.TRANSIENT


def test_a_token_of_the_environment_goes_before_a_file(tmp_path: Path) -> None:
    """A person who sets a token for another account would work on the wrong one."""
    environ = {**login_file(tmp_path), "VERTEX_ACCESS_TOKEN": "ya29.mine"}
    login = open_login(environ, VirtualClock())
    assert isinstance(login, GivenToken)
    assert headers(environ, VirtualClock()) == ["Bearer ya29.mine"]


def test_files_that_are_no_login_are_named(tmp_path: Path) -> None:
    """A person would look for the mistake in the wrong place."""
    broken = tmp_path / "key.json"
    broken.write_text("{", "utf-8")
    with pytest.raises(UsageError, match=r"key\.json: is not a readable credentials file"):
        open_login({"GOOGLE_APPLICATION_CREDENTIALS": str(broken)}, VirtualClock())
    with pytest.raises(UsageError, match="lacks refresh_token"):
        open_login(login_file(tmp_path, refresh_token=""), VirtualClock())
    with pytest.raises(UsageError, match="token_uri is not an https address"):
        open_login(login_file(tmp_path, token_uri="http://evil.example/token"), VirtualClock())


def test_without_googles_library_the_other_ways_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service account would end in an ImportError."""
    monkeypatch.setitem(__import__("sys").modules, "google.auth", None)
    monkeypatch.delitem(__import__("sys").modules, "resources.video.veo.google_library", raising=False)
    key = tmp_path / "key.json"
    key.write_text(json.dumps({"type": "service_account"}), "utf-8")
    with pytest.raises(UsageError) as caught:
        open_login({"GOOGLE_APPLICATION_CREDENTIALS": str(key)}, VirtualClock())
    assert "credentials of the type service_account need Google's library" in str(caught.value)
    assert "VERTEX_ACCESS_TOKEN=$(gcloud auth print-access-token)" in str(caught.value)
    with pytest.raises(UsageError, match="there is no login for Google Cloud"):
        open_login({"CLOUDSDK_CONFIG": str(tmp_path / "nothing")}, VirtualClock())


def service_account(folder: Path, token_uri: str) -> dict[str, str]:
    """A service account's key file with a fresh RSA key."""
    serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    told = {
        "type": "service_account",
        "project_id": "p",
        "private_key_id": "1",
        "private_key": pem,
        "client_email": "robot@p.iam.gserviceaccount.com",
        "token_uri": token_uri,
    }
    path = folder / "robot.json"
    path.write_text(json.dumps(told), "utf-8")
    return {"GOOGLE_APPLICATION_CREDENTIALS": str(path)}


def test_a_service_account_signs_in_with_googles_library(tokens: TokenHouse, tmp_path: Path) -> None:
    """A server without a person's login could not use Vertex AI."""
    pytest.importorskip("google.auth", reason="the extra `vertex` is not installed")
    found = headers(service_account(tmp_path, tokens.url), VirtualClock(), (10,))
    assert found == ["Bearer token-1", "Bearer token-1"]
    assert tokens.forms[0]["assertion"][0].count(".") == 2


def test_a_service_account_that_is_refused_tells_no_secret(tokens: TokenHouse, tmp_path: Path) -> None:
    """A deleted service account would show what was sent for it."""
    pytest.importorskip("google.auth", reason="the extra `vertex` is not installed")
    tokens.status = 400
    with pytest.raises(ProviderError) as caught:
        headers(service_account(tmp_path, tokens.url), VirtualClock())
    assert caught.value.failure == Policy.AUTH
    assert SECRET not in str(caught.value)
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"type": "service_account", "private_key": "x"}), "utf-8")
    with pytest.raises(UsageError, match="finds no usable credentials"):
        open_login({"GOOGLE_APPLICATION_CREDENTIALS": str(broken)}, VirtualClock())
