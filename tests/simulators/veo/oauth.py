"""Google's token endpoint: what turns a refresh token or a signed statement into an access token. Nothing else of Google."""

from __future__ import annotations

import base64
import binascii
import json
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, Response

from tests.simulators.frame import Call, Refusal, new_id

PATH = "/token"
LIFETIME_S = 3599
_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
# Google's library names this endpoint whatever address it sends the statement to.
_AUDIENCE = "https://oauth2.googleapis.com/token"
_STATEMENT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_REFRESH = {
    "client_id": "simulated-client.apps.googleusercontent.com",
    "client_secret": "simulated-client-secret",
    "refresh_token": "simulated-refresh-token",
}
_ACCOUNT = "robot@simulated-project.iam.gserviceaccount.com"
_LONGEST_STATEMENT_S = 3600


class TokenOffice:
    """Issues access tokens and knows which are good.

    A token ends when `revoke` is called, not with the simulated time: clients and their libraries look at the real
    clock for that, beside which the simulated one may run fast.

    Args:
        standing: Tokens that are good from the beginning.
    """

    def __init__(self, *standing: str) -> None:
        self._good = set(standing)
        self.issued = 0

    def is_good(self, header: str) -> bool:
        """Whether a header of authorization carries a good token."""
        scheme, _, token = header.partition(" ")
        return scheme == "Bearer" and token in self._good

    def revoke(self) -> None:
        """All tokens end now, the standing ones too."""
        self._good.clear()

    async def issue(self, call: Call) -> Response:
        """Answer a POST of a form with a new token.

        Raises:
            Refusal: The form does not hold the credentials of `person` or `service_account`.
        """
        form = dict(parse_qsl(call.body.decode("utf-8", "replace")))
        match form.get("grant_type"):
            case "refresh_token":
                good = {name: form.get(name) for name in _REFRESH} == _REFRESH
            case kind if kind == _STATEMENT:
                good = _is_good_statement(form.get("assertion", ""))
            case _:
                raise Refusal(400, "unsupported_grant_type", "Invalid grant_type.")
        if not good:
            raise Refusal(400, "invalid_grant", "Bad Request")
        self.issued += 1
        token = f"ya29.simulated-{new_id()}"
        self._good.add(token)
        told = {"access_token": token, "expires_in": LIFETIME_S, "scope": _SCOPE, "token_type": "Bearer"}
        return JSONResponse(told)


def refused(refusal: Refusal) -> Response:
    """An error in the shape of OAuth."""
    body = {"error": refusal.code, "error_description": refusal.message}
    return JSONResponse(body, status_code=refusal.status)


def person(base_url: str) -> dict[str, str]:
    """Content of the credentials file that a login of gcloud leaves."""
    return {"type": "authorized_user", **_REFRESH, "token_uri": f"{base_url}{PATH}"}


def service_account(base_url: str) -> dict[str, str]:
    """Content of a service account's key file; its key is made anew for every process."""
    from cryptography.hazmat.primitives import serialization

    key = _key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "type": "service_account",
        "project_id": "simulated-project",
        "private_key_id": "1",
        "private_key": key.decode(),
        "client_email": _ACCOUNT,
        "client_id": "1",
        "token_uri": f"{base_url}{PATH}",
    }


@lru_cache
def _key() -> Any:
    # Here, because only the tests of service accounts need the library.
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _is_good_statement(assertion: str) -> bool:
    """Whether a JSON web token is signed by our service account, for us, and for the right scope."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    signed, _, signature = assertion.rpartition(".")
    try:
        claims = json.loads(_decoded(signed.partition(".")[2]))
        _key().public_key().verify(_decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return (
        claims.get("iss") == _ACCOUNT
        and claims.get("aud") == _AUDIENCE
        and _SCOPE in str(claims.get("scope")).split()
        and 0 < claims.get("exp", 0) - claims.get("iat", 0) <= _LONGEST_STATEMENT_S
    )


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
