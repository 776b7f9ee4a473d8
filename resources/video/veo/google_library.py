"""Google's own library for the logins that need it: service accounts, federated identities, machines in Google's cloud.

Imported only where such a login is used; the library is the optional extra `vertex`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import google.auth
import google.auth.exceptions
import google.auth.transport
import httpx
from google.oauth2 import service_account

from resources.errors import ProviderError, UsageError
from resources.failures import Policy
from resources.video.veo import google_login
from resources.wire.tls import trusted

_SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
_TIMEOUT_S = 30.0
SERVICE_ACCOUNT = "service_account"


class LibraryLogin:
    """Whatever Google's library makes a token of.

    Args:
        told: Content of a service account's key file; for anything else the library looks around by itself.
        where: What that is, for messages.

    Raises:
        UsageError: The library finds no credentials, or cannot use those it is given.
    """

    lasting = True

    def __init__(self, told: Mapping[str, Any], where: str) -> None:
        self._where = where
        self._turn = asyncio.Lock()
        library: Any = google.auth  # its functions are typed in part only
        accounts: Any = service_account.Credentials
        try:
            self._credentials: Any = (
                accounts.from_service_account_info(told, scopes=_SCOPES)
                if told.get("type") == SERVICE_ACCOUNT
                else library.default(scopes=_SCOPES)[0]
            )
        except (google.auth.exceptions.GoogleAuthError, ValueError) as error:
            # The library's text may quote the file.
            raise UsageError(
                f"Google's library finds no usable credentials ({type(error).__name__})",
                where=where,
                allowed=google_login.ALL_WAYS,
            ) from None

    async def header(self) -> dict[str, str]:
        """A token that lasts; the library keeps a margin of its own."""
        async with self._turn:
            if not self._credentials.valid:
                await asyncio.to_thread(self._renew)
            return {"Authorization": f"Bearer {self._credentials.token}"}

    def _renew(self) -> None:
        try:
            self._credentials.refresh(_Transport())
        except google.auth.exceptions.TransportError as error:
            raise self._error(Policy.TRANSIENT, error) from None
        except google.auth.exceptions.GoogleAuthError as error:
            raise self._error(Policy.TRANSIENT if error.retryable else Policy.AUTH, error) from None

    def _error(self, policy: Policy, error: Exception) -> ProviderError:
        return google_login.login_error(policy, f"no token was given ({type(error).__name__})", self._where)

    async def aclose(self) -> None:
        """Nothing is open."""


class _Answer(google.auth.transport.Response):
    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    @property
    def status(self) -> int:
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self._response.headers

    @property
    def data(self) -> bytes:
        return self._response.content


class _Transport(google.auth.transport.Request):
    """The library's calls over our own client, so that it needs no second one."""

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_: Any,
    ) -> _Answer:
        try:
            with httpx.Client(verify=trusted(), timeout=timeout or _TIMEOUT_S) as client:
                return _Answer(client.request(method, url, content=body, headers=dict(headers or {})))
        except httpx.HTTPError as error:
            broken: type[Exception] = google.auth.exceptions.TransportError
            raise broken(type(error).__name__) from error
