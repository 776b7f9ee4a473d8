"""Access tokens for Google Cloud: as given, renewed from a gcloud login, or by Google's own library where one is needed."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from resources.clock import Clock
from resources.errors import ProviderError, UsageError
from resources.failures import ADVICE, Policy
from resources.wire.access import is_loopback
from resources.wire.tls import trusted

TOKEN_VARIABLE = "VERTEX_ACCESS_TOKEN"  # noqa: S105 - the name of a variable
FILE_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
RENEW_BEFORE = dt.timedelta(minutes=5)
"""A token that ends sooner is renewed: a submit with large pictures takes a minute, its tries a few more."""

_TOKEN_ADDRESS = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, no secret
_LOGIN_FILE = "application_default_credentials.json"
ALL_WAYS = (
    f"{TOKEN_VARIABLE}=$(gcloud auth print-access-token), a login by `gcloud auth application-default login`, "
    f"or {FILE_VARIABLE}=<key file> with the extra `vertex` installed"
)


class Login(Protocol):
    """Who we are at Google Cloud."""

    lasting: bool
    """False for a token that nobody renews."""

    async def header(self) -> dict[str, str]:
        """The header of authorization, with a token that lasts for minutes.

        Raises:
            ProviderError: AUTH: the login is over; TRANSIENT: Google could not be asked. Nothing was submitted.
        """
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class GivenToken:
    """A token from the environment; Google's last for about an hour."""

    lasting = False

    def __init__(self, token: str) -> None:
        self._token = token

    async def header(self) -> dict[str, str]:
        """The token as it is."""
        return {"Authorization": f"Bearer {self._token}"}

    async def aclose(self) -> None:
        """Nothing is open."""


class GcloudLogin:
    """The login of a person, as gcloud writes it down (`authorized_user`): a token is asked for with it.

    Args:
        told: The file's content.
        where: The file, for messages.
        clock: When a token ends.
        transport: Injected by tests; None = the network.

    Raises:
        UsageError: The file lacks a field or names an address that a secret must not go to.
    """

    lasting = True

    def __init__(
        self,
        told: Mapping[str, Any],
        where: str,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        missing = [name for name in ("client_id", "client_secret", "refresh_token") if not told.get(name)]
        if missing:
            raise UsageError(f"lacks {', '.join(missing)}", where=where, next_command=_gcloud_login())
        self._address = str(told.get("token_uri") or _TOKEN_ADDRESS)
        parts = urlsplit(self._address)
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise UsageError("token_uri is not an https address", where=where, next_command=_gcloud_login())
        self._form = {
            "grant_type": "refresh_token",
            **{name: str(told[name]) for name in ("client_id", "client_secret", "refresh_token")},
        }
        self._where = where
        self._clock = clock
        self._client = httpx.AsyncClient(
            transport=transport, verify=trusted(), timeout=httpx.Timeout(30.0), follow_redirects=False
        )
        self._turn = asyncio.Lock()
        self._token = ""
        self._ends_at = clock.now()

    async def header(self) -> dict[str, str]:
        """A token that lasts, asked for anew when it is about to end."""
        async with self._turn:
            if not self._token or self._clock.now() + RENEW_BEFORE >= self._ends_at:
                await self._renew()
            return {"Authorization": f"Bearer {self._token}"}

    async def _renew(self) -> None:
        asked_at = self._clock.now()
        try:
            response = await self._client.post(self._address, data=self._form)
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise login_error(Policy.TRANSIENT, f"no token came ({type(error).__name__})", self._where) from None
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not response.is_success or not isinstance(token, str):
            # The answer's text is not told: it may hold what was sent.
            code = str(answer.get("error", "")) if isinstance(answer, dict) else ""
            policy = Policy.TRANSIENT if response.is_server_error else Policy.AUTH
            raise login_error(policy, f"no token was given: HTTP {response.status_code} {code[:80]}", self._where)
        self._token = token
        self._ends_at = asked_at + dt.timedelta(seconds=float(answer.get("expires_in") or 0))

    async def aclose(self) -> None:
        """Close the connection."""
        await self._client.aclose()


def open_login(
    environ: Mapping[str, str], clock: Clock, transport: httpx.AsyncBaseTransport | None = None
) -> Login:
    """The login that the environment names: a token, a credentials file, the login of gcloud, or the machine's own.

    Raises:
        UsageError: There is none, or a file that cannot be used; tells the ways there are.
    """
    if token := environ.get(TOKEN_VARIABLE, "").strip():
        return GivenToken(token)
    path = _credentials_file(environ)
    told: dict[str, Any] = {}
    if path is not None:
        try:
            told = json.loads(path.read_bytes())
        except (OSError, ValueError):
            raise UsageError(
                "is not a readable credentials file", where=str(path), next_command=_gcloud_login()
            ) from None
    if told.get("type") == "authorized_user":
        return GcloudLogin(told, str(path), clock, transport)
    try:
        from resources.video.veo.google_library import LibraryLogin
    except ImportError:
        kind = f"credentials of the type {told.get('type')}" if told else "the machine's own credentials"
        problem = f"{kind} need Google's library" if told else "there is no login for Google Cloud"
        raise UsageError(
            problem,
            where=str(path or "environment or .env"),
            allowed=ALL_WAYS,
            next_command="pip install google-auth   # the extra `vertex`",
        ) from None
    return LibraryLogin(told, str(path or "this machine"))


def _credentials_file(environ: Mapping[str, str]) -> Path | None:
    """The file that is named, else what `gcloud auth application-default login` left; None = neither."""
    if named := environ.get(FILE_VARIABLE, "").strip():
        return Path(named)
    if folder := environ.get("CLOUDSDK_CONFIG", "").strip():
        usual = Path(folder)
    elif os.name == "nt":
        usual = Path(environ.get("APPDATA", "")) / "gcloud"
    else:
        usual = Path(environ.get("HOME", "") or Path.home()) / ".config" / "gcloud"
    return usual / _LOGIN_FILE if (usual / _LOGIN_FILE).is_file() else None


def login_error(policy: Policy, problem: str, where: str) -> ProviderError:
    """A login that did not work; nothing was submitted with it, so nothing is in doubt."""
    advice = _gcloud_login() if policy is Policy.AUTH else ADVICE[policy]
    return ProviderError(problem, failure=policy, where=f"veo, login of {where}", next_command=advice)


def _gcloud_login() -> str:
    return "gcloud auth application-default login"
