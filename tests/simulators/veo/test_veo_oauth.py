"""Logins at the simulated token endpoint, with Google's own library where it is installed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.simulators import plain_http
from tests.simulators.clock import VirtualClock
from tests.simulators.server import serving
from tests.simulators.veo import oauth
from tests.simulators.veo.vertex import BUCKET, TOKEN, VertexSimulator


class Cloud:
    """A project whose bucket holds one file."""

    def __init__(self, simulator: VertexSimulator, base_url: str) -> None:
        self.simulator = simulator
        self.base_url = base_url
        simulator.buckets[BUCKET]["note"] = b"hello"

    def opens(self, token: str) -> bool:
        """Whether a token opens the bucket."""
        url = f"{self.base_url}/storage/v1/b/{BUCKET}/o/note"
        return plain_http.get(url, headers={"Authorization": f"Bearer {token}"}).is_success

    def ask(self, **form: str) -> httpx.Response:
        """POST a form to the token endpoint."""
        return plain_http.post(f"{self.base_url}{oauth.PATH}", data=form)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """A fresh project."""
    simulator = VertexSimulator(VirtualClock())
    with serving(simulator) as base_url:
        yield Cloud(simulator, base_url)


def test_refresh_token_gives_a_token_until_it_is_revoked(cloud: Cloud) -> None:
    """A login that ends in the middle of an episode could not be rehearsed."""
    person = oauth.person(cloud.base_url)
    form = {name: person[name] for name in ("client_id", "client_secret", "refresh_token")}
    answer = cloud.ask(grant_type="refresh_token", **form).json()
    assert cloud.opens(answer["access_token"])
    assert cloud.opens(TOKEN)
    cloud.simulator.tokens.revoke()
    assert not cloud.opens(answer["access_token"])
    assert not cloud.opens(TOKEN)
    assert answer["expires_in"] == oauth.LIFETIME_S


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "other"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "unsupported_grant_type"),
    ],
)
def test_wrong_credentials_are_refused_as_oauth_does(cloud: Cloud, form: dict[str, str], code: str) -> None:
    """A login that was withdrawn would look like a broken connection."""
    answer = cloud.ask(**form)
    assert (answer.status_code, answer.json()["error"]) == (400, code)


def test_service_account_of_googles_library(cloud: Cloud, tmp_path: Path) -> None:
    """The key file of a service account would be tried for the first time with the real project."""
    library: Any = pytest.importorskip(
        "google.oauth2.service_account", reason="google-auth is not installed: pip install '.[sdk]'"
    )
    requests = pytest.importorskip("google.auth.transport.requests", reason="google-auth needs requests for this")
    path = tmp_path / "key.json"
    path.write_text(json.dumps(oauth.service_account(cloud.base_url)), encoding="utf-8")
    scopes = ["https://www.googleapis.com/auth/cloud-platform"]
    credentials = library.Credentials.from_service_account_file(str(path), scopes=scopes)
    credentials.refresh(requests.Request())
    assert cloud.opens(credentials.token)
    assert cloud.simulator.tokens.issued == 1
    tampered = "x.e30.c2ln"
    refused = cloud.ask(grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer", assertion=tampered)
    assert refused.json()["error"] == "invalid_grant"
