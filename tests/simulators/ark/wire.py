"""How Ark spells things: errors, ids, the request id in every answer. No rule of a model lives here."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from typing import Any

from starlette.responses import JSONResponse, Response

from tests.simulators.frame import Refusal, new_id

BEIJING = dt.timezone(dt.timedelta(hours=8))
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

# Code, `type` and words with a status when nothing more is known (error page 1299023, wire document 4.6).
_USUAL: dict[int, tuple[str, str, str]] = {
    400: ("InvalidParameter", "BadRequest", "A parameter specified in the request is not valid."),
    401: ("AuthenticationError", "Unauthorized", "The API key or AK/SK in the request is missing or invalid."),
    403: ("AccessDenied", "Forbidden", "The request is denied: no permission for the resource."),
    404: (
        "InvalidEndpointOrModel.NotFound",
        "NotFound",
        "The model or endpoint does not exist or you do not have access to it.",
    ),
    409: ("InvalidAction", "Conflict", "The action is not possible in the current state of the resource."),
    429: (
        "RateLimitExceeded.EndpointRPMExceeded",
        "TooManyRequests",
        "The requests per minute (RPM) limit of the endpoint is exceeded.",
    ),
    500: ("InternalServiceError", "InternalServerError", "The service encountered an unexpected internal error."),
}
_MODERATED_TEXT = "The request failed because the input text may contain sensitive information."
_MODERATED_VIDEO = "The request failed because the output video may contain sensitive information."
MODERATED_INPUT = ("InputTextSensitiveContentDetected", _MODERATED_TEXT)
MODERATED_OUTPUT = ("OutputVideoSensitiveContentDetected", _MODERATED_VIDEO)
FAILED_TASK = ("InternalServiceError", _USUAL[500][2])


def error(status: int, code: str, message: str, param: str = "") -> Response:
    """An error in Ark's shape, with the request id at the end of its message."""
    usual_code, kind, usual_message = _USUAL.get(status, _USUAL[500])
    told = f"{message or usual_message} Request id: {request_id()}"
    body = {"error": {"code": code or usual_code, "message": told, "param": param, "type": kind}}
    return JSONResponse(body, status_code=status)


def invalid(param: str, reason: str) -> Refusal:
    """A parameter that this model or mode does not take."""
    message = f"The parameter `{param}` specified in the request is not valid: {reason}."
    return Refusal(400, "InvalidParameter", message, param=param)


def missing(param: str) -> Refusal:
    """A parameter that has to be there."""
    return Refusal(
        400, "MissingParameter", f"The request is missing the required parameter `{param}`.", param=param
    )


def request_id() -> str:
    """An id such as every answer carries in `X-Request-Id`."""
    return f"02{new_id().replace('-', '')}"


class TaskIds:
    """Ids of tasks as the vendor forms them: `cgt-<Beijing time>-<five letters>`."""

    def __init__(self) -> None:
        self._count = itertools.count()
        self._salt = new_id()

    def next(self, now: float) -> str:
        """The id of a task that is created now (seconds since 1970)."""
        digest = hashlib.sha256(f"{self._salt}{next(self._count)}".encode()).digest()
        letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:5])
        return f"cgt-{dt.datetime.fromtimestamp(now, BEIJING):%Y%m%d%H%M%S}-{letters}"


def known(values: dict[str, Any]) -> dict[str, Any]:
    """The parameters that were sent; the vendor's SDK writes null for those that were not."""
    return {name: value for name, value in values.items() if value is not None}
